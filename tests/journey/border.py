"""A border to tell journeys at: a house in a temporary home, a clock that waits, and invented people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson

from tidewaiter import reports
from tidewaiter.assemble import House
from tidewaiter.formats import paxlst, pnrgov
from tidewaiter.inspect import RecordSecondaryResult, secondary
from tidewaiter.inspect.outcomes import load_outcomes
from tidewaiter.receive import Delivery
from tidewaiter.store import queries
from tidewaiter.store.projections import TABLES
from tidewaiter.vocabulary.announcement import Announcement, Booking, Leg, MessageFunction, Person, TravelDocument
from tidewaiter.vocabulary.facts import Fact
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.walk import Arrival

ROLES = frozenset({"officer"})
INES = Officer("Ines Vallo", ROLES, "*", "inspection")
TOMAS = Officer("Tomas Reyk", ROLES, "*", "inspection")
RUTH = Officer("Ruth Amsel", frozenset({"protection-authority"}), "*", "protection")
MARTA = Officer("Marta Oyelu", frozenset({"supervisor"}), "*", "supervision")
EDDA = Officer("Edda Marsh", frozenset({"steward", "administrator"}))


@dataclass
class Clock:
    """A clock that stands still until it is told to go on."""

    now: datetime = datetime(2026, 8, 14, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def on(self, **time: float) -> datetime:
        self.now += timedelta(**time)
        return self.now


@dataclass
class Border:
    """The house, and short words for what a journey does at it."""

    house: House
    clock: Clock
    _sent: int = field(default=0)

    def send(self, *raws: bytes) -> list[Arrival]:
        """Take messages in as files; they may share a commit."""
        deliveries = []
        for raw in raws:
            self._sent += 1
            deliveries.append(Delivery(raw, "command-line", f"file-{self._sent}"))
        return list(self.house.ingest(deliveries))

    def accepted(self, *raws: bytes) -> list[Arrival]:
        """Take messages in that must be accepted."""
        arrivals = self.send(*raws)
        assert [(one.status, one.error) for one in arrivals] == [("accepted", None)] * len(arrivals)
        return arrivals

    def ask(self, query: Any, *args: Any, **filters: Any) -> Any:
        with self.house.store.read() as reader:
            return query(reader.cursor, *args, **filters)

    def encounters(self, **filters: Any) -> list[dict[str, Any]]:
        rows = self.ask(queries.encounters, limit=10_000, **filters)
        return [row for row in rows if row["kind"] == "person"]

    def one(self, surname: str, **filters: Any) -> dict[str, Any]:
        """Give the only encounter of somebody."""
        (found,) = [row for row in self.encounters(**filters) if (row["surname"] or "").upper() == surname.upper()]
        return self.ask(queries.encounter, found["encounter_id"])

    def act(self, command: type[Any], encounter_id: str, officer: Officer = INES, /, **said: Any) -> list[Fact]:
        """Let somebody act; an outcome of secondary comes with the record that it needs, where none was opened."""
        if command is RecordSecondaryResult and said.get("outcome") in load_outcomes():
            self._complete(encounter_id, officer, said["outcome"])
        return self.house.act(command(encounter_id=encounter_id, officer=officer, at=self.clock(), **said))

    def _complete(self, encounter_id: str, officer: Officer, outcome: str) -> None:
        """Fill the record of an inspection as policy asks, for journeys that are about something else."""
        inspection = self.house.secondary.record(encounter_id, officer)["inspections"][-1]
        if inspection["status"] != "waiting":
            return
        about: dict[str, Any] = {"encounter_id": encounter_id, "officer": officer, "at": self.clock()}
        reason = "random" if inspection["random"] else "other"
        self.house.secondary.act(secondary.OpenInspection(**about, reason=reason))
        for section in self.house.secondary.record(encounter_id, officer)["inspections"][-1]["sections"]:
            for item in section["items"]:
                self.house.secondary.act(secondary.TickItem(**about, item=item["code"]))
            if section["required"] or section["items"]:
                result = "found" if section["findings"] else "nothing-found"
                closing = {"section": section["code"], "result": result, "words": "as recorded"}
                self.house.secondary.act(secondary.CloseSection(**about, **closing))
        if outcome in self.house.secondary.policy.approved_outcomes:
            asking = {"what": "outcome", "code": outcome, "words": "please look"}
            self.house.secondary.act(secondary.AskApproval(**about, **asking))
            by = {**about, "officer": MARTA}
            self.house.secondary.act(secondary.AnswerApproval(**by, number=1, granted=True))

    def explain(self, encounter_id: str) -> dict[str, Any]:
        return self.house.explain(encounter_id, INES)

    def differences(self) -> list[tuple[Any, ...]]:
        """Give which fields contradict each other: between what, the field, how many were compared, how many differ."""
        with self.house.store.read() as reader:
            found = reports.differences(reader)
        return [tuple(row[name] for name in ("between", "field", "compared", "differing")) for row in found]

    def journal(self, about: str | None = None) -> list[tuple[str, list[dict[str, Any]]]]:
        """Give the journal as kinds with their rows, payloads opened."""
        with self.house.store.read() as reader:
            return [
                (str(stored.entry.kind), [orjson.loads(row) for row in stored.entry.rows])
                for stored in reader.entries(about)
            ]

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Give every read model whole."""
        found = {}
        with self.house.store.read() as reader:
            for name in TABLES:
                reader.cursor.execute(f'SELECT * FROM "{name}"')
                found[name] = sorted(reader.cursor.fetchall(), key=repr)
        return found

    def size(self) -> int:
        """Count the journal's entries."""
        return len(self.house.store.journal_range(0, 100_000))

    def proves(self) -> bool:
        """Tell whether the journal verifies and a rebuild gives the tables that stand."""
        before = self.tables()
        self.house.store.rebuild()
        return self.house.store.verify().ok and self.tables() == before


