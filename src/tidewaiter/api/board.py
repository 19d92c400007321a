"""The port board over HTTP: its figures, the rows behind each, its alarms and staffing, and ports beside each other."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tidewaiter.api.access import caller, confined
from tidewaiter.api.errors import documented
from tidewaiter.api.house import house
from tidewaiter.api.messages import body_of_request
from tidewaiter.api.paging import Page, Rows, paged
from tidewaiter.desk.board import BoardDesk
from tidewaiter.store.queries.board import NARROWED_BY

router = Router(tags=["board"])
_FILE = {
    "requestBody": {
        "required": True,
        "description": "The table, byte for byte: port,hour,officers.",
        "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class OfBoard(Schema):
    """Which board."""

    port: str | None = Field(default=None, max_length=20, description="Else the caller's, or the first there is.")
    day: date | None = Field(default=None, description="The day (UTC); else today.")


class OfFigure(Page):
    """Which figure of which board, narrowed as its link says."""

    port: str | None = Field(default=None, max_length=20)
    figure: str = Field(default="announced", max_length=40)
    day: date | None = None
    hour: str | None = None
    direction: str | None = None
    assignment: str | None = None
    stream: str | None = None
    lane: str | None = None
    finding: str | None = None


class OfAlarms(Page):
    """Which alarms."""

    port: str | None = Field(default=None, max_length=20, description="Else the caller's, or all.")
    standing: bool = Field(default=False, description="Only those that have not ended.")


class Answer(Schema):
    """What is being done about an alarm."""

    answer: str = Field(min_length=1, max_length=1000)


class Named(Schema):
    """Under which name a staffing table is journaled."""

    name: str = Field(default="http", min_length=1, max_length=100)


class Staffed(Schema):
    """How many hours a table names."""

    hours: int


@router.get("/board", response={200: dict[str, Any], **documented(404, 422)}, operation_id="port_board")
def board(request: HttpRequest, wanted: Query[OfBoard]) -> dict[str, Any]:
    """Give the board of a port; asking for today's judges its service levels, so a monitor may ask each minute."""
    desk, officer = BoardDesk.of(house()), caller(request)
    return desk.board(officer, desk.port_for(officer, wanted.port), wanted.day)


@router.get("/board/rows", response={200: Rows, **documented(404, 422)}, operation_id="port_board_rows")
def rows(request: HttpRequest, wanted: Query[OfFigure]) -> dict[str, Any]:
    """List exactly the encounters that a figure counts; that they were read is journaled."""
    desk, officer = BoardDesk.of(house()), caller(request)
    span = desk.span(officer, desk.port_for(officer, wanted.port), wanted.day)
    narrow = {name: value for name in NARROWED_BY if (value := getattr(wanted, name)) is not None}
    limit, offset = wanted.limit + 1, wanted.offset
    found = desk.rows(officer, span, wanted.figure, limit=limit, offset=offset, **narrow)
    shown = found[: wanted.limit]
    asked = {"port": span.port, "figure": wanted.figure, "day": span.since.date(), **narrow}
    house().listed(officer, "board", shown, **asked)
    return {"rows": shown, "next_offset": wanted.offset + wanted.limit if len(found) > wanted.limit else None}


@router.get("/board/alarms", response={200: Rows, **documented(404, 422)}, operation_id="list_alarms")
def alarms(request: HttpRequest, wanted: Query[OfAlarms]) -> dict[str, Any]:
    """List alarms of service levels, the latest first: what was measured, who was shown it, who answered."""
    port = confined(request, wanted.port)
    return paged(wanted, partial(BoardDesk.of(house()).alarms, caller(request)), port=port, standing=wanted.standing)


@router.post(
    "/board/alarms/{alarm_id}/answer",
    response={200: dict[str, Any], **documented(404, 409, 422)},
    operation_id="answer_alarm",
)
def answer(request: HttpRequest, alarm_id: str, body: Answer) -> dict[str, Any]:
    """Take an alarm in hand, in words."""
    (fact,) = BoardDesk.of(house()).answer(caller(request), alarm_id, body.answer)
    return {"alarm_id": alarm_id, "answered_by": fact.actor, "answered_at": fact.at.isoformat(), **fact.data}


@router.post(
    "/staffing", response={200: Staffed, **documented(411, 413, 422)}, openapi_extra=_FILE, operation_id="load_staffing"
)
def staffing(request: HttpRequest, wanted: Query[Named]) -> dict[str, int]:
    """Say how many officers are at the lanes in each hour (CSV)."""
    return {"hours": BoardDesk.of(house()).load_staffing(body_of_request(request), wanted.name, caller(request))}


@router.get("/reports/ports", response={200: dict[str, Any], **documented(422)}, operation_id="report_ports")
def ports(request: HttpRequest) -> dict[str, Any]:
    """Every port beside all others after adjusting for case mix; small ones are suppressed."""
    told = BoardDesk.of(house()).compared(caller(request))
    return {"since": told["since"], "until": told["until"], "rows": told["rows"]}
