"""What inspect must know of an encounter to accept an act: where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tidewaiter.inspect.secondary.state import File, begin_file, fold_file
from tidewaiter.vocabulary.act import Standing, Status
from tidewaiter.vocabulary.facts import Fact, FactKind


@dataclass(frozen=True, slots=True)
class State:
    """Standing of the encounter, whether the present referral was drawn, the port it names, its file of secondary."""

    standing: Standing = field(default_factory=Standing)
    random: bool = False
    port: str = ""
    file: File = field(default_factory=File)

    @property
    def status(self) -> Status:
        """Where the encounter stands."""
        return self.standing.status


def begin(encounter: Mapping[str, Any]) -> State:
    """Start from the encounter as announced: ``port`` is where it is expected."""
    return State(port=encounter.get("port") or "", file=begin_file(encounter))


def fold(facts: Iterable[Fact], start: State | None = None) -> State:
    """Build the state from the encounter's facts, oldest first; facts of other rooms only move the standing."""
    state, facts = start or State(), list(facts)
    state = replace(state, file=fold_file(facts, state.file))
    for fact in facts:
        random = bool(fact.data.get("random")) if fact.kind is FactKind.REFERRED else state.random
        state = replace(state, standing=state.standing.after(fact), random=random)
    return state
