"""Kill the house again and again while it takes messages in, and let the sender repeat what was not answered.

    python -m tests.parts.kills [--kills 60] [--messages 9000]

A child process reads a spool of real passenger lists and takes them in as ``tidewaiter ingest`` does; it is killed
(SIGKILL) at random moments. The sender repeats everything without an answer, and some that were answered. Then each
message must be accepted once, each person be one encounter, no message be half stored, answers be the same byte for
byte, the journal prove and a rebuild be equal. A broken twin (inbox and facts in two transactions) must be caught.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import orjson

from tidewaiter import walk
from tidewaiter.assemble import House, open_house
from tidewaiter.formats import paxlst
from tidewaiter.receive import Delivery, open_delivery
from tidewaiter.store.projections import TABLES
from tidewaiter.store.work import Work
from tidewaiter.vocabulary.announcement import Announcement, Leg, Person, TravelDocument
from tidewaiter.vocabulary.facts import Entry, FactKind

BATCHES = (100, 100, 50, 8)
"""How many messages may share a commit, in turn."""
AGAIN = 20
"""How many answered messages the sender sends once more after each kill."""
PATIENCE = 120.0
"""Seconds after which a child that says nothing counts as hanging."""
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tidewaiter.assemble", "tidewaiter.formats.paxlst", "django.core.management"])
_STATED = {
    str(kind): 1
    for kind in (
        FactKind.MESSAGE_RECEIVED,
        FactKind.DECLARED,
        FactKind.IDENTIFIED,
        FactKind.ASSESSED,
        FactKind.ASSIGNED,
        FactKind.ANSWERED,
    )
}
"""What the journal holds of each message that was taken in whole: each of these once. Where a batch announces the
same people twice, they are assessed once, and the entry stands with one of their messages."""
_ONCE_A_PERSON = {str(FactKind.ASSESSED), str(FactKind.ASSIGNED)}


@dataclass(slots=True)
class Outcome:
    """What stood in the home after all kills, and what was wrong with it; ``faults`` are in words, with counts."""

    kills: int
    messages: int
    people: int
    seconds: float = 0.0
    faults: dict[str, int] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        """Tell whether nothing was lost, doubled, halved or altered."""
        return not self.faults


def repeats(number: int) -> bool:
    """Tell whether a list names the people of the list before it once more."""
    return number % 10 == 9


def _shared(number: int) -> bool:
    return repeats(number) or repeats(number + 1)


def people_of(number: int) -> list[Person]:
    """Give who is on the list of that number: one to three; every tenth list repeats the people of the one before."""
    first = number - 1 if repeats(number) else number
    leg = {"embarkation": "LHR", "debarkation": "JFK"}
    return [
        Person(
            surname=f"{_letters(first)}RSEN",
            given_names=("NOOR", "FINN", "GRETA")[seat],
            birth_date=date(1950 + first % 50, 1 + first % 12, 1 + seat),
            sex="F",
            nationality="GBR",
            documents=[TravelDocument("P", f"K{first:06d}{seat}", "GBR", date(2033, 3, 3))],
            carrier_reference=f"K{first}-{seat}",
            **leg,
        )
        for seat in range(1 + first % 3)
    ]


def _letters(number: int) -> str:
    """Spell a number in letters, so that nobody bears another's name."""
    return "".join("ABCDEFGHIJ"[int(digit)] for digit in f"{number:05d}")


