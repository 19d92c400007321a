"""Exits that no officer typed: an exit lane read somebody, or a carrier closed a departure out and says who is aboard.

A machine states them as what was seen and by whom; it never acts against anybody. An officer's hold stands against it,
an officer who found that somebody had not left is not contradicted again, and what the sender takes back is taken back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from tidewaiter.enforce.commands import Depart
from tidewaiter.enforce.table import OUTBOUND
from tidewaiter.vocabulary.act import is_machine
from tidewaiter.vocabulary.facts import Fact, FactKind

SOURCES = ("lane", "close-out")


class Sighting(NamedTuple):
    """Somebody was seen to leave: when (UTC), by what (``SOURCES``), and in which message."""

    left_at: datetime
    source: str
    message_id: str
    lane: str | None = None


class Told(NamedTuple):
    """The facts that follow, and what stands against them, in words for an officer; either may be empty."""

    facts: tuple[Fact, ...] = ()
    against: str = ""


def left(
    encounter: Mapping[str, Any], before: Sequence[Fact], sighting: Sighting, *, now: datetime, actor: str
) -> Told:
    """State that somebody left. ``encounter`` as it stands, ``before`` its facts, oldest first.

    Nothing follows for who is inbound or has left already.
    """
    stated, overruled = _standing(before)
    if encounter.get("direction") != "outbound" or stated is not None:
        return Told()
    if overruled:
        return Told(against="an officer found that they had not left")
    if encounter.get("assignment") is None:
        return Told(against="they were not screened")
    if encounter["status"] not in OUTBOUND[Depart]:
        return Told(against=f"the encounter is {encounter['status']}")
    data = {
        "port": encounter.get("port"),
        "left_at": min(sighting.left_at, now).isoformat(),
        "source": sighting.source,
        "message_id": sighting.message_id,
        "lane": sighting.lane,
    }
    return Told((Fact(FactKind.DEPARTED, encounter["encounter_id"], now, actor, data),))


def stayed(
    encounter: Mapping[str, Any], before: Sequence[Fact], reason: str, message_id: str, *, now: datetime, actor: str
) -> Told:
    """Take back what a machine stated, because its source does; an officer's own statement stands."""
    stated, _ = _standing(before)
    if stated is None:
        return Told()
    if not is_machine(stated.actor):
        return Told(against=f"{reason}; an officer stated that they left, which stands")
    data = {"fact": str(FactKind.DEPARTED), "reason": reason, "message_id": message_id}
    return Told((Fact(FactKind.WITHDRAWN, encounter["encounter_id"], now, actor, data),))


def corrected(
    encounter: Mapping[str, Any], before: Sequence[Fact], message_id: str, *, now: datetime, actor: str
) -> Told:
    """State an exit anew where its sender has corrected the document: it may close another stay, or none."""
    stated, _ = _standing(before)
    if stated is None or not is_machine(stated.actor):
        return Told()
    if (stated.data.get("encounter") or {}).get("document_key") == encounter.get("document_key"):
        return Told()
    undone = stayed(encounter, before, "the document was corrected", message_id, now=now, actor=actor)
    said = {name: value for name, value in stated.data.items() if name != "encounter"}
    again = Fact(FactKind.DEPARTED, encounter["encounter_id"], now, actor, {**said, "corrected_by": message_id})
    return Told((*undone.facts, again))


def _standing(before: Sequence[Fact]) -> tuple[Fact | None, bool]:
    """Give the exit that stands, if one does, and whether a human has taken back what a machine stated."""
    stated, overruled = None, False
    for fact in before:
        if fact.kind is FactKind.DEPARTED:
            stated = fact
        elif fact.kind is FactKind.WITHDRAWN and fact.data.get("fact") == FactKind.DEPARTED:
            stated, overruled = None, overruled or not is_machine(fact.actor)
    return stated, overruled
