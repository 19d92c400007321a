"""One search: whoever, whatever and wherever was announced, each fact with the message that said it.

Everything is asked at the asker's own port, within bounds; what was not compared is said, and nothing is counted that
was not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from tidewaiter import identify, walk
from tidewaiter.authority import Authority, Permission
from tidewaiter.desk.targeting import Wired
from tidewaiter.identify import typed
from tidewaiter.identify.typed import Typed
from tidewaiter.store import Store, queries, reads
from tidewaiter.store.queries import search as look
from tidewaiter.store.work import Reader
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.facts import Entry
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.redress import plain_redress
from tidewaiter.vocabulary.tables import DECLARED

Rows = list[dict[str, Any]]
SHOWN = 20
HELD_AGAINST = 400
"""Names that a typed one is compared with by likeness; more would take longer than anybody waits."""
LEAST = 2
FACTS = ("surname", "given_names", "birth_date", "document_number", "document_issuer", "plate", "conveyance_name",
         "seat", "locator")  # fmt: skip
"""What a result tells of somebody, each with its message."""


@dataclass(frozen=True, slots=True)
class SearchDesk:
    """Answers one box."""

    store: Store
    policies: walk.Policies
    authority: Authority

    @classmethod
    def of(cls, house: Wired) -> SearchDesk:
        """Give the desk of a house."""
        return cls(house.store, house.policies, house.authority)

    def ask(self, text: str, reader: Officer, *, port: str | None = None) -> dict[str, Any]:
        """Search for what was typed. The question and whom it showed are journaled with the reader's purpose.

        ``{asked, groups: {people, conveyances, movements, list_entries, cases, inspections, redress}, more: [groups
        that were cut], not_compared: [words]}``. Raises ``Forbidden``, and ``Refusal`` (``nothing-asked``) for less
        than two letters or digits.
        """
        self.authority.require(reader, Permission.PORT_SEARCH_ASK)
        asked = typed.read(text)
        if sum(map(str.isalnum, asked.text)) < LEAST:
            words = "type a name, a number, a plate, a flight or an id: two letters at least"
            raise Refusal(words, code="nothing-asked")
        own = self.authority.port_of(reader) or port
        with self.store.read() as opened:
            found = _Answer(asked, opened, own)
            found.encounters()
            found.movements()
            found.what_became()
            if self.authority.allows(reader, Permission.HOUSE_LIST_READ):
                found.lists(opened.listings(self.policies.clock().date()))
            if self.authority.allows(reader, Permission.HOUSE_REDRESS_READ):
                found.redress()
            told = found.told()
        people = told["groups"].get("people", []) + told["groups"].get("conveyances", [])
        reading = reads.of_listing(
            reader, "search", reader.purpose, people, {"q": asked.text, "port": own}, self.policies.clock()
        )
        with self.store.work() as work:
            work.append([Entry.of_fact(reading)])
        return told


class _Answer:
    """One question on its way through the tables."""

    def __init__(self, asked: Typed, reader: Reader, port: str | None) -> None:
        self.asked, self.reader, self.port = asked, reader, port
        self.groups: dict[str, Rows] = {}
        self.more: list[str] = []
        self.not_compared: list[str] = []

    def encounters(self) -> None:
        """Find people and conveyances by id, number, plate, name, vessel, and by names that are alike."""
        found: dict[str, dict[str, Any]] = {}

        def take(rows: Rows, how: str) -> None:
            for row in rows:
                found.setdefault(row["encounter_id"], row | {"found_by": how, "likeness": None})

        cursor, asked = self.reader.cursor, self.asked
        if asked.id and asked.id.startswith("enc-"):
            take(look.by_ids(cursor, [asked.id], port=self.port), "id")
        if asked.id and asked.id.startswith("hit-"):
            hits = queries.hits_by_id(cursor, [asked.id])
            take(look.by_ids(cursor, [hit["encounter_id"] for hit in hits], port=self.port), "hit")
        if asked.number:
            forms = [asked.number, asked.text.upper()]
            take(self._by("document_number", forms), "document")
            take(self._by("plate", forms), "plate")
        if asked.words:
            take(self._named(), "name")
            take(self._by("conveyance_name", asked.spellings()), "vessel")
            if len(found) < SHOWN:
                self._alike(found)
        rows = list(found.values())
        for group, kind in (("people", "person"), ("conveyances", "conveyance")):
            self._put(group, [row for row in rows if row["kind"] == kind])

    def _by(self, column: str, spellings: list[str], limit: int = SHOWN + 1) -> Rows:
        return look.by_column(self.reader.cursor, column, spellings, port=self.port, limit=limit)

    def _named(self) -> Rows:
        """Find people of whom every word typed begins a part of the name."""
        asked = self.asked
        several = len(asked.words) > 1 or asked.born is not None
        rows = self._by("surname", asked.spellings(), SHOWN * 10 if several else SHOWN + 1)
        return [row for row in rows if _bears(row, asked)]

    def _alike(self, found: dict[str, dict[str, Any]]) -> None:
        """Add people with a name like the one typed, of those whose surname begins with the same two letters."""
        asked, cursor = self.asked, self.reader.cursor
        starts = [form[:2] for form in asked.spellings() if len(form) >= 2]
        known = look.names_like(cursor, starts, port=self.port, limit=HELD_AGAINST + 1)
        if len(known) > HELD_AGAINST:
            said = ", ".join(dict.fromkeys(starts))
            self.not_compared.append(f"names by likeness: only {HELD_AGAINST} that begin with {said} were compared")
        schema = dict.fromkeys(("surname", "given_names", "birth_date"), pl.String)
        table = pl.DataFrame(known[:HELD_AGAINST], schema=schema, orient="row")
        likely = {tuple(known[each["row"]].values()): each for each in typed.alike(asked, table)}
        if not likely:
            return
        surnames = list(dict.fromkeys(str(name[0]) for name in likely))
        rows = self._by("surname", surnames, SHOWN * 10)
        for row in rows:
            each = likely.get((row["surname"], row["given_names"], row["birth_date"]))
            if each is not None and len(found) <= SHOWN:
                found.setdefault(row["encounter_id"], row | {"found_by": "likeness", "likeness": each})

    def movements(self) -> None:
        """Find flights, voyages and bus runs by carrier and number."""
        if self.asked.flight:
            carrier, number = self.asked.flight
            rows = look.movements(self.reader.cursor, carrier, number, port=self.port, limit=SHOWN + 1)
            self._put("movements", rows)

    def what_became(self) -> None:
        """Find the cases and inspections of whom was found, and a case by its id."""
        ids = [row["encounter_id"] for group in ("people", "conveyances") for row in self.groups.get(group, [])]
        case = self.asked.id if self.asked.id and self.asked.id.startswith(("case-", "cas-")) else None
        cursor = self.reader.cursor
        self._put("cases", look.cases(cursor, ids, case, port=self.port, limit=SHOWN + 1))
        self._put("inspections", look.inspections(cursor, ids, limit=SHOWN + 1))

    def lists(self, listings: pl.DataFrame) -> None:
        """Find entries of look-out lists as screening does; which of them mean anybody is for a human to say."""
        table = pl.DataFrame(_questions(self.asked), schema=_QUESTION)
        hits = identify.screen(identify.conform_screened(table), listings)
        best = hits.sort("score", descending=True).unique(["list_id", "entry_id"], keep="first", maintain_order=True)
        rows = best.head(SHOWN + 1).to_dicts()
        known = look.list_entries(self.reader.cursor, [(row["list_id"], row["entry_id"]) for row in rows])
        shown = ("list_id", "entry_id", "list_stale", "basis", "score", "listed_value")
        self._put(
            "list_entries",
            [{name: row[name] for name in shown} | known.get((row["list_id"], row["entry_id"]), {}) for row in rows],
        )

    def redress(self) -> None:
        """Find a redress case by its number."""
        found = queries.redress_case(self.reader.cursor, plain_redress(self.asked.text) or self.asked.text)
        shown = ("case_id", "number", "status", "surname", "given_names", "opened_at", "resolved_at")
        self._put("redress", [{name: found[name] for name in shown}] if found else [])

    def told(self) -> dict[str, Any]:
        """Give the answer, each person and conveyance with the messages that said so."""
        for group in ("people", "conveyances"):
            self._sourced(self.groups.get(group, []))
        return {
            "asked": self.asked.text,
            "groups": self.groups,
            "more": self.more,
            "not_compared": self.not_compared,
        }

    def _put(self, group: str, rows: Rows) -> None:
        if len(rows) > SHOWN:
            self.more.append(group)
        if rows:
            self.groups[group] = rows[:SHOWN]

    def _sourced(self, rows: Rows) -> None:
        ids = [row["encounter_id"] for row in rows]
        messages = queries.sources(self.reader.cursor, ids)
        told = {message["message_id"]: message for found in messages.values() for message in found}
        said = self._said(ids)
        for row in rows:
            row["sources"] = messages[row["encounter_id"]]
            row["facts"] = [
                fact | {name: told.get(fact["message_id"], {}).get(name) for name in ("kinds", "sender", "received_at")}
                for fact in said.get(row["encounter_id"], [])
            ]

    def _said(self, ids: list[str]) -> dict[str, Rows]:
        """Read back which message said what: each value once, with the message that said it last."""
        declared = self.reader.earlier(pl.Series(ids, dtype=pl.String)) if ids else pl.DataFrame()
        found: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}
        for row in declared.iter_rows(named=True) if ids else ():
            facts = found.setdefault(row["encounter_id"], {})
            for name in FACTS:
                if row[name] is not None:
                    value = row[name].isoformat() if isinstance(row[name], date) else str(row[name])
                    facts[name, value] = {"field": name, "value": value, "message_id": row["message_id"]}
        return {encounter: list(facts.values()) for encounter, facts in found.items()}


def _bears(row: dict[str, Any], asked: Typed) -> bool:
    names = " ".join(str(row[part] or "") for part in ("surname", "given_names")).casefold()
    parts = names.replace("-", " ").split()
    words = [word.casefold() for word in asked.words]
    named = names.startswith(asked.name.casefold()) or all(
        any(part.startswith(word) for part in parts) for word in words
    )
    return named and (asked.born is None or row["birth_date"] == asked.born.isoformat())


_QUESTION = {name: DECLARED.get(name, pl.String()) for name in (
    "declaration_id", "encounter_id", "kind", "surname", "given_names", "birth_date", "document_number", "plate",
    "conveyance_name",
)}  # fmt: skip


def _questions(asked: Typed) -> Rows:
    """Ask the lists as a person, an organisation and a vessel of that name, or by number as document and plate."""
    blank: dict[str, Any] = dict.fromkeys(_QUESTION)
    rows: Rows = []
    if asked.words:
        *given, last = asked.words
        person = {"surname": last, "given_names": " ".join(given) or None, "birth_date": asked.born}
        rows += [
            blank | {"kind": "person", **person},
            blank | {"kind": "organisation", "surname": asked.name},
            blank | {"kind": "conveyance", "conveyance_name": asked.name},
        ]
    if asked.number:
        rows.append(blank | {"kind": "person", "document_number": asked.number})
        rows.append(blank | {"kind": "conveyance", "plate": asked.number})
    return [row | {"declaration_id": str(at), "encounter_id": str(at)} for at, row in enumerate(rows)]
