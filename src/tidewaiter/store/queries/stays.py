"""Stays and exits: lists for a human, never a verdict."""

from __future__ import annotations

from datetime import datetime, timedelta

from tidewaiter.store.projections.sql import Cursor, dicts, stamp
from tidewaiter.store.queries.rows import Rows, where

_LAST_ZONE = timedelta(hours=12)
"""How long a day goes on somewhere (UTC-12) after it ended in UTC: a last day of stay is over when it is everywhere."""


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
    """List open stays past their date, for a human to look into: a missing exit record is as likely a gap in data."""
    condition, values = where({"s.port = %s": port})
    return dicts(
        cursor,
        "SELECT s.*, e.surname, e.given_names, e.birth_date, e.document_number, e.document_issuer FROM stay s"
        " LEFT JOIN encounter e ON e.encounter_id = s.encounter_id WHERE s.closed_at IS NULL AND s.until < %s"
        f" AND {condition} ORDER BY s.until, s.encounter_id LIMIT %s OFFSET %s",
        [_last_day_over(as_of), *values, limit, offset],
    )


def _last_day_over(as_of: datetime) -> str:
    """Give the day up to which last days of stay are over: a stay ends with its last day, not when that begins."""
    return stamp((as_of - _LAST_ZONE).replace(hour=0, minute=0, second=0, microsecond=0))


def unmatched_exits(cursor: Cursor, *, port: str | None = None, limit: int = 100, offset: int = 0) -> Rows:
    """List exits that closed no stay: first of all gaps in our own data."""
    condition, values = where({"c.port = %s": port})
    return dicts(
        cursor,
        "SELECT c.seq, c.encounter_id, c.at, c.port FROM crossing c LEFT JOIN stay s ON s.closed_by = c.encounter_id"
        " WHERE c.outcome = 'departed' AND s.encounter_id IS NULL"
        f" AND {condition} ORDER BY c.at, c.seq LIMIT %s OFFSET %s",
        [*values, limit, offset],
    )
