"""What screening costs: one query at a time, a typical day on two cores, and lists from small to a million names."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from tidewaiter.identify.matching import Matcher

LEAST = 0.1
"""Score from which a day's hits are reported: who is nine times out of ten another is not worth an officer's look."""


class Day(NamedTuple):
    """What a day took, reading, indexing and writing included."""

    seconds: float
    cpu: float
    peak_mib: float
    """Of all processes together, pages they share counted once."""
    said: dict[str, Any]


def a_day(listed: Path, names: Path, out: Path) -> Day:
    """Screen ``names`` against ``listed`` as anybody would, by the command line, and watch what it takes."""
    command = [str(Path(sys.executable).with_name("tidewaiter")), "screen", "--json"]
    command += ["--list", str(listed), "--names", str(names), "--out", str(out), "--least", str(LEAST)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        watch = _Watch(running.pid)
        said, _ = running.communicate()
        peak = watch.end()
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if running.returncode:
        raise SystemExit(f"screening ended with {running.returncode}; the measurement would mean nothing")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Day(seconds, cpu, peak, json.loads(said))


class _Watch(threading.Thread):
    """Notes the memory of a process and all that it starts, twice a second."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid, self._peak, self._over = pid, 0.0, threading.Event()
        self.start()

    def run(self) -> None:
        """Look until told to end."""
        while not self._over.wait(0.5):
            self._peak = max(self._peak, sum(_proportional(pid) for pid in _family(self._pid)))

    def end(self) -> float:
        """Give the most memory seen at once, in MiB."""
        self._over.set()
        self.join()
        return self._peak / 1024


def _family(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(one) for task in tasks for one in (task / "children").read_text().split()]
    except OSError:
        return [pid]
    return [pid, *(one for child in children for one in _family(child))]


def _proportional(pid: int) -> int:
    """Give the KiB of a process, with its part of what it shares."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


class Latency(NamedTuple):
    """One query after another on a list that is ready, in milliseconds."""

    p50: float
    p99: float
    p99_cpu: float
    """The same in processor time: what a machine with nothing else to do would take."""


def one_by_one(matcher: Matcher, queries: pl.DataFrame) -> Latency:
    """Ask one query at a time, each a name never asked before."""
    walls, cpus = [], []
    for at in range(queries.height):
        one = queries.slice(at, 1)
        wall, cpu = time.perf_counter(), time.process_time()
        matcher.screen(one)
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    walls, cpus = sorted(walls[20:]), sorted(cpus[20:])
    last = int(len(walls) * 0.99)
    return Latency(walls[len(walls) // 2], walls[last], cpus[last])


def of_size(names: int, queries: int) -> str:
    """Measure a list of so many names in a process of its own; give one line of a table."""
    script = f"from benchmarks.screening.costs import _of_size; _of_size({names}, {queries})"
    done = subprocess.run([sys.executable, "-c", script], check=True, stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
    return done.stdout.strip()


def _of_size(names: int, queries: int) -> None:
    from benchmarks.screening.people import listed, travelers

    table, asked = listed(names), travelers(queries, seed=5)
    started = time.process_time()
    matcher = Matcher.build(table)
    build = time.process_time() - started
    started = time.process_time()
    matcher.screen(asked.head(queries - 500))
    bulk = (time.process_time() - started) / (queries - 500) * 1e6
    latency = one_by_one(matcher, asked.tail(500))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    count = int(table["aliases"].str.count_matches(";").sum() + table.height + (table["aliases"] != "").sum())
    sys.stdout.write(
        f"{count:>10,}{build:>9.1f}{bulk:>12,.0f}{latency.p50:>9.1f}{latency.p99:>9.1f}{latency.p99_cpu:>9.1f}"
        f"{peak:>9,.0f}\n"
    )


SIZES_HEAD = f"{'names':>10}{'build s':>9}{'bulk us':>12}{'p50 ms':>9}{'p99 ms':>9}{'p99 cpu':>9}{'MiB':>9}"
"""Names on the list; CPU seconds to index it; CPU microseconds a traveler; one query; memory of the whole process."""
