"""The quality gate: is what was sent complete, valid and in time, field by field; kept by carrier and feed.

A finding here is about the sender's data. It never lowers or raises anybody's risk by itself.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import polars as pl

from tidewaiter.vocabulary.tables import QUALITY, conform, empty


class Filing(NamedTuple):
    """Until when an announcement has to be there: ``minutes`` before (or, negative, after) the scheduled ``event``."""

    mode: str
    direction: str
    source: str
    event: str  # departs_at | arrives_at
    minutes: int
    ground: str


class Requirement(NamedTuple):
    """A field that announcements of some sources must carry for people of some roles; ``ground`` says why."""

    field: str
    sources: tuple[str, ...]
    ground: str


class GatePolicy(NamedTuple):
    """What ``policies/filing.yaml`` says: deadlines by mode, required fields by source."""

    filings: tuple[Filing, ...]
    requirements: tuple[Requirement, ...]


def gate(declared: pl.DataFrame, policy: GatePolicy) -> pl.DataFrame:
    """Measure completeness, validity and timeliness of a declared table. Returns findings (``QUALITY``)."""
    people = declared.lazy().filter(pl.col("kind") == "person")
    parts = [_missing(people, requirement) for requirement in policy.requirements]
    parts += [*_impossible(people), *_late(declared.lazy(), policy.filings)]
    return conform(pl.concat(parts).collect(), QUALITY) if parts else empty(QUALITY)


def _found(rows: pl.LazyFrame, code: str, severity: str, field: str, text: pl.Expr) -> pl.LazyFrame:
    return rows.select(
        "message_id",
        pl.col("ordinal").alias("traveler"),
        pl.lit(code).alias("code"),
        pl.lit(severity).alias("severity"),
        pl.lit(field).alias("field"),
        "segment",
        text.alias("text"),
    )


def _missing(people: pl.LazyFrame, requirement: Requirement) -> pl.LazyFrame:
    rows = people.filter(pl.col("source").is_in(requirement.sources) & pl.col(requirement.field).is_null())
    text = pl.lit(f"{requirement.field.replace('_', ' ')} is missing ({requirement.ground})")
    return _found(rows, "missing-field", "error", requirement.field, text)


def _impossible(people: pl.LazyFrame) -> list[pl.LazyFrame]:
    """Find birth dates in the future or more than 125 years back."""
    day = pl.coalesce("scheduled_at", "received_at").dt.date()
    cases = (
        (pl.col("birth_date") > day, "birth date lies after the journey"),
        (pl.col("birth_date") < date(1900, 1, 1), "birth date lies before 1900"),
    )
    return [_found(people.filter(case), "impossible-date", "error", "birth_date", pl.lit(text)) for case, text in cases]


def _late(declared: pl.LazyFrame, filings: tuple[Filing, ...]) -> list[pl.LazyFrame]:
    """Find messages that came after their deadline; one finding a movement, which concerns nobody in particular."""
    first = declared.unique(subset=["message_id", "trip"], keep="first", maintain_order=True)
    parts = []
    for filing in filings:
        due = pl.col(filing.event) - pl.duration(minutes=filing.minutes)
        rows = first.filter(
            (pl.col("mode") == filing.mode)
            & (pl.col("direction") == filing.direction)
            & (pl.col("source") == filing.source)
            & (pl.col("received_at") > due)
        )
        came, was_due = (moment.dt.strftime("%Y-%m-%d %H:%M UTC") for moment in (pl.col("received_at"), due))
        text = pl.format("came at {}, was due at {} ({})", came, was_due, pl.lit(filing.ground))
        late = _found(rows, "late-filing", "warning", "received_at", text)
        parts.append(late.with_columns(pl.lit(None, pl.UInt32).alias("traveler")))
    return parts
