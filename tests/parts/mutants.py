"""Send damaged messages of every kind to the door: no foreign error, no hang, every refusal with a code and a place.

    python -m tests.parts.mutants [--count 20000] [--seed 7] [--walked 1000]

Most mutants are opened; ``--walked`` of them go through a whole house, where a message that was read but could not be
walked is a fault too. Broken twins of the door must be caught, else the hunt proves nothing. Exit 0 when all holds.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from tests.mutants import Leak, leaks, mutants

from tidewaiter.assemble import SAMPLES, open_house
from tidewaiter.formats import mrz
from tidewaiter.formats.edifact import open_interchange
from tidewaiter.receive import Delivery, open_delivery
from tidewaiter.vocabulary.errors import Unreadable

LARGEST = 60_000
"""Originals above this many bytes are left out: they hold no segment that the smaller ones lack."""
MEMORY = 8 * 2**30
"""Bytes of address space a house may ask for while it takes mutants in; asking for more is a fault."""
ZONES = (
    b"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
    b"I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    b"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
    b"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<",
    b"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<",
)
"""The specimen zones of ICAO 9303: TD3, TD1, TD2, MRV-A, MRV-B."""
KINDS = {"paxlst": ".edi", "pnrgov": ".edi", "manifests": "", "lane": ".json"}


def originals() -> list[bytes]:
    """Give good messages of every kind that the house takes: the samples that ship with it."""
    found = []
    for folder, ending in KINDS.items():
        of_kind = [path.read_bytes() for path in sorted((SAMPLES / folder).glob(f"*{ending}"))]
        of_kind = [body for body in of_kind if len(body) <= LARGEST]
        if not of_kind:
            raise RuntimeError(f"no samples of {folder}")
        found += of_kind
    return [*found, *ZONES]


def door(raw: bytes) -> None:
    """Open a delivery as the house does. Raises the refusal that names its place worst; zones go to the reader."""
    if raw[:1] in (b"P", b"I", b"V") and raw.count(b"<") > 8:
        mrz.read(raw.decode("utf-8", "replace").splitlines())
        return
    errors = [opened.error for opened in open_delivery(Delivery(raw)) if opened.error]
    if errors:
        raise min(errors, key=lambda error: bool(error.code) and str(error.position) != "the input as a whole")


def leaking(raw: bytes) -> None:
    """Open as a careless door would: it believes the control count that the sender wrote."""
    door(raw)
    for opened in open_delivery(Delivery(raw)):
        if opened.syntax == "edifact":
            int(raw.rsplit(b"UNZ+", 1)[1].split(b"+")[0])


def placeless(raw: bytes) -> None:
    """Open as a lazy door would: it says that something is wrong, not where."""
    try:
        open_interchange(raw)
    except Unreadable as error:
        raise Unreadable(error.text, code=error.code) from None


def hanging(raw: bytes) -> None:
    """Open as a slow door would: a run of doubled marks keeps it busy for longer than a second."""
    start = time.process_time()
    while b"??" in raw and time.process_time() - start < 1.1:
        pass


TWINS: dict[str, Callable[[bytes], None]] = {"leaking": leaking, "placeless": placeless, "hanging": hanging}


def hunt(seed: int, count: int) -> list[Leak]:
    """Open ``count`` mutants of this seed; give those that the door did not bear."""
    return leaks(door, mutants(seed, originals(), count))


def caught(twin: str, seed: int = 7, count: int = 300) -> bool:
    """Tell whether the hunt catches a broken twin of the door."""
    edifact = [body for body in originals() if b"UNB" in body]
    return bool(leaks(TWINS[twin], mutants(seed, edifact, count)))


def walked(home: Path, seed: int, count: int) -> list[Leak]:
    """Take ``count`` mutants into a whole house; a batch may not fail, nor a message that was read not be walked."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    house = open_house(home)
    damaged = list(mutants(seed, originals()[: -len(ZONES)], count))
    found: list[Leak] = []
    with _quiet():
        start = time.process_time()
        for start_at in range(0, count, 50):
            part = damaged[start_at : start_at + 50]
            found += _taken_in(house, part, start_at)
    if time.process_time() - start > count:
        found.append(Leak(-1, "slower than one message a second", b""))
    if not house.store.verify().ok:
        found.append(Leak(-1, "the journal does not prove", b""))
    house.store.close()
    return found


def _taken_in(house: object, part: Sequence[bytes], first: int) -> Iterator[Leak]:
    deliveries = [Delivery(raw, "command-line", str(first + number)) for number, raw in enumerate(part)]
    try:
        arrivals = list(house.ingest(deliveries))
    except Exception as error:
        yield Leak(first, f"a batch of the house failed with {type(error).__name__}: {error}", b"")
        return
    for arrival in arrivals:
        number = int(arrival.opened.delivery.file or 0)
        error = arrival.error
        if not arrival.answer:
            yield Leak(number, "left without an answer", part[number - first])
        if error is not None and "not walked" in error.text:
            yield Leak(number, error.text, part[number - first])
        elif error is not None and str(error.position) == "the input as a whole" and arrival.status == "refused":
            yield Leak(number, f"refused without a place: {error.text}", part[number - first])


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _share(task: tuple[int, int]) -> list[Leak]:
    return hunt(*task)


def main() -> int:
    """Hunt with all cores; print what leaked. Exit 0 when nothing did and every twin was caught."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--walked", type=int, default=1000)
    options = parser.parse_args()
    start, cores = time.perf_counter(), os.cpu_count() or 1
    step = 500
    tasks = [(options.seed + first, min(step, options.count - first)) for first in range(0, options.count, step)]
    with multiprocessing.get_context("forkserver").Pool(cores) as pool:
        found = [leak for share in pool.imap_unordered(_share, tasks) for leak in share]
    print(f"opened {options.count} mutants of {len(originals())} messages: {len(found)} leaks", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        inside = walked(Path(folder), options.seed, options.walked)
    print(f"walked {options.walked} of them through a house: {len(inside)} leaks", flush=True)
    for leak in islice([*found, *inside], 20):
        print(f"  {leak.number}: {leak.what}\n    {leak.mutant[:400]!r}")
    missed = [twin for twin in TWINS if not caught(twin)]
    print(f"broken twins: {', '.join(TWINS)}: {f'NOT CAUGHT: {missed}' if missed else 'all caught'}")
    print(f"took {time.perf_counter() - start:.0f} s")
    return 1 if found or inside or missed else 0


if __name__ == "__main__":
    sys.exit(main())
