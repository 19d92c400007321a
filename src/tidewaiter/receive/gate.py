"""The quality gate: is what was sent complete, valid and in time, field by field; kept by carrier and feed.

A finding here is about the sender's data. It never lowers or raises anybody's risk by itself.
"""

from __future__ import annotations

from datetime import date
from functools import cache
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
    """Measure completeness, validity and timeliness of a declared table. Returns findings (``QUALITY``).

    One pass asks which faults there are at all; only those are looked for row by row.
    """
    faults = _faults(policy)
    if not faults:
        return empty(QUALITY)
    happened = declared.select(fault.case.any().alias(str(place)) for place, fault in enumerate(faults)).row(0)
    people = declared.lazy().filter(pl.col("kind") == "person")
    first = declared.lazy().unique(subset=["message_id", "trip"], keep="first", maintain_order=True)
    found = [
        (first if fault.of_movement else people).filter(fault.case).select(fault.finding)
        for fault, ever in zip(faults, happened, strict=True)
        if ever
    ]
    return conform(pl.concat(found).collect(), QUALITY) if found else empty(QUALITY)


class _Fault(NamedTuple):
    """A kind of fault: in which rows it is, the columns of its findings, and whether it concerns nobody alone."""

    case: pl.Expr
    finding: list[pl.Expr]
    of_movement: bool = False


@cache
def _faults(policy: GatePolicy) -> tuple[_Fault, ...]:
    return (*map(_missing, policy.requirements), *_impossible(), _listed_twice(), *map(_late, policy.filings))


def _finding(code: str, severity: str, field: str, text: pl.Expr, traveler: pl.Expr) -> list[pl.Expr]:
    return [
        pl.col("message_id"),
        traveler.alias("traveler"),
        pl.lit(code).alias("code"),
        pl.lit(severity).alias("severity"),
        pl.lit(field).alias("field"),
        pl.col("segment"),
        text.alias("text"),
    ]


def _missing(requirement: Requirement) -> _Fault:
    case = pl.col("source").is_in(requirement.sources) & pl.col(requirement.field).is_null()
    text = pl.lit(f"{requirement.field.replace('_', ' ')} is missing ({requirement.ground})")
    return _Fault(case, _finding("missing-field", "error", requirement.field, text, pl.col("ordinal")))


def _impossible() -> list[_Fault]:
    """Find birth dates in the future or more than 125 years back."""
    day, birth = pl.coalesce("scheduled_at", "received_at").dt.date(), pl.col("birth_date")
    cases = (
        (birth > day, "birth date lies after the journey"),
        (birth < date(1900, 1, 1), "birth date lies before 1900"),
    )
    return [
        _Fault(case, _finding("impossible-date", "error", "birth_date", pl.lit(text), pl.col("ordinal")))
        for case, text in cases
    ]


def _listed_twice() -> _Fault:
    """Find people whom one manifest lists again under the same document; in bookings that is nothing odd."""
    first = pl.col("ordinal").first().over("message_id", "trip", "document_number", "document_issuer", "birth_date")
    listed = (pl.col("source") != "booking") & pl.col("document_number").is_not_null()
    text = pl.lit("the same document and birth date stand at an earlier traveler of this list")
    return _Fault(
        listed & (pl.col("ordinal") != first),
        _finding("listed-twice", "warning", "document_number", text, pl.col("ordinal")),
    )


def _late(filing: Filing) -> _Fault:
    """Find messages that came after their deadline; one finding a movement, which concerns nobody in particular."""
    due = pl.col(filing.event) - pl.duration(minutes=filing.minutes)
    case = (
        (pl.col("mode") == filing.mode)
        & (pl.col("direction") == filing.direction)
        & (pl.col("source") == filing.source)
        & (pl.col("received_at") > due)
    )
    came, was_due = (moment.dt.strftime("%Y-%m-%d %H:%M UTC") for moment in (pl.col("received_at"), due))
    text = pl.format("came at {}, was due at {} ({})", came, was_due, pl.lit(filing.ground))
    nobody = pl.lit(None, pl.UInt32)
    return _Fault(case, _finding("late-filing", "warning", "received_at", text, nobody), of_movement=True)
