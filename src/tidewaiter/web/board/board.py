"""The board of one port on one day, the rows behind its figures, its tables as CSV, its alarms and its staffing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from tidewaiter.api.house import house
from tidewaiter.authority import Permission
from tidewaiter.desk.board import BoardDesk
from tidewaiter.store import queries
from tidewaiter.store.queries.board import NARROWED_BY
from tidewaiter.vocabulary.errors import NotFound, Refusal, Unreadable
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.board import charts
from tidewaiter.web.leafing import day_of, leaf_of, offset_of, onward
from tidewaiter.web.navigation import opens
from tidewaiter.web.reader import page
from tidewaiter.web.telling import problem

ROWS = 50
LARGEST = 1024 * 1024


@require_safe
@page
def board(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show the board; a reader of every port chooses one, the first in the alphabet until then."""
    return _board(request, officer)


def _board(request: HttpRequest, officer: Officer, status: int = 200, **more: Any) -> HttpResponse:
    desk = BoardDesk.of(house())
    ports = desk.ports(officer)
    today = house().policies.clock().date()
    chosen = desk.port_for(officer, request.GET.get("port") or request.POST.get("port"))
    if not chosen:
        return render(request, "board/board.html", {"board": None, "ports": [], "officer": officer})
    day = min(day_of(request, "day", today), today + timedelta(days=60))
    found = desk.board(officer, chosen, day)
    told: dict[str, Any] = {
        "board": found, "ports": ports, "day": day, "today": today, "officer": officer,
        "rows_at": lambda figure, **narrow: charts.address(found, figure, **narrow),
        "hours": charts.hours(found), "staffing": charts.staffing(found), "lanes": charts.lanes(found),
        "may_answer": house().authority.allows(officer, Permission.PORT_ALARM_ANSWER, chosen),
        "may_staff": house().authority.allows(officer, Permission.PORT_STAFFING_LOAD, chosen),
        "may_list": house().authority.allows(officer, Permission.PORT_ENCOUNTER_LIST, chosen),
        "may_compare": opens(officer, "board-ports"), "wrong": {}, **more,
    }  # fmt: skip
    return render(request, "board/board.html", told, status=status)


@require_safe
@page
def rows(request: HttpRequest, officer: Officer) -> HttpResponse:
    """List exactly the encounters behind one figure; that the list was read is journaled."""
    desk = BoardDesk.of(house())
    figure, today = request.GET.get("figure", "announced"), house().policies.clock().date()
    span = desk.span(officer, desk.port_for(officer, request.GET.get("port")), day_of(request, "day", today))
    narrow = {name: request.GET[name] for name in NARROWED_BY if name in request.GET}
    offset = offset_of(request)
    count = desk.count(officer, span, figure, **narrow)
    found = desk.rows(officer, span, figure, limit=ROWS + 1, offset=offset, **narrow)
    leaf = leaf_of(request, found, ROWS)
    asked = {"port": span.port, "day": span.since.date(), "figure": figure, **narrow, "offset": offset or None}
    house().listed(officer, "board", leaf["rows"], **asked)
    with house().store.read() as reader:
        checks = queries.screening(reader.cursor, [row["encounter_id"] for row in leaf["rows"]])
    told = {"span": span, "figure": figure, "narrow": narrow, "count": count, "checks": checks, "now": span.now}
    told["may_open"] = house().authority.opens(officer, "GET /encounters/{encounter_id}")
    return render(request, "board/rows.html", {**told, **leaf, "officer": officer})


@require_safe
@page
def table(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Give one table of the board as CSV."""
    name, today = request.GET.get("name", "figures"), house().policies.clock().date()
    if name not in charts.TABLES:
        raise NotFound(f"The board has no table {name}")
    desk = BoardDesk.of(house())
    found = desk.board(officer, desk.port_for(officer, request.GET.get("port")), day_of(request, "day", today))
    answer = HttpResponse(charts.as_csv(found, name), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{found["port"]}-{found["since"]:%Y-%m-%d}.csv"'
    return answer


@require_POST
@page
def answer(request: HttpRequest, officer: Officer, alarm_id: str) -> HttpResponse:
    """Take an alarm in hand, in words."""
    try:
        BoardDesk.of(house()).answer(officer, alarm_id, request.POST.get("answer", ""))
    except Refusal as error:
        return _board(request, officer, 422, wrong={alarm_id: error.text})
    return onward(_at(request))


@require_POST
@page
def staffing(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Load a staffing table."""
    house().authority.require(officer, Permission.PORT_STAFFING_LOAD)
    try:
        raw, name = _file(request)
        BoardDesk.of(house()).load_staffing(raw, name, officer)
    except (Refusal, Unreadable) as error:
        return _board(request, officer, 422, wrong={"staffing": problem(error)})
    return onward(_at(request))


def _at(request: HttpRequest) -> str:
    asked = {name: request.POST[name] for name in ("port", "day") if request.POST.get(name)}
    return f"{reverse('board')}?{urlencode(asked)}"


def _file(request: HttpRequest) -> tuple[bytes, str]:
    file = request.FILES.get("file")
    if file is None or isinstance(file, list) or not file.size or file.size > LARGEST:
        raise Refusal("choose a staffing table of at most 1 MiB", code="no-file")
    return file.read(), file.name or "table"
