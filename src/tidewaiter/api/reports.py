"""Reports over HTTP: confined to the caller's port where they are about people, of the whole house where they are about
rules and feeds (a permission of its own).
"""

from __future__ import annotations

from functools import partial
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from tidewaiter import reports
from tidewaiter.api.access import caller, confined
from tidewaiter.api.errors import documented
from tidewaiter.api.house import house
from tidewaiter.api.paging import Page, Rows, cut, paged
from tidewaiter.enforce.cases import CaseKind, CaseStatus
from tidewaiter.store import queries
from tidewaiter.vocabulary.tables import Direction

router = Router(tags=["reports"])
ROWS = {200: Rows, **documented(404, 422)}


class OfPort(Page):
    """A piece of a report, of one port."""

    port: str | None = None


class OfMovements(OfPort):
    """A piece of a report about movements."""

    direction: Direction | None = None
    trip: str | None = None


class OfPeople(OfMovements):
    """A piece of a report about people on movements."""

    carrier: str | None = None


class OfCases(OfPort):
    """A piece of the list of cases."""

    status: CaseStatus | None = None
    kind: CaseKind | None = None


@router.get("/reports/reporting", response=ROWS, operation_id="report_reporting")
def reporting(request: HttpRequest, wanted: Query[OfMovements]) -> dict[str, Any]:
    """Comprehensive Reporting: per movement, who was announced, who reported, who is not yet due, who did not."""
    return _asked(request, wanted, queries.reporting, as_of=house().policies.clock())


@router.get("/reports/not-reported", response=ROWS, operation_id="report_not_reported")
def not_reported(request: HttpRequest, wanted: Query[OfPeople]) -> dict[str, Any]:
    """Everyone announced who is due and has not reported, and why: passengers, crew, stowaways."""
    return _people(request, "not-reported", wanted, queries.not_reported, as_of=house().policies.clock())


@router.get("/reports/unannounced", response=ROWS, operation_id="report_unannounced")
def unannounced(request: HttpRequest, wanted: Query[OfPort]) -> dict[str, Any]:
    """Those who presented themselves without anything having announced them, and whether they were screened."""
    return _people(request, "unannounced", wanted, queries.unannounced)


@router.get("/reports/crew", response=ROWS, operation_id="report_crew")
def crew(request: HttpRequest, wanted: Query[OfPort]) -> dict[str, Any]:
    """Crew who came by sea and are on no later departure, for a human to look into."""
    port = confined(request, wanted.port)
    with house().store.read() as reader:
        told = cut(wanted, reports.crew_not_returned(reader, house().policies.clock(), port=port))
    house().listed(caller(request), "crew", told["rows"], port=port)
    return told


@router.get("/reports/diversions", response=ROWS, operation_id="report_diversions")
def diversions(request: HttpRequest, wanted: Query[OfPort]) -> dict[str, Any]:
    """Those who reported at another port than the one that expected them; both ports see them."""
    return _people(request, "diversions", wanted, queries.diverted)


class OfDocuments(OfPort):
    """A piece of the report on documents."""

    name: Literal["lost-or-stolen", "one-holder", "one-document", "visa-purpose"] | None = None


@router.get("/reports/documents", response=ROWS, operation_id="report_documents")
def documents(request: HttpRequest, wanted: Query[OfDocuments]) -> dict[str, Any]:
    """Findings about documents: reported lost or stolen, two holders, two in use, a visa for another purpose."""
    return _people(request, "documents", wanted, queries.document_findings)


@router.get("/reports/late", response=ROWS, operation_id="report_late")
def late(request: HttpRequest, wanted: Query[OfPort]) -> dict[str, Any]:
    """Movements whose manifest came late or has not come, by the deadlines of policies/filing.yaml."""
    policies = house().policies
    return _asked(request, wanted, queries.late_manifests, filings=policies.gate.filings, as_of=policies.clock())


@router.get("/reports/cases", response=ROWS, operation_id="report_cases")
def cases(request: HttpRequest, wanted: Query[OfCases]) -> dict[str, Any]:
    """Enforcement cases with their clocks, the one due first on top."""
    return _people(request, "cases", wanted, queries.cases)


