"""How well each carrier's messages agree with each other: a finding for the carrier, never about the traveler."""

from __future__ import annotations

import polars as pl

from tidewaiter.vocabulary.proportion import with_interval


def discrepancies(compared: pl.DataFrame) -> pl.DataFrame:
    """Give ``carrier, field, compared, differing, estimate, low, high``, worst first.

    ``compared``: ``needs.DIFFERENCES``, one row a declaration with its ``differs_from`` (empty where all agreed). The
    interval is Wilson's at 95 %: a carrier with three passengers is not called worse than one with three thousand.
    """
    totals = compared.group_by("carrier").agg(pl.len().alias("compared"))
    fields = (
        compared.select("carrier", pl.col("differs_from").alias("field"))
        .explode("field", empty_as_null=False)
        .drop_nulls("field")
        .group_by("carrier", "field")
        .agg(pl.len().alias("differing"))
    )
    counted = fields.join(totals, on="carrier", nulls_equal=True).select("carrier", "field", "compared", "differing")
    return with_interval(counted, "differing", "compared").sort(
        "low", "carrier", "field", descending=[True, False, False], nulls_last=True
    )
