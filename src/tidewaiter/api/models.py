"""Risk models over HTTP: looked at, held against the past, put in force and taken out, as at the command line."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from tidewaiter import model_trials
from tidewaiter import models as desk
from tidewaiter.api.access import caller
from tidewaiter.api.errors import documented
from tidewaiter.api.house import house
from tidewaiter.api.paging import Page, Rows, paged

router = Router(tags=["models"])


class Decided(Schema):
    """Why, in the officer's own words."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=2000)


class Tried(Schema):
    """Which days of the house's own snapshots, and what can be examined."""

    model_config = ConfigDict(extra="forbid")

    first: date | None = Field(default=None, description="Else the day after the last it was taught on.")
    last: date | None = None
    budget: float | None = Field(
        default=None, ge=0.0001, le=0.5, description="Share of all encounters; else by the model's own threshold."
    )


@router.get("/models", response={200: Rows, **documented(422)}, operation_id="list_models")
def list_models(request: HttpRequest, wanted: Query[Page]) -> dict[str, Any]:
    """List the models of the house, the youngest first, with what they were measured at."""
    reader = caller(request)
    return paged(wanted, lambda limit, offset: desk.listed(house(), limit, reader=reader, offset=offset))


@router.get("/models/{model_id}", response={200: dict[str, Any], **documented(404)}, operation_id="show_model")
def show_model(request: HttpRequest, model_id: str) -> dict[str, Any]:
    """Show one model by the beginning of its content hash: card, figures, who decided what, back-tests."""
    return desk.show(house(), model_id, caller(request))


@router.post(
    "/models/{model_id}/acts/promote",
    response={200: Rows, **documented(404, 409, 422)},
    operation_id="promote_model",
)
def promote_model(request: HttpRequest, model_id: str, body: Decided) -> dict[str, Any]:
    """Put a model in force, in place of the one before. Whoever trained it may not."""
    return _decide(request, model_id, body, retire=False)


@router.post(
    "/models/{model_id}/acts/retire",
    response={200: Rows, **documented(404, 409, 422)},
    operation_id="retire_model",
)
def retire_model(request: HttpRequest, model_id: str, body: Decided) -> dict[str, Any]:
    """Take a model out of force for good: its score is unknown from the next message on."""
    return _decide(request, model_id, body, retire=True)


@router.post(
    "/models/{model_id}/backtest",
    response={200: dict[str, Any], **documented(404, 409, 422)},
    operation_id="backtest_model",
)
def backtest_model(request: HttpRequest, model_id: str, body: Tried) -> dict[str, Any]:
    """Tell whom a model would have picked, by the house's own snapshots; the result is kept."""
    return model_trials.backtest(house(), model_id, caller(request), **body.model_dump())


def _decide(request: HttpRequest, model_id: str, body: Decided, *, retire: bool) -> dict[str, Any]:
    facts = desk.decide(house(), model_id, caller(request), body.reason, retire=retire)
    rows = [
        {"fact": str(fact.kind), "at": fact.at.isoformat(), "model": fact.about, "officer": fact.actor, **fact.data}
        for fact in facts
    ]
    return {"rows": rows}
