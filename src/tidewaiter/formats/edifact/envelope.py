"""The frame of an interchange: UNB, UNG, UNH, UNT, UNE, UNZ, with references and counts held against each other.

Source: ISO 9735-1 annex C. A missing trailer or a wrong count is a finding; a missing header or reference refuses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tidewaiter.formats.edifact.syntax import Syntax
from tidewaiter.formats.edifact.tokenizer import Segment, Split, Tokens, tokenize, value
from tidewaiter.vocabulary.errors import Position, Unreadable
from tidewaiter.vocabulary.quality import QualityFinding, Severity

_SERVICE = frozenset(("UNH", "UNT", "UNG", "UNE", "UNZ"))


@dataclass(slots=True)
class RawMessage:
    """One message of an interchange, from UNH to before UNT; ``first`` is the ordinal of its UNH in the interchange.

    ``pieces`` are its segments as text, ``split`` splits one, ``segments`` splits them all (once, when first asked).
    ``plain`` is the component separator where the interchange releases no character, so that a piece may be read as
    it stands.
    """

    kind: str
    version: str
    release: str
    agency: str
    association: str
    reference: str
    first: int
    split: Split
    plain: str | None = None
    ordinal: int = 1
    access_reference: str | None = None
    pieces: list[str] = field(default_factory=list)
    _segments: list[Segment] | None = None

    @property
    def segments(self) -> list[Segment]:
        """Give every segment of the message, split into elements and components."""
        if self._segments is None:
            split = self.split
            self._segments = [split(piece) for piece in self.pieces]
        return self._segments


@dataclass(slots=True)
class Envelope:
    """One interchange, opened. ``prepared`` is the sender's time of preparation, without zone."""

    syntax: Syntax
    syntax_id: str
    syntax_version: str
    sender: str
    recipient: str
    reference: str
    sender_qualifier: str | None = None
    recipient_qualifier: str | None = None
    prepared: datetime | None = None
    application: str | None = None
    test: bool = False
    messages: list[RawMessage] = field(default_factory=list)
    findings: list[QualityFinding] = field(default_factory=list)

    def note(self, code: str, severity: Severity, text: str, segment: int, element: int | None = None) -> None:
        """Record one finding at a segment."""
        self.findings.append(QualityFinding(code, severity, text, Position(segment=segment, element=element)))


def open_interchange(raw: bytes) -> Envelope:
    """Read the frame of one interchange. Raises ``Unreadable`` when header, reference or every message is missing."""
    tokens = tokenize(raw)
    envelope = _header(tokens)
    _walk(tokens, envelope)
    if not envelope.messages:
        raise Unreadable("The interchange holds no message (UNH)", Position(segment=2), code="13")
    return envelope


def stamp(day: str | None, clock: str | None) -> datetime | None:
    """Read the UNB time of preparation: YYMMDD or CCYYMMDD, and HHMM; None where it is no time."""
    if not day:
        return None
    text, form = day + (clock or "0000"), "%y%m%d%H%M" if len(day) == 6 else "%Y%m%d%H%M"
    try:
        return datetime.strptime(text, form)
    except ValueError:
        return None


def _header(tokens: Tokens) -> Envelope:
    unb = tokens.split(tokens.pieces[0])
    reference = value(unb, 5)
    if reference is None:
        raise Unreadable(
            "The interchange header carries no control reference", Position(segment=1, element=5), code="13"
        )
    envelope = Envelope(
        syntax=tokens.syntax,
        syntax_id=value(unb, 1) or "",
        syntax_version=value(unb, 1, 1) or "",
        sender=value(unb, 2) or "",
        sender_qualifier=value(unb, 2, 1),
        recipient=value(unb, 3) or "",
        recipient_qualifier=value(unb, 3, 1),
        prepared=stamp(value(unb, 4), value(unb, 4, 1)),
        reference=reference,
        application=value(unb, 7),
        test=value(unb, 11) == "1",
        findings=tokens.findings,
    )
    if not envelope.sender:
        envelope.note("missing-sender", "warning", "The interchange header names no sender", 1, 2)
    if not envelope.recipient:
        envelope.note("missing-recipient", "warning", "The interchange header names no recipient", 1, 3)
    if envelope.prepared is None:
        envelope.note("invalid-date", "warning", "The interchange header carries no valid time of preparation", 1, 4)
    return envelope


