"""Schedules: which conveyances are due, so that one that sends no manifest is missed."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

from tidewaiter.receive.movement import movement
from tidewaiter.vocabulary.announcement import Announcement, Leg
from tidewaiter.vocabulary.errors import Position, Unreadable
from tidewaiter.vocabulary.place import MODES, Places
from tidewaiter.vocabulary.quality import QualityFinding

COLUMNS = ("mode", "carrier", "number", "from", "to", "departs_at", "arrives_at")
"""The header of a schedule in CSV. Times are local to each place (ISO 8601, to the minute), or bear an offset."""


def schedule(raw: bytes, places: Places) -> list[dict[str, Any]]:
    """Read a schedule; one row a movement, in the columns of the trip it will be.

    Raises ``Unreadable`` with line (segment) and column (element) for the first thing that is wrong; nothing of the
    file is then taken.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"Byte {error.start} is no UTF-8", Position(segment=1), code="21") from error
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        lines = [(reader.line_num, line) for line in reader if line]
    except csv.Error as error:
        raise Unreadable(f"This is no CSV: {error}", Position(segment=reader.line_num), code="18") from error
    header = tuple(name.strip().lower() for name in lines[0][1]) if lines else ()
    if header != COLUMNS:
        raise Unreadable(f"The first line has to be: {','.join(COLUMNS)}", Position(segment=1), code="13")
    return [_row(line, [value.strip() or None for value in values], places) for line, values in lines[1:]]


def _row(line: int, values: list[str | None], places: Places) -> dict[str, Any]:
    if len(values) != len(COLUMNS):
        raise Unreadable(f"The line has {len(values)} values, not {len(COLUMNS)}", Position(segment=line), code="16")
    said = dict(zip(COLUMNS, values, strict=True))
    mode = next((known for known in MODES if known == said["mode"]), None)
    if mode is None:
        raise Unreadable(f"mode is one of {', '.join(MODES)}", Position(segment=line, element=1), code="12")
    for element, name in enumerate(COLUMNS[2:5], start=3):
        if said[name] is None:
            raise Unreadable(f"{name} is missing", Position(segment=line, element=element), code="13")
    leg = Leg(said["carrier"], said["number"], said["from"], said["to"], _time(said, 6, line), _time(said, 7, line))
    findings: list[QualityFinding] = []
    moved = movement(Announcement("manifest", mode=mode, legs=[leg]), places, findings)
    unknown = next((finding for finding in findings if finding.code.startswith("unknown")), None)
    if unknown is not None:
        raise Unreadable(unknown.text, Position(segment=line, element=4), code="12")
    if moved.scheduled_at is None:
        raise Unreadable("The time at the home port is missing", Position(segment=line, element=7), code="13")
    names = ("trip", "carrier", "number", "departure", "arrival", "direction", "mode", "port")
    times = ("departs_at", "arrives_at", "scheduled_at")
    return {name: getattr(moved, name) for name in (*names, *times)}


def _time(said: dict[str, str | None], element: int, line: int) -> datetime | None:
    name = COLUMNS[element - 1]
    text = said[name]
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError as error:
        place = Position(segment=line, element=element)
        raise Unreadable(f"{name} is a time such as 2026-08-14T10:05, not {text}", place, code="12") from error
