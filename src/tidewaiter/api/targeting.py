"""Targeting over HTTP: who is coming with something to look at, dismissals, filters kept, notes from shift to shift."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Header, Query, Router, Schema
from pydantic import ConfigDict, Field

from tidewaiter.api.access import caller, confined
from tidewaiter.api.acts import Stated
from tidewaiter.api.encounters import Purposed
from tidewaiter.api.errors import documented
from tidewaiter.api.hits import Said
from tidewaiter.api.house import house
from tidewaiter.api.paging import Page, Rows, cut, paged
from tidewaiter.desk.targeting import TargetingDesk
from tidewaiter.vocabulary.facts import Fact
from tidewaiter.vocabulary.tables import Assignment, Band, Direction

router = Router(tags=["targeting"])


class Here(Page):
    """A piece of a list of one port."""

    port: str | None = Field(default=None, description="A caller of one port sees that port alone.")


class Wanted(Here):
    """Who is due; everything given must fit."""

    since: datetime | None = Field(default=None, description="Due from then on (with zone); else six hours ago.")
    until: datetime | None = Field(default=None, description="Due before; else in two days.")
    mode: Literal["air", "sea", "land"] | None = None
    direction: Direction | None = None
    band: Band | None = None
    assignment: Assignment | None = None
    hit: bool | None = Field(default=None, description="With a possible match that stands, or without.")
    rule: str | None = Field(default=None, max_length=200, description="On whom this rule fired.")
    carrier: str | None = Field(default=None, max_length=10)
    number: str | None = Field(default=None, max_length=20)
    everyone: bool = Field(default=False, description="Also those who give nothing to look at; of one port or flight.")


class Dismissed(Schema):
    """One hit, as it was on the screen."""

    model_config = ConfigDict(extra="forbid")

    hit_id: Said
    expected_version: int = Field(ge=0)


class Dismissals(Schema):
    """Hits that are no match, for one reason."""

    model_config = ConfigDict(extra="forbid")

    hits: list[Dismissed] = Field(min_length=1, max_length=500)
    reason: Said


class Filter(Schema):
    """A question to be kept under a name."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=200)]
    page: Literal["arrivals", "hits"]
    query: dict[str, Annotated[str, Field(max_length=200)]] = Field(max_length=20)
    shared: bool = False


class Note(Schema):
    """What one shift leaves to the next."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=4000)]
    release: bool = Field(default=True, description="Give the caller's claims back.")


class Facts(Schema):
    """What was stated."""

    facts: list[Stated]


@router.get("/targeting", response={200: Rows, **documented(404, 422)}, operation_id="list_arrivals")
def list_arrivals(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    """List who is due with something to look at, by the clock to arrival; the reading is journaled."""
    given = wanted.dict(exclude={"limit", "offset", "port", "since", "until"})
    window = {"first": wanted.since, "last": wanted.until}
    ask = partial(_desk().arrivals, caller(request))
    return paged(wanted, ask, port=confined(request, wanted.port), **window, **given)


@router.post("/targeting/dismissals", response={200: Facts, **documented(404, 409, 422)}, operation_id="dismiss_hits")
def dismiss_hits(request: HttpRequest, body: Dismissals) -> dict[str, Any]:
    """Say of several hits that they are no match, for one reason: all of it is stored, or nothing."""
    hits = [(each.hit_id, each.expected_version) for each in body.hits]
    return {"facts": [_stated(fact) for fact in _desk().dismiss(caller(request), hits, body.reason)]}


@router.get("/targeting/second-looks", response={200: Rows, **documented(404, 422)}, operation_id="list_second_looks")
def list_second_looks(request: HttpRequest, wanted: Query[Here]) -> dict[str, Any]:
    """List what others settled and the caller should look at: matches, and a drawn share of dismissals."""
    return paged(wanted, partial(_desk().second_looks, caller(request)), port=confined(request, wanted.port))


@router.get("/targeting/filters", response={200: Rows, **documented(404, 422)}, operation_id="list_filters")
def list_filters(request: HttpRequest, wanted: Query[Here]) -> dict[str, Any]:
    """List the filters the caller keeps, and those shared with the caller's port."""
    return cut(wanted, _desk().filters(caller(request), port=confined(request, wanted.port)))


@router.post("/targeting/filters", response={200: Stated, **documented(422)}, operation_id="save_filter")
def save_filter(request: HttpRequest, body: Filter) -> dict[str, Any]:
    """Keep a filter; the same name replaces it."""
    return _stated(_desk().save_filter(caller(request), **body.dict()))


@router.post(
    "/targeting/filters/{filter_id}/drop", response={200: Stated, **documented(404, 422)}, operation_id="drop_filter"
)
def drop_filter(request: HttpRequest, filter_id: str) -> dict[str, Any]:
    """Keep a filter of one's own no longer."""
    return _stated(_desk().drop_filter(caller(request), filter_id))


@router.get("/targeting/handovers", response={200: Rows, **documented(404, 422)}, operation_id="list_handovers")
def list_handovers(request: HttpRequest, wanted: Query[Here]) -> dict[str, Any]:
    """List the notes of a port from shift to shift, the latest first."""
    return paged(wanted, partial(_desk().handovers, caller(request)), port=confined(request, wanted.port))


@router.post("/targeting/handovers", response={200: Stated, **documented(422)}, operation_id="hand_over")
def hand_over(request: HttpRequest, body: Note) -> dict[str, Any]:
    """Leave a note to the next shift, with what waits counted."""
    return _stated(_desk().hand_over(caller(request), body.text, release=body.release))


@router.post(
    "/targeting/handovers/{handover_id}/take", response={200: Stated, **documented(404, 422)}, operation_id="take_over"
)
def take_over(request: HttpRequest, handover_id: str) -> dict[str, Any]:
    """Say that a note was read and the work goes on."""
    return _stated(_desk().take_over(caller(request), handover_id))


@router.get(
    "/encounters/{encounter_id}/companions",
    response={200: list[dict[str, Any]], **documented(404, 422)},
    operation_id="companions_of_encounter",
)
def companions(request: HttpRequest, encounter_id: str, why: Header[Purposed]) -> list[dict[str, Any]]:
    """List whom somebody shares a booking, contact or card with: an association, and no ground by itself."""
    return _desk().companions(caller(request), encounter_id)


@router.get(
    "/encounters/{encounter_id}/seats",
    response={200: list[dict[str, Any]], **documented(404, 422)},
    operation_id="seats_of_encounter",
)
def seats(request: HttpRequest, encounter_id: str, why: Header[Purposed]) -> list[dict[str, Any]]:
    """List who is on the same movement, with seats."""
    return _desk().aboard(caller(request), encounter_id)


@router.get(
    "/rules/{rule_id}/days", response={200: list[dict[str, Any]], **documented(404, 422)}, operation_id="rule_days"
)
def rule_days(request: HttpRequest, rule_id: str) -> list[dict[str, Any]]:
    """Tell what a live rule earned day by day, over the last ninety days."""
    return _desk().rule_days(caller(request), rule_id)


def _desk() -> TargetingDesk:
    return TargetingDesk.of(house())


def _stated(fact: Fact) -> dict[str, Any]:
    at, data = fact.at.isoformat(), dict(fact.data)
    return {"kind": str(fact.kind), "about": fact.about, "at": at, "officer": fact.actor, "data": data}
