"""The life of a hit: claimed by an analyst, settled with a reason, looked at by a second officer where policy says so.

A hit never decides about a person: its verdict says whether somebody is the one a list means, and nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tidewaiter.identify.hit_policy import HitPolicy, load_hit_policy
from tidewaiter.vocabulary.act import is_named_human
from tidewaiter.vocabulary.errors import Refusal, Stale
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.hit import SETTLED, HitStatus, Verdict
from tidewaiter.vocabulary.officer import Actor


@dataclass(frozen=True, slots=True)
class HitState:
    """One hit as it stands. ``version`` counts what changed about it.

    ``compared`` holds what was declared of the person (``suppression.compared``), ``entry_digest`` what the entry said:
    a verdict of not-a-match holds for these two and no others. ``drawn``: a dismissal given now is drawn for a second
    look; ``sampled``: the one that stands was, and nobody has looked yet.
    """

    hit_id: str
    encounter_id: str
    list_id: str
    entry_id: str
    status: HitStatus = HitStatus.OPEN
    version: int = 0
    claimed_by: str | None = None
    claimed_until: datetime | None = None
    settled_by: str | None = None
    settled_at: datetime | None = None
    escalated_by: str | None = None
    suppressed_by: str | None = None
    subject_id: str | None = None
    entry_digest: str | None = None
    compared: Mapping[str, Any] = field(default_factory=dict)
    drawn: bool = False
    sampled: bool = False

    def holder(self, at: datetime) -> str | None:
        """Name who holds the hit at a moment; a claim that has lapsed holds nothing."""
        return self.claimed_by if self.claimed_until and at < self.claimed_until else None


@dataclass(frozen=True, slots=True, kw_only=True)
class HitAct:
    """What an officer wants done about one hit; ``at`` is UTC, ``expected_version`` the version they saw."""

    hit_id: str
    officer: Actor
    at: datetime
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimHit(HitAct):
    """Take a hit up; claiming one's own again prolongs the claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseHit(HitAct):
    """Give a claim back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleHit(HitAct):
    """Say what a hit is, and why."""

    verdict: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalateHit(HitAct):
    """Give a hit on to another officer without a verdict."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewHit(HitAct):
    """Look at another officer's verdict: agree with it, or open the hit again."""

    agrees: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackHit(HitAct):
    """Take one's own verdict back at once, because it was a slip; the hit waits again."""

    reason: str


HIT_COMMANDS: tuple[type[HitAct], ...] = (ClaimHit, ReleaseHit, SettleHit, EscalateHit, ReviewHit, TakeBackHit)


def decide_hit(state: HitState, command: HitAct, policy: HitPolicy | None = None) -> list[Fact]:
    """Turn an officer's act on a hit into facts about its encounter.

    Raises ``Stale`` where the hit changed since the officer looked; ``Refusal`` with code ``not-an-officer``,
    ``claimed`` (says by whom and until when), ``not-claimed``, ``wrong-status``, ``second-officer``, ``verdict``,
    ``not-own``, ``too-late`` or ``reason-required``.
    """
    if not is_named_human(command.officer):
        raise Refusal("a named human officer settles a hit; a machine suggests", code="not-an-officer")
    if command.at.utcoffset() != timedelta(0):
        raise Refusal("the time of an act is given in UTC", code="not-utc")
    if command.expected_version is not None and command.expected_version != state.version:
        raise Stale(f"the officer saw version {command.expected_version}, the hit is at {state.version}: look again")
    kind, said = _DECIDED[type(command)](state, command, policy or load_hit_policy())
    base = {"hit_id": state.hit_id, "list_id": state.list_id, "entry_id": state.entry_id}
    return [Fact(kind, state.encounter_id, command.at, command.officer.name, base | said)]


Said = tuple[FactKind, dict[str, Any]]


def _claim(state: HitState, command: HitAct, policy: HitPolicy) -> Said:
    _must_be(state, HitStatus.OPEN, HitStatus.ESCALATED)
    holder = state.holder(command.at)
    if holder is not None and not _same(holder, command.officer.name):
        raise Refusal(f"{holder} holds it until {state.claimed_until:%Y-%m-%d %H:%M} UTC", code="claimed")
    if state.status is HitStatus.ESCALATED:
        _another(state.escalated_by, command, "it was escalated: another officer takes it up")
    return FactKind.HIT_CLAIMED, {"until": (command.at + policy.claim).isoformat()}


