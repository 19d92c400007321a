"""Undo a link: what a machine joined, a named officer can take apart, and the journal keeps both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tidewaiter.vocabulary.errors import Refusal, Stale
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.officer import Actor, Officer


@dataclass(frozen=True, slots=True)
class Link:
    """One encounter's link to a subject as it stands; ``subject_keys`` are the keys this encounter brought."""

    encounter_id: str
    subject_id: str
    basis: str
    score: float
    evidence: str = ""
    subject_keys: tuple[str, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class Unlink:
    """Take an encounter away from its subject and give it to ``new_subject_id``, with the keys that are its own.

    ``keys`` are those of the link's keys that move; None moves all of them. ``reason`` is the officer's own.
    """

    encounter_id: str
    officer: Actor
    at: datetime
    reason: str
    new_subject_id: str
    keys: tuple[str, ...] | None = None
    expected_version: int | None = None


def decide(state: Link, command: Unlink) -> list[Fact]:
    """Answer one Unlinked fact; its data is what the store needs to re-point keys and encounter.

    Raises Stale when somebody acted first, Refusal when the actor is no named officer, no reason is given, there is
    no link to undo, or a key does not belong to it.
    """
    if command.expected_version is not None and command.expected_version != state.version:
        raise Stale(f"the encounter is at version {state.version}, not {command.expected_version}: read it again")
    officer = command.officer
    if not isinstance(officer, Officer) or not officer.name.strip():
        raise Refusal("only a named officer can undo a link")
    if command.encounter_id != state.encounter_id:
        raise Refusal("the command is about another encounter")
    if not command.reason.strip():
        raise Refusal("say why the two are not the same")
    if state.basis == "new":
        raise Refusal("this encounter was linked to nobody: there is nothing to undo")
    if command.new_subject_id == state.subject_id:
        raise Refusal("the new subject is the old one")
    keys = state.subject_keys if command.keys is None else command.keys
    foreign = [key for key in keys if key not in state.subject_keys]
    if foreign:
        raise Refusal(f"keys that this encounter did not bring cannot move with it: {', '.join(foreign)}")
    data = {
        "encounter_id": state.encounter_id,
        "subject_id": command.new_subject_id,
        "from_subject_id": state.subject_id,
        "keys": list(keys),
        "basis": state.basis,
        "score": state.score,
        "evidence": state.evidence,
        "reason": command.reason.strip(),
    }
    return [Fact(FactKind.UNLINKED, state.encounter_id, command.at, officer.name, data)]
