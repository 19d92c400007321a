"""What all queries share: conditions that are set, and columns that hold JSON or truths."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import orjson

Rows = list[dict[str, Any]]
"""What every query gives: one dict per row, JSON values only."""


def where(filters: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """Join conditions of those filters that are set; a key is a condition with one ``%s``."""
    held = {condition: value for condition, value in filters.items() if value is not None}
    return " AND ".join(held) or "1 = 1", list(held.values())


def day_of(day: date | None) -> tuple[str | None, str | None]:
    """Give the first moment of a UTC day and of the next, as the text that moments compare with."""
    return (day.isoformat(), (day + timedelta(days=1)).isoformat()) if day else (None, None)


def opened(rows: Rows, *names: str) -> Rows:
    """Parse the JSON texts that some columns hold."""
    for row in rows:
        for name in names:
            row[name] = orjson.loads(row[name]) if row.get(name) else None
    return rows


def truths(rows: Rows, *names: str) -> Rows:
    """Bring flags, which SQLite may give as numbers, to true and false."""
    for row in rows:
        for name in names:
            row[name] = bool(row[name])
    return rows
