"""Rules held against the past: started from the rule's page, watched while they run, read with chart and table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from tidewaiter.api.house import house
from tidewaiter.vocabulary.errors import InvalidPolicy, NotFound, Refusal
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.snapshot import parts
from tidewaiter.web.reader import page
from tidewaiter.web.rules.charts import bars, csv_answer
from tidewaiter.web.rules.rule import shown
from tidewaiter.web.rules.runs import runs
from tidewaiter.web.targeting.tabs import RULES, bar

HOURS = 24
TABLES: dict[str, tuple[str, ...]] = {
    "days": ("day", "hits"),
    "ports": ("port", "hits", "per_day", "raised"),
    "hours": ("hour", "per_day"),
    "overlap": ("rule", "both", "live", "of_hits", "jaccard"),
    "bands": ("from", "to", "n"),
    "groups": ("attribute", "group", "people", "hits", "estimate", "low", "high", "ratio", "suppressed"),
}
"""The tables of a back-test and their columns."""


@require_POST
@page
def start(request: HttpRequest, officer: Officer, rule_id: str) -> HttpResponse:
    """Begin a back-test of the newest version; the page of the run shows how far it has come."""
    first, last = (_day(request.POST.get(name, "")) for name in ("first", "last"))
    desk = house().rules
    try:
        tried = desk.tried(rule_id)
        files = _kept(desk.snapshots, first, last)

        def work(advance: Callable[[int], object]) -> dict[str, Any]:
            return desk.backtest(tried, officer, first=first, last=last, advance=advance)

        run = runs.start(rule_id, len(files), work)
    except (Refusal, InvalidPolicy) as error:
        return shown(request, officer, rule_id, error)
    return redirect("rule-run", rule_id=rule_id, run_id=run.run_id)


@require_GET
@page
def progress(request: HttpRequest, officer: Officer, rule_id: str, run_id: str) -> HttpResponse:
    """Show how far a back-test has come; once it is done, its result."""
    run = runs.of(rule_id, run_id)
    if run.backtest_id and not request.headers.get("HX-Request"):
        return redirect("rule-backtest", rule_id=rule_id, backtest_id=run.backtest_id)
    return render(request, "rules/run.html", {"bar": bar(officer, RULES), "run": run, "rule_id": rule_id})


@require_GET
@page
def one(request: HttpRequest, officer: Officer, rule_id: str, backtest_id: str) -> HttpResponse:
    """Show what a back-test counted: rates with intervals, days, ports, hours, overlap, bands, groups."""
    found = _found(officer, rule_id, backtest_id)
    tables = _tables(found["report"])
    told = {
        "bar": bar(officer, RULES),
        "test": found,
        "report": found["report"],
        "tables": tables,
        "by_day": bars(tables["days"], "day", "hits") if tables["days"] else None,
        "by_port": bars(tables["ports"], "port", "hits", "raised") if tables["ports"] else None,
        "by_hour": bars(tables["hours"], "hour", "per_day") if tables["hours"] else None,
        "rule_id": rule_id,
    }
    return render(request, "rules/backtest.html", told)


@require_GET
@page
def table(request: HttpRequest, officer: Officer, rule_id: str, backtest_id: str) -> HttpResponse:
    """Give one table of a back-test as CSV."""
    of = request.GET.get("of", "days")
    if of not in TABLES:
        raise NotFound(f"There is no table {of}: there are {', '.join(TABLES)}")
    rows = _tables(_found(officer, rule_id, backtest_id)["report"])[of]
    return csv_answer(f"{rule_id}-{of}", TABLES[of], rows)


def _found(officer: Officer, rule_id: str, backtest_id: str) -> dict[str, Any]:
    return house().rules.tested(rule_id, backtest_id, officer)


def _tables(report: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    ports = report.get("workload") or []
    hours = [
        {"hour": f"{hour:02d}", "per_day": round(sum(port["per_hour"][hour] for port in ports), 3)}
        for hour in range(HOURS)
    ]
    return {
        "days": report.get("days") or [],
        "ports": [port | {"port": port["port"] or "not known"} for port in ports],
        "hours": hours if ports else [],
        "overlap": report.get("overlap") or [],
        "bands": report.get("bands") or [],
        "groups": report.get("groups") or [],
    }


def _kept(folder: Path, first: date | None, last: date | None) -> list[Path]:
    found = parts(folder, first, last)
    if not found:
        raise Refusal("no snapshot of these days is kept: tidewaiter features build makes them", code="no-snapshot")
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
