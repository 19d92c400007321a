"""The words in which every face tells what became of an interchange: the same from command line and HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from tidewaiter.receive.delivery import Opened
from tidewaiter.receive.statement import counts
from tidewaiter.vocabulary.errors import Unreadable
from tidewaiter.vocabulary.quality import QualityFinding


class Arrived(Protocol):
    """What the walk says became of one interchange."""

    @property
    def opened(self) -> Opened:
        """What came."""

    @property
    def accepted(self) -> bool:
        """Whether it stands accepted."""

    @property
    def status(self) -> str:
        """One of accepted, refused, repeated."""

    @property
    def message_id(self) -> str:
        """Under which id it is kept."""

    @property
    def answer(self) -> str:
        """What the sender gets back."""

    @property
    def error(self) -> Unreadable | None:
        """Why it was refused."""

    @property
    def legs(self) -> list[dict[str, Any]]:
        """Which legs it announces."""

    @property
    def findings(self) -> Sequence[QualityFinding]:
        """What was found wrong with its data."""


def contract(arrival: Arrived) -> dict[str, Any]:
    """Put one arrival into the words of the contract that others script against."""
    opened, found = arrival.opened, arrival.opened.interchange
    numbers = counts(found) if found else {"travelers": 0, "crew": 0, "bookings": 0, "conveyances": 0}
    line: dict[str, Any] = {
        "file": opened.delivery.file,
        "accepted": arrival.accepted,
        "status": arrival.status,
        "message": arrival.message_id,
        "kind": sorted({message.kind for message in found.messages}) if found else [],
        "sender": opened.sender,
        "recipient": opened.recipient,
        "reference": opened.reference,
        **numbers,
        "legs": arrival.legs,
        "findings": [finding.as_dict() for finding in arrival.findings],
        "answer": arrival.answer,
    }
    if arrival.error is not None:
        where = arrival.error.position
        line["error"] = {
            "code": arrival.error.code,
            "text": arrival.error.text,
            "segment": where.segment,
            "element": where.element,
            "component": where.component,
            "path": where.path,
        }
    return line
