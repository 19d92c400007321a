"""The walk through the room: gather, ask every rule at once, sum up, band, and say why."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from tidewaiter.assess.features import columns_read, feature_table
from tidewaiter.assess.gather import gather
from tidewaiter.assess.needs import History
from tidewaiter.assess.ruleset import Ruleset, answer_column
from tidewaiter.vocabulary.tables import ASSESSED, REASON, conform

_MASK_BITS = 62


def assess(
    declared: pl.DataFrame,
    identified: pl.DataFrame,
    hits: pl.DataFrame | None,
    needs: History,
    *,
    ruleset: Ruleset,
    as_of: datetime,
) -> pl.DataFrame:
    """Assess every encounter of a batch: a table of ``ASSESSED``, one row each, in order of first appearance.

    ``declared`` and ``identified`` are of the same rows. ``hits`` are all open hits of these encounters; None says
    that screening did not run, and rules on hits are then not evaluable. Rules that expired by ``as_of`` stay silent.
    """
    rules = ruleset.in_force(as_of)
    names = rules.features
    gathered = gather(declared, identified, hits, needs, columns=columns_read(names), as_of=as_of)
    return score(feature_table(gathered, names, rules.catalogue), rules)


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
    answers = ruled(features, ruleset)
    table = answers.select(
        encounter_id=features["encounter_id"],
        row=pl.int_range(pl.len(), dtype=pl.UInt32),
        score=ruleset.total,
        ruleset=pl.lit(ruleset.id),
        features=features.select(ruleset.snapshot).to_series(),
        not_evaluable=_not_evaluable(answers),
    ).with_columns(band=ruleset.bands.of(pl.col("score")))
    reasoned = table.join(_reasons(features, answers, ruleset), on="row", how="left", maintain_order="left")
    return conform(reasoned.with_columns(pl.col("reasons").fill_null(pl.lit([], pl.List(REASON)))), ASSESSED)


def ruled(features: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    """Ask every rule of every row: one Boolean column per rule; null = not evaluable, false where it does not apply."""
    return features.select(ruleset.questions)


def _reasons(features: pl.DataFrame, answers: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    """Say why, for the rows on which rules fired: [row, reasons], heaviest first.

    One query gives, for every rule, the rows it fired on and what it says of each; only those rows are put into words.
    """
    happened = answers.select(pl.all().any()).row(0)
    fired = [rule for rule, ever in zip(ruleset.rules, happened, strict=True) if ever]
    asked = features.with_columns(answers.rename(answer_column)).with_row_index("row")
    found = asked.select(part for rule in fired for part in ruleset.sayings[rule.id])
    pairs = pl.DataFrame(
        {
            "rule": pl.Series([rule.id for rule in fired], dtype=pl.String),
            "version": pl.Series([rule.version for rule in fired], dtype=pl.Int64),
            "weight": pl.Series([rule.weight for rule in fired], dtype=pl.Float64),
            "row": pl.Series([found[f"row {rule.id}"][0] for rule in fired], dtype=pl.List(pl.UInt32)),
            "text": pl.Series([found[f"text {rule.id}"][0] for rule in fired], dtype=pl.List(pl.String)),
        }
    )
    heaviest_first = pairs.sort("weight", "rule", descending=[True, False])
    return (
        heaviest_first.explode("row", "text", empty_as_null=False)
        .group_by("row", maintain_order=True)
        .agg(reasons=pl.struct("rule", "version", "weight", "text"))
    )


def _not_evaluable(answers: pl.DataFrame) -> pl.Series:
    """List for each row the rules that could not be answered.

    A batch has few patterns of missing inputs, so the lists are made once for each pattern, not for each row.
    """
    unknown = answers.null_count().row(0)
    rules = [rule for rule, count in zip(answers.columns, unknown, strict=True) if count]
    if not rules:
        return pl.Series("not_evaluable", [[]], dtype=pl.List(pl.String)).new_from_index(0, answers.height)
    chunks = [rules[start : start + _MASK_BITS] for start in range(0, len(rules), _MASK_BITS)]
    masks = answers.select(
        pl.sum_horizontal(pl.col(rule).is_null().cast(pl.Int64) * (1 << bit) for bit, rule in enumerate(chunk)).alias(
            f"mask{number}"
        )
        for number, chunk in enumerate(chunks)
    )
    patterns = masks.unique()
    lists = [
        [rule for mask, chunk in zip(row, chunks, strict=True) for bit, rule in enumerate(chunk) if mask >> bit & 1]
        for row in patterns.iter_rows()
    ]
    known = patterns.with_columns(not_evaluable=pl.Series(lists, dtype=pl.List(pl.String)))
    return masks.join(known, on=masks.columns, how="left", maintain_order="left")["not_evaluable"]
