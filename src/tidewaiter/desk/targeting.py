"""Targeting at the desk: who is coming with something to look at, dismissals, filters kept, shifts handed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from tidewaiter import walk
from tidewaiter.authority import Authority, Permission
from tidewaiter.desk.hits import HitDesk
from tidewaiter.identify.hits import ClaimHit, HitAct, ReleaseHit, SettleHit
from tidewaiter.identify.shifts import (
    DropFilter,
    NoteHandover,
    SaveFilter,
    TakeHandover,
    decide_filter,
    decide_handover,
    filter_id,
)
from tidewaiter.inspect.outcomes import load_outcomes
from tidewaiter.store import Store, queries, reads
from tidewaiter.vocabulary.errors import NotFound, Refusal
from tidewaiter.vocabulary.facts import Entry, Fact
from tidewaiter.vocabulary.hit import Verdict
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.proportion import Proportion

Rows = list[dict[str, Any]]
BACK, AHEAD = timedelta(hours=6), timedelta(hours=48)
"""The window of a queue that names none: who is due soon, and who was due a while ago."""


class Wired(Protocol):
    """What a desk is made of; the house has it."""

    @property
    def store(self) -> Store:
        """Give the store."""

    @property
    def policies(self) -> walk.Policies:
        """Give the policies."""

    @property
    def authority(self) -> Authority:
        """Give the permission table."""


@dataclass(frozen=True, slots=True)
class TargetingDesk:
    """Analysts work for their port: of another one nothing is listed, counted or told apart from what is not there."""

    store: Store
    policies: walk.Policies
    authority: Authority

    @classmethod
    def of(cls, house: Wired) -> TargetingDesk:
        """Give the desk of a house."""
        return cls(house.store, house.policies, house.authority)

    @property
    def hits(self) -> HitDesk:
        """Give the desk of hits."""
        return HitDesk(self.store, self.policies, self.authority)

    def arrivals(
        self,
        reader: Officer,
        *,
        port: str | None = None,
        first: datetime | None = None,
        last: datetime | None = None,
        **wanted: Any,
    ) -> Rows:
        """List who is due (``queries.arrivals``), each with ``checks`` and ``rules``; the reading is journaled.

        Everybody, not only those with something to look at, is listed of one port or one flight. Raises ``Forbidden``,
        ``NotFound`` where another port is asked for, ``Refusal`` for everybody of every port.
        """
        self.authority.require(reader, Permission.PORT_ENCOUNTER_LIST)
        confined, now = self._confined(reader, port), self.policies.clock()
        if wanted.get("everyone") and not (confined or wanted.get("number")):
            raise Refusal("choose a port or a flight to see everybody", code="too-wide")
        window: dict[str, Any] = {"first": first or now - BACK, "last": last or now + AHEAD}
        with self.store.read() as opened:
            cursor = opened.cursor
            found = queries.arrivals(cursor, port=confined, **window, **wanted)
            ids = [row["encounter_id"] for row in found]
            checks, rules = queries.screening(cursor, ids), queries.rules_fired(cursor, ids)
        asked = {name: value for name, value in wanted.items() if name not in ("limit", "offset")}
        self._listed(reader, "encounters", found, port=confined, **window, **asked)
        return [
            row | {"checks": checks[row["encounter_id"]], "rules": rules[row["encounter_id"]]} | _clock(row, now)
            for row in found
        ]

    def companions(self, reader: Officer, encounter_id: str, limit: int = 50) -> Rows:
        """List whom an encounter shares a booking, contact or card with, each with its ``sources``; journaled.

        It is an association: it raises no band and is no ground by itself.
        """
        self._open(reader, encounter_id, Permission.PORT_ENCOUNTER_READ)
        with self.store.read() as opened:
            own = self.authority.port_of(reader)
            found = queries.companions(opened.cursor, encounter_id, port=own, limit=limit)
            told = queries.sources(opened.cursor, [row["encounter_id"] for row in found])
        self._listed(reader, "companions", found, about=encounter_id)
        return [row | {"sources": told[row["encounter_id"]]} for row in found]

    def aboard(self, reader: Officer, encounter_id: str) -> Rows:
        """List who is on the movement of an encounter, with seats, of the reader's port; journaled."""
        one = self._open(reader, encounter_id, Permission.PORT_ENCOUNTER_READ)
        own = self.authority.port_of(reader)
        with self.store.read() as opened:
            found = queries.aboard(opened.cursor, one["trip"], port=own) if one["trip"] else []
        self._listed(reader, "seats", found, about=encounter_id)
        return found

    def dismiss(self, officer: Officer, hits: Sequence[tuple[str, int]], reason: str) -> list[Fact]:
        """Say of several hits (id, version seen) that they are no match, for one reason: all of it, or nothing.

        Each hit is a verdict of its own, and any may be drawn for a second look. Raises as ``HitDesk.act`` does, and
        ``Refusal`` (``too-many``) beyond ``HitPolicy.at_once``.
        """
        most = self.hits.policy.at_once
        if not 1 <= len(hits) <= most or len(dict(hits)) != len(hits):
            raise Refusal(f"choose one to {most} hits", code="too-many")
        at = self.policies.clock()
        held = self._held(officer, [hit for hit, _ in hits], at)
        commands: list[HitAct] = []
        for hit, version in hits:
            seen = version
            if hit not in held:
                commands.append(ClaimHit(hit_id=hit, officer=officer, at=at, expected_version=version))
                seen += 1
            said: dict[str, Any] = {"verdict": str(Verdict.NOT_A_MATCH), "reason": reason, "expected_version": seen}
            commands.append(SettleHit(hit_id=hit, officer=officer, at=at, **said))
        return self.hits.act_all(commands)

    def second_looks(self, reader: Officer, **wanted: Any) -> Rows:
        """List what another officer settled and this one should look at: matches, and a drawn share of dismissals."""
        self.authority.require(reader, Permission.PORT_HIT_REVIEW)
        return self.hits.queue(reader, second_look_for=reader.name, **wanted)

    def filters(self, reader: Officer, page: str | None = None, port: str | None = None) -> Rows:
        """List the filters the reader keeps, and those shared with the port; ``own`` tells which are theirs."""
        self.authority.require(reader, Permission.PORT_FILTER_SAVE)
        own = self._confined(reader, port)
        with self.store.read() as opened:
            found = queries.filters(opened.cursor, reader.name, port=own, page=page)
        return [row | {"own": row["officer"] == reader.name} for row in found]

    def save_filter(
        self, officer: Officer, *, name: str, page: str, query: Mapping[str, str], shared: bool = False
    ) -> Fact:
        """Keep a filter; the same name replaces it. Raises ``Forbidden`` or ``Refusal``."""
        self.authority.require(officer, Permission.PORT_FILTER_SAVE)
        at, key = self.policies.clock(), filter_id(officer.name, name)
        command = SaveFilter(
            officer=officer, at=at, name=name, page=page, query=query, shared=shared, port=officer.port
        )
        with self.store.work() as work:
            kept, count = queries.filter_kept(work.cursor, key), queries.filters_kept(work.cursor, officer.name)
            fact = decide_filter(command, kept, count)
            work.append([Entry.of_fact(fact)])
        return fact

    def drop_filter(self, officer: Officer, key: str) -> Fact:
        """Keep a filter of one's own no longer. Raises ``NotFound`` for one that the officer may not see."""
        self.authority.require(officer, Permission.PORT_FILTER_SAVE)
        own = self.authority.port_of(officer)
        with self.store.work() as work:
            kept = queries.filter_kept(work.cursor, key)
            shown = kept and (kept["officer"] == officer.name or (kept["shared"] and own in (None, kept["port"])))
            if not shown:
                raise NotFound(f"There is no filter {key}")
            fact = decide_filter(DropFilter(officer=officer, at=self.policies.clock(), filter_id=key), kept)
            work.append([Entry.of_fact(fact)])
        return fact

    def handovers(self, reader: Officer, *, port: str | None = None, **page: Any) -> Rows:
        """List the notes of a port from shift to shift, the latest first."""
        self.authority.require(reader, Permission.PORT_HANDOVER_NOTE)
        confined = self._confined(reader, port)
        with self.store.read() as opened:
            return queries.handovers(opened.cursor, port=confined, **page)

    def hand_over(self, officer: Officer, text: str, *, release: bool = True) -> Fact:
        """Leave a note to the next shift, with what waits counted; ``release`` gives the officer's claims back first.

        Raises ``Forbidden`` or ``Refusal``.
        """
        self.authority.require(officer, Permission.PORT_HANDOVER_NOTE)
        at = self.policies.clock()
        port = self.authority.port_of(officer)
        held = self._held_hits(officer, at) if release else []
        with self.store.read() as opened:
            left = queries.waiting(opened.cursor, due=at + self.hits.policy.before, port=port)
        command = NoteHandover(
            handover_id=self.policies.ids.new("hov"),
            officer=officer,
            at=at,
            port=officer.port,
            text=text,
            left=left | {"released": len(held)},
        )
        fact = decide_handover(command, None)
        if held:
            self.hits.act_all([ReleaseHit(hit_id=hit, officer=officer, at=at) for hit in held])
        with self.store.work() as work:
            work.append([Entry.of_fact(fact)])
        return fact

    def take_over(self, officer: Officer, handover_id: str) -> Fact:
        """Say that a note was read. Raises ``NotFound`` for another port's, ``Forbidden`` or ``Refusal``."""
        self.authority.require(officer, Permission.PORT_HANDOVER_NOTE)
        own = self.authority.port_of(officer)
        with self.store.work() as work:
            kept = queries.handover(work.cursor, handover_id)
            if kept is None or (own is not None and kept["port"] not in (own, "*")):
                raise NotFound(f"There is no note {handover_id}")
            command = TakeHandover(handover_id=handover_id, officer=officer, at=self.policies.clock())
            fact = decide_handover(command, kept)
            work.append([Entry.of_fact(fact)])
        return fact

    def rule_days(self, reader: Officer, rule_id: str, days: int = 90) -> Rows:
        """Tell what a live rule earned day by day: ``day, fired, examined, found, estimate, low, high`` (95 %)."""
        self.authority.require(reader, Permission.HOUSE_YIELD_READ)
        outcomes = load_outcomes().values()
        labels = [each.code for each in outcomes if each.label]
        positive = [each.code for each in outcomes if each.label and each.positive]
        since = self.policies.clock() - timedelta(days=days)
        with self.store.read() as opened:
            found = queries.fired_by_day(opened.cursor, rule_id, since=since, labels=labels, positive=positive)
        return [row | _yield(row) for row in found]

    def _held(self, officer: Officer, hits: Sequence[str], at: datetime) -> set[str]:
        with self.store.read() as opened:
            rows = queries.hits_by_id(opened.cursor, list(hits))
        return {
            row["hit_id"]
            for row in rows
            if row["claimed_by"] == officer.name
            and row["claimed_until"]
            and datetime.fromisoformat(row["claimed_until"]) > at
        }

    def _held_hits(self, officer: Officer, at: datetime) -> list[str]:
        before, own = self.hits.policy.before, self.authority.port_of(officer)
        with self.store.read() as opened:
            found = queries.hit_queue(opened.cursor, as_of=at, before=before, claimed_by=officer.name, port=own)
        return [row["hit_id"] for row in found]

    def _open(self, reader: Officer, encounter_id: str, permission: Permission) -> dict[str, Any]:
        own = self.authority.port_of(reader)
        with self.store.read() as opened:
            found = opened.encounter(encounter_id)
        if found is None or (own is not None and own != found["port"]):
            raise NotFound(f"There is no encounter {encounter_id}")
        self.authority.require(reader, permission, found["port"])
        return found

    def _confined(self, reader: Officer, asked: str | None) -> str | None:
        own = self.authority.port_of(reader)
        if own is not None and asked not in (None, own):
            raise NotFound(f"There is no port {asked} for you")
        return own or asked

    def _listed(self, reader: Officer, what: str, rows: Rows, **asked: Any) -> None:
        purpose = self.authority.purpose_of_listing(reader, what)
        reading = reads.of_listing(reader, what, purpose, rows, asked, self.policies.clock())
        with self.store.work() as work:
            work.append([Entry.of_fact(reading)])


def _clock(row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    due = datetime.fromisoformat(row["scheduled_at"]) if row["scheduled_at"] else None
    return {"minutes_to_arrival": round((due - now).total_seconds() / 60) if due else None}


def _yield(row: Mapping[str, Any]) -> dict[str, Any]:
    share = Proportion(row["found"], row["examined"])
    low, high = share.interval
    return {"estimate": share.estimate, "low": low, "high": high}
