"""Kill a writer again and again while a sender repeats what was not acknowledged: nothing lost, nothing doubled.

    python -m tests.parts.kills [--kills 60] [--messages 9000]

Runs the house's design, then its broken twin (the fact and its inbox mark in two transactions), which must be caught:
a harness that does not catch it is worth nothing.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tidewaiter.store import open_store
from tidewaiter.store.opening import Store
from tidewaiter.store.work import Work
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind

GROUP = 8
AGAIN = 20
"""How many already acknowledged messages the sender sends once more after each kill."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What stood in the journal after all kills."""

    kills: int
    messages: int
    lost: int
    doubled: int
    proven: bool

    @property
    def clean(self) -> bool:
        """Tell whether every message is there exactly once and the journal proves."""
        return self.lost == self.doubled == 0 and self.proven


def harness(home: Path, kills: int, messages: int, *, twin: bool, seed: int = 1) -> Outcome:
    """Send ``messages`` through a writer that is killed ``kills`` times; read what was kept."""
    chance = random.Random(seed)
    store = open_store(home)
    store.migrate()
    store.close()
    acknowledged, done = 0, 0
    while acknowledged < messages:
        share = 2 * (messages - acknowledged) // (kills - done + 1)
        patience = chance.randint(1, max(1, share)) if done < kills else None
        writer = _Writer(home, max(0, acknowledged - AGAIN), messages, twin=twin)
        last, killed = writer.run(patience, chance.uniform(0, 0.02))
        acknowledged, done = max(acknowledged, last), done + killed
    return _count(store, done, messages)


class _Writer:
    """One writer process."""

    def __init__(self, home: Path, first: int, end: int, *, twin: bool) -> None:
        words = ["--write", str(home), str(first), str(end), *(["--twin"] if twin else [])]
        self._command = [sys.executable, "-m", "tests.parts.kills", *words]
        self._first = first

    def run(self, patience: int | None, delay: float) -> tuple[int, bool]:
        """Kill it ``delay`` s after ``patience`` acknowledgements; give the last one, and whether it was killed."""
        last = self._first
        with subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True) as process:
            for number, line in enumerate(process.stdout, 1):
                last = int(line)
                if number == patience:
                    time.sleep(delay)
                    process.kill()
        if process.returncode not in (0, -signal.SIGKILL):
            raise RuntimeError(f"the writer failed by itself with {process.returncode}")
        return last, process.returncode != 0


def _count(store: Store, kills: int, messages: int) -> Outcome:
    with store.read() as reader:
        seen = Counter(stored.entry.about for stored in reader.entries(kinds={FactKind.RECORD_READ}))
    proven = store.verify().ok
    store.close()
    lost = sum(f"msg-{number}" not in seen for number in range(messages))
    return Outcome(kills, messages, lost, sum(count - 1 for count in seen.values()), proven)


def write(home: Path, first: int, end: int, *, twin: bool) -> None:
    """Take messages in, acknowledging each (its number plus one) after the commit that holds it."""
    store = open_store(home)
    for start in range(first, end, GROUP):
        numbers = range(start, min(start + GROUP, end))
        for acknowledged in (_take_apart if twin else _take)(store, numbers):
            print(acknowledged, flush=True)
    store.close()


def _take(store: Store, numbers: range) -> Iterator[int]:
    with store.work() as work:
        for number in numbers:
            with work.savepoint():
                if not _known(work, number):
                    work.append([_fact(FactKind.RECORD_READ, number), _fact(FactKind.ANSWERED, number)])
    yield from (number + 1 for number in numbers)


def _take_apart(store: Store, numbers: range) -> Iterator[int]:
    for number in numbers:
        with store.work() as work:
            known = _known(work, number)
            if not known:
                work.append([_fact(FactKind.RECORD_READ, number)])
        if not known:
            with store.work() as work:
                work.append([_fact(FactKind.ANSWERED, number)])
        yield number + 1


def _known(work: Work, number: int) -> bool:
    return any(work.entries(f"msg-{number}", {FactKind.ANSWERED}))


def _fact(kind: FactKind, number: int) -> Entry:
    data = {"message_id": f"msg-{number}", "answer": "", "purpose": "harness"}
    return Entry.of_fact(Fact(kind, f"msg-{number}", datetime.now(UTC), "harness", data))


def main() -> int:
    """Run both designs; exit 0 when the house's is clean and the twin was caught."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--messages", type=int, default=9000)
    parser.add_argument("--write", nargs=3, metavar=("HOME", "FIRST", "END"), help=argparse.SUPPRESS)
    parser.add_argument("--twin", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        home, first, end = options.write
        write(Path(home), int(first), int(end), twin=options.twin)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        ours = harness(Path(folder) / "house", options.kills, options.messages, twin=False)
        print(f"house: {ours}", flush=True)
        twin = harness(Path(folder) / "twin", max(12, options.kills // 4), options.messages // 10, twin=True)
    print(f"broken twin: {twin} {'NOT CAUGHT: this harness proves nothing' if twin.clean else 'caught'}")
    return 0 if ours.clean and not twin.clean else 1


if __name__ == "__main__":
    sys.exit(main())
