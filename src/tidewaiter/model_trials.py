"""Models held against the past: whom one would have picked, beside what was live, kept and linked from the model."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from tidewaiter.analyze.backtests import report
from tidewaiter.analyze.fairness import load_fairness_policy
from tidewaiter.authority import Permission
from tidewaiter.desk.scoring import scorer_of
from tidewaiter.fleet.backtest import run
from tidewaiter.fleet.model_trial import ModelTrial, score_past
from tidewaiter.models import registered
from tidewaiter.store import reads
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.officer import Officer

if TYPE_CHECKING:
    from tidewaiter.assemble import House

_NAMED = ("digest", "data_digest", "first_day", "last_day", "encounters", "hits")


def backtest(
    house: House,
    name: str,
    officer: Officer,
    snapshots: Path | None = None,
    *,
    first: date | None = None,
    last: date | None = None,
    budget: float | None = None,
    sealed: Path | None = None,
    advance: Callable[[int], object] = lambda _: None,
) -> dict[str, Any]:
    """Tell what a model would have done to the past, by the features of those days, and keep it.

    A hit is whoever it scores at or above its threshold; with ``budget`` (share of all encounters), at or above the
    score from which on at most that share lies. ``first`` is the day after the last it was taught on, unless said;
    ``snapshots`` the folder of the house, unless said. ``sealed``: the folder of the audited groups, for auditors
    only, and the reading is journaled. Raises ``Forbidden``, ``NotFound`` and ``Refusal`` (``taught`` where the days
    reach into those it was taught on: it would praise itself).
    """
    house.authority.require(officer, Permission.HOUSE_MODEL_BACKTEST)
    if sealed is not None:
        house.authority.require(officer, Permission.HOUSE_FAIRNESS_READ)
    row = registered(house, name)
    begin = _untaught(row, first)
    scorer = scorer_of(house.home, row["model_id"])
    if sealed is not None:
        house.state([reads.of_record(officer, "sealed-groups", "back-test", house.policies.clock())])
    folder = snapshots or house.home / "snapshots"
    scored = score_past(scorer, house.policies.ruleset.catalogue, folder, first=begin, last=last, advance=advance)
    line = scorer.abstention.threshold if budget is None else scored.line(budget)
    counts, window = run(ModelTrial(line), folder, first=begin, last=last, sealed=sealed, beside=scored.tables)
    told = report(counts, days=window.days, policy=load_fairness_policy())
    said = {
        "model": scorer.id,
        "digest": scorer.id,
        "line": line if math.isfinite(line) else None,
        "budget": budget,
        "first_day": window.first.isoformat(),
        "last_day": window.last.isoformat(),
        "files": window.files,
        "data_digest": window.digest,
        "unknown_features": list(scored.missing),
        **{name: value for name, value in told.items() if name not in ("rules", "bands")},
        "silent": _silent(counts),
    }
    backtest_id = house.policies.ids.new("bkt")
    house.state([_stated(said, backtest_id, officer, house.policies.clock())])
    return {"backtest_id": backtest_id, **said}


def _untaught(row: Mapping[str, Any], first: date | None) -> date:
    """Give the first day to try it on: after all on which it was taught."""
    taught = date.fromisoformat(max(each["until"] for each in row["card"]["windows"] if each["window"] != "test"))
    if first is not None and first <= taught:
        raise Refusal(f"it was taught on days until {taught}; try it on later ones, not from {first}", code="taught")
    return first or taught + timedelta(days=1)


def _silent(counts: pl.DataFrame) -> list[dict[str, Any]]:
    """Count about whom the model said nothing, by why, and how many of them were found."""
    rows = counts.filter(pl.col("what") == "silent").sort("n", descending=True)
    return rows.select(pl.col("one").alias("why"), "n", "examined", "found").to_dicts()


def _stated(said: Mapping[str, Any], backtest_id: str, officer: Officer, at: datetime) -> Fact:
    kept = {name: value for name, value in said.items() if name not in _NAMED}
    data = {"backtest_id": backtest_id, **{name: said[name] for name in _NAMED}, "report": kept}
    return Fact(FactKind.MODEL_BACKTESTED, said["digest"], at, officer.name, data)
