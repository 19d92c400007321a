"""What the door states about an interchange: the rows of MessageReceived, MessageRefused, Sealed and QualityFound."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import polars as pl

from tidewaiter.receive.delivery import Opened
from tidewaiter.receive.movement import to_utc
from tidewaiter.vocabulary.announcement import Announcement, Interchange
from tidewaiter.vocabulary.errors import Position, Unreadable
from tidewaiter.vocabulary.place import Places
from tidewaiter.vocabulary.quality import QualityFinding

TEST = QualityFinding(
    "test-interchange",
    "info",
    "The sender marks this as a test; nobody in it was taken to come",
    Position(segment=1, element=11),
)
NOT_CREW = ("passenger", "pedestrian", "driver")


def counts(interchange: Interchange) -> dict[str, int]:
    """Count travelers (crew apart), crew, bookings and conveyances of one interchange."""
    people = [person for message in interchange.messages for person in message.people]
    return {
        "travelers": sum(person.role in NOT_CREW for person in people),
        "crew": sum(person.role == "crew" for person in people),
        "bookings": sum(len(message.bookings) for message in interchange.messages),
        "conveyances": sum(len(message.vehicles) for message in interchange.messages),
    }


def leg_rows(interchange: Interchange, places: Places) -> list[dict[str, Any]]:
    """List every leg the messages announce, in order; times in UTC, or local without a zone where none is known."""
    rows: list[dict[str, Any]] = []
    for message in interchange.messages:
        for leg in message.legs:
            row = {
                "carrier": leg.carrier or message.carrier,
                "number": leg.number or message.number,
                "from": leg.departure,
                "to": leg.arrival,
                "departs_at": to_utc(leg.departs_local, leg.departure, places) or leg.departs_local,
                "arrives_at": to_utc(leg.arrives_local, leg.arrival, places) or leg.arrives_local,
            }
            if row not in rows:
                rows.append(row)
    return rows


def message_row(opened: Opened, message_id: str, now: datetime, *, reference: str | None = None) -> dict[str, Any]:
    """State one interchange as received; its bytes are stated apart (``original_row``)."""
    found = opened.interchange
    return {
        "message_id": message_id,
        "sender": opened.sender,
        "recipient": opened.recipient,
        "reference": reference or opened.reference,
        "digest": opened.digest,
        "syntax": opened.syntax,
        "receiver": opened.delivery.receiver,
        "file": opened.delivery.file,
        "submitted_by": opened.delivery.by.name if opened.delivery.by else None,
        "received_at": now,
        "kinds": sorted({message.kind for message in found.messages}) if found else [],
        "counts": counts(found) if found else {},
    }


def original_row(opened: Opened, message_id: str) -> dict[str, Any]:
    """Keep the bytes of one interchange as they came."""
    return {"message_id": message_id, "raw_base64": base64.b64encode(opened.raw).decode()}


def refusal_row(
    opened: Opened, message_id: str, now: datetime, error: Unreadable, *, reference: str | None = None
) -> dict[str, Any]:
    """State one interchange as refused: code, words and position of the error beside the original bytes."""
    row = message_row(opened, message_id, now, reference=reference) | original_row(opened, message_id)
    position = {name: value for name, value in asdict(error.position).items() if value is not None}
    return {**row, "error_code": error.code, "error_text": error.text, "position": position}


def sealed_rows(interchange: Interchange) -> list[dict[str, Any]]:
    """List what was said that no rule may read; people are numbered through the interchange."""
    return [
        {**asdict(sealed), "person": sealed.person and sealed.person + before}
        for before, message in _numbered(interchange)
        for sealed in message.sealed
    ]


def spoken_findings(interchange: Interchange) -> list[QualityFinding]:
    """Gather what the codecs found, of the interchange and its messages; people numbered through the interchange."""
    found = list(interchange.findings)
    for before, message in _numbered(interchange):
        for one in message.findings:
            found.append(replace(one, traveler=one.traveler + before) if one.traveler and before else one)
    return found


def _numbered(interchange: Interchange) -> Iterator[tuple[int, Announcement]]:
    """Walk the messages with the count of rows before each, as ``declare`` numbers them."""
    before = 0
    for message in interchange.messages:
        yield before, message
        before += len(message.people) + len(message.vehicles)


def findings_by_message(quality: pl.DataFrame) -> dict[str, list[QualityFinding]]:
    """Bring the gate's findings (``QUALITY``) into the words the codecs use for theirs, by message id."""
    found: dict[str, list[QualityFinding]] = {}
    for row in quality.iter_rows(named=True):
        place = Position(segment=row["segment"], element=row["element"], component=row["component"], path=row["path"])
        found.setdefault(row["message_id"], []).append(
            QualityFinding(row["code"], row["severity"], row["text"], place, row["field"], row["traveler"])
        )
    return found


def unsaid(said: Sequence[QualityFinding], more: Sequence[QualityFinding]) -> list[QualityFinding]:
    """Leave out what the codec has said already of the same field of the same person, with a better position."""
    known = {(one.traveler, one.column) for one in said if one.traveler and one.column}
    return [one for one in more if (one.traveler, one.column) not in known]


def quality_rows(message_id: str, findings: Sequence[QualityFinding]) -> list[dict[str, Any]]:
    """State all findings about one interchange."""
    return [{"message_id": message_id, **finding.as_dict()} for finding in findings]
