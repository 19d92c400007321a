"""The history of a record: how often it was changed, how often its seats; what it says in words is sealed."""

from __future__ import annotations

import re

from tidewaiter.formats.edifact import Segment, value
from tidewaiter.formats.pnrgov.record import Part, Record

_SEAT_WORD = re.compile(r"\b(?:SEAT|RQST|NSS[ABTW])")


def take_originator(record: Record, _segment: Segment, _ordinal: int) -> None:
    """Take ABI: from here on the record tells its past, which makes no traveler and no flight."""
    record.part, record.splitting, record.action = Part.HISTORY, False, None


def take_action(record: Record, segment: Segment, _ordinal: int) -> None:
    """Take SAC: one entry of the history; A added, X cancelled, what follows."""
    record.part, record.splitting = Part.HISTORY, False
    record.action = value(segment, 3)
    record.booking.changes += 1


def take_lines(record: Record, segment: Segment, ordinal: int) -> None:
    """Take LTS: entries of the history as the system prints them."""
    for element in range(1, len(segment)):
        text = ":".join(segment[element]).strip()
        if text:
            record.booking.changes += 1
            record.seats_added += bool(_SEAT_WORD.search(text.upper()))
            record.page.seal("free-text", text, ordinal)


def close(record: Record) -> None:
    """Count the seat changes: a seat cancelled and another added is one change."""
    for request in record.requests:
        if request.part is Part.HISTORY and value(request.segment, 1) in ("SEAT", "RQST"):
            record.seats_cancelled += request.action == "X"
            record.seats_added += request.action != "X"
    record.booking.seat_changes = max(record.seats_added, record.seats_cancelled)
