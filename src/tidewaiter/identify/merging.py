"""Join two subjects that history says are one: a machine proposes, a named human decides, and it can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.officer import Actor, Officer

PROPOSED, ACCEPTED, REJECTED, UNDONE = "proposed", "accepted", "rejected", "undone"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal as it stands. ``encounters`` and ``keys`` are those of ``other_id``, or what the merge moved."""

    proposal_id: str
    subject_id: str
    other_id: str
    status: str = PROPOSED
    weight: float = 0.0
    encounters: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What a human says of a proposal; ``reason`` is the officer's own."""

    proposal_id: str
    officer: Actor
    at: datetime
    reason: str


class AcceptLink(Decision):
    """They are one: everything of ``other_id`` goes to ``subject_id``."""


class RejectLink(Decision):
    """They are two: the pair is not proposed again."""


class UndoMerge(Decision):
    """They were joined and are two after all: what the merge moved goes back, and nothing else."""


_BEFORE = {AcceptLink: (PROPOSED,), RejectLink: (PROPOSED,), UndoMerge: (ACCEPTED,)}
_KIND = {
    AcceptLink: FactKind.SUBJECTS_MERGED,
    RejectLink: FactKind.LINK_REJECTED,
    UndoMerge: FactKind.MERGE_UNDONE,
}


Verb = AcceptLink | RejectLink | UndoMerge


def decide(state: Proposal, command: Verb) -> list[Fact]:
    """Answer one fact; a merge and its undoing name every encounter and key that moves.

    Raises Refusal when the actor is no named officer, no reason is given, or the proposal was decided before.
    """
    officer = command.officer
    if not isinstance(officer, Officer) or not officer.name.strip():
        raise Refusal("only a named officer decides whether two are one", code="not-an-officer")
    if not command.reason.strip():
        raise Refusal("say why, in words", code="reason-required")
    if state.status not in _BEFORE[type(command)]:
        raise Refusal(f"the proposal is {state.status}: there is nothing to decide", code="wrong-status")
    if isinstance(command, AcceptLink) and not state.encounters and not state.keys:
        raise Refusal(f"nothing stands under {state.other_id} any more: it was joined elsewhere", code="nothing-left")
    data: dict[str, Any] = {
        "subject_id": state.subject_id,
        "other_id": state.other_id,
        "weight": state.weight,
        "reason": command.reason.strip(),
    }
    if not isinstance(command, RejectLink):
        data |= {"encounters": list(state.encounters), "keys": list(state.keys)}
    return [Fact(_KIND[type(command)], state.proposal_id, command.at, officer.name, data)]
