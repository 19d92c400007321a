"""Server time of every page with a million encounters stored: p50 and p95, beside the same pages nearly empty."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

from tests.unit.api.serving import TWO_PORTS, Served, serving
from tests.unit.web.budgets import BUDGETS, address

from benchmarks.workbench.sown import PORTS, sow

BUDGET_MS = 150.0
TIMES = 30


def measured(count: int, *, times: int = TIMES) -> dict[str, tuple[float, float]]:
    """Give median and 95th percentile in milliseconds of each page, by its row in ``query_counts.json``."""
    with tempfile.TemporaryDirectory() as home, serving(Path(home), *TWO_PORTS) as served:
        served.match(PORTS[0])
        if count:
            sow(served.house, count)
        return {path: _of(served, path, times) for path in sorted(BUDGETS)}


def _of(served: Served, path: str, times: int) -> tuple[float, float]:
    from django.test import Client

    budget = BUDGETS[path]
    port = budget.get("port", "*")
    token = served.token(budget["role"], port) if budget["role"] else None
    headers = {"Authorization": f"Bearer {token}", "X-Purpose": "benchmark"} if token else {}
    client, where = Client(SERVER_NAME="localhost", headers=headers), address(path, served)
    taken = []
    for _ in range(times + 2):
        started = time.perf_counter()
        answer = client.get(where)
        b"".join(answer) if answer.streaming else answer.content
        taken.append((time.perf_counter() - started) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answers {answer.status_code}; the measurement would mean nothing")
    counted = sorted(taken[2:])
    return median(counted), counted[int(len(counted) * 0.95)]


def main(count: int) -> float:
    """Print a table, and give the worst p95."""
    small, large = measured(0), measured(count)
    print(f"{'page':52} {'p50 ms':>8} {'p95 ms':>8} {'nearly empty p95':>17}")
    for path, (middle, late) in sorted(large.items(), key=lambda each: -each[1][1]):
        print(f"{path:52} {middle:8.0f} {late:8.0f} {small[path][1]:17.0f}{'  OVER' if late > BUDGET_MS else ''}")
    return max(late for _, late in large.values())