def list_of(number: int) -> bytes:
    """Write the passenger list of that number: forty flights, each told of in many lists."""
    day = datetime(2026, 12, 1 + number // 10 % 20, 10, 5)
    leg = Leg("ZZ", str(200 + number // 10 % 2), "LHR", "JFK", day, day.replace(hour=13), crossing=True)
    said = Announcement(kind="paxlst", reference="1", legs=[leg], people=people_of(number), extra={"list": "745"})
    prepared = datetime(2026, 11, 1, 1, 0)
    return paxlst.write(said, sender=["ZZ"], recipient=["USAPIS"], reference=f"R{number}", prepared=prepared)


def harness(home: Path, kills: int, messages: int, *, twin: bool, seed: int = 1) -> Outcome:
    """Send ``messages`` to a house that is killed ``kills`` times meanwhile; tell what was kept."""
    start, chance = time.perf_counter(), random.Random(seed)
    spool = home.parent / f"{home.name}-spool"
    spool.mkdir(parents=True)
    for number in range(messages):
        (spool / f"{number:05d}.edi").write_bytes(list_of(number))
    open_house(home).store.close()
    sender = _Sender(home, spool, messages, twin=twin, chance=chance)
    for done in range(kills):
        sender.run(kills_left=kills - done)
    sender.run(kills_left=0)
    outcome = _judged(home, sender)
    outcome.seconds = round(time.perf_counter() - start, 1)
    return outcome


def hunt(home: Path, kills: int, messages: int, *, seed: int = 1, tries: int = 5) -> Outcome:
    """Kill the broken twin until it is caught, at most ``tries`` times: where a kill strikes is left to chance."""
    for attempt in range(tries):
        outcome = harness(home.parent / f"{home.name}-{attempt}", kills, messages, twin=True, seed=seed + attempt)
        if not outcome.clean:
            break
    return outcome


class _Sender:
    """Sends at least once: what it has no answer to, it sends again."""

    def __init__(self, home: Path, spool: Path, messages: int, *, twin: bool, chance: random.Random) -> None:
        self.home, self.spool, self.messages, self.twin, self.chance = home, spool, messages, twin, chance
        self.answers: dict[int, str] = {}
        self.faults: Counter[str] = Counter()
        self.killed = 0
        self._gap = 0.2

    def run(self, kills_left: int) -> None:
        """Start one house; where kills are left, kill it somewhere in its share of the work."""
        missing = [number for number in range(self.messages) if number not in self.answers]
        again = self.chance.sample(sorted(self.answers), min(AGAIN, len(self.answers)))
        share = len(missing) // (kills_left + 1)
        batch = self.chance.choice(BATCHES)
        ours, theirs = _PROCESSES.Pipe(duplex=False)
        arguments = (self.home, self.spool, [*again, *missing], batch, theirs, self.twin)
        child = _PROCESSES.Process(target=_take_in, args=arguments)
        child.start()
        theirs.close()
        self._listen(ours, child, kill_after=(len(again) + share, batch) if kills_left else None)
        child.join()
        if child.exitcode not in (0, -signal.SIGKILL):
            raise RuntimeError(f"the house fell by itself with {child.exitcode}")

    def _listen(
        self, ours: Connection, child: multiprocessing.process.BaseProcess, kill_after: tuple[int, int] | None
    ) -> None:
        """Note answers until the child ends; kill it once most of its share is answered, at a random moment then."""
        heard, deadline = 0, float("inf")
        last = time.monotonic()
        enough = max(1, kill_after[0] - kill_after[1]) if kill_after else float("inf")
        while True:
            now = time.monotonic()
            if now >= deadline:
                child.kill()
                self.killed += 1
                deadline, enough = float("inf"), float("inf")
            if now - last > PATIENCE:
                child.kill()
                raise RuntimeError("the house says nothing any more")
            if not ours.poll(min(1.0, max(0.0, deadline - now))):
                continue
            try:
                number, status, answer = ours.recv()
            except EOFError:
                return
            now, heard = time.monotonic(), heard + 1
            if heard > 1:  # the longest silence is the walk and the commit of a batch
                self._gap = max(0.9 * self._gap, now - last) if now - last > 0.01 else self._gap
            last = now
            self._note(number, status, answer)
            if heard >= enough and deadline == float("inf"):
                deadline = now + self.chance.uniform(0, 1.2 * self._gap)

    def _note(self, number: int, status: str, answer: str) -> None:
        if status not in ("accepted", "repeated") or not answer:
            self.faults[f"{status} or unanswered"] += 1
        if self.answers.setdefault(number, answer) != answer:
            self.faults["answered otherwise on repeat"] += 1


def _take_in(home: Path, spool: Path, numbers: Sequence[int], batch: int, pipe: Connection, twin: bool) -> None:
    """Be the house: take spooled files in and give each answer out after its commit."""
    house = open_house(home)
    deliveries = (Delivery((spool / f"{n:05d}.edi").read_bytes(), "folder", str(n)) for n in numbers)
    for arrival in _apart(house, deliveries) if twin else house.ingest(deliveries, batch=batch):
        pipe.send((int(arrival.opened.delivery.file or -1), arrival.status, arrival.answer))
    house.store.close()


def _apart(house: House, deliveries: Iterator[Delivery]) -> Iterator[walk.Arrival]:
    """Take in as a broken house would: the inbox mark and the answer commit first, the facts after them.

    It dawdles between the two as long as the first took, so that a random kill strikes there on any machine.
    """
    for delivery in deliveries:
        begun = time.monotonic()
        (opened,) = open_delivery(delivery)
        with house.store.work() as work:
            late = _Splitting(work)
            arrivals = walk.arrive([opened], house.policies, late)
        time.sleep(time.monotonic() - begun)
        with house.store.work() as work:
            work.append(late.facts)
        yield from arrivals


class _Splitting:
    """A work that keeps only the door's own facts and hands the rest out for another transaction."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self.facts: list[Entry] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._work, name)

    def append(self, entries: Sequence[Entry]) -> None:
        first = (FactKind.MESSAGE_RECEIVED, FactKind.MESSAGE_REFUSED, FactKind.ANSWERED)
        self._work.append([entry for entry in entries if entry.kind in first])
        self.facts += [entry for entry in entries if entry.kind not in first]


def _judged(home: Path, sender: _Sender) -> Outcome:
    """Read the home as it stands and say what is wrong with it."""
    house = open_house(home)
    faults = Counter(sender.faults)
    expected = {
        (document.number, person.given_names)
        for number in range(sender.messages)
        for person in people_of(number)
        for document in person.documents
    }
    with house.store.read() as reader:
        cursor = reader.cursor
        cursor.execute("SELECT message_id, reference, status, answer FROM inbox")
        inbox = cursor.fetchall()
        cursor.execute("SELECT document_number, given_names FROM encounter")
        met = Counter(cursor.fetchall())
        cursor.execute("SELECT count(*) FROM subject")
        ((subjects,),) = cursor.fetchall()
        cursor.execute("SELECT count(*) FROM encounter WHERE assignment IS NULL OR band IS NULL")
        ((faults["people not screened"],),) = cursor.fetchall()
        stated: dict[str, Counter[str]] = {}
        rows: Counter[str] = Counter()
        for stored in reader.entries():
            kind = str(stored.entry.kind)
            if kind in _STATED:
                stated.setdefault(stored.entry.about, Counter())[kind] += 1
            if kind == FactKind.DECLARED:
                rows[stored.entry.about] += len(stored.entry.rows)
            if kind == FactKind.IDENTIFIED:
                rows[stored.entry.about] -= sum("encounter_id" in orjson.loads(row) for row in stored.entry.rows)
    accepted = Counter(reference for _, reference, status, _ in inbox if status == "accepted")
    wanted = {f"R{number}" for number in range(sender.messages)}
    faults["messages lost"] += len(wanted - set(accepted))
    faults["messages doubled"] += sum(count - 1 for count in accepted.values()) + len(inbox) - len(accepted)
    faults["answers that are not those sent"] += sum(
        sender.answers.get(int(reference[1:])) != answer for _, reference, _, answer in inbox
    )
    faults["people lost"] += len(expected - set(met))
    faults["people doubled"] += sum(met.values()) - len(met) + max(0, subjects - len(expected))
    for message_id, reference, _, _ in inbox:
        missing = Counter(_STATED) - stated.get(message_id, Counter())
        more = stated.get(message_id, Counter()) - Counter(_STATED)
        shared = _shared(int(reference[1:])) and set(missing) == _ONCE_A_PERSON
        faults["messages half stored"] += bool(more or rows[message_id] or (missing and not shared))
    faults["messages half stored"] += len(set(stated) - {one[0] for one in inbox})
    faults["journal does not prove"] += not house.store.verify().ok
    before = _tables(house)
    house.store.rebuild()
    faults["rebuild differs"] += _tables(house) != before
    house.store.close()
    return Outcome(sender.killed, len(wanted), len(expected), faults={name: n for name, n in faults.items() if n})


def _tables(house: House) -> dict[str, list[tuple[object, ...]]]:
    found = {}
    with house.store.read() as reader:
        for name in TABLES:
            reader.cursor.execute(f'SELECT * FROM "{name}"')
            found[name] = sorted(reader.cursor.fetchall(), key=repr)
    return found


def main() -> int:
    """Run both designs; exit 0 when the house's is clean and the twin was caught."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--messages", type=int, default=9000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours = harness(Path(folder) / "house", options.kills, options.messages, twin=False, seed=options.seed)
        print(f"house: {ours}", flush=True)
        twin = hunt(Path(folder) / "twin", max(15, options.kills // 4), 200, seed=options.seed)
    verdict = "NOT CAUGHT: this harness proves nothing" if twin.clean else "caught"
    print(f"broken twin: {twin} {verdict}")
    short = ours.kills < options.kills
    if short:
        print(f"only {ours.kills} of {options.kills} kills hit a house at work")
    return 0 if ours.clean and not short and not twin.clean else 1


if __name__ == "__main__":
    sys.exit(main())
