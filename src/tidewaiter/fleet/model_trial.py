"""What a model would have said of the past: its scores over the snapshots of those days, and whom they would pick.

Each file is scored once, in slices; the scores stand beside its rows while they are counted, so that a line that
spends a given share of all examinations can be drawn after everything was scored.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from tidewaiter.assess.model.scorer import NEAR, NOT_CONCERNED, UNSEEN, Scorer
from tidewaiter.fleet.backtest import KEPT, completed, count_live, count_of_hits, outcome_sums, scanned
from tidewaiter.language import Catalogue
from tidewaiter.vocabulary.errors import NotFound
from tidewaiter.vocabulary.snapshot import FEATURE_TYPES, parts

SLICE = 131_072
"""Rows scored at once: a model's matrix of numbers is far wider than its answers."""
SCORE, SILENT = "tried_score", "tried_silent"
_WHY = pl.Enum([NEAR, NOT_CONCERNED, UNSEEN])


@dataclass(frozen=True)
class Scored:
    """The scores of a model over some days, by file, a row an encounter: ``tried_score, tried_silent``.

    ``missing`` names the features the model reads that some file does not have: there they are unknown.
    """

    tables: Mapping[Path, pl.DataFrame]
    missing: tuple[str, ...]

    def line(self, budget: float) -> float:
        """Give the lowest score from which on at most this share of all encounters lie; above all where none do."""
        scores = pl.concat([table[SCORE] for table in self.tables.values()])
        wanted = math.floor(budget * len(scores) + 1e-9)
        counts = pl.DataFrame({"score": scores.drop_nulls()}).group_by("score").len().sort("score", descending=True)
        under = counts.filter(pl.col("len").cum_sum() <= wanted)
        return float(under["score"][-1]) if under.height else math.inf


@dataclass(frozen=True)
class ModelTrial:
    """Scores that stand beside the rows, held against ``line``: a hit is whoever is scored at or above it.

    No band changes by it: a model is no ground alone, and what a rule makes of it is that rule's back-test.
    """

    line: float

    @property
    def features(self) -> Mapping[str, str]:
        """Name the features read of the snapshots: none, they were read when it was scored."""
        return {}

    def counts(self, frame: pl.LazyFrame) -> tuple[list[pl.DataFrame], pl.DataFrame]:
        """Count whom it concerns, about whom it was silent and why, and whom it picks; see ``Trial``."""
        score, why = pl.col(SCORE), pl.col(SILENT)
        everybody = frame.select(outcome_sums(pl.lit("all")))
        silent = frame.filter(why.is_not_null()).group_by(one=why.cast(pl.String)).agg(outcome_sums(pl.lit("silent")))
        concerned = frame.filter(why.ne_missing(pl.lit(NOT_CONCERNED, _WHY))).select(outcome_sums(pl.lit("concerned")))
        unanswered = frame.filter(why.is_in([NEAR, UNSEEN])).select(outcome_sums(pl.lit("not-evaluable")))
        hits = frame.filter(score >= self.line).select(*KEPT, band=pl.col("live_band"))
        *told, picked = pl.collect_all([everybody, silent, concerned, unanswered, hits])
        return [*told, *count_of_hits(picked, None), count_live(frame)], picked


def score_past(
    scorer: Scorer,
    catalogue: Catalogue,
    snapshots: Path,
    *,
    first: date | None = None,
    last: date | None = None,
    advance: Callable[[int], object] = lambda _: None,
) -> Scored:
    """Score every encounter of some days by the features it had then; ``advance`` is told of each file done.

    Raises ``NotFound`` where there is no snapshot, ``Refusal`` where a file is none.
    """
    wanted = {name: catalogue[name].type for name in scorer.features}
    tables, missing = {}, set[str]()
    for path in parts(snapshots, first, last):
        frame = scanned(path)
        missing |= set(wanted) - set(frame.collect_schema())
        tables[path] = _scores(scorer, completed(frame, wanted).select(list(wanted)))
        advance(1)
    if not tables:
        raise NotFound(f"There is no snapshot of these days in {snapshots}: tidewaiter features build makes them")
    return Scored(tables, tuple(sorted(missing)))


def _scores(scorer: Scorer, features: pl.LazyFrame) -> pl.DataFrame:
    """Give the scores of a file's rows, in their order: 9 bytes a row."""
    height = int(features.select(pl.len()).collect().item())
    told = [
        scorer.score(features.slice(start, SLICE).collect()).select(
            pl.col("model_score").alias(SCORE), pl.col("silent").cast(_WHY).alias(SILENT)
        )
        for start in range(0, height, SLICE)
    ]
    return pl.concat(told) if told else pl.DataFrame(schema={SCORE: FEATURE_TYPES["number"], SILENT: _WHY})
