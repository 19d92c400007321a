"""One file or transmission, opened: which format it is in, which interchanges it holds, and which cannot be read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tidewaiter.formats import field as field_message
from tidewaiter.formats import lane, manifest_csv, manifest_json, paxlst, pnrgov
from tidewaiter.formats.edifact import Envelope, RawMessage, open_interchange, split_interchanges
from tidewaiter.vocabulary.announcement import Announcement, Interchange
from tidewaiter.vocabulary.errors import Position, Unreadable
from tidewaiter.vocabulary.sender import Submitter

FIELD = "field"
"""The receiver of what officers ask between ports of entry."""

LIMIT_BYTES = 64 * 1024 * 1024
"""Largest delivery taken in one piece; a larger one is refused and can be sent in parts."""

_CODECS: dict[str, Callable[[Envelope, RawMessage], Announcement]] = {"PAXLST": paxlst.read, "PNRGOV": pnrgov.read}


@dataclass(frozen=True, slots=True)
class Delivery:
    """Bytes as they came, by which receiver (command-line, http, folder) and under which file name.

    ``by``: who handed them in, where the receiver knows; the door holds them to the senders they may submit for.
    """

    raw: bytes
    receiver: str = "command-line"
    file: str | None = None
    by: Submitter | None = None


@dataclass(slots=True)
class Opened:
    """One interchange of a delivery: read, or refused with an error; its key is known as far as it could be read."""

    delivery: Delivery
    raw: bytes
    syntax: str
    sender: str
    recipient: str
    reference: str
    interchange: Interchange | None = None
    envelope: Envelope | None = None
    error: Unreadable | None = None
    digest: str = field(default="")

    def __post_init__(self) -> None:
        self.digest = hashlib.sha256(self.raw).hexdigest()
        if not self.reference:  # nothing to key the inbox by: the content itself is the key
            self.reference = f"sha256:{self.digest[:32]}"


def open_delivery(delivery: Delivery) -> Iterator[Opened]:
    """Open every interchange of a delivery. Nothing is raised: what cannot be read carries its positioned error."""
    if len(delivery.raw) > LIMIT_BYTES:
        error = Unreadable(f"The delivery is larger than {LIMIT_BYTES // 2**20} MiB; send it in parts", code="37")
        yield Opened(delivery, delivery.raw, "unknown", "", "", "", error=error)
    elif delivery.receiver == FIELD:  # what an officer typed; nobody can send it in from outside
        yield _open_plain(delivery, "json", field_message.read)
    elif lane.looks_like_lane(delivery.raw):
        yield _open_plain(delivery, "json", lane.read)
    elif manifest_json.looks_like_json(delivery.raw):
        yield _open_plain(delivery, "json", manifest_json.read)
    elif _looks_like_edifact(delivery.raw):
        for raw in split_interchanges(delivery.raw):
            yield _open_edifact(delivery, raw)
    elif manifest_csv.looks_like_csv(delivery.raw):
        yield _open_plain(delivery, "csv", manifest_csv.read)
    else:
        error = Unreadable(_unknown(delivery.raw), Position(segment=1), code="18")
        yield Opened(delivery, delivery.raw, "unknown", "", "", "", error=error)


def _unknown(raw: bytes) -> str:
    if not raw.strip():
        return "This is empty: send the message itself"
    return "This is neither EDIFACT nor a JSON or CSV manifest; a CSV manifest begins with lines such as '# sender: …'"


def _looks_like_edifact(raw: bytes) -> bool:
    head = raw[:4096].replace(b"\x00", b"")
    return b"UNB" in head or b"UNA" in head or head.lstrip()[:3] in (b"UNG", b"UNH")


def _open_plain(delivery: Delivery, syntax: str, read: Callable[[bytes], Interchange]) -> Opened:
    try:
        found = read(delivery.raw)
    except Unreadable as error:
        return Opened(delivery, delivery.raw, syntax, "", "", "", error=error)
    return Opened(delivery, delivery.raw, syntax, found.sender, found.recipient, found.reference, interchange=found)


def _open_edifact(delivery: Delivery, raw: bytes) -> Opened:
    try:
        envelope = open_interchange(raw)
    except Unreadable as error:
        return Opened(delivery, raw, "edifact", "", "", "", error=error)
    opened = Opened(
        delivery, raw, "edifact", envelope.sender, envelope.recipient, envelope.reference, envelope=envelope
    )
    try:
        opened.interchange = _read_messages(envelope)
    except Unreadable as error:
        opened.error = error
    return opened


def _read_messages(envelope: Envelope) -> Interchange:
    interchange = Interchange(
        syntax="edifact",
        sender=envelope.sender,
        recipient=envelope.recipient,
        reference=envelope.reference,
        prepared_local=envelope.prepared,
        findings=list(envelope.findings),
        test=envelope.test,
        sender_qualifier=envelope.sender_qualifier,
        recipient_qualifier=envelope.recipient_qualifier,
    )
    for message in envelope.messages:
        codec = _CODECS.get(message.kind)
        if codec is None:
            text = f"{message.kind or 'A message without a type'} is not taken here; PAXLST and PNRGOV are"
            raise Unreadable(text, Position(segment=message.first, element=2), code="17")
        interchange.messages.append(codec(envelope, message))
    return interchange
