"""Fairness by group and drift over HTTP: numbers about policy, of the whole house, never about a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Header, Query, Router, Schema
from pydantic import ConfigDict, Field

from tidewaiter.api.access import caller
from tidewaiter.api.encounters import Purposed
from tidewaiter.api.errors import documented
from tidewaiter.api.house import house
from tidewaiter.api.paging import Page, Rows, cut

router = Router(tags=["reports"])


class Fairness(Schema):
    """Shares by group beside everybody else, and what was found."""

    as_of: datetime
    people: int
    drawn: int
    findings: list[dict[str, Any]]
    rows: list[dict[str, Any]]


class Answer(Schema):
    """What is to follow from a drift."""

    model_config = ConfigDict(extra="forbid")

    answer: str = Field(description="refit: train or write anew; keep: what moved does not matter.")
    reason: str


@router.get("/reports/fairness", response={200: Fairness, **documented(422)}, operation_id="report_fairness")
def fairness(request: HttpRequest, why: Header[Purposed]) -> dict[str, Any]:
    """Referral, hits, yield and false positives by audited group, small cells suppressed; the reading is journaled."""
    return house().measures.fairness(caller(request))


@router.get("/reports/drift", response={200: Rows, **documented(422)}, operation_id="report_drift")
def drifts(request: HttpRequest, wanted: Query[Page]) -> dict[str, Any]:
    """What drifted, those that wait for an answer first."""
    return cut(wanted, house().measures.drifts())


@router.post(
    "/reports/drift/{drift_id}/answer", response={200: Answer, **documented(404, 409, 422)}, operation_id="answer_drift"
)
def answer(request: HttpRequest, drift_id: str, said: Answer) -> dict[str, Any]:
    """Say what is to follow from a drift; nothing is refitted by itself."""
    house().measures.answer(drift_id, caller(request), said.answer, said.reason)
    return said.dict()
