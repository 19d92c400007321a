"""Movements of conveyances, and which messages about them came when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from tidewaiter.store.projections.sql import Batch, Cursor, insert, moment

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

_TEXT = ("carrier", "number", "departure", "arrival", "direction", "mode", "port")
_TIMES = ("departs_at", "arrives_at", "scheduled_at")
_COLUMNS = ("trip", *_TEXT, *_TIMES, "api_messages", "booking_messages", "first_api_at", "closed_out", "people")

_AGAIN = ", ".join(
    [
        *(f"{name} = COALESCE(excluded.{name}, trip.{name})" for name in (*_TEXT, *_TIMES)),
        "api_messages = trip.api_messages + excluded.api_messages",
        "booking_messages = trip.booking_messages + excluded.booking_messages",
        "first_api_at = COALESCE(trip.first_api_at, excluded.first_api_at)",
        "closed_out = trip.closed_out OR excluded.closed_out",
        "people = trip.people + excluded.people",
    ]
)
_TRIP = insert("trip", _COLUMNS, conflict=f"(trip) DO UPDATE SET {_AGAIN}")
_CARRIER = "UPDATE inbox SET carrier = %s WHERE message_id = %s"


class Tally:
    """What one message says of the trips it is about: one message on each, and the people it announces first.

    The first declared row of a trip speaks for its times. A booking (PNRGOV) counts apart: every other source is a
    manifest, whose first arrival is kept.
    """

    def __init__(self, message_id: str, at: str) -> None:
        self._message_id, self._at = message_id, at
        self._rows: dict[tuple[str, bool], dict[str, Any]] = {}
        self._closed: set[str] = set()
        self._fresh: dict[str, set[str]] = {}

    def add(self, links: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> None:
        """Count pairs of an identified row and its declared row."""
        for found, said in links:
            trip = said.get("trip")
            if not trip:
                continue
            self._rows.setdefault((trip, said.get("source") == "booking"), said)
            if said.get("function") in ("close-out", "not-aboard"):
                self._closed.add(trip)
            if found.get("is_new") and said.get("kind") == "person":
                self._fresh.setdefault(trip, set()).add(found["encounter_id"])

    def write(self, batch: Batch) -> None:
        """Bring the trips up to date, and put the carrier on the message's inbox row."""
        batch.add(_TRIP, [self._row(*key, row) for key, row in self._rows.items()])
        carrier = next((row["carrier"] for row in self._rows.values() if row.get("carrier")), None)
        if carrier:
            batch.add(_CARRIER, [(carrier, self._message_id)])

    def _row(self, trip: str, booking: bool, row: dict[str, Any]) -> tuple[Any, ...]:
        return (
            trip,
            *(row.get(name) for name in _TEXT),
            *(moment(row.get(name)) for name in _TIMES),
            0 if booking else 1,
            1 if booking else 0,
            None if booking else moment(row.get("received_at")) or self._at,
            trip in self._closed,
            len(self._fresh.pop(trip, ())),
        )


_SCHEDULED = insert("trip", _COLUMNS, conflict="(trip) DO NOTHING")


def scheduled(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Write a movement for each line of a schedule; one that was announced already stands as it is."""
    rows = [row for item in stored for row in map(orjson.loads, item.entry.rows)]
    cursor.executemany(
        _SCHEDULED,
        [
            (
                row["trip"],
                *(row.get(name) for name in _TEXT),
                *(moment(row.get(name)) for name in _TIMES),
                *(0, 0, None, False, 0),
            )
            for row in rows
        ],
    )
