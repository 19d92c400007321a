"""The auditor's desk: a decision replayed with what was known then, who read what, and the journal proved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from tidewaiter import assess, walk
from tidewaiter.analyze.access import SAME_RECORD, surnames, unusual
from tidewaiter.authority import Authority, Permission
from tidewaiter.desk.rulebook import Rulebook
from tidewaiter.desk.wired import Wired
from tidewaiter.store import Store, queries, reads
from tidewaiter.store.queries import audit as asked
from tidewaiter.store.work import Reader
from tidewaiter.vocabulary.errors import NotFound
from tidewaiter.vocabulary.facts import Entry, FactKind
from tidewaiter.vocabulary.officer import Officer

Row = dict[str, Any]
_OF_HITS = (FactKind.HIT_SETTLED, FactKind.HIT_ESCALATED, FactKind.HIT_REVIEWED)
_NEARLY = 1e-6


@dataclass(frozen=True, slots=True)
class AuditDesk:
    """What was decided stays; this desk only lays beside it what was known, and says where the two part."""

    store: Store
    policies: walk.Policies
    authority: Authority
    book: Rulebook

    @classmethod
    def of(cls, house: Wired) -> AuditDesk:
        """Wire the desk."""
        return cls(house.store, house.policies, house.authority, house.book)

    def decisions(self, reader: Officer, **wanted: Any) -> list[Row]:
        """List what people decided (``queries.audit.decisions``), at the reader's port where they have one."""
        self.authority.require(reader, Permission.HOUSE_READING_READ)
        own = self.authority.port_of(reader)
        if own is not None:
            wanted["port"] = own
        with self.store.read() as opened:
            return asked.decisions(opened.cursor, **wanted)

    def decision(self, seq: int, reader: Officer) -> Row:
        """Replay one decision; that the record was opened, and why, is journaled before.

        ``act`` (the act with ``data``), ``encounter``, ``facts`` (all that the journal held before it), ``rules``
        (each rule's answer, replayed), ``replay`` (``exact, score, band, differences``), ``hits`` (as they stood
        then), ``lists`` (versions in force), ``read`` (what the officer had opened), ``after`` (facts since).
        Raises ``NotFound`` for another port's as for one that is not there, ``Forbidden``.
        """
        with self.store.read() as opened:
            act = asked.decision(opened.cursor, seq)
        if act is None:
            raise NotFound(f"There is no decision {seq}")
        self._open(act, reader)
        with self.store.read() as opened:
            found = queries.explain(opened, act["encounter_id"])
            if found is None:
                raise NotFound(f"There is no decision {seq}")
            lists = asked.lists_at(opened.cursor, seq)
            seen = asked.read_before(opened.cursor, act["encounter_id"], act["actor"], seq)
            before = [fact for fact in found["facts"] if int(fact["seq"]) < seq]
            hits = _hits(opened, before, seq)
        own = next((fact for fact in found["facts"] if int(fact["seq"]) == seq), None)
        assessed = next((fact for fact in reversed(before) if fact["kind"] == FactKind.ASSESSED), None)
        rules, replay = self._replayed(assessed)
        return {
            "act": {**act, "data": own["data"] if own else {}},
            "encounter": found["encounter"],
            "facts": before,
            "after": [fact for fact in found["facts"] if int(fact["seq"]) > seq],
            "assessed": assessed,
            "assigned": next((fact for fact in reversed(before) if fact["kind"] == FactKind.ASSIGNED), None),
            "rules": rules,
            "replay": replay,
            "hits": hits,
            "lists": lists,
            "read": seen,
        }

    def readings(self, reader: Officer, **wanted: Any) -> list[Row]:
        """List who read what (``queries.audit.readings``), at the reader's port where they have one.

        The asking is journaled itself. Raises ``Forbidden``, also where no purpose is stated.
        """
        self.authority.require(reader, Permission.HOUSE_READING_READ)
        with self.store.read() as opened:
            rows = asked.readings(opened.cursor, port=self.authority.port_of(reader), **wanted)
        self._note(reader, "readings")
        return rows

    def unusual(self, reader: Officer, *, days: int = 7) -> Row:
        """Find readings to ask about: ``since, until, rows`` (``analyze.access``), ``readers``. Journaled itself."""
        self.authority.require(reader, Permission.HOUSE_READING_READ)
        until, own = self.policies.clock().date(), self.authority.port_of(reader)
        since = until - timedelta(days=days - 1)
        with self.store.read() as opened:
            told = asked.readers(opened.cursor, since, until, port=own)
            often = asked.opened_often(opened.cursor, since, until, SAME_RECORD, port=own)
            names = surnames({row["actor"] for row in told})
            found = unusual(told, often, asked.opened_namesakes(opened.cursor, since, until, names, port=own))
        self._note(reader, "unusual readings")
        return {"since": since, "until": until, "rows": [asdict(one) for one in found], "readers": _summed(told)}

    def grounded_rules(self, reader: Officer) -> list[Row]:
        """List the rules in force that cite a ground to read a protected attribute: which, by whom, on what ground."""
        self.authority.require(reader, Permission.HOUSE_RULE_READ)
        rules = self.book.ruleset()
        rows = []
        for rule in rules.in_force(self.policies.clock()).rules:
            read = sorted(name for name in rule.features if rules.catalogue[name].protected is not None)
            if rule.attribute_ground or read:
                names = ("id", "version", "title", "owner", "ground", "attribute_ground", "review_at", "expires_at")
                said = {name: getattr(rule, name) for name in (*names, "citation", "citation_verified")}
                rows.append({**said, "attributes": read})
        return rows

    def _open(self, act: Mapping[str, Any], reader: Officer) -> None:
        with self.store.read() as opened:
            found = opened.encounter(act["encounter_id"])
        own = self.authority.port_of(reader)
        if found is None or (own is not None and own not in (found["port"], found["diverted_from"])):
            raise NotFound(f"There is no decision {act['seq']}")
        self.authority.require(reader, Permission.PORT_ENCOUNTER_EXPLAIN, own or found["port"])
        self.authority.require(reader, Permission.HOUSE_READING_READ)
        fact = reads.of_record(reader, act["encounter_id"], "decision", self.policies.clock())
        with self.store.work() as work:
            work.append([Entry.of_fact(fact)])

    def _note(self, reader: Officer, what: str) -> None:
        with self.store.work() as work:
            work.append([Entry.of_fact(reads.of_record(reader, what, "readings", self.policies.clock()))])

    def _replayed(self, fact: Mapping[str, Any] | None) -> tuple[list[Row], Row]:
        """Ask the rules of that day anew, of the features kept, and say where their answer is another."""
        if fact is None:
            return [], {"exact": False, "why": "nothing had assessed this encounter by then", "differences": []}
        rules, exact = self.book.replay(fact)
        said = fact["data"]
        if not exact:
            why = "the rules of that day can no longer be had; what stands here are today's answers"
            return rules, {"exact": False, "why": why, "differences": []}
        then = self.book.of(said["ruleset"], int(fact["seq"]), datetime.fromisoformat(fact["at"]))
        explained = assess.explain(said["features"], then or self.book.ruleset())
        score = sum(rule.counted for rule in explained)
        band = (then or self.book.ruleset()).bands.named(score)
        differences = _differences(said, explained, score, band)
        return rules, {"exact": True, "why": "", "score": score, "band": band, "differences": differences}


