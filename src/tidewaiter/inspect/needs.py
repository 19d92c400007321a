"""What Inspect asks of the world: an encounter as it stands, before a human act on it is decided."""

from __future__ import annotations

from typing import Any, Protocol


class Needs(Protocol):
    """Answered by the store. Assignment itself asks for nothing: every table is handed in."""

    def encounter(self, encounter_id: str) -> dict[str, Any] | None:
        """Give one encounter as it stands, or None when there is no such encounter."""
