"""Hits at the desk: the queue of a port, one hit, acts on it, and what follows for the encounter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import polars as pl

from tidewaiter import analyze, identify, walk
from tidewaiter.authority import Authority, Permission
from tidewaiter.identify.hits import (
    ClaimHit,
    EscalateHit,
    HitAct,
    HitState,
    ReleaseHit,
    ReviewHit,
    SettleHit,
    TakeBackHit,
)
from tidewaiter.identify.suppression import compared
from tidewaiter.reassign import reassign
from tidewaiter.store import Store, history, queries, reads
from tidewaiter.store.work import Work
from tidewaiter.vocabulary.act import is_named_human
from tidewaiter.vocabulary.errors import NotFound, Refusal
from tidewaiter.vocabulary.facts import Entry, Fact
from tidewaiter.vocabulary.hit import SILENT, HitStatus
from tidewaiter.vocabulary.officer import Officer

HIT_NEEDED: Mapping[type[HitAct], Permission] = {
    ClaimHit: Permission.PORT_HIT_CLAIM,
    ReleaseHit: Permission.PORT_HIT_CLAIM,
    SettleHit: Permission.PORT_HIT_SETTLE,
    EscalateHit: Permission.PORT_HIT_SETTLE,
    ReviewHit: Permission.PORT_HIT_REVIEW,
    TakeBackHit: Permission.PORT_HIT_SETTLE,
}
"""Which permission each act on a hit needs; a guard test holds it against all there are."""


@dataclass(frozen=True, slots=True)
class HitDesk:
    """Hits go to the port concerned: of arrival inbound, of departure outbound. Another port's do not exist here."""

    store: Store
    policies: walk.Policies
    authority: Authority

    @property
    def policy(self) -> identify.HitPolicy:
        """Give the policy by which hits are claimed, due and looked at twice."""
        return identify.load_hit_policy()

    def queue(self, reader: Officer, *, mine: bool = False, **wanted: Any) -> list[dict[str, Any]]:
        """List hits of the reader's port by the clock to arrival (``queries.hit_queue``); the reading is journaled.

        Raises ``Forbidden``, and ``NotFound`` where another port is asked for.
        """
        self.authority.require(reader, Permission.PORT_HIT_LIST)
        own, asked = self.authority.port_of(reader), wanted.pop("port", None)
        if own is not None and asked not in (None, own):
            raise NotFound(f"There is no port {asked} for you")
        filters = wanted | {"port": own or asked, "claimed_by": reader.name if mine else None}
        now = self.policies.clock()
        with self.store.read() as opened:
            found = queries.hit_queue(opened.cursor, as_of=now, before=self.policy.before, **filters)
        if found:
            purpose = self.authority.purpose_of_listing(reader, "hits")
            self._state(reads.of_listing(reader, "hits", purpose, found, filters, now))
        return found

    def record(self, hit_id: str, reader: Officer) -> dict[str, Any]:
        """Give one hit with both sides and what was said of it; who read it and why is journaled before.

        Raises ``NotFound`` for a hit of another port as for one that is not there, and ``Forbidden``.
        """
        now = self.policies.clock()
        with self.store.read() as opened:
            found = queries.hit(opened.cursor, hit_id, as_of=now, before=self.policy.before)
            if found is None:
                raise _no_hit(hit_id)
            self._visible(reader, found["port"], hit_id)
            self.authority.require(reader, Permission.PORT_HIT_READ, found["port"])
            acts = [
                _stated(fact) for fact in opened.facts_of(found["encounter_id"]) if fact.data.get("hit_id") == hit_id
            ]
        self._state(reads.of_record(reader, found["encounter_id"], f"hit {hit_id}", now))
        return found | {"acts": acts}

    def act(self, command: HitAct) -> list[Fact]:
        """Let an officer act on one hit. Raises ``NotFound``, ``Forbidden``, ``Refusal`` or ``Stale``."""
        return self.act_all([command])

    def act_all(self, commands: Sequence[HitAct]) -> list[Fact]:
        """Let officers act on several hits in one commit: all of it is stored, or nothing.

        Where a hit falls silent or stands again, its encounter is assigned anew, and so are those whose hits rested
        on a verdict that is open again.
        """
        facts: list[Fact] = []
        touched: list[str] = []
        with self.store.work() as work:
            said = _declared(commands, work)
            for command in commands:
                facts += self._decide(command, work, said, touched)
            reassign(list(dict.fromkeys(touched)), self.policies, work)
        return facts

    def where(self, hit_id: str) -> tuple[str, int]:
        """Give status and version of a hit that was just acted on."""
        with self.store.read() as opened:
            (row,) = queries.hits_by_id(opened.cursor, [hit_id])
        return str(row["status"]), int(row["version"])

    def report(self) -> list[dict[str, Any]]:
        """Count hits as a whole, by list and by day: settled, overdue, repeat stops before and after suppression."""
        with self.store.read() as reader:
            lives = history.hit_lives(reader)
        return analyze.inquiries(lives, as_of=self.policies.clock(), before=self.policy.before)

    def _decide(self, command: HitAct, work: Work, said: Compared, touched: list[str]) -> list[Fact]:
        officer = command.officer
        if not is_named_human(officer) or not isinstance(officer, Officer):
            raise Refusal("a named human officer settles a hit; a machine suggests", code="not-an-officer")
        rows = queries.hits_by_id(work.cursor, [command.hit_id])
        if not rows:
            raise _no_hit(command.hit_id)
        row, encounter = rows[0], work.encounter(rows[0]["encounter_id"]) or {}
        self._visible(officer, encounter.get("port"), command.hit_id)
        self.authority.require(officer, HIT_NEEDED[type(command)], encounter.get("port"))
        state = _state(row, encounter)
        if isinstance(command, SettleHit):
            digest = row["entry_digest"] or _unchanged(row, work)
            told = said.get(state.encounter_id, {})
            state = replace(state, entry_digest=digest, compared=told, drawn=self._drawn(command))
        rested = work.resting_on(state.hit_id) if isinstance(command, ReviewHit | TakeBackHit) else []
        facts = identify.decide_hit(state, command, self.policy)
        work.append([Entry.of_fact(fact) for fact in facts])
        silent = {str(fact.data.get("status", state.status)) in SILENT for fact in facts}
        if silent != {state.status in SILENT}:
            touched += [state.encounter_id, *rested]
        return facts

    def _drawn(self, command: HitAct) -> bool:
        """Draw whether a dismissal is looked at again, by the secret of its day: nobody can tell beforehand."""
        return self.policies.stream(command.at.date()).draw(f"second-look {command.hit_id}") < self.policy.sample

    def _visible(self, officer: Officer, port: str | None, hit_id: str) -> None:
        own = self.authority.port_of(officer)
        if own is not None and port != own:
            raise _no_hit(hit_id)

    def _state(self, reading: Fact) -> None:
        with self.store.work() as work:
            work.append([Entry.of_fact(reading)])


