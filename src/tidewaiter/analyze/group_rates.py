"""Rates by audited group, with their intervals; a group so small that its members could be told is not shown."""

from __future__ import annotations

import polars as pl

from tidewaiter.analyze.fairness import FairnessPolicy
from tidewaiter.vocabulary.proportion import with_interval
from tidewaiter.vocabulary.tables import Schema

GROUPS: Schema = {"attribute": pl.String(), "group": pl.String(), "people": pl.Int64(), "hits": pl.Int64()}
"""One row a group of an attribute: how many people it has, and how many of them were hit."""


def group_rates(counts: pl.DataFrame, policy: FairnessPolicy) -> pl.DataFrame:
    """Give ``GROUPS`` with ``estimate, low, high`` (Wilson, 95 %), ``ratio`` and ``suppressed``.

    ``ratio`` is the group's rate by the rate of all other groups of its attribute. A group whose numbers could pick
    somebody out, by the sizes of ``policies/fairness.yaml``, is suppressed: they are null. Where that leaves a single
    one suppressed, the smallest other goes too, since the total would tell the first.
    """
    few = (pl.col("people") < policy.smallest_group) | pl.col("hits").is_between(1, policy.smallest_count - 1)
    ordered = counts.with_columns(small=few).sort(
        "attribute", "small", "people", "group", descending=[False, True, False, False]
    )
    small, place = pl.col("small"), pl.int_range(pl.len()).over("attribute")
    hidden = pl.when(small.sum().over("attribute") == 1).then(place < 2).otherwise(small)
    others = {name: pl.col(name).sum().over("attribute") - pl.col(name) for name in ("people", "hits")}
    rated = with_interval(ordered, "hits", "people").with_columns(
        suppressed=hidden,
        ratio=pl.when(others["hits"] > 0).then(
            (pl.col("hits") / pl.col("people")) / (others["hits"] / others["people"])
        ),
    )
    numbers = ("people", "hits", "estimate", "low", "high", "ratio")
    masked = [pl.when("suppressed").then(None).otherwise(pl.col(name)).alias(name) for name in numbers]
    return rated.with_columns(masked).drop("small").sort("attribute", "group")
