# ruff: noqa: SIM905, E501  (columns read better as one text; a row as the table it fills)
"""A house with a million encounters: thirty days behind, three ahead, at forty ports, in the state the walk leaves.

People are invented. The rows are written into the read models directly, since what is measured is reading them; beside
them stand real samples, taken in by the walk, on which acts can be done.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from benchmarks.rescreen import words
from tidewaiter.assemble import House
from tidewaiter.formats.wedge import name_key
from tidewaiter.vocabulary.time import utc_now

PORTS = tuple(
    "JFK,LAX,MIA,ORD,EWR,ATL,IAD,SFO,DFW,IAH,BOS,SEA,FLL,DTW,MSP,PHL,DEN,LAS,MCO,HNL,SAN,PHX,TPA,CLT,SLC,PDX,AUS,BWI,"
    "STL,MCI,CLE,PIT,CVG,RDU,BNA,SJU,GUM,ANC,OAK,SJC".split(",")
)
REASONS = '[{"rule":"filed-late-air","text":"Announced only after departure","weight":5.0}]'
_ENCOUNTER = (
    "encounter_id,kind,role,subject_id,trip,direction,mode,port,carrier,number,departure,arrival,scheduled_at,surname,"
    "given_names,birth_date,nationality,document_kind,document_number,document_issuer,document_expires,seat,locator,"
    "unaccompanied_minor,cancelled,sources,rank,score,band,reasons,assignment,stream,hits,status,status_at,"
    "presented_at,unannounced,version,announced_at,updated_at,name_key,outcome"
).split(",")
_ANNOUNCED = ("declaration_id", "encounter_id", "message_id", "link_basis", "link_score", "checks")
_TRIP = (
    "trip,carrier,number,departure,arrival,direction,mode,port,departs_at,arrives_at,scheduled_at,api_messages,"
    "booking_messages,first_api_at,closed_out,people"
).split(",")
_HIT = (
    "encounter_id,list_id,entry_id,hit_id,list_version,list_stale,category,basis,score,declared_value,listed_value,"
    "ground,evidence,status,version,at,opened_at,subject_id,sampled"
).split(",")
_FIRED = ("rule_id", "encounter_id", "version", "at", "outcomes")
_ACT = ("seq", "encounter_id", "subject_id", "kind", "status", "outcome", "at", "actor", "port", "withdrawn")
_READING = ("seq", "at", "actor", "what", "about", "purpose", "roles", "port", "shown", "nth")
_SUMS = (
    "INSERT INTO reading_day (day, actor, port, roles, opened, lists, shown) SELECT substr(at, 1, 10), actor, port,"
    " MIN(roles), COUNT(*), 0, SUM(shown) FROM reading WHERE seq >= %s GROUP BY substr(at, 1, 10), actor, port",
    "INSERT INTO fired_day (rule_id, day, fired) SELECT rule_id, substr(at, 1, 10), COUNT(*) FROM fired"
    " WHERE rule_id = 'filed-late-air' AND %s > 0 GROUP BY rule_id, substr(at, 1, 10)",
)
FIRST_ACT = 100_000_000
"""Numbers of sown acts and readings begin here, beyond what the walk writes into the journal."""
PER_TRIP = 180


def sow(house: House, count: int, seed: int = 1) -> None:
    """Write that many encounters with their movements, announcements and possible matches."""
    made = _rows(count, seed)
    tables = {
        "encounter": _ENCOUNTER, "announced": _ANNOUNCED, "trip": _TRIP, "hit": _HIT, "fired": _FIRED, "act": _ACT,
        "reading": _READING,
    }  # fmt: skip
    texts = {
        table: f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"
        for table, names in tables.items()
    }
    with house.store.work() as work:
        part: dict[str, list[tuple[Any, ...]]] = {table: [] for table in tables}
        for table, row in made:
            part[table].append(row)
            if len(part[table]) == 50_000:
                work.cursor.executemany(texts[table], part[table])
                part[table].clear()
        for table, rows in part.items():
            if rows:
                work.cursor.executemany(texts[table], rows)
        work.cursor.execute("DELETE FROM fired_day WHERE rule_id = 'filed-late-air'")
        for sums in _SUMS:
            work.cursor.execute(sums, [FIRST_ACT])
        work.cursor.execute("ANALYZE")


def _rows(count: int, seed: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    chance = random.Random(seed)
    surnames, given = words(60_000, chance), words(20_000, chance)
    now = utc_now()
    for first in range(0, count, PER_TRIP):
        trip, port = f"sown-{first:09d}", PORTS[int(len(PORTS) * chance.random() ** 2)]
        due = now + timedelta(minutes=chance.randrange(-30 * 1440, 3 * 1440))
        on_board = min(PER_TRIP, count - first)
        flight = str(chance.randint(100, 9999))
        leg = ("ZZ", flight, "LHR", port)
        yield "trip", (trip, *leg, "inbound", "air", port, _at(due, -420), _at(due), _at(due), 1, 1, _at(due, -500), False, on_board)  # fmt: skip
        for number in range(first, first + on_board):
            yield from _person(number, trip, leg, due, now, chance, surnames, given)


def _person(
    number: int, trip: str, leg: tuple[str, ...], due: datetime, now: datetime, chance: random.Random,
    surnames: list[str], given: list[str],
) -> Iterator[tuple[str, tuple[Any, ...]]]:  # fmt: skip
    one, port = f"enc-sown-{number:09d}", leg[3]
    past, high = due < now, chance.random()
    band = "high" if high < 0.002 else "medium" if high < 0.03 else "low"
    status = ("admitted" if chance.random() < 0.97 else "referred") if past else "announced"
    outcome = None
    if status == "referred" and chance.random() < 0.9:
        status, outcome = "inspected", "undeclared-goods" if chance.random() < 0.2 else "no-violation"
    born = f"{chance.randint(1940, 2020)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    name = surnames[int(len(surnames) * chance.random() ** 3)], given[int(len(given) * chance.random() ** 3)]
    hits, reasons = 1 if chance.random() < 0.005 else 0, REASONS if chance.random() < 0.3 else "[]"
    yield "encounter", (
        one, "person", "passenger", f"sub-sown-{number:09d}", trip, "inbound", "air", port, *leg[:2], "LHR", port,
        _at(due), *name, born, "UTO", "P", f"S{number:08d}", "UTO", "2031-01-01",
        f"{number % PER_TRIP // 6 + 1}{'ABCDEF'[number % 6]}", f"L{number // 3:07X}"[:7], False, False, "api", 3,
        5.0 if band == "low" else 40.0, band, reasons,
        "secondary" if band == "high" or hits else "primary", "random" if chance.random() < 0.01 else "risk", hits, status,
        _at(due) if past else None, _at(due) if past else None, False, 1 if past else 0, _at(due, -500), _at(due, -500),
        name_key(*name), outcome,
    )  # fmt: skip
    if past:
        yield from _done(number, one, port, status, outcome, due, chance)
    if reasons != "[]":
        yield "fired", ("filed-late-air", one, 1, _at(due, -500), outcome)
    checks = "lost_or_stolen:not-run" if chance.random() < 0.05 else ""
    yield "announced", (f"dec-sown-{number:09d}", one, f"msg-{trip}", "new", None, checks)
    if hits:
        yield "hit", (
            one, "wanted", f"entry-{number % 3000}", f"hit-sown-{number:09d}", "1", False, "warrant", "name", 0.86,
            " ".join(name), " ".join(name), "invented", "{}", "not-a-match" if past and chance.random() < 0.9 else "open",
            0, _at(due, -500), _at(due, -500), f"sub-sown-{number:09d}", False,
        )  # fmt: skip


def _done(
    number: int, one: str, port: str, status: str, outcome: str | None, due: datetime, chance: random.Random
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """What an officer at the lane did with somebody who came: one of twenty at each port looked, and decided."""
    officer, seq = f"Officer {chance.randrange(20)} of {port}", FIRST_ACT + 4 * number
    kind = "Admitted" if status == "admitted" else "Referred"
    said = f"sub-sown-{number:09d}"
    yield "act", (seq, one, said, "PresentedAtPrimary", "presented", None, _at(due, 20), officer, port, False)
    yield "reading", (seq + 1, _at(due, 20), officer, "lane", one, "inspection at primary", "officer", port, 1, 1)
    stands = "admitted" if kind == "Admitted" else "referred"
    yield "act", (seq + 2, one, said, kind, stands, None, _at(due, 21), officer, port, False)
    if outcome:
        yield "act", (seq + 3, one, said, "Inspected", "inspected", outcome, _at(due, 80), officer, port, False)


def _at(moment: datetime, minutes: int = 0) -> str:
    return f"{moment + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%S}.000000Z"
