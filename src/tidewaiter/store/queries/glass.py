"""What was opened by break-glass: whether one is open now, and what waits for review."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tidewaiter.store.projections.sql import Cursor, dicts, stamp


def glass_open(cursor: Cursor, encounter_id: str, officer: str, now: datetime) -> bool:
    """Tell whether an officer may read a record of another port at this moment."""
    cursor.execute(
        "SELECT 1 FROM break_glass WHERE encounter_id = %s AND officer = %s AND opened_at <= %s AND until > %s LIMIT 1",
        [encounter_id, officer, stamp(now), stamp(now)],
    )
    return cursor.fetchone() is not None


def glass_waiting(cursor: Cursor, officer: str) -> int:
    """Count what an officer opened and nobody has reviewed."""
    cursor.execute("SELECT count(*) FROM break_glass WHERE officer = %s AND reviewed_at IS NULL", [officer])
    row = cursor.fetchone()
    return int(row[0]) if row else 0


def glass(cursor: Cursor, glass_id: str) -> dict[str, Any] | None:
    """Give one, with all columns of ``break_glass``."""
    rows = dicts(cursor, "SELECT * FROM break_glass WHERE glass_id = %s", [glass_id])
    return _told(rows[0]) if rows else None


def glass_counts(cursor: Cursor, now: datetime, *, port: str | None = None) -> dict[str, int]:
    """Count what was opened: ``waiting`` for review, ``overdue`` among it, ``reviewed``; ``port`` as for the list."""
    where, params = _of_port(port)
    (row,) = dicts(
        cursor,
        "SELECT COALESCE(SUM(CASE WHEN reviewed_at IS NULL THEN 1 ELSE 0 END), 0) AS waiting,"
        " COALESCE(SUM(CASE WHEN reviewed_at IS NULL AND review_due < %s THEN 1 ELSE 0 END), 0) AS overdue,"
        " COALESCE(SUM(CASE WHEN reviewed_at IS NULL THEN 0 ELSE 1 END), 0) AS reviewed"
        f" FROM break_glass WHERE {' AND '.join(where)}",
        [stamp(now), *params],
    )
    return {name: int(count) for name, count in row.items()}


def _of_port(port: str | None) -> tuple[list[str], list[Any]]:
    return (["1 = 1"], []) if port is None else (["(port = %s OR officer_port = %s)"], [port, port])


def glasses(
    cursor: Cursor,
    *,
    port: str | None = None,
    waiting: bool = False,
    reviewed: bool = False,
    limit: int = 100,
    offset: int = 0,
) -> list[dict[str, Any]]:
    """List what was opened, newest first: all, or what waits for review, or what was reviewed.

    ``port`` keeps those of its records and of its officers.
    """
    where, params = _of_port(port)
    if waiting or reviewed:
        where.append("reviewed_at IS NULL" if waiting else "reviewed_at IS NOT NULL")
    rows = dicts(
        cursor,
        f"SELECT * FROM break_glass WHERE {' AND '.join(where)} ORDER BY opened_at DESC, glass_id LIMIT %s OFFSET %s",
        [*params, limit, offset],
    )
    return [_told(row) for row in rows]


def _told(row: dict[str, Any]) -> dict[str, Any]:
    # SQLite keeps a truth value as a number
    return {**row, "justified": None if row["justified"] is None else bool(row["justified"])}
