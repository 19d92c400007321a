"""Measures at the desk: whether groups are treated alike, and whether what comes still is what rules were made for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from tidewaiter import walk
from tidewaiter.analyze import drift
from tidewaiter.analyze.fairness import fairness, findings, load_fairness_policy
from tidewaiter.authority import Authority, Permission
from tidewaiter.desk.kept import Kept
from tidewaiter.fleet.snapshots import read_snapshots
from tidewaiter.language import Catalogue
from tidewaiter.store import Store, audited, reads
from tidewaiter.vocabulary.errors import NotFound, Refusal
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind
from tidewaiter.vocabulary.officer import Officer

Days = tuple[date, date]
FAIRNESS = Kept()
"""Of the whole house, and the same for everybody who may read it."""


@dataclass(frozen=True, slots=True)
class MeasureDesk:
    """Numbers about policy and never about a person; sealed groups are read here, counted, and let go."""

    store: Store
    policies: walk.Policies
    authority: Authority

    def fairness(self, reader: Officer) -> dict[str, Any]:
        """Measure every audited group: ``as_of, people, drawn, rows`` (``analyze.fairness.FAIRNESS``) and ``findings``.

        That the sealed groups were counted is journaled, by whom and why. Raises ``Forbidden``.
        """
        self.authority.require(reader, Permission.HOUSE_FAIRNESS_READ)
        now = self.policies.clock()
        self._note(reader, now)
        return self._counted(now)

    def fairness_kept(self, reader: Officer) -> tuple[dict[str, Any] | None, bool]:
        """Give what ``fairness`` measured lately (None: not counted yet), and whether it is being counted.

        Journaled where the reader has it counted or sees it, not while they only wait. Raises ``Forbidden``.
        """
        self.authority.require(reader, Permission.HOUSE_FAIRNESS_READ)
        now, waits = self.policies.clock(), FAIRNESS.counting(self.store)
        if not waits:
            self._note(reader, now)
        told, counting = FAIRNESS.get(self.store, now, lambda: self._counted(now))
        if waits and told is not None:
            self._note(reader, now)
        return told, counting

    def _note(self, reader: Officer, now: datetime) -> None:
        with self.store.work() as work:
            work.append([Entry.of_fact(reads.of_record(reader, "sealed-groups", "fairness report", now))])

    def _counted(self, now: datetime) -> dict[str, Any]:
        with self.store.read() as opened:
            decided, sealed = audited.decisions(opened), audited.sealed(opened)
        table = fairness(decided, sealed, load_fairness_policy())
        said = {"as_of": now, "people": decided.height, "drawn": int(decided["drawn"].sum())}
        return said | {"findings": findings(table), "rows": table.to_dicts()}

    def drift(self, snapshots: Path, before: Days, now: Days, *, state: bool = False) -> dict[str, Any]:
        """Compare two windows of days of snapshots: ``stability``, ``changes``, and the ``drift_id`` of what drifted.

        ``state`` journals what drifted, so that a human answers it; the same drift is stated once. Raises ``NotFound``
        where a window holds no snapshot.
        """
        catalogue = self.policies.ruleset.catalogue
        first, second = _window(snapshots, catalogue, before), _window(snapshots, catalogue, now)
        kinds = {name: feature.type for name, feature in catalogue.items() if feature.protected is None}
        policy = drift.load_drift_policy()
        stable = drift.stability(first, second, kinds | {"live_score": "number", "live_band": "text"}, policy)
        noticed = drift.changes(second, policy)
        at = self.policies.clock()
        fact = drift.drift_found(stable, noticed, before=before, now=now, at=at, actor=walk.MACHINE)
        if state and fact is not None:
            with self.store.work() as work:
                if not work.facts_of(fact.about):
                    work.append([Entry.of_fact(fact)])
        return {
            "drift_id": fact.about if fact else None,
            "stability": stable.to_dicts(),
            "changes": noticed.to_dicts(),
        }

    def drifts(self) -> list[dict[str, Any]]:
        """List what drifted, those that wait for an answer first, then the latest."""
        with self.store.read() as reader:
            stated = reader.entries(kinds=[FactKind.DRIFT_FOUND])
            at = {stored.entry.about: stored.entry.at for stored in stated if not stored.purged}
            states = [(moment, drift.fold_drift(reader.facts_of(about))) for about, moment in at.items()]
        rows = [
            {
                "drift_id": one.drift_id,
                "at": moment,
                "columns": [column["column"] for column in one.found["columns"]],
                "streams": sorted({stream["stream"] for stream in one.found["streams"]}),
                **{name: one.found[name] for name in ("before", "now")},
                **{name: getattr(one, name) for name in ("answer", "answered_by", "reason")},
            }
            for moment, one in states
            if one is not None
        ]
        return sorted(sorted(rows, key=lambda row: row["at"], reverse=True), key=lambda row: row["answer"] is not None)

    def answer(self, drift_id: str, officer: Officer, answer: str, reason: str) -> list[Fact]:
        """Say what is to follow from a drift. Raises ``Forbidden``, ``NotFound`` or ``Refusal``."""
        self.authority.require(officer, Permission.HOUSE_DRIFT_ANSWER)
        command = drift.AnswerDrift(
            drift_id=drift_id, officer=officer, at=self.policies.clock(), answer=answer, reason=reason
        )
        with self.store.work() as work:
            state = drift.fold_drift(work.facts_of(drift_id))
            if state is None:
                raise NotFound(f"There is no drift {drift_id}")
            facts = drift.decide_drift(state, command)
            work.append([Entry.of_fact(fact) for fact in facts])
        return facts


def _window(folder: Path, catalogue: Catalogue, days: Days) -> pl.DataFrame:
    if days[1] < days[0]:
        raise Refusal(f"the window ends on {days[1]}, before it begins on {days[0]}", code="window")
    return read_snapshots(folder, catalogue, *days)
