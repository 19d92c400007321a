"""Compare the risk of examination between modes and ports, and suggest random rates that would make detection equal.

"Violators have an equal risk of detection and prevention regardless of mode of transportation or port of entry."
"""

from __future__ import annotations

import polars as pl

from tidewaiter.vocabulary.proportion import with_interval

ROUNDS = 60
"""Halvings of the bisection: enough for any double."""


def equal_risk(drawn: pl.DataFrame) -> pl.DataFrame:
    """Give the share examined by mode and port, with its Wilson interval, beside the share of the whole.

    ``drawn``: columns of ``needs.DRAWN``. Answers ``mode, port, encounters, examined, random, estimate, low, high,
    overall, differs``: ``random`` counts those drawn (whatever their label); ``differs`` is true where the 95 %
    interval does not hold the overall share, which calls for a look, not for a verdict: of 20 equal ports one differs
    by chance.
    """
    counted = (
        drawn.group_by("mode", "port")
        .agg(
            pl.len().alias("encounters"),
            (pl.col("assignment") == "secondary").fill_null(False).sum().alias("examined"),
            (pl.col("draw") < pl.col("rate")).fill_null(False).sum().alias("random"),
        )
        .sort("mode", "port")
    )
    overall = pl.col("examined").sum() / pl.col("encounters").sum()
    return with_interval(counted, "examined", "encounters").with_columns(
        overall.alias("overall"), ((overall < pl.col("low")) | (overall > pl.col("high"))).alias("differs")
    )


def detection(drawn: pl.DataFrame, outcomes: pl.DataFrame) -> pl.DataFrame:
    """Count by mode and port (``needs.DETECTION``) what the random sample found, and what targeting had seen of it.

    ``drawn``: columns of ``needs.DRAWN``, one row an encounter; ``outcomes``: ``encounter_id, positive``. Of everyone
    drawn at random and found to violate, those labelled risk had been chosen by targeting too.
    """
    found = outcomes.group_by("encounter_id").agg(pl.col("positive").fill_null(False).any())
    violator = ((pl.col("draw") < pl.col("rate")) & pl.col("positive")).fill_null(False)
    return (
        drawn.join(found, on="encounter_id", how="left")
        .group_by("mode", "port")
        .agg(
            pl.len().alias("encounters"),
            violator.sum().alias("violators"),
            (violator & (pl.col("stream") == "risk")).sum().alias("also_targeted"),
        )
        .sort("mode", "port")
    )


def suggest_rates(
    detection: pl.DataFrame, budget: float, *, floor: float = 0.001, ceiling: float = 0.2
) -> pl.DataFrame:
    """Suggest random rates that make a violator's risk of detection equal at every port within a budget.

    ``detection``: columns of ``needs.DETECTION``; ``budget``: random examinations to spend on those encounters. With
    s the share of violators that targeting sees (Jeffreys: (also_targeted + 1/2) / (violators + 1)) and r the random
    rate, a violator is found with probability D = s + (1 - s) r, taking an examination to find what is there. One D
    for all gives r = (D - s) / (1 - s), kept between floor and ceiling; D is the highest that the budget pays for,
    found by bisection. Answers ``mode, port, encounters, seen, rate, detection, examinations``. A suggestion for the
    owner of the rate table, never set by itself.
    """
    table = detection.with_columns(((pl.col("also_targeted") + 0.5) / (pl.col("violators") + 1.0)).alias("seen"))
    low, high = 0.0, 1.0
    for _ in range(ROUNDS):
        middle = (low + high) / 2
        cost = float(_priced(table, middle, floor, ceiling)["examinations"].sum())
        low, high = (middle, high) if cost <= budget else (low, middle)
    columns = ["mode", "port", "encounters", "seen", "rate", "detection", "examinations"]
    return _priced(table, low, floor, ceiling).select(columns)


def _priced(table: pl.DataFrame, target: float, floor: float, ceiling: float) -> pl.DataFrame:
    seen, rate = pl.col("seen"), pl.col("rate")
    return table.with_columns(((target - seen) / (1 - seen)).clip(floor, ceiling).alias("rate")).with_columns(
        (seen + (1 - seen) * rate).alias("detection"), (pl.col("encounters") * rate).alias("examinations")
    )
