"""What the pages of steward, commander, auditor and redress officer have to show: all invented, made as in life."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from tests.browser import chance
from tests.browser.lane_world import landing, traveler
from tests.browser.site import Site
from tests.journey.border import Border, passenger_list

from tidewaiter import detect, enforce, inspect
from tidewaiter.assemble import House, open_house
from tidewaiter.desk.board import BoardDesk
from tidewaiter.desk.corner import CornerDesk
from tidewaiter.receive import Delivery
from tidewaiter.store import queries
from tidewaiter.vocabulary.officer import Officer

ADA = Officer("Ada Quill", frozenset({"officer"}), "BOS", "inspection")
BO = Officer("Bo Tarn", frozenset({"officer"}), "BOS", "inspection")
HOLM = Officer("Cora Holm", frozenset({"commander"}), "*", "running the port")
NAMES = ("ALDER", "BIRCH", "CEDAR", "ELDER", "HAZEL", "LARCH", "MAPLE", "ROWAN", "WILLOW", "ASPEN")
BROKEN = "UNH+1+PAXLST:D:02B:UN:IATA"


class _Then:
    """A clock that is put where the story is, so that people have waited by the time the page is looked at."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


def dead_letter(site: Site, reference: str = "LETTER-1") -> str:
    """Send a list of a kind that is not taken; give the id of its dead letter."""
    raw = passenger_list([traveler(40), traveler(41)], reference, leg=landing()).replace(b"PAXLST", b"INVOIC")
    (arrival,) = site.house.ingest([Delivery(raw, "test", "gate-7.edi")])
    assert not arrival.accepted
    return arrival.message_id


def busy_port(site: Site) -> None:
    """A flight at Boston two hours ago: some decided, one refused with a finding, some waiting too long."""
    clock = _Then()
    house = chance.without(open_house(site.home, clock=clock))
    clock.now -= timedelta(hours=2, minutes=10)
    leg = replace(landing(timedelta(hours=2, minutes=5)), arrival="BOS")
    people = [traveler(60 + place, surname=name) for place, name in enumerate(NAMES)]
    _take(house, passenger_list(people, "BOARD-1", leg=leg))
    for place, name in enumerate(NAMES[:8]):
        clock.now += timedelta(minutes=2)
        _act(house, clock, inspect.ReportAtPrimary, name, lane=f"0{1 + place % 3}", port="BOS")
    for name in NAMES[:4]:
        clock.now += timedelta(minutes=6)
        _act(house, clock, enforce.Admit, name)
    house.record(_who(house, "HAZEL"), ADA)
    _act(house, clock, enforce.Refer, "HAZEL", reason="the data page looks altered")
    said = {"kind": "document-fraud", "quantity": 1, "unit": "document", "note": "page replaced"}
    _act(house, clock, detect.RecordFinding, "HAZEL", **said)
    result = {"outcome": "document-fraud", "report": "The page is replaced."}
    Border(house, clock).act(inspect.RecordSecondaryResult, _who(house, "HAZEL"), ADA, **result)
    seen = (enforce.ReasonSeen("document", "The data page was replaced; the stitching is torn."),)
    _act(
        house, clock, enforce.Refuse, "HAZEL", ground="fraud-or-misrepresentation", reasons_seen=seen, second_officer=BO
    )
    hour = (datetime.now(UTC) - timedelta(hours=2)).strftime("%Y-%m-%dT%H")
    BoardDesk.of(house).load_staffing(f"port,hour,officers\nBOS,{hour},4\n".encode(), "roster", HOLM)


def inquiries(site: Site) -> None:
    """Two travelers ask to be set right."""
    asked = CornerDesk.of(site.house)
    said = "I was stopped at the gate three times this year, and each time let go."
    for number, surname in enumerate(("Van der Steenhoven-Wachtmeister", "Oyelaran")):
        born, passport = date(1979, 3, 4), f"P77000{number}"
        asked.ask(
            surname=surname,
            given_names="Wilhelmina",
            birth_date=born,
            document_issuer="GBR",
            document_number=passport,
            account=said,
        )


def decision(site: Site, kind: str = "Refused") -> int:
    """Give the number of the latest decision of a kind."""
    with site.house.store.read() as reader:
        reader.cursor.execute("SELECT MAX(seq) FROM act WHERE kind = %s", [kind])
        return int(reader.cursor.fetchone()[0])


def letter(site: Site) -> str:
    with site.house.store.read() as reader:
        return str(queries.deadletters(reader.cursor, limit=1)[0]["message_id"])


def inquiry(site: Site) -> str:
    with site.house.store.read() as reader:
        return str(queries.redress_cases(reader.cursor, limit=1)[0]["number"])


def _take(house: House, raw: bytes) -> None:
    assert all(arrival.accepted for arrival in house.ingest([Delivery(raw, "test", "board.edi")]))


def _who(house: House, surname: str) -> str:
    with house.store.read() as reader:
        (found,) = queries.encounters(reader.cursor, surname=surname, port="BOS")
    return str(found["encounter_id"])


def _act(house: House, clock: _Then, command: type, surname: str, **said: object) -> None:
    house.act(command(encounter_id=_who(house, surname), officer=ADA, at=clock(), **said))
