"""Break-glass over HTTP: a record of another port opened in an emergency, and the list of what is to be reviewed."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tidewaiter.api.access import caller
from tidewaiter.api.errors import documented
from tidewaiter.api.house import house
from tidewaiter.api.paging import Page, Rows, paged

router = Router(tags=["break-glass"])


class Emergency(Schema):
    """Why the record is needed."""

    reason: str = Field(max_length=500)


class Reviewed(Schema):
    """Whether the reason held, and why."""

    justified: bool
    reason: str = Field(max_length=500)


class Opened(Schema):
    """One officer may read one record until a moment."""

    glass_id: str
    encounter_id: str
    port: str
    officer: str
    reason: str
    until: str
    review_due: str


class Wanted(Page):
    """Which part of the list."""

    waiting: bool = Field(default=False, description="Only what nobody has reviewed.")
    reviewed: bool = Field(default=False, description="Only what somebody has reviewed.")


class Found(Schema):
    """Who reviewed it, and what they found."""

    glass_id: str
    officer: str
    justified: bool
    reason: str


@router.post(
    "/encounters/{encounter_id}/break-glass",
    response={200: Opened, **documented(404, 422)},
    operation_id="break_glass",
)
def break_glass(request: HttpRequest, encounter_id: str, body: Emergency) -> dict[str, Any]:
    """Let the caller read one record of another port for a short time; somebody else reviews why."""
    fact = house().glass.open(caller(request), encounter_id, body.reason)
    return {**fact.data, "encounter_id": fact.about, "officer": fact.actor}


@router.get("/glass", response={200: Rows, **documented()}, operation_id="list_break_glass")
def listed(request: HttpRequest, wanted: Annotated[Wanted, Query()]) -> dict[str, Any]:
    """List what was opened by break-glass, newest first, and what reviewers found."""
    return paged(
        wanted, partial(house().glass.listed, caller(request)), waiting=wanted.waiting, reviewed=wanted.reviewed
    )


@router.post("/glass/{glass_id}/review", response={200: Found, **documented(404, 422)}, operation_id="review_glass")
def review(request: HttpRequest, glass_id: str, body: Reviewed) -> dict[str, Any]:
    """Say whether the reason held; nobody reviews their own."""
    fact = house().glass.review(caller(request), glass_id, justified=body.justified, reason=body.reason)
    return {**fact.data, "officer": fact.actor}
