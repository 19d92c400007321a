"""Proposals to join two subjects, over HTTP: what history proposes, and what a named human decides."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from tidewaiter import history
from tidewaiter.api.access import caller
from tidewaiter.api.errors import documented
from tidewaiter.api.house import house
from tidewaiter.api.paging import Page, Rows, paged
from tidewaiter.store import queries

router = Router(tags=["links"])


class Wanted(Page):
    """Which proposals."""

    status: Literal["proposed", "accepted", "rejected", "undone"] | None = None


class Reasoned(Schema):
    """Why the officer decides so."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(min_length=1, max_length=2000)]


@router.get("/links", response={200: Rows, **documented(422)}, operation_id="list_links")
def list_links(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    """List proposals to join two subjects, the heaviest first, each field compared with both values and its weight."""
    with house().store.read() as reader:
        return paged(wanted, partial(queries.links, reader.cursor), status=wanted.status)


def _operation(verb: str) -> Callable[..., dict[str, Any]]:
    def decide(request: HttpRequest, proposal_id: str, body: Reasoned) -> dict[str, Any]:
        (fact,) = history.decide(house(), proposal_id, verb, caller(request), body.reason)
        return {"fact": str(fact.kind), "proposal_id": proposal_id, "officer": fact.actor, **fact.data}

    decide.__doc__ = history.VERBS[verb].__doc__
    return decide


for _verb in history.VERBS:
    router.post(
        f"/links/{{proposal_id}}/{_verb}",
        response={200: dict[str, Any], **documented(404, 422)},
        summary=history.VERBS[_verb].__doc__ or "",
        operation_id=f"{_verb}_link",
    )(_operation(_verb))
