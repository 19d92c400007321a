"""Days of hits at four ports: namesakes who come again and again, analysts who settle most of them, and the truth.

The simulation keeps its own account, apart from the house's: whom analysts cleared, with which document, of which
state of which entry. Whoever is stopped must be stopped by that account, and nobody else.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from tests.journey.border import Border, passenger_list, person

from tidewaiter.identify.hits import ClaimHit, HitAct, ReviewHit, SettleHit
from tidewaiter.vocabulary.announcement import Leg, Person
from tidewaiter.vocabulary.hit import UNSETTLED
from tidewaiter.vocabulary.listing import ListEntry, Listing
from tidewaiter.vocabulary.officer import Officer

ANALYST = frozenset({"analyst"})
EVERYWHERE = Officer("Cleo Marsh", frozenset({"auditor"}), "*", "audit")
LEGS = (("LHR", "JFK"), ("LHR", "BOS"), ("JFK", "LHR"), ("BOS", "LHR"))
PORTS = ("JFK", "BOS", "JFK", "BOS")
_FIRST = ("BRAMWELL", "CORDULA", "DESMONDA", "EVERILDA", "FIRMIN", "GODELIVA", "HILARION", "ISOLINE")


@dataclass
class Traveler:
    """A namesake of an entry. ``sought``: is the one whom the entry means."""

    entry: int
    document: str
    sought: bool


@dataclass
class Days:
    """The simulated border; ``wrong`` collects whoever was stopped, or let through, against the account."""

    border: Border
    seed: int = 1
    entries: int = 60
    versions: Counter[int] = field(default_factory=Counter)
    people: list[Traveler] = field(default_factory=list)
    cleared: set[tuple[str, int, int]] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)
    hits: int = 0
    left: int = 0

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.load()

    def name(self, entry: int) -> tuple[str, str, date]:
        """Give an entry's invented name and birth date."""
        letters = random.Random(entry)  # far enough from one another that nobody is taken for somebody else
        surname = "".join(letters.choice("BCDFGHKLMNPRSTVZ") + letters.choice("AEIOU") for _ in range(5))
        return surname, _FIRST[entry % len(_FIRST)], date(1950 + entry % 50, entry % 12 + 1, entry % 28 + 1)

    def load(self) -> None:
        """Put the present state of the list in force."""
        day = self.border.clock().date()
        terms = {"owner": "targeting-centre", "review_at": day + timedelta(900), "expires_at": day + timedelta(990)}
        found = []
        for entry in range(self.entries):
            surname, given, born = self.name(entry)
            ground = f"sample order {entry}, issue {self.versions[entry]}"
            names = {"surname": surname, "given_names": given, "birth_date": born}
            found.append(ListEntry(f"S-{entry}", "person", "wanted", ground, **terms, **names))  # type: ignore[arg-type]
        listing = Listing("simulated", f"v{sum(self.versions.values())}", "invented", "targeting-centre", "sample", day,
                          900, tuple(found), review_at=terms["review_at"], expires_at=terms["expires_at"])  # type: ignore[arg-type]  # fmt: skip
        self.border.house.lists.load(listing)

    def run(self, days: int, hits_a_day: int) -> None:
        """Let days pass: people come, analysts work, lists change, passports are renewed."""
        for day in range(days):
            self._changes(day)
            self._arrive(hits_a_day, day)
            self.border.clock.on(minutes=20)
            self._settle()
            self.border.clock.on(hours=23, minutes=40)

    def _changes(self, day: int) -> None:
        if day % 5 == 3:
            altered = {f"S-{entry}" for entry in self.dice.sample(range(self.entries), 3)}
            for entry in altered:
                self.versions[int(entry[2:])] += 1
            before = self._waiting()
            self.load()
            # Who was cleared of an entry and has passed is a possible match again once the entry says something else.
            opened = {hit: entry for hit, entry in self._waiting().items() if hit not in before}
            self.left += len(opened)
            self.wrong += [
                f"{hit} opened again, {entry} is as it was" for hit, entry in opened.items() if entry not in altered
            ]
        for traveler in self.people:
            if self.dice.random() < 0.01:
                traveler.document = self._document()

    def _waiting(self) -> dict[str, str]:
        """Give the hits that nobody has settled, each with its entry."""
        rows = self.border.house.hits.queue(EVERYWHERE, limit=100_000)
        return {row["hit_id"]: row["entry_id"] for row in rows if row["status"] in UNSETTLED}

    def _traveler(self) -> Traveler:
        """Give somebody who came before, or somebody new."""
        if self.people and self.dice.random() < 0.6:
            return self.dice.choice(self.people)
        self.people.append(Traveler(self.dice.randrange(self.entries), self._document(), self.dice.random() < 0.03))
        return self.people[-1]

    def _document(self) -> str:
        return f"N{self.dice.randrange(10**7, 10**8)}"

    def _arrive(self, hits_a_day: int, day: int) -> None:
        flights: list[dict[str, Traveler]] = [{} for _ in LEGS]
        while sum(map(len, flights)) < hits_a_day:
            traveler, flight = self._traveler(), self.dice.choice(flights)
            # Namesakes do not fly together here: whether they are one person is Resolve's question.
            if all(other.entry != traveler.entry for other in flight.values()):
                flight[traveler.document] = traveler
        at = datetime(2026, 8, 14, 14, 5) + timedelta(days=day)
        for place, (flight, (start, end)) in enumerate(zip(flights, LEGS, strict=True)):
            leg = Leg("ZZ", str(200 + place), start, end, at, at + timedelta(hours=7), crossing=True)
            if flight:
                self.border.accepted(passenger_list(map(self._person, flight.values()), f"D{day}-{place}", leg=leg))
                self._compare(flight, f"ZZ|{200 + place}|{at:%Y-%m-%d}|{start}|{end}", PORTS[place])

    def _person(self, traveler: Traveler) -> Person:
        surname, given, born = self.name(traveler.entry)
        return person(surname, given, traveler.document, birth_date=born)

    def _compare(self, flight: dict[str, Traveler], trip: str, port: str) -> None:
        rows = self.border.encounters(trip=trip)
        assert len(rows) == len(flight)
        for row in rows:
            traveler = flight[row["document_number"]]
            free = self._key(traveler) in self.cleared
            self.hits += 1
            if (row["hits"] == 0) is not free or (row["lookout"] or "").startswith("possible match") is free:
                self.wrong.append(f"{trip} {row['document_number']}: {'stopped' if free else 'let through'}")
            if row["port"] != port:
                self.misplaced.append(row["encounter_id"])

    def _key(self, traveler: Traveler) -> tuple[str, int, int]:
        return traveler.document, traveler.entry, self.versions[traveler.entry]

    def _settle(self) -> None:
        """Let each port's analysts work through their queue; one hit in twenty nobody comes round to."""
        who = {traveler.document: traveler for traveler in self.people}
        for port in sorted(set(PORTS)):
            first, second = (Officer(f"{name} of {port}", ANALYST, port, "hits") for name in ("Ada", "Ben"))
            for row in self.border.house.hits.queue(first, status="open", limit=10_000):
                if row["port"] != port:
                    self.misplaced.append(row["hit_id"])
            acts: list[HitAct] = []
            for row in self.border.house.hits.queue(first, status="open", overdue=False, limit=10_000):
                traveler = who.get(row["document_number"])
                if traveler is None or self.dice.random() < 0.05:
                    self.left += 1
                    continue
                acts += self._acts(row["hit_id"], traveler, first, second)
            self.border.house.hits.act_all(acts)

    def _acts(self, hit: str, traveler: Traveler, first: Officer, second: Officer) -> Iterator[HitAct]:
        at, settler = self.border.clock(), first
        yield ClaimHit(hit_id=hit, officer=first, at=at)
        settle = SettleHit(hit_id=hit, officer=first, at=at, verdict="cannot-tell", reason="the picture is poor")
        if self.dice.random() < 0.1:
            yield settle
            settler = second
            yield ClaimHit(hit_id=hit, officer=second, at=at)
        verdict = "confirmed" if traveler.sought else "not-a-match"
        if settler is second and self.dice.random() < 0.1:
            verdict = "cannot-tell"
        yield replace(settle, officer=settler, verdict=verdict, reason="compared with the file")
        if verdict == "confirmed":
            other = second if settler is first else first
            yield ReviewHit(hit_id=hit, officer=other, at=at, agrees=True, reason="the same")
        elif verdict == "not-a-match":
            self.cleared.add(self._key(traveler))