def _differences(said: Mapping[str, Any], explained: Sequence[Any], score: float, band: str) -> list[Row]:
    fired = {f"{rule.rule} {rule.version}" for rule in explained if rule.outcome == "fired"}
    stated = {f"{reason['rule']} {reason['version']}" for reason in said["reasons"] or ()}
    silent = {rule.rule for rule in explained if rule.outcome == "not-evaluable"}
    lacking = set(said["not_evaluable"] or ())
    pairs = [
        ("score", said["score"], score, abs((said["score"] or 0.0) - score) > _NEARLY),
        ("band", said["band"], band, said["band"] != band),
        ("rules that fired", sorted(stated - fired), sorted(fired - stated), stated != fired),
        ("rules that could not be asked", sorted(lacking - silent), sorted(silent - lacking), lacking != silent),
    ]
    return [{"what": what, "journaled": one, "replayed": two} for what, one, two, differs in pairs if differs]


def _hits(reader: Reader, before: Sequence[Mapping[str, Any]], seq: int) -> list[Row]:
    """Give the possible matches stated before a moment, each with the last word spoken on it by then."""
    found: dict[str, Row] = {}
    for fact in before:
        if fact["kind"] == FactKind.LIST_HIT:
            found[fact["data"].get("hit_id") or str(fact["seq"])] = dict(fact["data"])
    for hit_id, row in found.items():
        row["word"] = None
        for stored in reader.entries(hit_id, _OF_HITS):
            if stored.seq < seq and not stored.purged:
                said = orjson.loads(stored.entry.rows[0])
                row["word"] = {"kind": str(stored.entry.kind), "by": stored.entry.actor, "at": stored.entry.at, **said}
    return list(found.values())


def _summed(rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    summed: dict[str, Row] = {}
    for row in rows:
        one = summed.setdefault(row["actor"], {"actor": row["actor"], "days": 0, "opened": 0, "lists": 0, "shown": 0})
        one["days"] += 1
        for name in ("opened", "lists", "shown"):
            one[name] += int(row[name] or 0)
    return sorted(summed.values(), key=lambda one: -one["opened"])
