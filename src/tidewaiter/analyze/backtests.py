"""From the counts of a back-test to what a reader can judge by: rates with intervals, overlap, workload, groups."""

from __future__ import annotations

from typing import Any

import polars as pl

from tidewaiter.analyze.fairness import FairnessPolicy
from tidewaiter.analyze.group_rates import group_rates
from tidewaiter.vocabulary.proportion import Proportion
from tidewaiter.vocabulary.tables import NUMBER, TEXT, Schema

COUNTS: Schema = {
    "what": TEXT,
    "one": TEXT,
    "other": TEXT,
    "n": pl.Int64(),
    "examined": pl.Int64(),
    "found": pl.Int64(),
    "weight": NUMBER,  # of those whom the random stream chose and somebody examined: the sum of 1 / rate
    "weight_squared": NUMBER,
    "weight_found": NUMBER,
}
"""Sums that pieces of a back-test add up to.

``what``: all, concerned, not-evaluable, hit, new (hit and by no live rule), rule (``one``: which), overlap (hits on
which the live rule ``one`` fired), live (all on which it fired), band (from ``one`` to ``other``), hour (hits at port
``one`` in hour ``other``), raised (those of them whose band rises), people and group (of attribute ``one``, group
``other``)."""

_HOURS = 24


def report(counts: pl.DataFrame, *, days: int, policy: FairnessPolicy) -> dict[str, Any]:
    """Say what the ``COUNTS`` of a back-test over so many days mean, as JSON values; ``policy`` bounds
    what is shown of groups.

    ``yield`` is found by examined among hits: those examined were mostly chosen by rules that were live, so it flatters
    or slights a new rule; ``random_yield`` counts only whom the random stream chose, each by the inverse of its rate.
    """
    every, hits, new = (_one(counts, what) for what in ("all", "hit", "new"))
    concerned, unknown = (_one(counts, what)["n"] for what in ("concerned", "not-evaluable"))
    rates = _groups(counts, policy)
    return {
        "encounters": every["n"],
        "concerned": concerned or None,
        "not_evaluable": unknown,
        "hits": hits["n"],
        "hit_rate": _share(hits["n"], every["n"]),
        "new_hits": new["n"],
        "yield": _share(hits["found"], hits["examined"]),
        "random_yield": _weighted(hits),
        "new_yield": _share(new["found"], new["examined"]),
        "base_yield": _share(every["found"], every["examined"]),
        "base_rate": _weighted(every),
        "rules": [_rule(row) for row in _of(counts, "rule").sort("n", descending=True).iter_rows(named=True)],
        "overlap": _overlap(counts, hits["n"]),
        "bands": _of(counts, "band").select(pl.col("one").alias("from"), pl.col("other").alias("to"), "n").to_dicts(),
        "days": _days(counts),
        "workload": _workload(counts, days),
        "groups": rates.to_dicts() if rates is not None else None,
    }


def _one(counts: pl.DataFrame, what: str) -> dict[str, Any]:
    rows = _of(counts, what).to_dicts()
    return rows[0] if rows else {name: 0 for name, kind in COUNTS.items() if kind != TEXT}


def _of(counts: pl.DataFrame, what: str) -> pl.DataFrame:
    return counts.filter(pl.col("what") == what)


def _share(positive: float, trials: float, *, count: int | None = None) -> dict[str, Any]:
    share = Proportion(positive, trials)
    low, high = share.interval
    said = {"estimate": share.estimate, "low": low, "high": high}
    return {"of": trials if count is None else count, "counted": positive, **said}


def _weighted(row: dict[str, Any]) -> dict[str, Any]:
    """Estimate from the random stream alone (Hajek), with the Wilson interval at the effective sample size (Kish)."""
    if not row["weight"]:
        return {"effective": 0.0, "estimate": None, "low": 0.0, "high": 1.0}
    share, effective = row["weight_found"] / row["weight"], row["weight"] ** 2 / row["weight_squared"]
    low, high = Proportion(share * effective, effective).interval
    return {"effective": effective, "estimate": share, "low": low, "high": high}


def _rule(row: dict[str, Any]) -> dict[str, Any]:
    return {"rule": row["one"], "hits": row["n"], "yield": _share(row["found"], row["examined"])}


def _overlap(counts: pl.DataFrame, hits: int) -> list[dict[str, Any]]:
    """Tell of each live rule how many hits it shares; ``jaccard`` is what both have by what either has."""
    fired = dict(_of(counts, "live").select("one", "n").iter_rows())
    found = [
        {"rule": row["one"], "both": row["n"], "live": fired[row["one"]], "of_hits": row["n"] / hits}
        for row in _of(counts, "overlap").iter_rows(named=True)
    ]
    for row in found:
        row["jaccard"] = row["both"] / (hits + row["live"] - row["both"])
    return sorted(found, key=lambda row: (-row["both"], row["rule"]))


def _days(counts: pl.DataFrame) -> list[dict[str, Any]]:
    """Tell how many hits each day (UTC) had; a day without any is not listed."""
    hours = _of(counts, "hour").select(day=pl.col("other").str.slice(0, 10), hits="n")
    return hours.group_by("day").agg(pl.col("hits").sum()).sort("day").to_dicts()


def _workload(counts: pl.DataFrame, days: int) -> list[dict[str, Any]]:
    """Tell of each port how many hits a day brings, in which hours of the day (UTC), and the fullest hour there was."""
    keys = ["one", "other"]
    raised = _of(counts, "raised").select(*keys, raised="n")
    hours = _of(counts, "hour").join(raised, on=keys, how="left", nulls_equal=True)
    told = []
    for (port,), rows in hours.group_by("one", maintain_order=True):
        by_hour = [0] * _HOURS
        for hour, number in rows.select("other", "n").iter_rows():
            by_hour[int(hour[-2:])] += number
        total, busiest = sum(by_hour), rows.sort("n", "other", descending=[True, False]).row(0, named=True)
        said = {"port": port or None, "hits": total, "raised": int(rows["raised"].sum()), "per_day": total / days}
        hourly = [round(number / days, 3) for number in by_hour]
        told.append({**said, "per_hour": hourly, "busiest": {"hour": busiest["other"], "hits": busiest["n"]}})
    return sorted(told, key=lambda row: (-row["hits"], row["port"] or ""))


def _groups(counts: pl.DataFrame, policy: FairnessPolicy) -> pl.DataFrame | None:
    people = _of(counts, "people")
    if people.is_empty():
        return None
    hit = _of(counts, "group").select("one", "other", hits="n")
    both = people.select("one", "other", people="n").join(hit, on=["one", "other"], how="left")
    named = both.select(attribute="one", group="other", people="people", hits=pl.col("hits").fill_null(0))
    return group_rates(named, policy)
