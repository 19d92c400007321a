"""What detect must know of an encounter: where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tidewaiter.vocabulary.act import Standing, Status
from tidewaiter.vocabulary.facts import Fact


@dataclass(frozen=True, slots=True)
class State:
    """Standing of the encounter."""

    standing: Standing = field(default_factory=Standing)

    @property
    def status(self) -> Status:
        """Where the encounter stands."""
        return self.standing.status


def fold(facts: Iterable[Fact], start: State | None = None) -> State:
    """Build the state from the encounter's facts, oldest first."""
    return State((start or State()).standing.after_all(facts))
