"""Closing a dead letter, with why what was refused needs nothing more, or replaying it: both by a named officer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tidewaiter.vocabulary.act import is_named_human
from tidewaiter.vocabulary.errors import Refusal, Unreadable
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.officer import Officer

LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter as it stands: ``status`` of the inbox (refused, closed, accepted after a replay)."""

    message_id: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseDeadLetter:
    """Set a dead letter aside for good; its bytes stay as long as retention keeps them. ``at`` is UTC."""

    message_id: str
    officer: Officer
    at: datetime
    reason: str


def decide(letter: Letter, command: CloseDeadLetter) -> list[Fact]:
    """Decide the closing. Raises ``Refusal``: no named officer, no reason, or a letter that does not stand refused."""
    if not is_named_human(command.officer):
        raise Refusal("a named human officer closes a dead letter", code="not-an-officer")
    reason = " ".join(command.reason.split())
    if not reason:
        raise Refusal("say why nothing more is to be done about it", code="no-reason")
    if letter.status != "refused":
        raise Refusal(f"{letter.message_id} does not stand refused: it is {letter.status}", code="not-refused")
    said = {"message_id": letter.message_id, "reason": reason[:LONGEST_REASON]}
    return [Fact(FactKind.DEAD_LETTER_CLOSED, letter.message_id, command.at, command.officer.name, said)]


def replayed(message_id: str, officer: Officer, at: datetime, error: Unreadable | None) -> Fact:
    """State who had a dead letter walked again, and how it went: ``accepted``, and the code of its refusal.

    Raises ``Refusal``: no named officer.
    """
    if not is_named_human(officer):
        raise Refusal("a named human officer replays a dead letter", code="not-an-officer")
    said = {"message_id": message_id, "accepted": error is None, "error_code": error.code if error else None}
    return Fact(FactKind.DEAD_LETTER_REPLAYED, message_id, at, officer.name, said)
