"""Stays and exits: lists for a human, never a verdict."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tidewaiter.enforce.stays import past_its_date, unmatched
from tidewaiter.store.projections.sql import Cursor, dicts, stamp
from tidewaiter.store.queries.rows import Rows, where

_LAST_ZONE = timedelta(hours=12)
"""How long a day goes on somewhere (UTC-12) after it ended in UTC: a last day of stay is over when it is everywhere."""


_EXIT = "c.outcome = 'departed' AND c.direction = 'outbound' AND c.kind = 'person'"
"""Who was turned back inbound began no stay, and a car has none: neither exit could close one."""
_CLOSED = "SELECT 1 FROM stay s WHERE s.document_key = c.document_key AND s.closed_by = c.encounter_id"


def open_stays(cursor: Cursor, *, port: str | None = None, limit: int = 100, offset: int = 0) -> Rows:
    """List stays that no departure has closed yet."""
    condition, values = where({"port = %s": port})
    return dicts(
        cursor,
        f"SELECT * FROM stay WHERE closed_at IS NULL AND {condition}"
        " ORDER BY until NULLS LAST, encounter_id LIMIT %s OFFSET %s",
        [*values, limit, offset],
    )


def overstays(cursor: Cursor, as_of: datetime, *, port: str | None = None, limit: int = 100, offset: int = 0) -> Rows:
    """List open stays past their date, for a human to look into: a missing exit record is as likely a gap in data.

    ``standing`` (past-date or data-gap) and ``note`` say which it is; names are there for as long as the announcement
    is kept, the document for as long as the stay is.
    """
    condition, values = where({"s.port = %s": port})
    rows = dicts(
        cursor,
        "SELECT s.*, e.surname, e.given_names, e.birth_date, e.document_number, e.document_issuer, EXISTS (SELECT 1"
        " FROM stay l WHERE l.document_key = s.document_key AND l.admitted_at > s.admitted_at) AS again FROM stay s"
        " LEFT JOIN encounter e ON e.encounter_id = s.encounter_id WHERE s.closed_at IS NULL AND s.until < %s"
        f" AND {condition} ORDER BY s.until, s.encounter_id LIMIT %s OFFSET %s",
        [_last_day_over(as_of), *values, limit, offset],
    )
    return [_past(row) for row in rows]


def _past(row: dict[str, Any]) -> dict[str, Any]:
    standing, note = past_its_date(keyed=bool(row["document_key"]), again=bool(row.pop("again")))
    return _with_document(row) | {"standing": standing, "note": note}


def _with_document(row: dict[str, Any]) -> dict[str, Any]:
    """Name the document by the key, which outlives what was announced."""
    _, issuer, number, born = ((row["document_key"] or "").split("|") + [""] * 4)[:4]
    for name, value in (("document_issuer", issuer), ("document_number", number), ("birth_date", born)):
        row[name] = row.get(name) or value or None
    return row


def _last_day_over(as_of: datetime) -> str:
    """Give the day up to which last days of stay are over: a stay ends with its last day, not when that begins."""
    return stamp((as_of - _LAST_ZONE).replace(hour=0, minute=0, second=0, microsecond=0))


def unmatched_exits(cursor: Cursor, *, port: str | None = None, limit: int = 100, offset: int = 0) -> Rows:
    """List exits of people that closed no stay, latest last: all of them gaps in our own data, as ``note`` says.

    ``source`` names who stated the exit: an officer, a lane, a carrier's close-out.
    """
    condition, values = where({"c.port = %s": port})
    rows = dicts(
        cursor,
        "SELECT c.seq, c.encounter_id, c.subject_id, c.document_key, c.at, c.port, c.source, EXISTS (SELECT 1 FROM"
        " stay b WHERE b.document_key = c.document_key AND b.admitted_at <= c.at) AS begun"
        f" FROM crossing c WHERE {_EXIT} AND NOT EXISTS ({_CLOSED})"
        f" AND {condition} ORDER BY c.at, c.seq LIMIT %s OFFSET %s",
        [*values, limit, offset],
    )
    for row in rows:
        note = unmatched(keyed=bool(row["document_key"]), begun=bool(row.pop("begun")))
        _with_document(row)["note"] = note
    return rows


def exit_matching(cursor: Cursor, *, port: str | None = None) -> dict[str, Any]:
    """Count the exits of people, by who stated them, and how many closed a stay; ``share`` is None where none left."""
    condition, values = where({"c.port = %s": port})
    rows = dicts(
        cursor,
        f"SELECT c.source, COUNT(*) AS exits, SUM(CASE WHEN EXISTS ({_CLOSED}) THEN 1 ELSE 0 END) AS matched"
        f" FROM crossing c WHERE {_EXIT} AND {condition} GROUP BY c.source ORDER BY c.source",
        values,
    )
    exits, matched = (sum(int(row[name]) for row in rows) for name in ("exits", "matched"))
    by_source = {str(row["source"]): int(row["exits"]) for row in rows}
    share = matched / exits if exits else None
    return {"exits": exits, "matched": matched, "share": share, "by_source": by_source}
