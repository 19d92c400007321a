"""The journal over HTTP: sealed entries without what they say, and the proof that nothing was changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tidewaiter.api.errors import documented
from tidewaiter.api.house import house

router = Router(tags=["journal"])


class Range(Schema):
    """Which entries."""

    after: int = Field(default=0, ge=0, description="Entries behind this number.")
    limit: int = Field(default=100, ge=1, le=1000, description="At most so many.")


class Problem(Schema):
    """One place where the journal does not hold."""

    seq: int
    kind: str
    text: str


class Verified(Schema):
    """What the proof found."""

    ok: bool
    entries: int
    checkpoints: int
    problems: list[Problem]


@router.get("/journal", response={200: list[dict[str, Any]], **documented(422)}, operation_id="journal_range")
def journal_range(request: HttpRequest, wanted: Query[Range]) -> list[dict[str, Any]]:
    """Give sealed entries in order: number, kind, whom about, when, by whom, digests; payloads stay closed."""
    return [entry.as_dict() for entry in house().store.journal_range(wanted.after, wanted.limit)]


@router.get("/journal/verify", response={200: Verified, **documented()}, operation_id="verify_journal")
def verify_journal(request: HttpRequest) -> dict[str, Any]:
    """Prove chain, tree, row digests, payloads and checkpoints; ``ok`` false names each place that does not hold."""
    return house().store.verify().as_dict()
