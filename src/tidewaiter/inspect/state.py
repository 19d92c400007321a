"""What inspect must know of an encounter to accept an act: where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tidewaiter.vocabulary.act import Standing, Status
from tidewaiter.vocabulary.facts import Fact, FactKind


@dataclass(frozen=True, slots=True)
class State:
    """Standing of the encounter, and whether the present referral came from the random stream."""

    standing: Standing = field(default_factory=Standing)
    random: bool = False

    @property
    def status(self) -> Status:
        """Where the encounter stands."""
        return self.standing.status


def fold(facts: Iterable[Fact], start: State | None = None) -> State:
    """Build the state from the encounter's facts, oldest first; facts of other rooms only move the standing."""
    state = start or State()
    for fact in facts:
        random = bool(fact.data.get("random")) if fact.kind is FactKind.REFERRED else state.random
        state = replace(state, standing=state.standing.after(fact), random=random)
    return state
