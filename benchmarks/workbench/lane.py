"""One traveler looked up at primary: what the store takes for each way of asking, and for all the one screen shows."""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.unit.api.serving import serving

from benchmarks.workbench.sown import PORTS, sow
from tidewaiter.desk.finding import candidates
from tidewaiter.desk.sight import sights
from tidewaiter.formats import wedge
from tidewaiter.inspect import load_lane_policy
from tidewaiter.store.projections.sql import dicts
from tidewaiter.store.queries import lane as asked
from tidewaiter.vocabulary.time import utc_now

BUDGET_MS = 20.0
TIMES = 400


def main(count: int) -> float:
    """Print milliseconds for each way of asking, over other people each time; give the worst p99 of the clock.

    Beside the clock's the processor's own time: on a machine that others use, the clock tells how busy it is.
    """
    with tempfile.TemporaryDirectory() as home, serving(Path(home)) as served:
        sow(served.house, count)
        worst = 0.0
        with served.house.store.read() as reader:
            cursor, now = reader.cursor, utc_now()
            around = load_lane_policy().around
            people = _people(cursor, now)
            print(f"{len(people):,} of {count:,} are due about now; each asked once, {TIMES} times a way")
            for name, ask in _ways(cursor).items():
                taken, spent = [], []
                for row in random.Random(7).sample(people, min(TIMES, len(people))):
                    here = asked.Around.of(row["port"], now, around)
                    started, began = time.perf_counter(), time.process_time()
                    ask(row, here)
                    spent.append((time.process_time() - began) * 1000)
                    taken.append((time.perf_counter() - started) * 1000)
                low, high, own = _share(taken, 0.5), _share(taken, 0.99), _share(spent, 0.99)
                worst = max(worst, high)
                print(f"{name:22} p50 {low:6.2f} ms  p99 {high:6.2f} ms  p99 of the processor {own:6.2f} ms")
        print(f"worst_lookup_p99_ms={worst:.2f} budget_ms={BUDGET_MS:.0f}")
        return worst


def _share(values: list[float], part: float) -> float:
    return sorted(values)[int(len(values) * part)]


def _ways(cursor: Any) -> dict[str, Callable[[Any, asked.Around], Any]]:
    def typed(text: Callable[[Any], str]) -> Callable[[Any, asked.Around], Any]:
        today = utc_now().date()
        return lambda row, here: candidates(cursor, wedge.read(text(row), today=today), here)

    def screen(row: Any, here: asked.Around) -> Any:
        (one,) = asked.these(cursor, [row["encounter_id"]])
        return sights(cursor, [one, *asked.companions(cursor, one)]), asked.crossings(cursor, one["subject_id"])

    return {
        "document number": typed(lambda row: row["document_number"]),
        "surname": typed(lambda row: f"{row['surname']},"),
        "surname, given name": typed(lambda row: f"{row['surname']}, {row['given_names']}"),
        "flight and seat": typed(lambda row: f"{row['carrier']}{row['number']} {row['seat']}"),
        "booking": typed(lambda row: row["locator"]),
        "the one screen": screen,
        "who waits": lambda row, here: asked.waiting(cursor, here.port, lane=None, since=utc_now()),
    }


def _people(cursor: Any, now: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for port in PORTS:
        here = asked.Around.of(port, now, load_lane_policy().around)
        rows += dicts(
            cursor, "SELECT * FROM encounter WHERE port = %s AND scheduled_at >= %s AND scheduled_at < %s", list(here)
        )
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encounters", type=int, default=1_000_000)
    main(parser.parse_args().encounters)
