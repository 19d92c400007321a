"""All that is known of each encounter, brought together: what an assignment is decided by."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import polars as pl

_DECLARED = ("mode", "port", "role", "unaccompanied_minor", "known_traveler_number")
_NAMED = ("encounter_id", "declaration_id")


@dataclass(slots=True)
class Known:
    """One encounter. ``failed``: names and details of the checks that failed; ``match``: its best hit, in words.

    ``band`` is None where it was not assessed; ``due`` is the day (UTC) it is due, None where nobody said.
    """

    encounter_id: str
    mode: str | None = None
    port: str | None = None
    role: str | None = None
    due: date | None = None
    unaccompanied_minor: bool = False
    known_traveler: bool = False
    band: str | None = None
    reason: str | None = None
    match: str | None = None
    passed: set[str] = field(default_factory=set)
    failed: list[tuple[str, str]] = field(default_factory=list)


def known_of(
    assessed: pl.DataFrame, identified: pl.DataFrame, hits: pl.DataFrame, declared: pl.DataFrame
) -> list[Known]:
    """Bring the rows of each encounter together, in the order in which ``identified`` first names them.

    What the rows say first stands; a check counts as passed where it passed on any row, as failed where it failed on
    any.
    """
    day = pl.col("scheduled_at").dt.date()  # taken out as a day: moments with a zone are slow to make
    said = dict(zip(declared["declaration_id"].to_list(), declared.select(*_DECLARED, day).rows(), strict=True))
    nothing = (None,) * 6
    known: dict[str, Known] = {}
    for encounter_id, declaration_id, passed, failed in identified.select(*_NAMED, *_checks()).rows():
        one = known.get(encounter_id) or known.setdefault(encounter_id, Known(encounter_id))
        mode, port, role, minor, number, due = said.get(declaration_id, nothing)
        one.mode, one.port, one.role = one.mode or mode, one.port or port, one.role or role
        one.due = one.due or due
        one.unaccompanied_minor |= bool(minor)
        one.known_traveler |= number is not None
        one.passed.update(passed or ())
        one.failed += [(check["name"], check["detail"]) for check in failed or ()]
    reason = pl.col("reasons").list.first().struct.field("text")
    for encounter_id, band, text in assessed.select("encounter_id", "band", reason).rows():
        if encounter_id in known:
            known[encounter_id].band, known[encounter_id].reason = band, text
    for hit in hits.sort("score", descending=True, maintain_order=True).iter_rows(named=True):
        if hit["encounter_id"] in known:
            one = known[hit["encounter_id"]]
            one.match = one.match or _match(hit)
    return list(known.values())


@cache
def _checks() -> tuple[pl.Expr, pl.Expr]:
    """Part the checks in columns: most pass, and only of those that failed more than the name is wanted."""
    state, name = pl.element().struct.field("state"), pl.element().struct.field("name")
    checks = pl.col("checks").list
    return checks.eval(name.filter(state == "pass")).alias("passed"), checks.filter(state == "fail").alias("failed")


def _match(hit: dict[str, Any]) -> str:
    stale = " (STALE list)" if hit["list_stale"] else ""
    return f"possible match: {hit['category']}, by {hit['basis']}, {hit['list_id']} entry {hit['entry_id']}{stale}"