class Stays(Schema):
    """Three lists, each cut alike; ``next_offset`` where any of them goes on. ``exits`` sums up who stated exits."""

    open: list[dict[str, Any]]
    past_their_date: list[dict[str, Any]]
    unmatched_exits: list[dict[str, Any]]
    exits: list[dict[str, Any]]
    next_offset: int | None = None


@router.get("/reports/stays", response={200: Stays, **documented(404, 422)}, operation_id="report_stays")
def stays(request: HttpRequest, wanted: Query[OfPort]) -> dict[str, Any]:
    """Stays that are open, stays past their date, exits that closed none: lists for a human, never a verdict.

    ``exits`` counts the exits of people, by who stated them (officer, lane, close-out), and how many closed a stay.
    """
    port, now = confined(request, wanted.port), house().policies.clock()
    with house().store.read() as reader:
        told = {
            name: paged(wanted, partial(ask, reader.cursor), port=port)
            for name, ask in (
                ("open", queries.open_stays),
                ("past_their_date", partial(queries.overstays, as_of=now)),
                ("unmatched_exits", queries.unmatched_exits),
            )
        }
        exits = [queries.exit_matching(reader.cursor, port=port)]
    shown = [row for part in told.values() for row in part["rows"]]
    house().listed(caller(request), "stays", shown, port=port)
    onward = next((part["next_offset"] for part in told.values() if part["next_offset"]), None)
    return {**{name: part["rows"] for name, part in told.items()}, "exits": exits, "next_offset": onward}


@router.get("/reports/quality", response=ROWS, operation_id="report_quality")
def quality(request: HttpRequest, wanted: Query[Page]) -> dict[str, Any]:
    """How complete, valid and timely each feed's data is, field by field."""
    with house().store.read() as reader:
        return cut(wanted, queries.feeds(reader.cursor, limit=1_000_000))


@router.get("/reports/differences", response=ROWS, operation_id="report_differences")
def differences(request: HttpRequest, wanted: Query[Page]) -> dict[str, Any]:
    """Fields that differ, by carrier, worst first: between messages, and between them and what presented itself."""
    with house().store.read() as reader:
        return cut(wanted, reports.differences(reader))


@router.get("/reports/yields", response=ROWS, operation_id="report_yields")
def yields(request: HttpRequest, wanted: Query[Page]) -> dict[str, Any]:
    """What each rule and each list earned: fired, examined, confirmed, with an interval."""
    return cut(wanted, [row for row in house().yields() if row["kind"] != "random"])


@router.get("/reports/equal-risk", response=ROWS, operation_id="report_equal_risk")
def equal_risk(request: HttpRequest, wanted: Query[Page]) -> dict[str, Any]:
    """The share examined by mode and port beside that of the whole: `differs` calls for a look, not for a verdict."""
    with house().store.read() as reader:
        return cut(wanted, reports.equal_risk(reader))


@router.get("/reports/hits", response=ROWS, operation_id="report_hits")
def hits(request: HttpRequest, wanted: Query[Page]) -> dict[str, Any]:
    """Possible matches by list and day: settled, overdue, median time to settle, repeat stops before and after."""
    return cut(wanted, house().hits.report())


@router.get("/reports/random", response={200: dict[str, Any], **documented()}, operation_id="report_random")
def random(request: HttpRequest) -> dict[str, Any]:
    """What the random stream says of everyone who crosses: the base rate, with an interval."""
    return next(row for row in house().yields() if row["kind"] == "random")


def _asked(request: HttpRequest, wanted: OfPort, query: Any, **known: Any) -> dict[str, Any]:
    """Put a question to the read models: the caller's conditions, at the port to which they are confined."""
    conditions = wanted.dict(exclude={"limit", "offset", "port"}, exclude_none=True)
    port = confined(request, wanted.port)
    with house().store.read() as reader:
        return paged(wanted, partial(query, reader.cursor), port=port, **known, **conditions)


def _people(request: HttpRequest, what: str, wanted: OfPort, query: Any, **known: Any) -> dict[str, Any]:
    """Ask for a list of people; who read it, why, and whom it showed is journaled."""
    told = _asked(request, wanted, query, **known)
    asked = wanted.dict(exclude={"limit"}, exclude_none=True)
    house().listed(caller(request), what, told["rows"], **{**asked, "port": confined(request, wanted.port)})
    return told
