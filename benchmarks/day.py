"""A scaled day through the whole house: flights and lanes, from bytes to committed facts and read models.

The make-up is that of the source documents' typical day (1,079,552 people, 333,000 vehicles): two people to each
private vehicle, announced by lanes in files of 200 crossings, and everybody else on flights of about 180.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from benchmarks.manifests import PREPARED, announcement
from tidewaiter import assemble
from tidewaiter.formats import paxlst
from tidewaiter.identify.listing import shipped
from tidewaiter.receive import Delivery
from tidewaiter.store import work

DAY_PEOPLE, DAY_VEHICLES, BUDGET_S = 1_079_552, 333_000, 300
PER_FLIGHT, PER_FILE = 180, 200
_ORIGINS = ("LHR", "CDG", "FRA", "NRT", "GRU", "LOS", "DEL", "MEX", "YYZ", "DUB")
_PORTS = ("JFK", "LAX", "MIA", "ORD", "ATL", "SFO")
_LANE_PORTS = ("2504", "2402", "3801", "2304")


def flights(people: int, chance: random.Random) -> Iterator[bytes]:
    """Write PAXLST interchanges, each of another flight, until that many people are on them."""
    number = 0
    while people > 0:
        number += 1
        size = min(people, chance.randint(PER_FLIGHT - 20, PER_FLIGHT + 20))
        people -= size
        departs = datetime(2026, 8, 14) + timedelta(minutes=chance.randrange(1440))
        flight = announcement(size, seed=chance.randrange(1 << 30))
        leg = replace(
            flight.legs[0],
            number=str(number),
            departure=chance.choice(_ORIGINS),
            arrival=chance.choice(_PORTS),
            departs_local=departs,
            arrives_local=departs + timedelta(hours=7),
        )
        yield paxlst.write(
            replace(flight, legs=[leg]),
            sender=["ZZ", "ZZ"],
            recipient=["USAPIS", "ZZ"],
            reference=f"DAY{number:08d}",
            prepared=PREPARED,
        )


def lanes(vehicles: int, chance: random.Random) -> Iterator[bytes]:
    """Write lane files of 200 crossings, each a vehicle with its driver and a passenger."""
    for first in range(0, vehicles, PER_FILE):
        last = min(first + PER_FILE, vehicles)
        people = iter(announcement(2 * (last - first), seed=chance.randrange(1 << 30)).people)
        moment = datetime(2026, 8, 14) + timedelta(seconds=86_400 * first / vehicles)
        crossings = [
            {
                "at": f"{moment + timedelta(seconds=10 * place):%Y-%m-%dT%H:%M:%S}",
                "vehicle": {"kind": "car", "plate": f"{first + place:07d}X", "plate_issuer": "US-CA", "occupants": 2},
                "people": [_occupant(next(people), role) for role in ("driver", "passenger")],
            }
            for place in range(last - first)
        ]
        port = chance.choice(_LANE_PORTS)
        head = {"reference": f"LANE{first:08d}", "sender": f"LANE-{port}", "recipient": "BORDER", "port": port}
        yield orjson.dumps(head | {"lane": "07", "direction": "inbound", "crossings": crossings})


def _occupant(person: Any, role: str) -> dict[str, Any]:
    (passport,) = person.documents
    return {
        "role": role,
        "surname": person.surname,
        "given_names": person.given_names,
        "birth_date": person.birth_date.isoformat(),
        "nationality": person.nationality,
        "documents": [
            {
                "kind": "P",
                "number": passport.number,
                "issuer": passport.issuer,
                "expires": passport.expires.isoformat(),
            }
        ],
    }


def a_day(people: int, seed: int = 1) -> tuple[list[bytes], int]:
    """Write a day of that many people as messages in mixed order; the same seed gives the same day.

    Returns the messages and how many vehicles are in them.
    """
    chance = random.Random(seed)
    vehicles = round(people * DAY_VEHICLES / DAY_PEOPLE)
    messages = [*lanes(vehicles, chance), *flights(people - 2 * vehicles, chance)]
    chance.shuffle(messages)
    return messages, vehicles


class Stopwatch:
    """Adds up the seconds spent in functions, each less what it spent in other watched ones."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._inner = [0.0]

    def watch(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Give the function with its seconds counted for a stage."""

        def watched(*args: Any, **said: Any) -> Any:
            started = time.perf_counter()
            self._inner.append(0.0)
            try:
                return function(*args, **said)
            finally:
                taken = time.perf_counter() - started
                self.spent[stage] += taken - self._inner.pop()
                self._inner[-1] += taken

        return watched


def measured(people: int) -> dict[str, Any]:
    """Take a day of that many people in, in batches of 100 interchanges, and give what it took."""
    messages, vehicles = a_day(people)
    clock = Stopwatch()
    read = assemble.open_delivery
    assemble.open_delivery = clock.watch("parse", lambda delivery: list(read(delivery)))  # type: ignore[assignment]
    append, project = work.Work.append, work.project
    work.Work.append = clock.watch("journal", append)  # type: ignore[method-assign]
    work.project = clock.watch("projections", project)
    try:
        with tempfile.TemporaryDirectory() as home:
            house = assemble.open_house(Path(home))
            for listing in shipped():
                house.lists.load(listing)
            clock.spent.clear()
            started, busy = time.perf_counter(), time.process_time()
            refused = sum(not one.accepted for one in house.ingest([Delivery(raw, "benchmark") for raw in messages]))
            taken, busy = time.perf_counter() - started, time.process_time() - busy
            house.store.close()
    finally:
        assemble.open_delivery, work.Work.append, work.project = read, append, project  # type: ignore[method-assign]
    if refused:
        raise SystemExit(f"{refused} messages were refused; the measurement would mean nothing")
    clock.spent["rooms, commit"] = taken - sum(clock.spent.values())
    return {"people": people, "vehicles": vehicles, "messages": len(messages), "taken": taken, "busy": busy} | {
        "stages": dict(clock.spent),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    """Measure a tenth and the whole of ``--people``, and say what that would mean for a typical day."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    rates = []
    for people in (parser.parse_args().people // 10, parser.parse_args().people):
        found = measured(people)
        rows = found["people"] + found["vehicles"]
        rates.append(rows / found["taken"])
        print(f"{people:,} people and {found['vehicles']:,} vehicles in {found['messages']:,} messages")
        print(
            f"  {found['taken']:.1f} s ({found['busy']:.1f} s of processor), {people / found['taken']:,.0f} people/s,"
            f" {rates[-1]:,.0f} rows/s, peak memory {found['peak']:,.0f} MiB"
        )
        stages = sorted(found["stages"].items(), key=lambda stage: -stage[1])
        print("  " + ", ".join(f"{name} {seconds / found['taken']:.0%}" for name, seconds in stages))
    day = (DAY_PEOPLE + DAY_VEHICLES) / rates[-1]
    print(f"linearity: the rate at ten times the work is {rates[1] / rates[0]:.2f} of that at one")
    print(
        f"a typical day at this rate: {day / 60:.1f} minutes; the budget is {BUDGET_S / 60:.0f} minutes on two cores,"
        f" {(DAY_PEOPLE + DAY_VEHICLES) / BUDGET_S:,.0f} rows/s"
    )


if __name__ == "__main__":
    sys.exit(main())
