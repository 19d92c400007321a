"""Reports over HTTP: confined to the caller's port where they are about people, of the whole house where they are about
rules and feeds (a permission of its own).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from tidewaiter.api.access import caller, confined
from tidewaiter.api.errors import documented
from tidewaiter.api.house import house
from tidewaiter.api.paging import Page
from tidewaiter.store import queries

router = Router(tags=["reports"])
ROWS = {200: list[dict[str, Any]], **documented(404, 422)}


class OfPort(Page):
    """A piece of a report, of one port."""

    port: str | None = None


@router.get("/reports/reporting", response=ROWS, operation_id="report_reporting")
def reporting(request: HttpRequest, wanted: Query[OfPort]) -> list[dict[str, Any]]:
    """Comprehensive Reporting: per movement, who was announced, who reported, who did not."""
    port = confined(request, wanted.port)
    with house().store.read() as reader:
        return queries.reporting(reader.cursor, port=port, limit=wanted.limit, offset=wanted.offset)


@router.get("/reports/unannounced", response=ROWS, operation_id="report_unannounced")
def unannounced(request: HttpRequest, wanted: Query[OfPort]) -> list[dict[str, Any]]:
    """Those who presented themselves without anything having announced them."""
    port = confined(request, wanted.port)
    with house().store.read() as reader:
        found = queries.unannounced(reader.cursor, port=port, limit=wanted.limit, offset=wanted.offset)
    return [*house().listed(caller(request), "unannounced", found, port=port)]


@router.get("/reports/late", response=ROWS, operation_id="report_late")
def late(request: HttpRequest, wanted: Query[OfPort]) -> list[dict[str, Any]]:
    """Movements whose manifest came late or has not come, by the deadlines of policies/filing.yaml."""
    port, policies = confined(request, wanted.port), house().policies
    with house().store.read() as reader:
        return queries.late_manifests(
            reader.cursor,
            policies.gate.filings,
            policies.clock(),
            port=port,
            limit=wanted.limit,
            offset=wanted.offset,
        )


@router.get(
    "/reports/stays",
    response={200: dict[str, list[dict[str, Any]]], **documented(404, 422)},
    operation_id="report_stays",
)
def stays(request: HttpRequest, wanted: Query[OfPort]) -> dict[str, list[dict[str, Any]]]:
    """Stays that are open, stays past their date, exits that closed none: lists for a human, never a verdict.

    ``exits`` counts the exits of people, by who stated them (officer, lane, close-out), and how many closed a stay.
    """
    asked: dict[str, Any] = {"port": confined(request, wanted.port), "limit": wanted.limit, "offset": wanted.offset}
    with house().store.read() as reader:
        told = {
            "open": queries.open_stays(reader.cursor, **asked),
            "past_their_date": queries.overstays(reader.cursor, house().policies.clock(), **asked),
            "exits": [queries.exit_matching(reader.cursor, port=asked["port"])],
            "unmatched_exits": queries.unmatched_exits(reader.cursor, **asked),
        }
    house().listed(caller(request), "stays", [row for part in told.values() for row in part], port=asked["port"])
    return told


@router.get("/reports/quality", response=ROWS, operation_id="report_quality")
def quality(request: HttpRequest, wanted: Query[Page]) -> list[dict[str, Any]]:
    """How complete, valid and timely each feed's data is, field by field."""
    with house().store.read() as reader:
        return queries.feeds(reader.cursor, limit=wanted.limit, offset=wanted.offset)


@router.get("/reports/yields", response=ROWS, operation_id="report_yields")
def yields(request: HttpRequest) -> list[dict[str, Any]]:
    """What each rule and each list earned: fired, examined, confirmed, with an interval."""
    return [row for row in house().yields() if row["kind"] != "random"]


@router.get("/reports/random", response={200: dict[str, Any], **documented()}, operation_id="report_random")
def random(request: HttpRequest) -> dict[str, Any]:
    """What the random stream says of everyone who crosses: the base rate, with an interval."""
    return next(row for row in house().yields() if row["kind"] == "random")
