"""Departures that carriers close out: who is aboard, who is not, by name or by reference alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from tidewaiter.receive.declare import NOT_ABOARD, Received, by_reference, names_absent
from tidewaiter.receive.movement import movement
from tidewaiter.vocabulary.announcement import Announcement
from tidewaiter.vocabulary.place import Places

ABOARD, CANCELLED = "aboard", "cancelled"


class Closing(NamedTuple):
    """What one message says of a departure.

    ``says``: aboard (it names who is), not-aboard (it names who is not), cancelled (the whole list is taken back).
    People named in full stand in the declared table; ``references`` are those named by RFF+ABO alone.
    """

    message_id: str
    trip: str
    says: str
    left_at: datetime | None
    references: frozenset[str]


def closings(received: Sequence[Received], places: Places) -> list[Closing]:
    """Give what the messages of some interchanges close out, outbound, in their order."""
    found = []
    for message_id, interchange in received:
        for message in interchange.messages:
            says = _says(message)
            moved = movement(message, places, []) if says else None
            if says and moved and moved.trip and moved.direction == "outbound":
                references = frozenset(message.extra.get("closing", ())) | _bare(message)
                found.append(Closing(message_id, moved.trip, says, moved.departs_at, references))
    return found


def _bare(message: Announcement) -> frozenset[str]:
    return frozenset(person.carrier_reference or "" for person in message.people if by_reference(message, person))


def _says(message: Announcement) -> str | None:
    if message.function == "close-out":
        return NOT_ABOARD if names_absent(message) else ABOARD
    nobody = not message.people and not message.vehicles
    return CANCELLED if message.function == "cancel" and nobody else None
