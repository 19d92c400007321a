"""Server time of every page with a million encounters stored: p50 and p95, beside the same pages nearly empty."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from tests.unit.api.serving import TWO_PORTS, Served, serving
from tests.unit.web.budgets import BUDGETS, address
from tests.unit.web.signing import signed_in

from benchmarks.workbench.sown import PORTS, sow

BUDGET_MS = 150.0
TIMES = 30


BUSY = (
    ("/board?port={port}", "commander"),
    ("/board/rows?port={port}&figure=reported", "commander"),
    ("/rules/filed-late-air", "analyst"),
    ("/targeting?band=medium", "analyst"),
    ("/audit?actor=Officer+7+of+{port}", "auditor"),
    ("/audit?kind=Admitted&port={port}", "auditor"),
    ("/audit/readings?actor=Officer+7+of+{port}", "auditor"),
    ("/search?q=L000AB1", "analyst"),
)
"""The same pages where most stands behind them: the busiest port, a rule that fires often, one officer's work."""


def measured(count: int, *, times: int = TIMES) -> dict[str, tuple[float, float]]:
    """Give median and 95th percentile in milliseconds of each page, at every port and at the busiest one."""
    with tempfile.TemporaryDirectory() as home, serving(Path(home), *TWO_PORTS) as served:
        served.match(PORTS[0])
        if count:
            sow(served.house, count)
        found = {}
        for path, budget in sorted(BUDGETS.items()):
            where = address(path, served)
            for port in [budget["port"]] if "port" in budget else ["*", PORTS[0]] if budget["role"] else ["*"]:
                found[f"{path} {port if port != '*' else ''}"] = _of(_browser(served, budget, port), where, times)
        for path, role in BUSY:
            found[path] = _of(_browser(served, {"role": role}, "*"), path.format(port=PORTS[0]), times)
        return found


def _browser(served: Served, budget: dict[str, Any], port: str) -> Any:
    from django.test import Client

    if budget.get("signed_in"):
        return signed_in(budget["role"], port=port)
    token = served.token(budget["role"], port) if budget["role"] else None
    headers = {"Authorization": f"Bearer {token}", "X-Purpose": "benchmark"} if token else {}
    return Client(SERVER_NAME="localhost", headers=headers)


def _of(client: Any, where: str, times: int) -> tuple[float, float]:
    taken = []
    for _ in range(times + 2):
        started = time.perf_counter()
        answer = client.get(where)
        b"".join(answer) if answer.streaming else answer.content
        taken.append((time.perf_counter() - started) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{where} answers {answer.status_code}; the measurement would mean nothing")
    counted = sorted(taken[2:])
    return median(counted), counted[int(len(counted) * 0.95)]


def main(count: int) -> float:
    """Print a table, and give the worst p95."""
    small, large = measured(0), measured(count)
    print(f"{'page':52} {'p50 ms':>8} {'p95 ms':>8} {'nearly empty p95':>17}")
    for path, (middle, late) in sorted(large.items(), key=lambda each: -each[1][1]):
        print(f"{path:52} {middle:8.0f} {late:8.0f} {small[path][1]:17.0f}{'  OVER' if late > BUDGET_MS else ''}")
    return max(late for _, late in large.values())