def person(surname: str, given: str = "NOOR", number: str | None = None, **said: Any) -> Person:
    """Somebody invented, with a good passport."""
    passport = TravelDocument("P", number or f"P{sum(map(ord, surname + given)):07d}", "GBR", date(2032, 9, 1))
    whole = Person(
        surname=surname,
        given_names=given,
        birth_date=date(1984, 6, 23),
        sex="F",
        nationality="GBR",
        documents=[passport],
        seat="11D",
        locator="R2JX6C",
        carrier_reference=f"ZZ-{surname[:6]}",
    )
    return replace(whole, **said)


INBOUND = Leg("ZZ", "204", "LHR", "JFK", datetime(2026, 8, 14, 10, 5), datetime(2026, 8, 14, 13, 10), crossing=True)
OUTBOUND = Leg("ZZ", "203", "JFK", "LHR", datetime(2026, 9, 4, 18, 25), datetime(2026, 9, 5, 6, 35), crossing=True)


def passenger_list(
    people: Iterable[Person],
    reference: str,
    *,
    leg: Leg = INBOUND,
    function: MessageFunction = "original",
    mode: str = "air",
    status: str | None = None,
) -> bytes:
    """Write a PAXLST; with a ``status`` (CLOB, CLNB) one that closes the departure out."""
    announcement = Announcement(
        kind="paxlst",
        function=function,
        reference="1",
        sender_name="ZZ OPERATIONS DESK",
        mode=mode,  # type: ignore[arg-type]
        legs=[replace(leg)],
        people=list(people),
        extra={"list": "266", "status": status} if status else {"list": "745"},
    )
    return paxlst.write(
        announcement,
        sender=["ZZ", "ZZ"],
        recipient=["USAPIS", "ZZ"],
        reference=reference,
        prepared=datetime(2026, 8, 14, 1, 0),
    )


def booking_record(people: Iterable[Person], reference: str, *, leg: Leg = INBOUND, **said: Any) -> bytes:
    """Write a PNRGOV with one booking for all of them."""
    trip = replace(leg, crossing=False, booking_class="Y", status="HK")
    booked = Booking(
        locator="R2JX6C",
        carrier="ZZ",
        made_local=datetime(2026, 6, 15, 8, 0),
        itinerary=[trip],
        phones=("442055500134",),
        **said,
    )
    announcement = Announcement(
        kind="pnrgov",
        reference="1",
        sender_name="ZZ",
        carrier="ZZ",
        legs=[replace(leg, crossing=False)],
        people=[replace(one, booking=0) for one in people],
        bookings=[booked],
    )
    return pnrgov.write(
        announcement,
        sender=["ZZ"],
        recipient=["USPNR"],
        reference=reference,
        prepared=datetime(2026, 8, 13, 21, 35),
    )


def lane(crossings: Sequence[dict[str, Any]], reference: str, **head: Any) -> bytes:
    """Write a lane message of San Ysidro."""
    message = {
        "reference": reference,
        "sender": "LANE-SYS-07",
        "recipient": "BORDER",
        "port": "2504",
        "lane": "07",
        "direction": "inbound",
        "crossings": list(crossings),
        **head,
    }
    return orjson.dumps(message)


def walker(surname: str, number: str, at: str = "2026-08-14T10:02:11-07:00", **said: Any) -> dict[str, Any]:
    """One pedestrian at a lane."""
    someone = {
        "role": "pedestrian",
        "surname": surname,
        "given_names": "Celia",
        "birth_date": "1960-02-11",
        "nationality": "MEX",
        "documents": [{"kind": "P", "number": number, "issuer": "MEX", "expires": "2032-12-12"}],
        **said,
    }
    return {"at": at, "people": [someone]}