Compared = Mapping[str, Mapping[str, Any]]


def _declared(commands: Sequence[HitAct], work: Work) -> Compared:
    """Read back, once for all verdicts, what was declared of the encounters they are about."""
    settled = [command.hit_id for command in commands if isinstance(command, SettleHit)]
    about = [row["encounter_id"] for row in queries.hits_by_id(work.cursor, settled)]
    return compared(work.earlier(pl.Series(about, dtype=pl.String))) if about else {}


def _state(row: Mapping[str, Any], encounter: Mapping[str, Any]) -> HitState:
    """Bring a row of the read model to the room."""
    return HitState(
        hit_id=row["hit_id"],
        encounter_id=row["encounter_id"],
        list_id=row["list_id"],
        entry_id=row["entry_id"],
        status=HitStatus(row["status"]),
        version=row["version"],
        claimed_by=row["claimed_by"],
        claimed_until=datetime.fromisoformat(row["claimed_until"]) if row["claimed_until"] else None,
        settled_by=row["settled_by"],
        settled_at=datetime.fromisoformat(row["settled_at"]) if row["settled_at"] else None,
        sampled=bool(row["sampled"]),
        escalated_by=row["escalated_by"],
        suppressed_by=row["suppressed_by"],
        subject_id=encounter.get("subject_id"),
    )


def _unchanged(row: Mapping[str, Any], work: Work) -> str | None:
    """Give the digest of an entry that was found without one, if the version it was found in is still in force."""
    work.cursor.execute("SELECT version FROM list_version WHERE list_id = %s", [row["list_id"]])
    kept = work.cursor.fetchone()
    if kept is None or kept[0] != row["list_version"]:
        return None
    pair = (row["list_id"], row["entry_id"])
    return work.entry_digests([pair]).get(pair)


def _stated(fact: Fact) -> dict[str, Any]:
    data = {name: value for name, value in fact.data.items() if name not in ("hit_id", "list_id", "entry_id")}
    return {"kind": str(fact.kind), "at": fact.at.isoformat(), "officer": fact.actor, **data}


def _no_hit(hit_id: str) -> NotFound:
    return NotFound(f"There is no hit {hit_id}")
