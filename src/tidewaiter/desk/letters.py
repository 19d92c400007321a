"""Dead letters at the desk: what came, shown around the place of its error, and how any message went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tidewaiter import walk
from tidewaiter.authority import Authority, Permission
from tidewaiter.desk.wired import Wired
from tidewaiter.formats.original import Window, place, window
from tidewaiter.store import Store, queries, reads
from tidewaiter.vocabulary.errors import NotFound, Position
from tidewaiter.vocabulary.facts import Entry
from tidewaiter.vocabulary.officer import Officer


@dataclass(frozen=True, slots=True)
class LetterDesk:
    """Replaying and closing stand in the house itself; here a steward looks."""

    store: Store
    policies: walk.Policies
    authority: Authority

    @classmethod
    def of(cls, house: Wired) -> LetterDesk:
        """Wire the desk."""
        return cls(house.store, house.policies, house.authority)

    def letter(self, message_id: str, reader: Officer) -> dict[str, Any]:
        """Give a dead letter: its journey and ``window``, the original around the error (None where destroyed).

        The bytes name people, so that they were shown is journaled. Raises ``NotFound`` or ``Forbidden``.
        """
        self.authority.require(reader, Permission.HOUSE_DEAD_LETTER_READ)
        purpose = self.authority.purpose_of_listing(reader, "originals")
        with self.store.read() as opened:
            found = queries.message_journey(opened.cursor, message_id)
            if found is None or found["status"] not in ("refused", "closed"):
                raise NotFound(f"There is no dead letter {message_id}")
            kept = queries.dead_letter(opened, message_id)
        if kept is not None:
            said = Officer(reader.name, reader.roles, reader.port, purpose)
            fact = reads.of_record(said, message_id, "original", self.policies.clock())
            with self.store.work() as work:
                work.append([Entry.of_fact(fact)])
        return {**found, "window": _window(found, kept["raw"]) if kept else None}

    def journey(self, message_id: str, reader: Officer) -> dict[str, Any]:
        """Tell how one message went (``queries.message_journey``). Raises ``NotFound`` or ``Forbidden``."""
        self.authority.require(reader, Permission.HOUSE_QUALITY_READ)
        with self.store.read() as opened:
            found = queries.message_journey(opened.cursor, message_id)
        if found is None:
            raise NotFound(f"There is no message {message_id}")
        return found


def _window(found: dict[str, Any], raw: bytes) -> Window:
    said = found["error_position"] or {}
    names = ("segment", "element", "component", "message", "path")
    where = Position(**{name: said[name] for name in names if said.get(name) is not None})
    syntax = found["syntax"] or ""
    return window(raw, place(raw, syntax, where), syntax)
