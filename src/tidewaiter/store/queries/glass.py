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


def glasses(
    cursor: Cursor, *, port: str | None = None, waiting: bool = False, limit: int = 100, offset: int = 0
) -> list[dict[str, Any]]:
    """List what was opened, newest first; ``port`` keeps those of its records and of its officers."""
    where, params = ["1 = 1"], []
    if port is not None:
        where.append("(port = %s OR officer_port = %s)")
        params += [port, port]
    if waiting:
        where.append("reviewed_at IS NULL")
    rows = dicts(
        cursor,
        f"SELECT * FROM break_glass WHERE {' AND '.join(where)} ORDER BY opened_at DESC, glass_id LIMIT %s OFFSET %s",
        [*params, limit, offset],
    )
    return [_told(row) for row in rows]


def _told(row: dict[str, Any]) -> dict[str, Any]:
    # SQLite keeps a truth value as a number
    return {**row, "justified": None if row["justified"] is None else bool(row["justified"])}
