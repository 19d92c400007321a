"""May this message come by this submitter? A carrier's token speaks for the senders it names, and for nobody else."""

from __future__ import annotations

import hashlib

from tidewaiter.receive.delivery import Opened
from tidewaiter.vocabulary.errors import Position, Unreadable
from tidewaiter.vocabulary.sender import Sender

STRANGER = "23"
"""UN/EDIFACT 0085: unknown interchange sender."""

_PLACE = {
    "edifact": Position(segment=1, element=2, component=1),
    "json": Position(path="/sender"),
    "csv": Position(segment=1),
}


def stranger(opened: Opened) -> Unreadable | None:
    """Give the refusal of an interchange whose submitter may not speak for its sender; None where they may.

    What names no sender because it cannot be read keeps the error of its own.
    """
    by = opened.delivery.by
    if by is None or not opened.sender:
        return None
    sender = sender_of(opened)
    if by.may_submit_for(sender):
        return None
    if by.senders:
        text = f"{by.name} may not submit for the sender {sender}; their token names {_named(by.senders)}"
    else:
        text = f"{by.name} may submit for nobody: their token names no sender; ask for one that names {sender}"
    return Unreadable(text, _PLACE[opened.syntax], code=STRANGER)


def sender_of(opened: Opened) -> Sender:
    """Give the sender that an interchange bears, with its qualifier where the envelope gives one."""
    return Sender(opened.sender, opened.envelope.sender_qualifier if opened.envelope else None)


def stranger_key(opened: Opened) -> str:
    """Give the reference under which a message of a stranger is kept: theirs alone, by content."""
    name = opened.delivery.by.name if opened.delivery.by else ""
    return f"{opened.reference}@{hashlib.sha256(name.encode()).hexdigest()[:16]}#{opened.digest[:16]}"


def _named(senders: frozenset[Sender]) -> str:
    return ", ".join(sorted(map(str, senders)))
