"""Stays and exits: lists for a human, never a verdict; and the counts of a first page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tidewaiter.store.projections.sql import Cursor, dicts, stamp
from tidewaiter.store.queries.rows import Rows, where


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
        [stamp(as_of), *values, limit, offset],
    )


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


def summary(cursor: Cursor, as_of: datetime) -> dict[str, Any]:
    """Count what a first page shows: messages, encounters by state, and what waits for a human."""

    def by(sql: str) -> dict[str, int]:
        cursor.execute(sql)
        return {str(row[0] or "none"): int(row[1]) for row in cursor.fetchall()}

    def one(sql: str, *values: str) -> int:
        cursor.execute(sql, values)
        row = cursor.fetchone()
        return int(row[0]) if row else 0

    group = "SELECT {0}, COUNT(*) FROM {1} GROUP BY {0} ORDER BY {0}"
    return {
        "messages": by(group.format("status", "inbox")),
        "status": by(group.format("status", "encounter")),
        "band": by(group.format("band", "encounter")),
        "assignment": by(group.format("assignment", "encounter")),
        "stream": by(group.format("stream", "encounter")),
        "open_hits": one("SELECT COUNT(*) FROM hit WHERE status = 'open'"),
        "open_cases": one("SELECT COUNT(*) FROM enforcement_case WHERE status <> 'closed'"),
        "unannounced": one("SELECT COUNT(*) FROM encounter WHERE unannounced"),
        "overstays": one("SELECT COUNT(*) FROM stay WHERE closed_at IS NULL AND until < %s", stamp(as_of)),
        "subjects": one("SELECT COUNT(*) FROM subject"),
    }
