"""What detect asks of the world: the facts of an encounter, and what was announced about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from tidewaiter.vocabulary.facts import Fact


class DetectNeeds(Protocol):
    """Fulfilled by the store."""

    def facts(self, encounter_id: str) -> Sequence[Fact]:
        """Give the single facts about an encounter, oldest first."""
        ...

    def encounter(self, encounter_id: str) -> Mapping[str, Any] | None:
        """Give what was announced, keyed by the columns of the declared table."""
        ...
