"""Break-glass at the desk: one record of another port, for one officer and a short time, reviewed by somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tidewaiter import walk
from tidewaiter.authority import Authority, EntryPolicy, Permission
from tidewaiter.record.glass import BreakGlass, BrokenGlass, Pane, ReviewGlass, break_glass, review_glass
from tidewaiter.store import Store, queries
from tidewaiter.vocabulary.errors import NotFound
from tidewaiter.vocabulary.facts import Entry, Fact
from tidewaiter.vocabulary.officer import Officer


@dataclass(frozen=True, slots=True)
class GlassDesk:
    """Opens records of other ports in an emergency, and keeps the list of what has to be looked at after."""

    store: Store
    policies: walk.Policies
    authority: Authority
    entry: EntryPolicy

    def open(self, officer: Officer, encounter_id: str, reason: str) -> Fact:
        """Let an officer read one record of another port until the moment in the fact.

        Raises ``Forbidden``, ``Refusal``, or ``NotFound`` where there is no such encounter.
        """
        self.authority.require(officer, Permission.HOUSE_GLASS_BREAK)
        now = self.policies.clock()
        with self.store.work() as work:
            found = work.encounter(encounter_id)
            if found is None:
                raise NotFound(f"There is no encounter {encounter_id}")
            waiting = queries.glass_waiting(work.cursor, officer.name)
            pane = Pane(encounter_id, str(found["port"] or ""), waiting)
            command = BreakGlass(
                glass_id=self.policies.ids.new("gls"),
                officer=officer,
                at=now,
                reason=reason,
                lasts=self.entry.glass_lasts,
                review_within=self.entry.glass_reviewed_within,
                at_most=self.entry.glass_unreviewed,
            )
            fact = break_glass(pane, command)
            work.append([Entry.of_fact(fact)])
        return fact

    def review(self, officer: Officer, glass_id: str, *, justified: bool, reason: str) -> Fact:
        """Say whether the reason held. Raises ``Forbidden``, ``NotFound`` or ``Refusal``."""
        self.authority.require(officer, Permission.HOUSE_GLASS_REVIEW)
        with self.store.work() as work:
            found = queries.glass(work.cursor, glass_id)
            if found is None or not self._may_see(officer, found):
                raise NotFound(f"There is no break-glass {glass_id}")
            known = BrokenGlass(glass_id, found["encounter_id"], found["officer"], found["reviewed_by"])
            now = self.policies.clock()
            fact = review_glass(known, ReviewGlass(officer, now, justified, reason))
            work.append([Entry.of_fact(fact)])
        return fact

    def listed(self, officer: Officer, **asked: Any) -> list[Any]:
        """List what was opened (``queries.glasses``), newest first, with all columns. Raises ``Forbidden``."""
        self.authority.require(officer, Permission.HOUSE_GLASS_REVIEW)
        own = self.authority.port_of(officer)
        with self.store.read() as reader:
            return queries.glasses(reader.cursor, port=own, **asked)

    def counts(self, officer: Officer) -> dict[str, int] | None:
        """Count what waits, is overdue and was reviewed, as far as the officer may see; None where they review none."""
        if not self.authority.allows(officer, Permission.HOUSE_GLASS_REVIEW):
            return None
        own, now = self.authority.port_of(officer), self.policies.clock()
        with self.store.read() as reader:
            return queries.glass_counts(reader.cursor, now, port=own)

    def opens(self, officer: Officer, encounter_id: str) -> bool:
        """Tell whether a glass lets the officer read a record at this moment."""
        if not self.authority.allows(officer, Permission.HOUSE_GLASS_BREAK):
            return False
        with self.store.read() as reader:
            return queries.glass_open(reader.cursor, encounter_id, officer.name, self.policies.clock())

    def _may_see(self, officer: Officer, found: Mapping[str, Any]) -> bool:
        own = self.authority.port_of(officer)
        return own is None or own in (found["port"], found["officer_port"])
