"""What enforce asks of the world: the encounter as announced and assigned, and its facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from tidewaiter.vocabulary.facts import Fact


class EnforceNeeds(Protocol):
    """Fulfilled by the store."""

    def encounter(self, encounter_id: str) -> Mapping[str, Any] | None:
        """Give encounter_id, direction, port, surname, given_names, unaccompanied_minor, assignment, stream."""
        ...

    def facts(self, encounter_id: str) -> Sequence[Fact]:
        """Give the single facts about an encounter, oldest first."""
        ...
