"""CONTRL, the receipt for an interchange: accepted, received, or refused with a code and the place of the fault.

Source: ISO 9735-4 (UN/EDIFACT syntax version 4), message CONTRL D.4; data elements 0083 (action) and 0085 (error).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from tidewaiter.formats.edifact import DEFAULT, Envelope, RawMessage, Syntax, splitter, value
from tidewaiter.formats.edifact.syntax import find
from tidewaiter.formats.edifact.writer import Element, interchange, segment
from tidewaiter.vocabulary.errors import Position, Unreadable

Action = Literal["rejected", "acknowledged", "received"]
ACTIONS: Final[dict[Action, str]] = {"rejected": "4", "acknowledged": "7", "received": "8"}
DUPLICATE: Final = "26"
_LONGEST_HEADER = 4096


@dataclass(frozen=True, slots=True)
class Subject:
    """The interchange that a receipt is about, by what its UNB says; empty text where that could not be read."""

    sender: str
    recipient: str
    reference: str
    sender_qualifier: str | None = None
    recipient_qualifier: str | None = None

    @classmethod
    def of(cls, envelope: Envelope) -> Subject:
        """Take the subject from an opened interchange."""
        return cls(
            envelope.sender,
            envelope.recipient,
            envelope.reference,
            envelope.sender_qualifier,
            envelope.recipient_qualifier,
        )


@dataclass(frozen=True, slots=True)
class Receipt:
    """One CONTRL. ``code`` is 0085; ``position`` counts segments within the message where ``message`` is named."""

    subject: Subject
    action: Action
    code: str | None = None
    message: str | None = None
    position: Position = Position()


def subject_of(raw: bytes) -> Subject:
    """Read sender, recipient and reference of an interchange that may be too broken to open; never raises."""
    text = raw[:_LONGEST_HEADER].decode("latin-1")
    syntax: Syntax = DEFAULT
    start = max(text.find("UNB"), 0)
    with suppress(Unreadable):
        syntax, start = find(text, [])
    piece = text[start:].split(syntax.terminator, 1)[0]
    unb = splitter(syntax, {})(piece)
    if unb[0][0].strip() != "UNB":
        return Subject("", "", "")
    return Subject(
        sender=value(unb, 2) or "",
        recipient=value(unb, 3) or "",
        reference=value(unb, 5) or "",
        sender_qualifier=value(unb, 2, 1),
        recipient_qualifier=value(unb, 3, 1),
    )


def write(
    subject: Subject,
    action: Action,
    *,
    reference: str,
    prepared: datetime,
    error: Unreadable | None = None,
    message: RawMessage | None = None,
    test: bool = False,
) -> bytes:
    """Write the receipt for ``subject``, from its recipient to its sender; the same arguments give the same bytes.

    A rejection needs ``error``, which gives the code and the place. With ``message`` the place is told as UCM, UCS and
    UCD within that message, else as far as UCI can tell it (the service segment and the element).
    """
    if action == "rejected" and error is None:
        error = Unreadable("The interchange cannot be read")
    parties = [
        [subject.sender, subject.sender_qualifier],
        [subject.recipient, subject.recipient_qualifier],
    ]
    head: list[Element] = [subject.reference, *parties, ACTIONS[action]]
    body: list[str] = []
    if error is None:
        body.append(segment("UCI", *head))
    elif message is None or not error.position.segment or error.position.segment < message.first:
        place = error.position
        tag = "UNB" if place.segment == 1 else None
        body.append(segment("UCI", *head, error.code, tag, [place.element, place.component] if tag else None))
    else:
        body.append(segment("UCI", *head))
        body.extend(_within(message, error))
    return interchange(
        [("1", ["CONTRL", "4", "1", "UN"], body)],
        sender=parties[1],
        recipient=parties[0],
        reference=reference,
        prepared=prepared,
        test=test,
    )


def _within(message: RawMessage, error: Unreadable) -> list[str]:
    place = error.position
    kind = [message.kind, message.version, message.release, message.agency, message.association]
    out = [segment("UCM", message.reference, kind, ACTIONS["rejected"])]
    ordinal = (place.segment or message.first) - message.first + 1
    if place.element is None:
        out.append(segment("UCS", ordinal, error.code))
    else:
        out.append(segment("UCS", ordinal))
        out.append(segment("UCD", error.code, [place.element, place.component]))
    return out


def read(envelope: Envelope, message: RawMessage) -> Receipt:
    """Read one CONTRL. Raises ``Unreadable`` where it holds no UCI or an action that is none."""
    found: dict[str, list[list[str]]] = {}
    for piece in message.segments:
        found.setdefault(piece[0][0], piece)
    uci = found.get("UCI")
    if uci is None:
        raise Unreadable("The receipt holds no UCI", Position(segment=message.first + 1), code="13")
    said = value(uci, 4)
    action = next((name for name, code in ACTIONS.items() if code == said), None)
    if action is None:
        raise Unreadable("UCI carries no action", Position(segment=message.first + 1, element=4), code="12")
    subject = Subject(value(uci, 2) or "", value(uci, 3) or "", value(uci, 1) or "", value(uci, 2, 1), value(uci, 3, 1))
    ucm, ucs, ucd = found.get("UCM", []), found.get("UCS", []), found.get("UCD", [])
    code = value(uci, 5) or value(ucm, 4) or value(ucs, 2) or value(ucd, 1)
    place = ucd if ucd else uci
    at = 2 if ucd else 7
    position = Position(
        segment=_number(value(ucs, 1)) if ucs else (1 if value(uci, 6) == "UNB" else None),
        element=_number(value(place, at)),
        component=_number(value(place, at, 1)),
    )
    return Receipt(subject, action, code, value(ucm, 1), position)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 7 else None
