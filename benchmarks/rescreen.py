"""One new list entry against everyone in transit: from the load of the list to hits that are stated and committed.

The people are invented: names of syllables, a few of them common and most of them rare, so that a day holds hundreds of
thousands of different ones, as a nation's does. They stand in the read model as the walk would leave them; the one whom
the entry means is announced by a message, so that the hit is followed by an assignment.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.manifests import PREPARED, announcement
from tidewaiter import assemble
from tidewaiter.formats import paxlst
from tidewaiter.identify.sources import load_sources
from tidewaiter.receive import Delivery
from tidewaiter.store import queries
from tidewaiter.vocabulary.listing import ListEntry, Listing
from tidewaiter.vocabulary.time import utc_now

IN_TRANSIT, BUDGET_S = 1_100_000, 10
_HEADS = tuple("b,ch,d,f,g,h,j,k,kh,l,m,n,p,r,s,sh,t,v,w,y,z,br,st,tr,al,el,mo,ra".split(","))  # noqa: SIM905
_VOWELS = ("a", "e", "i", "o", "u", "aa", "ou", "ei", "ia")
_TAILS = ("", "n", "r", "s", "l", "ov", "ski", "ez", "son", "ali", "i", "a", "o")
_COLUMNS = (
    *("encounter_id", "kind", "surname", "given_names", "birth_date", "document_number", "document_issuer"),
    *("scheduled_at", "updated_at", "status", "cancelled", "unaccompanied_minor", "unannounced"),
    *("rank", "hits", "version"),
)


def words(count: int, chance: random.Random) -> list[str]:
    """Make different words of one to three syllables."""
    made: set[str] = set()
    while len(made) < count:
        syllables = (chance.choice(_HEADS) + chance.choice(_VOWELS) for _ in range(chance.choice((1, 2, 2, 3, 3))))
        made.add(("".join(syllables) + chance.choice(_TAILS)).upper())
    return sorted(made, key=lambda _: chance.random())


def in_transit(count: int, seed: int = 1) -> Iterator[tuple[Any, ...]]:
    """Give rows of encounters of that many people who are due within two days."""
    chance = random.Random(seed)
    surnames, given = words(200_000, chance), words(60_000, chance)

    def one_of(names: list[str], second: float) -> str:
        several = 2 if chance.random() < second else 1
        return " ".join(names[int(len(names) * chance.random() ** 4)] for _ in range(several))

    now = utc_now()
    for number in range(count):
        birth = f"{chance.randint(1940, 2020)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
        due = f"{now + timedelta(minutes=chance.randrange(2880)):%Y-%m-%dT%H:%M:%S}.000000Z"
        name = one_of(surnames, 0.15), one_of(given, 0.5)
        born = birth if chance.random() < 0.97 else None
        number_of = f"{chance.randint(10**7, 10**8)}X"
        said = (f"enc-{number:09d}", "person", *name, born, number_of, "UTO", due, due, "announced")
        yield (*said, False, False, False, 3, 0, 0)


def fill(house: assemble.House, count: int) -> None:
    """Put people in transit into the read model."""
    sql = f"INSERT INTO encounter ({', '.join(_COLUMNS)}) VALUES ({', '.join(['%s'] * len(_COLUMNS))})"
    with house.store.work() as work:
        rows = in_transit(count)
        while part := [row for row, _ in zip(rows, range(50_000), strict=False)]:
            work.cursor.executemany(sql, part)


def measured(people: int, *, lists: bool) -> dict[str, Any]:
    """Load one new entry with that many people in transit; give seconds, seconds of processor, hits and memory."""
    day = utc_now().date()
    flight = announcement(180, seed=5)
    departs = utc_now().replace(tzinfo=None, microsecond=0) + timedelta(hours=6)
    leg = replace(flight.legs[0], departs_local=departs, arrives_local=departs + timedelta(hours=7))
    raw = paxlst.write(
        replace(flight, legs=[leg]), sender=["ZZ", "ZZ"], recipient=["US", "ZZ"], reference="R1", prepared=PREPARED
    )
    term = {"review_at": day + timedelta(days=90), "expires_at": day + timedelta(days=365)}
    terms = {"category": "warrant", "ground": "invented", "owner": "benchmark", **term}
    known = ListEntry("e0", "person", surname="Nobody", given_names="Inparticular", **terms)
    meant = flight.people[17]
    entry = ListEntry(
        "e1", "person", surname=meant.surname, given_names=meant.given_names, birth_date=meant.birth_date, **terms
    )
    with tempfile.TemporaryDirectory() as home:
        house = assemble.open_house(Path(home))
        if lists:
            for source in load_sources().values():
                if source.files:
                    house.lists.load(source.shipped())
        house.lists.load(Listing("local", "1", "invented", "benchmark", "invented", day, 30, (known,)))
        list(house.ingest([Delivery(raw, "benchmark")]))
        fill(house, people)
        started, busy = time.perf_counter(), time.process_time()
        house.lists.load(Listing("local", "2", "invented", "benchmark", "invented", day, 30, (known, entry)))
        taken, busy = time.perf_counter() - started, time.process_time() - busy
        with house.store.read() as reader:
            reader.cursor.execute("SELECT COUNT(*) FROM hit")
            ((hits,),) = reader.cursor.fetchall()
            looked = next(row for row in queries.lists(reader.cursor, day) if row["list_id"] == "local")["rescreening"]
        house.store.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": taken, "busy": busy, "hits": hits, "peak": peak, **looked}


def main() -> None:
    """Measure a tenth and the whole of ``--people``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=IN_TRANSIT)
    whole = parser.parse_args().people
    for people in (whole // 10, whole):
        found = measured(people, lists=True)
        if not found["done"] or not found["hits"]:
            raise SystemExit("the entry was not found; the measurement would mean nothing")
        print(
            f"{people:,} in transit: {found['seconds']:.1f} s ({found['busy']:.1f} s of processor) from load to"
            f" {found['hits']} hits; {found['declarations']:,} looked at, {found['names']:,} compared with care;"
            f" peak {found['peak']:,.0f} MiB; the budget is {BUDGET_S} s at {IN_TRANSIT:,}"
        )
    print(f"rescreen_seconds={found['seconds']:.1f} cpu_seconds={found['busy']:.1f} peak_mib={found['peak']:.0f}")


if __name__ == "__main__":
    sys.exit(main())
