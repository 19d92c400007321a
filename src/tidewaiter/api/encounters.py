"""Looking up encounters: the list of a port, one record, and why it was assessed so."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Header, Query, Router, Schema
from pydantic import Field

from tidewaiter.api.access import caller, confined
from tidewaiter.api.errors import documented
from tidewaiter.api.house import house
from tidewaiter.api.paging import Page
from tidewaiter.store import queries
from tidewaiter.vocabulary.act import Status
from tidewaiter.vocabulary.tables import Assignment, Band, Direction

router = Router(tags=["encounters"])


class Reason(Schema):
    """One reason of an assessment, in words."""

    rule: str
    version: int | None = None
    weight: float | None = None
    text: str


class Checks(Schema):
    """Where the checks stand. ``not-run`` never reads as clear."""

    state: Literal["pass", "fail", "not-run"]
    failed: list[str]
    not_run: list[str]


class Row(Schema):
    """One encounter in a list: who, on which movement, and the verdict line with at most three reasons."""

    encounter_id: str
    kind: str | None = None
    role: str | None = None
    surname: str | None = None
    given_names: str | None = None
    plate: str | None = None
    carrier: str | None = None
    number: str | None = None
    departure: str | None = None
    arrival: str | None = None
    direction: str | None = None
    mode: str | None = None
    port: str | None = None
    scheduled_at: str | None = None
    score: float | None = None
    band: str | None = None
    reasons: list[Reason] | None = None
    assignment: str | None = None
    stream: str | None = None
    advice: str | None = None
    lookout: str | None = None
    hits: int = 0
    checks: Checks
    status: str | None = None
    version: int = Field(default=0, description="Give it back as expected_version with an act.")


class Filter(Page):
    """Which encounters; everything given must fit."""

    port: str | None = Field(default=None, description="Port of entry; a caller of one port sees that port alone.")
    band: Band | None = None
    status: Status | None = None
    assignment: Assignment | None = None
    direction: Direction | None = None
    kind: Literal["person", "conveyance"] | None = None
    trip: str | None = None
    day: date | None = Field(default=None, description="Day (UTC) on which they are due.")


class Listed(Schema):
    """One page of a list; ``next_offset`` where there is more."""

    encounters: list[Row]
    next_offset: int | None = None


@router.get("/encounters", response={200: Listed, **documented(404, 422)}, operation_id="list_encounters")
def list_encounters(request: HttpRequest, wanted: Query[Filter]) -> dict[str, Any]:
    """List who and what is coming, by when they are due, confined to the caller's port."""
    asked: dict[str, Any] = wanted.dict(exclude={"limit", "offset", "port"}, exclude_none=True)
    asked["port"] = confined(request, wanted.port)
    with house().store.read() as reader:
        found = queries.encounters(reader.cursor, limit=wanted.limit + 1, offset=wanted.offset, **asked)
        more, found = len(found) > wanted.limit, found[: wanted.limit]
        checks = queries.screening(reader.cursor, [row["encounter_id"] for row in found])
    rows = [{**row, "checks": checks[row["encounter_id"]]} for row in found]
    house().listed(caller(request), "encounters", rows, **asked, offset=wanted.offset or None)
    return {"encounters": rows, "next_offset": wanted.offset + wanted.limit if more else None}


class Purposed(Schema):
    """Why the record is opened; journaled with the reader's name."""

    x_purpose: str = Field(min_length=1, max_length=500)


class InHand(Schema):
    """The document in the officer's hand."""

    document_number: str = Field(min_length=4, max_length=40)
    birth_date: date
    document_issuer: str | None = Field(default=None, description="As the document writes it.")


@router.get("/diversions", response={200: list[dict[str, Any]], **documented(422)}, operation_id="find_diverted")
def find_diverted(request: HttpRequest, held: Query[InHand], why: Header[Purposed]) -> list[dict[str, Any]]:
    """Find who stands here and is expected at another port, by document and birth date; then report them here."""
    return house().expected(caller(request), **held.dict())


@router.get(
    "/encounters/{encounter_id}",
    response={200: dict[str, Any], **documented(404, 422)},
    operation_id="read_encounter",
)
def read_encounter(request: HttpRequest, encounter_id: str, why: Header[Purposed]) -> dict[str, Any]:
    """Open one record with hits, acts, findings and cases; the reading is journaled with its purpose."""
    return house().record(encounter_id, caller(request))


@router.get(
    "/encounters/{encounter_id}/explanation",
    response={200: dict[str, Any], **documented(404, 422)},
    operation_id="explain_encounter",
)
def explain_encounter(request: HttpRequest, encounter_id: str, why: Header[Purposed]) -> dict[str, Any]:
    """Tell every fact about one encounter, and every rule leaf by leaf; the reading is journaled with its purpose."""
    return house().explain(encounter_id, caller(request))


@router.get(
    "/encounters/{encounter_id}/reads",
    response={200: list[dict[str, Any]], **documented(404, 422)},
    operation_id="reads_of_encounter",
)
def reads_of_encounter(request: HttpRequest, encounter_id: str, why: Header[Purposed]) -> list[dict[str, Any]]:
    """Tell who read this record and who was shown it in a list, when, why, in which role; asking is journaled."""
    return house().reads(encounter_id, caller(request))
