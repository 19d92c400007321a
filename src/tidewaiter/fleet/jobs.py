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

from tidewaiter.analyze.backtests import COUNTS
from tidewaiter.assess.features.counts import COUNTED as COUNTS_OF_PAST
from tidewaiter.assess.features.counts import counts
from tidewaiter.assess.ruleset import Ruleset, load_ruleset
from tidewaiter.assess.table import OUTCOME as TOLD
from tidewaiter.assess.table import assess_table
from tidewaiter.fleet.backtest import RulesetTrial, backtest_part, merge_parts
from tidewaiter.identify.matching import SCREENED, Matcher
from tidewaiter.identify.matching.reading import NAME_COLUMNS, read_list
from tidewaiter.vocabulary.snapshot import LIVE, OUTCOME, WHICH
from tidewaiter.vocabulary.tables import COUNT, TEXT, UTC, Schema

ASSESSED_PART: Schema = {"encounter_id": TEXT, **TOLD}
"""What the rules say of each row."""

ASKED: Schema = {"encounter_id": TEXT, "subject_id": TEXT, "as_of": UTC}
COUNTED: Schema = {**ASKED, **dict.fromkeys(COUNTS_OF_PAST, COUNT), "last_crossed_at": UTC}


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
        return ("encounter_id", *self.rules.ruleset.features_asked)

    def part(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give score, band, and the rules that fired and that could not be asked (``ASSESSED_PART``)."""
        told = assess_table(frame, self.rules.ruleset)
        return pl.concat([frame.select("encounter_id"), told], how="horizontal").select(self.schema.keys())


@dataclass(frozen=True, slots=True)
class Backtest:
    """Count what a ruleset would have done to the rows of a snapshot, beside what was live."""

    rules: Rules
    schema: Schema

    def columns(self) -> tuple[str, ...]:
        """Name the features the rules read, what was live, and what came of it."""
        return tuple(dict.fromkeys((*WHICH, "port", *LIVE, *OUTCOME, *self.rules.ruleset.features)))

    def part(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give the counts of one piece (``analyze.backtests.COUNTS``), as ``rules backtest --ruleset`` makes them."""
        return backtest_part(frame, RulesetTrial(self.rules.ruleset)).select(self.schema.keys())


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
    return Backtest(rules, COUNTS)


def rescreening(listed: Path, limit: int = 5, least: float = 0.0) -> Rescreen:
    """Make the job that screens names against a list; every machine must reach the file."""
    return Rescreen(str(listed), limit, least, FOUND)


def added_up(parts: pl.DataFrame) -> pl.DataFrame:
    """Add up the counts of back-tested pieces."""
    return merge_parts([parts])


def counted(asked: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Count the past of some subjects (``COUNTED``): all events of these subjects have to be in ``events``."""
    table = counts(asked, events)
    return pl.concat([asked.select(ASKED.keys()), table.drop("subject_id")], how="horizontal")


@cache
def _loaded(folder: str | None, as_of: date) -> Ruleset:
    return load_ruleset(Path(folder) if folder else None, as_of=as_of)


@cache
def _listed(path: str) -> Matcher:
    return Matcher.build(read_list(Path(path)))
