"""One 180-passenger PAXLST from bytes to committed CUSRES, message after message, on a fresh embedded store."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.manifests import paxlst_bytes
from tidewaiter.assemble import open_house
from tidewaiter.identify.listing import shipped
from tidewaiter.receive import Delivery

PASSENGERS = 180
MESSAGES = 300
WARM_UP = 5
BUDGET_MS = 150.0


def committing() -> list[str]:
    """Measure p50 and p99 of one message: bytes in, walked through all rooms, committed (FULL), answer in hand."""
    with tempfile.TemporaryDirectory() as home:
        house = open_house(Path(home))
        for listing in shipped():
            house.lists.load(listing)
        taken = []
        for number in range(MESSAGES + WARM_UP):
            raw = paxlst_bytes(PASSENGERS, seed=number + 1, reference=f"BENCH{number:06d}")
            started = time.perf_counter()
            arrivals = list(house.ingest([Delivery(raw, "benchmark")]))
            taken.append((time.perf_counter() - started) * 1000)
            if not arrivals[0].accepted or "CUSRES" not in arrivals[0].answer:
                raise SystemExit("a message was not answered; the measurement would mean nothing")
        house.store.close()
    counted = sorted(taken[WARM_UP:])
    p99 = counted[min(len(counted) - 1, int(len(counted) * 0.99))]
    return [
        f"one {PASSENGERS}-passenger PAXLST, bytes to committed CUSRES, {MESSAGES} messages one after another",
        f"p50 {median(counted):.0f} ms, p99 {p99:.0f} ms, worst {counted[-1]:.0f} ms (budget p99 {BUDGET_MS:.0f} ms)",
    ]
