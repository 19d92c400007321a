"""The walk through the room: gather, ask every rule at once, sum up, band, and say why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import polars as pl

from tidewaiter.assess.features import columns_read, feature_table, typed
from tidewaiter.assess.gather import gather
from tidewaiter.assess.life.shadow import Shadow
from tidewaiter.assess.model.filled import filled
from tidewaiter.assess.needs import History
from tidewaiter.assess.ruleset import Ruleset, answer_column
from tidewaiter.assess.tally import Tally, asked
from tidewaiter.vocabulary.tables import ASSESSED, REASON, conform


def assess(
    declared: pl.DataFrame,
    identified: pl.DataFrame,
    hits: pl.DataFrame | None,
    needs: History,
    *,
    ruleset: Ruleset,
    as_of: datetime,
    shadow: Shadow | None = None,
) -> pl.DataFrame:
    """Assess every encounter of a batch: a table of ``ASSESSED``, one row each, in order of first appearance.

    ``declared`` and ``identified`` are of the same rows. ``hits`` are all open hits of these encounters; None says
    that screening did not run, and rules on hits are then not evaluable. Rules that expired by ``as_of`` stay silent.
    ``shadow`` asks its rules beside the live ones, of the same features; nothing in the table tells of it.
    """
    rules = ruleset.in_force(as_of)

    def features(names: Sequence[str]) -> pl.DataFrame:
        """Work out features and, where one of them is the model's, what the model says and read."""
        wanted = rules.with_inputs(names)
        gathered = gather(declared, identified, hits, needs, columns=columns_read(wanted), as_of=as_of)
        table = feature_table(gathered, wanted, rules.catalogue)
        return filled(table, rules.model, rules.catalogue) if "model" in wanted else table

    table = features(rules.features) if shadow is None else shadow.beside(features, rules.features, as_of)
    return score(table, rules)


def score(features: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    """Score a feature table (``encounter_id`` and a column for each feature of the ruleset) into ``ASSESSED``."""
    if not ruleset.rules:
        return conform(
            features.select("encounter_id", score=0.0, band=pl.lit("low"), ruleset=pl.lit(ruleset.id)), ASSESSED
        ).with_columns(
            reasons=pl.lit([], pl.List(REASON)),
            not_evaluable=pl.lit([], pl.List(pl.String)),
            features=pl.lit("{}"),
        )
    absent = [name for name in ruleset.computed if name not in features.columns]
    features = features.with_columns(typed(pl.lit(None), ruleset.catalogue[name].type).alias(name) for name in absent)
    tally = asked(features, ruleset)
    table = features.select(
        "encounter_id",
        row=pl.int_range(pl.len(), dtype=pl.UInt32),
        score=tally.score,
        ruleset=pl.lit(ruleset.id),
        features=ruleset.snapshot,
        not_evaluable=tally.not_evaluable.lists([rule.id for rule in ruleset.rules]),
    ).with_columns(band=ruleset.bands.of(pl.col("score")))
    reasoned = table.join(_reasons(features, tally, ruleset), on="row", how="left", maintain_order="left")
    return conform(reasoned.with_columns(pl.col("reasons").fill_null(pl.lit([], pl.List(REASON)))), ASSESSED)


def _reasons(features: pl.DataFrame, tally: Tally, ruleset: Ruleset) -> pl.DataFrame:
    """Say why, for the rows on which rules fired: [row, reasons], what counts most first.

    One query gives, for every rule, what it says of each row it fired on; only those rows are put into words.
    """
    order = np.argsort(tally.fired.rules, kind="stable")
    pairs = pl.DataFrame(
        {
            "row": pl.Series(tally.fired.rows[order], dtype=pl.UInt32),
            "rule": pl.Series([rule.id for rule in tally.rules]).gather(pl.Series(tally.fired.rules[order])),
            "version": pl.Series([rule.version for rule in tally.rules]).gather(pl.Series(tally.fired.rules[order])),
            "weight": pl.Series(tally.weights[order], dtype=pl.Float64),
        }
    )
    fired = [tally.rules[number] for number in np.unique(tally.fired.rules)]
    whole = features.with_columns(tally.answers.rename(answer_column))
    said = whole.select(ruleset.sayings[rule.id] for rule in fired)
    texts = pl.concat([pl.Series(dtype=pl.String), *(said[rule.id][0] for rule in fired)])
    heaviest_first = pairs.with_columns(text=texts).sort("row", "weight", "rule", descending=[False, True, False])
    return heaviest_first.group_by("row", maintain_order=True).agg(
        reasons=pl.struct("rule", "version", "weight", "text")
    )