def _release(state: HitState, command: HitAct, _policy: HitPolicy) -> Said:
    _holds(state, command)
    return FactKind.HIT_RELEASED, {}


def _settle(state: HitState, command: HitAct, policy: HitPolicy) -> Said:
    assert isinstance(command, SettleHit)
    _must_be(state, HitStatus.OPEN, HitStatus.ESCALATED)
    _holds(state, command)
    if command.verdict not in set(Verdict):
        raise Refusal(f"a verdict is one of {', '.join(Verdict)}", code="verdict")
    verdict, reason = Verdict(command.verdict), _reason(command.reason)
    status = HitStatus(verdict)
    if verdict in policy.second_look:
        status = HitStatus.SECOND_LOOK
    elif verdict in policy.escalate and state.status is not HitStatus.ESCALATED:
        status = HitStatus.ESCALATED
    said: dict[str, Any] = {
        "verdict": str(verdict),
        "status": str(status),
        "reason": reason,
        "subject_id": state.subject_id,
    }
    said |= {"entry_digest": state.entry_digest, "compared": dict(state.compared)}
    # Silent at once: a sample measures the dismissals, it holds nobody.
    return FactKind.HIT_SETTLED, {**said, "sampled": state.drawn and status is HitStatus.NOT_A_MATCH}


def _escalate(state: HitState, command: HitAct, _policy: HitPolicy) -> Said:
    assert isinstance(command, EscalateHit)
    _must_be(state, HitStatus.OPEN)
    _holds(state, command)
    return FactKind.HIT_ESCALATED, {"reason": _reason(command.reason)}


def _review(state: HitState, command: HitAct, _policy: HitPolicy) -> Said:
    assert isinstance(command, ReviewHit)
    if state.status is HitStatus.SUPPRESSED:
        raise Refusal(f"it is suppressed by {state.suppressed_by}: review that", code="wrong-status")
    dismissed = state.sampled and state.status is HitStatus.NOT_A_MATCH
    if not dismissed:
        _must_be(state, *([HitStatus.SECOND_LOOK] if command.agrees else SETTLED))
    _another(state.settled_by, command, "a second officer looks, not the one who settled it")
    agreed = HitStatus.NOT_A_MATCH if dismissed else HitStatus.CONFIRMED
    status = agreed if command.agrees else HitStatus.OPEN
    said = {"agrees": command.agrees, "status": str(status), "reason": _reason(command.reason)}
    return FactKind.HIT_REVIEWED, {**said, "settled_by": state.settled_by}


def _take_back(state: HitState, command: HitAct, policy: HitPolicy) -> Said:
    assert isinstance(command, TakeBackHit)
    _must_be(state, *SETTLED)
    if state.settled_by is None or not _same(state.settled_by, command.officer.name):
        raise Refusal(f"{state.settled_by} settled it: another officer reviews it", code="not-own")
    if state.settled_at is None or command.at > state.settled_at + policy.take_back:
        minutes = round(policy.take_back.total_seconds() / 60)
        raise Refusal(f"a verdict is taken back within {minutes} minutes; another officer reviews it", code="too-late")
    return FactKind.HIT_TAKEN_BACK, {"status": str(HitStatus.OPEN), "reason": _reason(command.reason)}


_DECIDED: Mapping[type[HitAct], Callable[[HitState, HitAct, HitPolicy], Said]] = {
    ClaimHit: _claim,
    ReleaseHit: _release,
    SettleHit: _settle,
    EscalateHit: _escalate,
    ReviewHit: _review,
    TakeBackHit: _take_back,
}


def _must_be(state: HitState, *statuses: HitStatus) -> None:
    if state.status not in statuses:
        allowed = " or ".join(sorted(statuses))
        raise Refusal(f"the hit is {state.status}; this act needs one that is {allowed}", code="wrong-status")


def _holds(state: HitState, command: HitAct) -> None:
    holder = state.holder(command.at)
    if holder is None:
        raise Refusal("claim the hit first; a claim that lapsed holds no more", code="not-claimed")
    if not _same(holder, command.officer.name):
        raise Refusal(f"{holder} holds it until {state.claimed_until:%Y-%m-%d %H:%M} UTC", code="claimed")


def _another(first: str | None, command: HitAct, words: str) -> None:
    if first is not None and _same(first, command.officer.name):
        raise Refusal(words, code="second-officer")


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _reason(text: str) -> str:
    if not text.strip():
        raise Refusal("say why, in words", code="reason-required")
    return text.strip()
