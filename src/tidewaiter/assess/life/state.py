"""Where each version of a rule stands, folded from the facts of its life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from tidewaiter.vocabulary.facts import Fact, FactKind


class Stage(StrEnum):
    """How far a version has come. ``superseded``: a later version took its place."""

    DRAFTED = "drafted"
    TESTED = "tested"
    APPROVED = "approved"
    SHADOW = "shadow"
    LIVE = "live"
    SUPERSEDED = "superseded"
    RETIRED = "retired"
    KILLED = "killed"


OVER = frozenset({Stage.SUPERSEDED, Stage.RETIRED, Stage.KILLED})
RUNNING = frozenset({Stage.SHADOW, Stage.LIVE})


@dataclass(frozen=True, slots=True)
class Shipped:
    """A rule that stands in a policy file: live from the start, until the journal says otherwise."""

    version: int
    digest: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version as drafted. ``approved``: who agreed to which step; ``shadow_at``: since when it is in the shadow."""

    number: int
    digest: str
    author: str
    expires_at: date
    stage: Stage = Stage.DRAFTED
    approved: Mapping[str, str] = field(default_factory=dict)
    shadow_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RuleState:
    """One rule. ``shipped`` is the one in a file, ``off`` says that the journal put that one out of force for good.

    It does not come back when the version that took its place goes: a rule returns as a new version, or not at all.
    """

    rule_id: str
    shipped: Shipped | None = None
    off: bool = False
    versions: Mapping[int, Version] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Tell whether there is such a rule at all."""
        return self.shipped is not None or self.off or bool(self.versions)

    @property
    def newest(self) -> int:
        """Give the highest version number there is; 0 where there is none."""
        return max([*self.versions, self.shipped.version if self.shipped else 0])

    def at(self, *stages: Stage) -> tuple[Version, ...]:
        """Give the versions that stand at one of these stages."""
        return tuple(each for each in self.versions.values() if each.stage in stages)


def about(rule_id: str) -> str:
    """Give the name under which the journal keeps what happened to a rule."""
    return f"rule:{rule_id}"


def begin(rule_id: str, shipped: Shipped | None = None) -> RuleState:
    """Give the state of a rule of which the journal says nothing."""
    return RuleState(rule_id, shipped)


def fold(facts: Iterable[Fact], state: RuleState) -> RuleState:
    """Fold the facts of one rule, oldest first."""
    for fact in facts:
        step = _STEPS.get(fact.kind)
        if step is not None:
            state = step(state, fact)
    return state


def _drafted(state: RuleState, fact: Fact) -> RuleState:
    said = fact.data
    version = Version(
        int(said["version"]), str(said["digest"]), fact.actor, date.fromisoformat(str(said["expires_at"]))
    )
    return replace(state, versions={**state.versions, version.number: version})


def _tested(state: RuleState, fact: Fact) -> RuleState:
    return _changed(state, fact, stage=Stage.DRAFTED if fact.data["failed"] else Stage.TESTED)


def _approved(state: RuleState, fact: Fact) -> RuleState:
    version = state.versions[int(fact.data["version"])]
    approved = {**version.approved, str(fact.data["step"]): fact.actor}
    return _changed(state, fact, stage=version.stage if version.stage in RUNNING else Stage.APPROVED, approved=approved)


def _promoted(state: RuleState, fact: Fact) -> RuleState:
    to = Stage(str(fact.data["to"]))
    state = _ended(state, fact.data["supersedes"], Stage.SUPERSEDED)
    changed = _changed(state, fact, stage=to, **({"shadow_at": fact.at} if to is Stage.SHADOW else {}))
    return replace(changed, off=state.off or to is Stage.LIVE)


def _retired(state: RuleState, fact: Fact) -> RuleState:
    ended = _ended(state, fact.data["versions"], Stage.RETIRED)
    return replace(ended, off=state.off or bool(fact.data["shipped"]))


def _killed(state: RuleState, fact: Fact) -> RuleState:
    return replace(_ended(state, fact.data["versions"], Stage.KILLED), off=True)


def _changed(state: RuleState, fact: Fact, **changes: Any) -> RuleState:
    number = int(fact.data["version"])
    return replace(state, versions={**state.versions, number: replace(state.versions[number], **changes)})


def _ended(state: RuleState, ended: Iterable[Mapping[str, Any]], stage: Stage) -> RuleState:
    numbers = {int(each["version"]) for each in ended}
    versions = {
        number: replace(version, stage=stage) if number in numbers else version
        for number, version in state.versions.items()
    }
    return replace(state, versions=versions)


_STEPS = {
    FactKind.RULE_DRAFTED: _drafted,
    FactKind.RULE_TESTED: _tested,
    FactKind.RULE_APPROVED: _approved,
    FactKind.RULE_PROMOTED: _promoted,
    FactKind.RULE_RETIRED: _retired,
    FactKind.RULE_KILLED: _killed,
}
