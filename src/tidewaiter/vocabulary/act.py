"""A human act: the command every officer gives, and the standing of an encounter that acts move it through.

Rooms decide about acts; this file only says what they all have in common, so that inspect, detect and enforce
count the same version and read the same status without importing each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from tidewaiter.vocabulary.errors import Refusal, Stale
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.officer import Officer


class Status(StrEnum):
    """Where an encounter stands. ``inspected``: secondary is closed with an outcome, the decision is still open."""

    ANNOUNCED = "announced"
    PRESENTED = "presented"
    REFERRED = "referred"
    INSPECTED = "inspected"
    ADMITTED = "admitted"
    REFUSED = "refused"
    DETAINED = "detained"
    RELEASED = "released"
    DEPARTED = "departed"


STATUS_AFTER: Mapping[FactKind, Status | None] = {
    FactKind.PRESENTED: Status.PRESENTED,
    FactKind.INSPECTED: Status.INSPECTED,
    FactKind.FOUND: None,
    FactKind.ADMITTED: Status.ADMITTED,
    FactKind.REFERRED: Status.REFERRED,
    FactKind.REFUSED: Status.REFUSED,
    FactKind.SEIZED: None,  # goods are taken; the person stands where they stood
    FactKind.RELEASED: Status.RELEASED,
    FactKind.ARRESTED: Status.DETAINED,
    FactKind.DEPARTED: Status.DEPARTED,
    FactKind.PROTECTION_CLAIMED: None,
    FactKind.PROTECTION_ANSWERED: None,
    FactKind.CASE_OPENED: None,
    FactKind.CASE_ADVANCED: None,
    FactKind.WITHDRAWN: None,  # gives back the status before the withdrawn act
}
"""Every human fact, and the status it brings; None leaves the status. An encounter's version counts these facts."""

HUMAN_FACTS = frozenset(STATUS_AFTER)

CROSSINGS = frozenset({FactKind.ADMITTED, FactKind.REFUSED, FactKind.DEPARTED})
"""Facts that end a crossing. They alone hold the travel document, in classes that are kept to find a crossing again."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an encounter has come: its status, its version (count of human facts), its last fact.

    ``path`` holds the facts that moved it and the status each brought; a withdrawn one is taken out again.
    """

    status: Status = Status.ANNOUNCED
    version: int = 0
    last: Fact | None = None
    path: tuple[tuple[FactKind, Status], ...] = ()

    def after(self, fact: Fact) -> Standing:
        """Give the standing once ``fact`` has happened; facts that no human states change nothing."""
        if fact.kind not in HUMAN_FACTS:
            return self
        brought = STATUS_AFTER[fact.kind]
        path = self._without(fact.data.get("fact")) if fact.kind is FactKind.WITHDRAWN else self.path
        path = (*path, (fact.kind, brought)) if brought else path
        return Standing(path[-1][1] if path else Status.ANNOUNCED, self.version + 1, fact, path)

    def _without(self, kind: object) -> tuple[tuple[FactKind, Status], ...]:
        """Take the last fact of a kind out of the path."""
        places = [place for place, (each, _) in enumerate(self.path) if each == kind]
        return self.path[: places[-1]] + self.path[places[-1] + 1 :] if places else self.path

    def after_all(self, facts: Iterable[Fact]) -> Standing:
        """Fold many facts, oldest first."""
        standing = self
        for fact in facts:
            standing = standing.after(fact)
        return standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What an officer wants done about one encounter; ``at`` is UTC.

    ``expected_version`` is the version the officer saw when deciding; None says that it does not matter.
    """

    encounter_id: str
    officer: Officer
    at: datetime
    expected_version: int | None = field(default=None)

    def check_version(self, standing: Standing) -> None:
        """Raise ``Stale`` when somebody acted after the officer last looked, ``Refusal`` for a time without a zone."""
        if self.at.tzinfo is None or self.at.utcoffset() != timedelta(0):
            raise Refusal("the time of an act is given in UTC", code="not-utc")
        if self.expected_version is not None and self.expected_version != standing.version:
            raise Stale(
                f"the officer saw version {self.expected_version}, the encounter is at {standing.version}: "
                "read it again, then decide again"
            )


def is_machine(actor: str) -> bool:
    """Say whether a fact's actor is a machine: what it stated, a named human or its own source may correct."""
    return actor.startswith("machine:")


def is_named_human(actor: object) -> bool:
    """Say whether the actor is a human officer with a name: a machine, or an officer without one, is not."""
    return isinstance(actor, Officer) and bool(actor.name.strip())
