"""The quality gate: is what was sent complete, valid and in time, field by field; kept by carrier and feed.

A finding here is about the sender's data. It never lowers or raises anybody's risk by itself.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import polars as pl

from tidewaiter.vocabulary.tables import QUALITY, conform


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
    people = declared.filter(pl.col("kind") == "person")
    parts = [_missing(people, requirement) for requirement in policy.requirements]
    parts += [_impossible(people), _late(declared, policy.filings)]
    return conform(pl.concat(parts), QUALITY)


_KEPT = ("message_id", "traveler", "code", "severity", "field", "segment", "text")


def _found(rows: pl.DataFrame, code: str, severity: str, field: str, text: pl.Expr) -> pl.DataFrame:
    return rows.select(
        "message_id",
        pl.col("ordinal").alias("traveler"),
        pl.lit(code).alias("code"),
        pl.lit(severity).alias("severity"),
        pl.lit(field).alias("field"),
        "segment",
        text.alias("text"),
    ).select(_KEPT)


def _missing(people: pl.DataFrame, requirement: Requirement) -> pl.DataFrame:
    rows = people.filter(pl.col("source").is_in(requirement.sources) & pl.col(requirement.field).is_null())
    text = pl.lit(f"{requirement.field.replace('_', ' ')} is missing ({requirement.ground})")
    return _found(rows, "missing-field", "error", requirement.field, text)


def _impossible(people: pl.DataFrame) -> pl.DataFrame:
    """Find birth dates in the future or more than 125 years back."""
    day = pl.coalesce("scheduled_at", "received_at").dt.date()
    future = people.filter(pl.col("birth_date") > day)
    ancient = people.filter(pl.col("birth_date") < date(1900, 1, 1))
    return pl.concat(
        [
            _found(future, "impossible-date", "error", "birth_date", pl.lit("birth date lies after the journey")),
            _found(ancient, "impossible-date", "error", "birth_date", pl.lit("birth date lies before 1900")),
        ]
    )


def _late(declared: pl.DataFrame, filings: tuple[Filing, ...]) -> pl.DataFrame:
    """Find messages that came after their deadline; one finding a movement, on its first row."""
    parts = []
    first = declared.unique(subset=["message_id", "trip"], keep="first", maintain_order=True)
    for filing in filings:
        due = pl.col(filing.event) - pl.duration(minutes=filing.minutes)
        rows = first.filter(
            (pl.col("mode") == filing.mode)
            & (pl.col("direction") == filing.direction)
            & (pl.col("source") == filing.source)
            & (pl.col("received_at") > due)
        ).with_columns(ordinal=pl.lit(None, pl.UInt32))
        text = pl.format("came at {}, was due at {} ({})", "received_at", due, pl.lit(filing.ground))
        parts.append(_found(rows, "late-filing", "warning", "received_at", text))
    return pl.concat(parts) if parts else _found(first.clear(), "", "", "", pl.lit(""))
