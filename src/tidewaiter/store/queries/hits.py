"""Possible matches as an analyst works through them: a queue by the clock to arrival, and one hit with both sides."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import orjson

from tidewaiter.store.projections.sql import Cursor, chunks, dicts, places, stamp
from tidewaiter.store.queries.rows import Rows, truths, where
from tidewaiter.vocabulary.hit import UNSETTLED, HitStatus

_PERSON = (
    "kind", "surname", "given_names", "birth_date", "nationality", "document_kind", "document_number",
    "document_issuer", "plate", "plate_issuer", "port", "direction", "mode", "carrier", "number", "departure",
    "arrival", "scheduled_at", "assignment", "cancelled",
)  # fmt: skip
_ENTRY = ("entry_kind", "names", "birth_dates", "nationalities", "documents", "plate", "plate_issuer", "sex", "remarks")
_SELECT = (
    "SELECT h.*, "
    + ", ".join(f"e.{name}" for name in _PERSON)
    + ", e.status AS encounter_status, "
    + ", ".join(f"l.{name} AS listed_{name}" for name in _ENTRY)
    + " FROM hit h LEFT JOIN encounter e ON e.encounter_id = h.encounter_id"
    " LEFT JOIN listing l ON l.list_id = h.list_id AND l.entry_id = h.entry_id"
)

_LOOKED_AT_AGAIN = f"(h.sampled OR h.status = '{HitStatus.SECOND_LOOK}')"
"""A match that a second officer has to agree with, or a dismissal drawn for a second look."""


def hit_queue(
    cursor: Cursor,
    *,
    as_of: datetime,
    before: timedelta,
    port: str | None = None,
    status: str | None = None,
    list_id: str | None = None,
    claimed_by: str | None = None,
    overdue: bool | None = None,
    unsettled: bool = False,
    second_look_for: str | None = None,
    encounter_id: str | None = None,
    limit: int = 100,
    offset: int = 0,
) -> Rows:
    """List hits, the one due first on top; what has no known arrival comes first of all.

    ``before``: how long before arrival a hit has to be settled; ``unsettled`` leaves out what waits for nobody;
    ``claimed_by`` whose claim has not lapsed; ``second_look_for``: what waits for another officer to look, who is that
    one. Beside the hit: ``due_at``, ``minutes_to_arrival``, ``overdue``,
    ``claimed``, and ``sides``, the evidence side by side.
    """
    due = stamp(as_of + before)
    late = f"(h.status IN ({_words(UNSETTLED)}) AND e.scheduled_at < '{due}')"
    condition, values = where(
        {
            "e.port = %s": port,
            "h.status = %s": status,
            "h.list_id = %s": list_id,
            "h.claimed_by = %s": claimed_by,
            "h.claimed_until > %s": stamp(as_of) if claimed_by else None,
            "h.encounter_id = %s": encounter_id,
            f"{_LOOKED_AT_AGAIN} AND h.settled_by <> %s": second_look_for,
        }
    )
    parts = [condition]
    parts += [late if overdue else f"(NOT {late} OR e.scheduled_at IS NULL)"] if overdue is not None else []
    parts += [f"h.status IN ({_words(UNSETTLED)})"] if unsettled else []
    rows = dicts(
        cursor,
        f"{_SELECT} WHERE {' AND '.join(parts)} ORDER BY e.scheduled_at NULLS FIRST, h.hit_id LIMIT %s OFFSET %s",
        [*values, limit, offset],
    )
    return [_told(row, as_of, before) for row in truths(rows, "list_stale", "cancelled", "sampled")]


def hit(cursor: Cursor, hit_id: str, *, as_of: datetime, before: timedelta) -> dict[str, Any] | None:
    """Give one hit as ``hit_queue`` does, or None."""
    rows = truths(dicts(cursor, f"{_SELECT} WHERE h.hit_id = %s", [hit_id]), "list_stale", "cancelled", "sampled")
    return _told(rows[0], as_of, before) if rows else None


def hits_by_id(cursor: Cursor, hit_ids: list[str]) -> Rows:
    """Give hits as they stand, those that there are, in the order asked."""
    known: dict[str, dict[str, Any]] = {}
    for part in chunks(hit_ids):
        rows = dicts(cursor, f"SELECT * FROM hit WHERE hit_id IN ({places(len(part))})", part)
        known |= {row["hit_id"]: row for row in rows}
    return [known[each] for each in hit_ids if each in known]


def redress_case(cursor: Cursor, name: str) -> dict[str, Any] | None:
    """Give a redress case by its number (in plain form) or its id, or None."""
    rows = dicts(cursor, "SELECT * FROM redress_case WHERE number = %s OR case_id = %s", [name, name])
    return _case(rows[0]) if rows else None


def redress_cases(cursor: Cursor, *, status: str | None = None, limit: int = 100, offset: int = 0) -> Rows:
    """List redress cases, the oldest first."""
    condition, values = where({"status = %s": status})
    rows = dicts(
        cursor,
        f"SELECT * FROM redress_case WHERE {condition} ORDER BY opened_at, case_id LIMIT %s OFFSET %s",
        [*values, limit, offset],
    )
    return [_case(row) for row in rows]


def _case(row: dict[str, Any]) -> dict[str, Any]:
    return row | {name: orjson.loads(row[name]) if row[name] else [] for name in ("documents", "hits", "pairs")}


def _words(statuses: Any) -> str:
    return ", ".join(f"'{each}'" for each in sorted(statuses))


def _told(row: dict[str, Any], as_of: datetime, before: timedelta) -> dict[str, Any]:
    """Add the clock and the two sides, and take away the columns they are made of."""
    arrives = datetime.fromisoformat(row["scheduled_at"]) if row["scheduled_at"] else None
    waits = row["status"] in UNSETTLED
    held = bool(row["claimed_until"]) and row["claimed_until"] > stamp(as_of)
    told = {name: value for name, value in row.items() if not name.startswith("listed_") or name == "listed_value"}
    told["compared"] = orjson.loads(row["compared"]) if row["compared"] else None
    return told | {
        "claimed": held,
        "due_at": stamp(arrives - before) if arrives else None,
        "minutes_to_arrival": round((arrives - as_of).total_seconds() / 60) if arrives else None,
        "overdue": bool(waits and arrives and as_of > arrives - before),
        "evidence": orjson.loads(row["evidence"]) if row["evidence"] else None,
        "sides": _sides(row),
    }


def _sides(row: dict[str, Any]) -> Rows:
    """Lay what was declared beside what is listed, field by field; a side that says nothing is null."""

    def listed(name: str) -> list[Any]:
        return orjson.loads(row[f"listed_{name}"]) if row[f"listed_{name}"] else []

    def numbered(issuer: str | None, number: str | None) -> str | None:
        return " ".join(part for part in (issuer, number) if part) or None

    name = " ".join(part for part in (row["surname"], row["given_names"]) if part) or None
    names = [each["text"] for each in listed("names")]
    documents = [numbered(each.get("issuer"), each["number"]) for each in listed("documents")]
    plates = numbered(row["listed_plate_issuer"], row["listed_plate"])
    document = numbered(row["document_issuer"], row["document_number"])
    fields = (
        (row["basis"], row["declared_value"], row["listed_value"]),
        ("name", name, "; ".join(names) or None),
        ("birth date", row["birth_date"], "; ".join(listed("birth_dates")) or None),
        ("document", document, "; ".join(each for each in documents if each) or None),
        ("nationality", row["nationality"], "; ".join(listed("nationalities")) or None),
        ("plate", numbered(row["plate_issuer"], row["plate"]), plates),
    )
    return [
        {"field": field, "declared": declared, "listed": said}
        for field, declared, said in fields
        if declared is not None or said is not None
    ]
