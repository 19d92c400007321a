"""Resolution over all of history: Splink on DuckDB scores likely pairs (Fellegi and Sunter); extra ``history``."""

from __future__ import annotations

import logging

import polars as pl

from tidewaiter.identify.history import FIELDS
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.tables import NUMBER, TEXT

INSTALL = "pip install 'tidewaiter[history]'"
PRIOR = 1e-4
"""Chance that two records that share nothing are one person, before anything is compared."""

ENOUGH = 500
"""Records from which on chance agreement is estimated from the data; below, from the assumptions here."""

_NAMES = {"m": [0.86, 0.07, 0.03, 0.04], "u": [0.004, 0.004, 0.012, 0.98]}
_BIRTH = {"m": [0.93, 0.04, 0.01, 0.02], "u": [0.0001, 0.002, 0.02, 0.9779]}
_DOCUMENT = {"m": [0.7, 0.3], "u": [0.00001, 0.99999]}
"""How often records of one person (m) and of two (u) agree at each level; assumptions of ours, named as such."""

_LINKS = {
    "one": TEXT,
    "other": TEXT,
    "weight": NUMBER,
    "probability": NUMBER,
    **{f"{name}_{side}": TEXT for name in FIELDS for side in "lr"},
    **{f"{name}_weight": NUMBER for name in FIELDS},
}


def link(records: pl.DataFrame, least_weight: float) -> pl.DataFrame:
    """Score likely pairs of ``RECORDS``: ``one, other, weight, probability`` and both values and weight of each field.

    Weights are log2 of how much likelier the agreement is for one person than for two. Raises ``Refusal`` with what to
    install where Splink is not there.
    """
    if records.height < 2:
        return pl.DataFrame(schema=_LINKS)
    try:
        import splink
        import splink.comparison_library as compare
    except ImportError as error:
        raise Refusal(f"this job needs Splink and DuckDB: {INSTALL}", code="extra-missing") from error

    def names(column: str) -> object:
        return compare.JaroWinklerAtThresholds(column, [0.92, 0.85]).configure(
            m_probabilities=_NAMES["m"], u_probabilities=_NAMES["u"], term_frequency_adjustments=True
        )

    births = compare.DamerauLevenshteinAtThresholds("birth", [1, 2])
    settings = splink.SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=PRIOR,
        comparisons=[
            names("surname"),
            names("given"),
            births.configure(m_probabilities=_BIRTH["m"], u_probabilities=_BIRTH["u"]),
            compare.ExactMatch("document").configure(m_probabilities=_DOCUMENT["m"], u_probabilities=_DOCUMENT["u"]),
        ],
        blocking_rules_to_generate_predictions=[
            splink.block_on("document"),
            splink.block_on("birth", "substr(surname, 1, 2)"),
            splink.block_on("birth", "given"),
            splink.block_on("surname", "given"),
        ],
        retain_intermediate_calculation_columns=True,
        additional_columns_to_retain=["subject_id"],
    )
    table = splink.DuckDBAPI().register(records.to_arrow())
    linker = splink.Linker(table, settings, log_level=logging.ERROR)
    if records.height >= ENOUGH:
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    scored = linker.inference.predict(threshold_match_weight=least_weight).as_pyarrow_table()
    return _links(pl.DataFrame(pl.from_arrow(scored)))


def _links(scored: pl.DataFrame) -> pl.DataFrame:
    """Give Splink's columns our names; how rare a name is (its ``tf`` weight) counts to the name."""
    weights = {
        name: [each for each in (f"mw_{name}", f"mw_tf_adj_{name}") if each in scored.columns] for name in FIELDS
    }
    return scored.filter(pl.col("subject_id_l") != pl.col("subject_id_r")).select(
        pl.col("subject_id_l").alias("one"),
        pl.col("subject_id_r").alias("other"),
        pl.col("match_weight").alias("weight"),
        pl.col("match_probability").alias("probability"),
        *(f"{name}_{side}" for name in FIELDS for side in "lr"),
        *(pl.sum_horizontal(columns).alias(f"{name}_weight") for name, columns in weights.items()),
    )
