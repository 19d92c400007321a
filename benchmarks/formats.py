"""EDIFACT reading beside its peer: ``python -m benchmarks.formats``.

Ours tokenises *and* maps every passenger to a person with documents; the peer, pydifact 0.2.3, only tokenises. Both
read the same list of 260 invented passengers in alternating rounds of about equal length; medians are compared.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from statistics import median

from pydifact.control import Characters
from pydifact.tokenizer import Tokenizer

from benchmarks.latency import committing
from benchmarks.manifests import paxlst_bytes
from tidewaiter.formats import paxlst
from tidewaiter.formats.edifact import open_interchange

PASSENGERS = 260
ROUNDS = 15
TARGET = 8.0  # what the project promises; the reader aims at 10

Part = Callable[[], list[str]]


def reading() -> list[str]:
    """Measure passengers per second of reading, and the ratio to the peer's tokenizing alone."""
    raw = paxlst_bytes(PASSENGERS)
    text = raw.decode()

    def ours() -> int:
        envelope = open_interchange(raw)
        return len(paxlst.read(envelope, envelope.messages[0]).people)

    def peer() -> int:
        return sum(1 for _ in Tokenizer().get_tokens(text, Characters()))

    if ours() != PASSENGERS:
        raise SystemExit("the list was not read in full; the measurement would mean nothing")
    peer()
    ours_rate, peer_rate = _alternate((ours, 20), (peer, 2))
    ratio = ours_rate / peer_rate
    return [
        f"ours, tokenised and mapped   {ours_rate:10,.0f} passengers/s",
        f"pydifact, tokenised only     {peer_rate:10,.0f} passengers/s",
        f"ratio {ratio:.1f} (promised {TARGET:.0f}); {PASSENGERS} passengers, {len(raw):,} bytes, {ROUNDS} rounds",
        f"passengers_per_s={ours_rate:.0f} ratio_pydifact={ratio:.1f}",
    ]


PARTS: tuple[Part, ...] = (committing, reading)
"""Each part gives its lines; the last line of the last part closes the report, so ``reading`` stays last."""


def _alternate(*runs: tuple[Callable[[], int], int]) -> list[float]:
    """Run each callable its number of times in turn, round after round; give median passengers per second."""
    rates: list[list[float]] = [[] for _ in runs]
    for _ in range(ROUNDS):
        for (run, times), rate in zip(runs, rates, strict=True):
            start = time.perf_counter()
            for _ in range(times):
                run()
            rate.append(PASSENGERS * times / (time.perf_counter() - start))
    return [median(rate) for rate in rates]


def main() -> int:
    """Run every part and print its lines."""
    for part in PARTS:
        for line in part():
            print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
