"""The journal over HTTP: sealed entries without what they say, and the proof that nothing was changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tidewaiter.api.errors import documented
from tidewaiter.api.house import house
from tidewaiter.vocabulary.facts import FactKind

router = Router(tags=["journal"])


class Range(Schema):
    """Which entries."""

    after: int = Field(default=0, ge=0, description="Entries behind this number.")
    limit: int = Field(default=100, ge=1, le=1000, description="At most so many.")
    kind: list[FactKind] = Field(default=[], description="Only entries of these kinds.")


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
    models: dict[str, Any] | None = Field(default=None, description="How what is shown agrees, where that was asked.")


class Entries(Schema):
    """A piece of the journal; where there is more, ``next_after`` is the ``after`` that gives it."""

    rows: list[dict[str, Any]]
    next_after: int | None = None


class Proof(Schema):
    """What is to be proved."""

    models: bool = Field(default=False, description="Also replay it and compare everything that is shown with it.")


@router.get("/journal", response={200: Entries, **documented(422)}, operation_id="journal_range")
def journal_range(request: HttpRequest, wanted: Query[Range]) -> dict[str, Any]:
    """Give sealed entries in order: number, kind, whom about, when, by whom, digests; payloads stay closed."""
    found = house().store.journal_range(wanted.after, wanted.limit + 1, [str(kind) for kind in wanted.kind] or None)
    more, found = len(found) > wanted.limit, found[: wanted.limit]
    return {"rows": [entry.as_dict() for entry in found], "next_after": found[-1].seq if more else None}


class Receipt(Schema):
    """One sealed entry, the path of digests to the root of a signed checkpoint, and the public key."""

    entry: dict[str, Any]
    path: list[str]
    checkpoint: dict[str, Any]
    key: str


@router.get("/journal/{seq}/proof", response={200: Receipt, **documented(404, 422)}, operation_id="prove_entry")
def prove_entry(request: HttpRequest, seq: int) -> dict[str, Any]:
    """Prove that a checkpoint covers one entry, to somebody who may see nothing else of the journal."""
    return house().store.prove(seq)


@router.get("/journal/verify", response={200: Verified, **documented(422)}, operation_id="verify_journal")
def verify_journal(request: HttpRequest, wanted: Query[Proof]) -> dict[str, Any]:
    """Prove chain, tree, row digests, payloads and checkpoints; ``ok`` false names each place that does not hold."""
    report = house().store.verify()
    # What a broken journal says proves nothing about what is shown.
    compared = house().store.compare().as_dict() if wanted.models and report.ok else None
    return {**report.as_dict(), "models": compared}
