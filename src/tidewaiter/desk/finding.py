"""Whom a thing typed at a lane may mean: first who waits at this port, then who was decided about, then elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tidewaiter.formats import wedge
from tidewaiter.formats.mrz import Mrz
from tidewaiter.store import queries
from tidewaiter.store.projections.sql import Cursor
from tidewaiter.store.queries import lane as asked
from tidewaiter.vocabulary.act import Status

Row = dict[str, Any]


def candidates(cursor: Cursor, typed: wedge.Typed, here: asked.Around) -> list[Row]:
    """Find whom it may mean at this port: whoever still waits goes before whoever was decided about."""
    rows: list[Row] = []
    if typed.zone is not None:
        rows = _by_zone(cursor, typed.zone, here)
    elif typed.seat is not None:
        rows = asked.by_seat(cursor, here, *typed.seat)
    else:
        if typed.number is not None:
            rows = asked.by_number(cursor, here, typed.number)
        if not rows and typed.locator is not None:
            rows = asked.by_locator(cursor, here, typed.locator)
        for name in () if rows else typed.names:
            rows = rows or asked.by_name(cursor, here, name)
    return _likeliest(rows, typed)


def _by_zone(cursor: Cursor, zone: Mrz, here: asked.Around) -> list[Row]:
    rows = asked.by_number(cursor, here, zone.number) if zone.number else []
    people = [row for row in rows if row["kind"] == "person" and row["document_number"] == zone.number]
    if people or zone.birth_date is None:
        return people
    beginning = wedge.name_key(zone.surname) or ""
    return asked.by_name(cursor, here, beginning, zone.birth_date.isoformat()) if beginning else []


def _likeliest(rows: Sequence[Row], typed: wedge.Typed) -> list[Row]:
    by_id = list({row["encounter_id"]: row for row in rows if not _beside(row, rows, typed)}.values())
    waits = [row for row in by_id if row["status"] in (Status.ANNOUNCED, Status.PRESENTED)]
    born = str(typed.zone.birth_date) if typed.zone is not None else None
    same = [row for row in waits if born is not None and str(row["birth_date"])[:10] == born]
    return (same or waits or by_id)[: asked.FEW]


def _beside(row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], typed: wedge.Typed) -> bool:
    """Tell whether a row is only in the vehicle that was meant: the conveyance brings it along."""
    if typed.number is None or row["kind"] != "person" or row["document_number"] == typed.number:
        return False
    return any(each["kind"] == "conveyance" and each["trip"] == row["trip"] for each in rows)


def elsewhere(cursor: Cursor, zone: Mrz, here: str, now: datetime) -> list[Row]:
    """Find whom the document in hand announces at another port about now: number and birth date, both exactly."""
    if not zone.number or zone.birth_date is None:
        return []
    found = queries.expected(cursor, now, document_number=zone.number, birth_date=zone.birth_date)
    return [row for row in found if row["port"] != here]
