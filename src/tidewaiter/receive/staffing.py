"""Staffing tables: how many officers a port has declared to be at its lanes in each hour."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

from tidewaiter.vocabulary.errors import Position, Unreadable
from tidewaiter.vocabulary.place import Places

COLUMNS = ("port", "hour", "officers")
"""The header. ``hour`` is UTC, ISO 8601 to the hour (``2026-08-14T13``); ``officers`` a whole number."""
MOST_OFFICERS = 10_000


def staffing(raw: bytes, places: Places) -> list[dict[str, Any]]:
    """Read a staffing table in CSV; one row a port and hour, ports by their registered code.

    Raises ``Unreadable`` with line (segment) and column (element) for the first thing that is wrong; nothing of the
    file is then taken.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"Byte {error.start} is no UTF-8", Position(segment=1), code="21") from error
    lines = list(enumerate(csv.reader(io.StringIO(text)), start=1))
    if not lines or tuple(cell.strip().lower() for cell in lines[0][1]) != COLUMNS:
        raise Unreadable(f"The first line has to be: {','.join(COLUMNS)}", Position(segment=1), code="13")
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for line, cells in lines[1:]:
        if any(cell.strip() for cell in cells):
            row = _row(line, [cell.strip() for cell in cells], places)
            if (row["port"], row["hour"]) in rows:
                raise Unreadable("this port and hour stand twice", Position(segment=line), code="15")
            rows[row["port"], row["hour"]] = row
    return list(rows.values())


def _row(line: int, cells: list[str], places: Places) -> dict[str, Any]:
    if len(cells) != len(COLUMNS):
        raise Unreadable(f"The line has {len(cells)} values, not {len(COLUMNS)}", Position(segment=line), code="16")
    place = places.get(cells[0])
    if place is None:
        text = f"'{cells[0][:60]}' is not in the register of places"
        raise Unreadable(text, Position(segment=line, element=1), code="12")
    if not cells[2].isdecimal() or not cells[2].isascii() or int(cells[2]) > MOST_OFFICERS:
        raise Unreadable("officers is a whole number", Position(segment=line, element=3), code="12")
    return {"port": place.code, "hour": _hour(cells[1], line), "officers": int(cells[2])}


def _hour(text: str, line: int) -> str:
    try:
        moment = datetime.fromisoformat(text if len(text) != len("2026-08-14T13") else f"{text}:00")
    except ValueError:
        raise Unreadable(
            f"hour is a time such as 2026-08-14T13, not {text[:60]}", Position(segment=line, element=2), code="12"
        ) from None
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.strftime("%Y-%m-%dT%H")