def _walk(tokens: Tokens, envelope: Envelope) -> None:
    """Cut the interchange into messages and hold trailers against headers."""
    pieces, split = tokens.pieces, tokens.split
    current: RawMessage | None = None
    group: tuple[str, int, int] | None = None  # reference, ordinal, messages before it
    groups = 0
    closed = False
    done = 1  # pieces before this index are dealt with; UNB is
    service = tokens.service
    if not service or len(pieces) > service[-1] + 1:  # a tail that lost its terminator was not counted
        service = [index for index, piece in enumerate(pieces) if piece[:2] == "UN"]
    for index in service:
        tag = pieces[index][:3]
        if tag not in _SERVICE or index == 0:
            continue
        ordinal, segment = index + 1, split(pieces[index])
        _keep(pieces, done, index, current, envelope)
        done = index + 1
        if tag == "UNH":
            _close(current, None, ordinal, envelope)
            current = _open(segment, ordinal, len(envelope.messages) + 1, tokens)
            envelope.messages.append(current)
        elif tag == "UNT":
            if current is None:
                envelope.note("stray-trailer", "warning", "UNT closes no message", ordinal)
            _close(current, segment, ordinal, envelope)
            current = None
        elif tag == "UNG":
            groups += 1
            group = (value(segment, 5) or "", ordinal, len(envelope.messages))
        elif tag == "UNE":
            _close(current, None, ordinal, envelope)
            current = None
            _close_group(group, segment, ordinal, envelope)
            group = None
        else:
            _close(current, None, ordinal, envelope)
            current, closed = None, True
            _close_interchange(segment, ordinal, groups, envelope)
    _keep(pieces, done, len(pieces), current, envelope)
    end = len(pieces) + 1
    _close(current, None, end, envelope)
    if group is not None:
        envelope.note("missing-une", "warning", "The group is not closed (UNE)", end)
    if not closed:
        envelope.note("missing-unz", "warning", "The interchange is not closed (UNZ)", end)


def _keep(pieces: list[str], start: int, end: int, current: RawMessage | None, envelope: Envelope) -> None:
    """Give the pieces between two service segments to the open message; outside any they are strays."""
    if start >= end:
        return
    if current is not None:
        current.pieces.extend(pieces[start:end])
        return
    more = f" ({end - start} segments)" if end - start > 1 else ""
    envelope.note("stray-segment", "warning", f"{pieces[start][:3]} stands outside any message{more}", start + 1)


def _open(segment: Segment, first: int, ordinal: int, tokens: Tokens) -> RawMessage:
    return RawMessage(
        kind=(value(segment, 2) or "").upper(),
        version=value(segment, 2, 1) or "",
        release=value(segment, 2, 2) or "",
        agency=value(segment, 2, 3) or "",
        association=value(segment, 2, 4) or "",
        reference=value(segment, 1) or "",
        access_reference=value(segment, 3),
        first=first,
        split=tokens.split,
        plain=tokens.plain,
        ordinal=ordinal,
        pieces=[tokens.pieces[first - 1]],
    )


def _close(message: RawMessage | None, unt: Segment | None, ordinal: int, envelope: Envelope) -> None:
    if message is None:
        return
    if unt is None:
        envelope.note("missing-unt", "warning", "The message is not closed (UNT)", ordinal)
        return
    count, said = ordinal - message.first + 1, value(unt, 1)
    if not _says(said, count):
        envelope.note(
            "segment-count-mismatch",
            "warning",
            f"UNT counts {said[:12] if said else 'nothing'}, the message has {count} segments",
            ordinal,
            1,
        )
    if value(unt, 2) != (message.reference or None):
        envelope.note("reference-mismatch", "warning", "UNT repeats another reference than UNH", ordinal, 2)


def _says(said: str | None, count: int) -> bool:
    """Compare as text: a damaged count may hold digits of any script, or thousands of them."""
    return said is not None and (said.lstrip("0") or "0") == str(count)


def _close_group(group: tuple[str, int, int] | None, une: Segment, ordinal: int, envelope: Envelope) -> None:
    if group is None:
        envelope.note("stray-trailer", "warning", "UNE closes no group", ordinal)
        return
    count, said = len(envelope.messages) - group[2], value(une, 1)
    if not _says(said, count):
        envelope.note(
            "message-count-mismatch",
            "warning",
            f"UNE counts {said[:12] if said else 'nothing'}, the group has {count} messages",
            ordinal,
            1,
        )
    if (value(une, 2) or "") != group[0]:
        envelope.note("reference-mismatch", "warning", "UNE repeats another reference than UNG", ordinal, 2)


def _close_interchange(unz: Segment, ordinal: int, groups: int, envelope: Envelope) -> None:
    count, said = groups or len(envelope.messages), value(unz, 1)
    if not _says(said, count):
        envelope.note(
            "message-count-mismatch",
            "warning",
            f"UNZ counts {said[:12] if said else 'nothing'}, the interchange has {count}",
            ordinal,
            1,
        )
    if value(unz, 2) != envelope.reference:
        envelope.note("reference-mismatch", "warning", "UNZ repeats another reference than UNB", ordinal, 2)
