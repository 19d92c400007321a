"""The counts of a first page, confined to one port where its reader is."""

from __future__ import annotations

from typing import Any

from tidewaiter.store.projections.sql import Cursor, dicts
from tidewaiter.store.queries.rows import Rows, opened, where

_COUNTED = ("kind", "band", "assignment", "stream", "status")


def totals(cursor: Cursor, *, port: str | None = None) -> dict[str, Any]:
    """Count encounters by kind, band, assignment, stream and status, and those with a possible match."""
    condition, values = where({"port = %s": port})
    told: dict[str, Any] = {}
    for name in _COUNTED:
        cursor.execute(
            f"SELECT {name}, COUNT(*) FROM encounter WHERE {condition} GROUP BY {name} ORDER BY {name}", values
        )
        told[name] = {str(row[0] or "none"): int(row[1]) for row in cursor.fetchall()}
    cursor.execute(f"SELECT COUNT(*), COALESCE(SUM(hits), 0) FROM encounter WHERE hits > 0 AND {condition}", values)
    row = cursor.fetchone() or (0, 0)
    return {**told, "matched": int(row[0]), "hits": int(row[1]), "encounters": sum(told["kind"].values())}


def foremost(cursor: Cursor, *, limit: int = 15) -> Rows:
    """List the encounters with possible matches and the highest scores; ``reasons`` is a list."""
    rows = dicts(
        cursor,
        "SELECT * FROM encounter ORDER BY CASE WHEN hits > 0 THEN 0 ELSE 1 END, COALESCE(score, -1) DESC, encounter_id"
        " LIMIT %s",
        [limit],
    )
    return opened(rows, "reasons")
