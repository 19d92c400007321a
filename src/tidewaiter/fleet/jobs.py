"""Work on one piece of the past, the same on one machine and on many: a table in, a table out, and nothing else.

A job is pickled by its few fields; what it needs (rules, lists) each machine loads once, from the code it was shipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Protocol

import polars as pl

from tidewaiter.assess.assessing import ruled
from tidewaiter.assess.features import typed
from tidewaiter.assess.features.counts import counts
from tidewaiter.assess.needs import COUNTS
from tidewaiter.assess.ruleset import Ruleset, load_ruleset
from tidewaiter.identify.matching import SCREENED, Matcher
from tidewaiter.identify.matching.reading import NAME_COLUMNS, read_list
from tidewaiter.vocabulary.tables import COUNT, NUMBER, TEXT, UTC, Schema

ASSESSED_PART: Schema = {
    "encounter_id": TEXT,
    "score": NUMBER,
    "band": TEXT,
    "fired": pl.List(pl.String),
    "not_evaluable": pl.List(pl.String),
}
"""What the rules say of each row."""

BACKTESTED_PART: Schema = {
    "rule": TEXT,
    "rows": COUNT,
    "fired": COUNT,
    "fired_before": COUNT,  # fired in the ruleset that was live
    "both": COUNT,
    "not_evaluable": COUNT,
    "examined": COUNT,  # of those that fired
    "found": COUNT,
}
"""What each rule would have done to one piece; pieces are added up."""

ASKED: Schema = {"encounter_id": TEXT, "subject_id": TEXT, "as_of": UTC}
COUNTED: Schema = {**ASKED, **{name: kind for name, kind in COUNTS.items() if name != "subject_id"}}


class Job(Protocol):
    """One kind of work on a piece."""

    @property
    def schema(self) -> Schema:
        """Name the columns that come out."""
        ...

    def columns(self) -> tuple[str, ...]:
        """Name the columns of a piece that are read; those a piece lacks are unknown."""
        ...

    def part(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Work on one piece."""
        ...


@dataclass(frozen=True, slots=True)
class Rules:
    """Which rules: those of a folder (None: those shipped), as in force on a day."""

    as_of: date
    folder: str | None = None

    @property
    def ruleset(self) -> Ruleset:
        """Give the rules, loaded once in each process. Raises ``InvalidPolicy``."""
        return _loaded(self.folder, self.as_of)


@dataclass(frozen=True, slots=True)
class Assess:
    """Ask the rules of each row of a snapshot."""

    rules: Rules
    schema: Schema

    def columns(self) -> tuple[str, ...]:
        """Name the features the rules read."""
        return ("encounter_id", *self.rules.ruleset.features)

    def part(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give score, band, and the rules that fired and that could not be asked (``ASSESSED_PART``)."""
        ruleset = self.rules.ruleset
        answers = ruled(_features(frame, ruleset), ruleset)
        whole = answers.with_columns(score=ruleset.total).select(
            frame["encounter_id"],
            "score",
            band=ruleset.bands.of(pl.col("score")),
            fired=_named(ruleset, lambda answer: answer.fill_null(value=False)),
            not_evaluable=_named(ruleset, lambda answer: answer.is_null()),
        )
        return whole.select(pl.col(name).cast(kind) for name, kind in self.schema.items())


@dataclass(frozen=True, slots=True)
class Backtest:
    """Count what each rule would have done to the rows of a snapshot."""

    rules: Rules
    schema: Schema

    def columns(self) -> tuple[str, ...]:
        """Name the features the rules read, what was live, and what came of it."""
        return (*self.rules.ruleset.features, "live_fired", "examined", "found")

    def part(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give the counts of one piece (``BACKTESTED_PART``)."""
        ruleset = self.rules.ruleset
        answers = ruled(_features(frame, ruleset), ruleset)
        live, examined, found = (frame[name] for name in ("live_fired", "examined", "found"))
        rows = []
        for rule in ruleset.rules:
            fired, before = answers[rule.id].fill_null(value=False), live.list.contains(rule.id).fill_null(value=False)
            seen = fired & examined
            told = (fired, before, fired & before, answers[rule.id].is_null(), seen, seen & found)
            rows.append((rule.id, frame.height, *(int(each.sum() or 0) for each in told)))
        return pl.DataFrame(rows, schema=self.schema, orient="row")


@dataclass(frozen=True, slots=True)
class Rescreen:
    """Look a column of names up in a list (``identify.matching``), as ``tidewaiter screen`` does."""

    listed: str
    limit: int
    least: float
    schema: Schema

    def columns(self) -> tuple[str, ...]:
        """Name the columns of the names."""
        return NAME_COLUMNS

    def part(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give every possible match (``matching.SCREENED``)."""
        given = set(frame.columns)
        whole = frame.select(
            (pl.col(name) if name in given else pl.lit(None)).cast(TEXT).alias(name) for name in NAME_COLUMNS
        )
        return _listed(self.listed).screen(whole, self.limit, least=self.least).select(self.schema.keys())


FOUND: Schema = {name: kind() for name, kind in SCREENED.items()}
"""Every possible match of a name (``matching.SCREENED``)."""


def assessing(rules: Rules) -> Assess:
    """Make the job that assesses snapshots."""
    return Assess(rules, ASSESSED_PART)


def backtesting(rules: Rules) -> Backtest:
    """Make the job that back-tests rules on snapshots."""
    return Backtest(rules, BACKTESTED_PART)


def rescreening(listed: Path, limit: int = 5, least: float = 0.0) -> Rescreen:
    """Make the job that screens names against a list; every machine must reach the file."""
    return Rescreen(str(listed), limit, least, FOUND)


def added_up(parts: pl.DataFrame) -> pl.DataFrame:
    """Add up the counts of back-tested pieces."""
    sums = [name for name in BACKTESTED_PART if name != "rule"]
    return parts.group_by("rule").agg(pl.col(sums).sum()).sort("rule")


def counted(asked: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Count the past of some subjects (``COUNTED``): all events of these subjects have to be in ``events``."""
    table = counts(asked, events)
    return pl.concat([asked.select(ASKED.keys()), table.drop("subject_id")], how="horizontal")


def _features(frame: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    return frame.select(
        typed(pl.col(name) if name in frame.columns else pl.repeat(None, pl.len()), ruleset.catalogue[name].type).alias(
            name
        )
        for name in ruleset.features
    )


def _named(ruleset: Ruleset, holds: object) -> pl.Expr:
    assert callable(holds)
    named = [pl.when(holds(pl.col(rule.id))).then(pl.lit(rule.id)) for rule in ruleset.rules]
    return pl.concat_list(named).list.drop_nulls() if named else pl.lit([], pl.List(pl.String))


@cache
def _loaded(folder: str | None, as_of: date) -> Ruleset:
    return load_ruleset(Path(folder) if folder else None, as_of=as_of)


@cache
def _listed(path: str) -> Matcher:
    return Matcher.build(read_list(Path(path)))
