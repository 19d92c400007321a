"""What a model would have said of the past, counted beside a slow reading of the same rows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.unit.fleet.past import FIRST, written

from tidewaiter.analyze.backtests import report
from tidewaiter.analyze.fairness import load_fairness_policy
from tidewaiter.assess import Ruleset, load_ruleset
from tidewaiter.assess.model.scorer import NEAR, NOT_CONCERNED
from tidewaiter.fleet.backtest import run
from tidewaiter.fleet.model_trial import SLICE, ModelTrial, Scored, score_past
from tidewaiter.vocabulary.errors import NotFound, Refusal
from tidewaiter.vocabulary.snapshot import parts

THRESHOLD = 0.5


@dataclass(frozen=True)
class Twin:
    """Scores by a formula where a real model has trees: by party and payment, about passengers alone."""

    features = ("kind", "role", "party", "payment_form", "no_such_feature")

    def score(self, table: pl.DataFrame) -> pl.DataFrame:
        assert table.height <= SLICE and table.columns == list(self.features)
        value = pl.col("party").fill_null(1.0) / 20 + (pl.col("payment_form") == "CA").fill_null(value=False) * 0.5
        why = pl.when(pl.col("role") == "crew").then(pl.lit(NOT_CONCERNED)).when(value == THRESHOLD + 0.05)
        told = table.select(p=value, silent=why.then(pl.lit(NEAR)))
        return told.with_columns(model_score=pl.when(pl.col("silent").is_null()).then("p"))


def catalogue_of(ruleset: Ruleset) -> Any:
    """Give the catalogue with a feature that came after the snapshots were written."""
    return {**ruleset.catalogue, "no_such_feature": ruleset.catalogue["party"]}


def by_hand(row: dict[str, Any]) -> float | None:
    score = (row["party"] or 1.0) / 20 + (0.5 if row["payment_form"] == "CA" else 0.0)
    return None if row["role"] == "crew" or score == THRESHOLD + 0.05 else score


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return load_ruleset(as_of=date(2026, 5, 1))


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory, ruleset: Ruleset) -> Iterator[tuple[Path, Path]]:
    yield written(tmp_path_factory.mktemp("past"), ruleset.catalogue)


@pytest.fixture(scope="module")
def scored(past: tuple[Path, Path], ruleset: Ruleset) -> Scored:
    return score_past(Twin(), catalogue_of(ruleset), past[0])  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def rows(past: tuple[Path, Path]) -> list[dict[str, Any]]:
    return pl.concat([pl.read_parquet(path, hive_partitioning=False) for path in parts(past[0])]).to_dicts()


def told(past: tuple[Path, Path], scored: Scored, line: float, *, sealed: bool = False) -> tuple[Any, pl.DataFrame]:
    counts, window = run(ModelTrial(line), past[0], sealed=past[1] if sealed else None, beside=scored.tables)
    return report(counts, days=window.days, policy=load_fairness_policy()), counts


def test_hits_yields_overlap_and_work_are_those_of_a_slow_reading(past, scored, rows):
    said, counts = told(past, scored, THRESHOLD)
    hits = [row for row in rows if (score := by_hand(row)) is not None and score >= THRESHOLD]
    seen = [row for row in hits if row["examined"]]
    assert 0 < len(hits) < len(rows) == said["encounters"] == 1200
    assert said["hits"] == len(hits)
    assert (said["yield"]["of"], said["yield"]["counted"]) == (len(seen), sum(row["found"] for row in seen))
    assert said["new_hits"] == sum(not row["live_fired"] for row in hits)
    assert said["concerned"] == sum(row["role"] != "crew" for row in rows)
    (shared,) = [row for row in said["overlap"] if row["rule"] == "earlier-refusal"]
    assert shared["both"] == sum("earlier-refusal" in row["live_fired"] for row in hits)
    (jfk,) = [port for port in said["workload"] if port["port"] == "JFK"]
    mine = [row["assessed_at"].hour for row in hits if row["port"] == "JFK"]
    assert jfk["per_hour"] == [round(mine.count(hour) / 3, 3) for hour in range(24)]
    assert sum(port["raised"] for port in said["workload"]) == 0, "no band rises by a model alone"
    silent = dict(counts.filter(pl.col("what") == "silent").select("one", "n").iter_rows())
    near = sum(row["role"] != "crew" and by_hand(row) is None for row in rows)
    assert silent == {NOT_CONCERNED: sum(row["role"] == "crew" for row in rows), NEAR: near}
    assert said["not_evaluable"] == near > 0


def test_a_budget_draws_the_line_so_that_no_more_are_picked(past, scored, rows):
    scores = sorted((score for score in map(by_hand, rows) if score is not None), reverse=True)
    for budget in (0.02, 0.1, 0.4):
        line = scored.line(budget)
        picked = sum(score >= line for score in scores)
        assert picked <= budget * len(rows)
        lower = [score for score in scores if score < line]
        assert not lower or sum(score >= max(lower) for score in scores) > budget * len(rows), "the next is too many"
        assert told(past, scored, line)[0]["hits"] == picked
    assert scored.line(0.0001) == math.inf
    assert told(past, scored, math.inf)[0]["hits"] == 0


def test_a_feature_no_file_has_is_named_and_unknown(scored):
    assert scored.missing == ("no_such_feature",)


def test_groups_are_counted_among_the_hits_and_small_ones_kept_back(past, scored):
    said, _ = told(past, scored, THRESHOLD, sealed=True)
    groups = {(row["attribute"], row["group"]): row for row in said["groups"]}
    assert sum(row["hits"] or 0 for row in said["groups"] if row["attribute"] == "sex") == said["hits"]
    assert groups["nationality", "ISL"]["suppressed"]


def test_without_snapshots_of_those_days_or_with_a_stray_file_it_says_so(past, ruleset, tmp_path):
    with pytest.raises(NotFound):
        score_past(Twin(), catalogue_of(ruleset), past[0], first=FIRST + timedelta(30))  # type: ignore[arg-type]
    stray = tmp_path / "day=2026-05-01" / "part-0.parquet"
    stray.parent.mkdir()
    pl.DataFrame({"a": [1]}).write_parquet(stray)
    with pytest.raises(Refusal, match="is no snapshot"):
        score_past(Twin(), catalogue_of(ruleset), tmp_path)  # type: ignore[arg-type]
