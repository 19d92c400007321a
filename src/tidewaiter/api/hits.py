"""Possible matches and redress over HTTP: the queue of a port, one hit, acts on it; cases of people set right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Annotated, Any, Literal, NamedTuple

from django.http import HttpRequest
from ninja import Header, Query, Router, Schema
from pydantic import ConfigDict, Field

from tidewaiter.api.access import caller, confined
from tidewaiter.api.acts import Stated
from tidewaiter.api.encounters import Purposed
from tidewaiter.api.errors import documented
from tidewaiter.api.house import house
from tidewaiter.api.paging import Page, Rows, paged
from tidewaiter.identify.hits import ClaimHit, EscalateHit, HitAct, ReleaseHit, ReviewHit, SettleHit, TakeBackHit
from tidewaiter.vocabulary.facts import Fact
from tidewaiter.vocabulary.hit import HitStatus, Verdict

router = Router(tags=["hits"])
Said = Annotated[str, Field(min_length=1, max_length=2000)]


class Wanted(Page):
    """Which hits; everything given must fit."""

    port: str | None = Field(default=None, description="A caller of one port sees that port alone.")
    status: HitStatus | Literal["unsettled", "all"] = "unsettled"
    list_id: str | None = Field(default=None, alias="list")
    mine: bool = Field(default=False, description="Only those the caller holds.")
    overdue: bool | None = Field(default=None, description="Only those past the time by which they had to be settled.")


@router.get("/hits", response={200: Rows, **documented(404, 422)}, operation_id="list_hits")
def list_hits(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    """List hits, the one due first on top, with both sides of the evidence; the reading is journaled."""
    return paged(
        wanted,
        partial(house().hits.queue, caller(request)),
        mine=wanted.mine,
        port=confined(request, wanted.port),
        status=str(wanted.status) if isinstance(wanted.status, HitStatus) else None,
        unsettled=wanted.status == "unsettled",
        list_id=wanted.list_id,
        overdue=wanted.overdue,
    )


@router.get("/hits/{hit_id}", response={200: dict[str, Any], **documented(404, 422)}, operation_id="read_hit")
def read_hit(request: HttpRequest, hit_id: str, why: Header[Purposed]) -> dict[str, Any]:
    """Open one hit with both sides and all that was said of it; the reading is journaled with its purpose."""
    return house().hits.record(hit_id, caller(request))


class Asked(Schema):
    """What every act on a hit says."""

    model_config = ConfigDict(extra="forbid")

    expected_version: int = Field(ge=0, description="The version that was on the screen; 409 if it moved on.")


class Settle(Asked):
    """Say what a hit is, and why."""

    verdict: Verdict
    reason: Said


class Escalate(Asked):
    """Give it on to another officer."""

    reason: Said


class Review(Asked):
    """Agree with another officer's verdict, or open the hit again."""

    agrees: bool
    reason: Said


class TakeBack(Asked):
    """Take one's own verdict back at once."""

    reason: Said


class Kind(NamedTuple):
    """One act: the body it is asked with, the command it becomes, and what it does in words."""

    body: type[Asked]
    command: type[HitAct]
    summary: str


HIT_ACTS: Mapping[str, Kind] = {
    "claim": Kind(Asked, ClaimHit, "Take a hit up; nobody else settles it until the claim lapses"),
    "release": Kind(Asked, ReleaseHit, "Give a claim back"),
    "settle": Kind(Settle, SettleHit, "Say what a hit is, and why"),
    "escalate": Kind(Escalate, EscalateHit, "Give a hit on to another officer"),
    "review": Kind(Review, ReviewHit, "Look at another officer's verdict"),
    "take-back": Kind(TakeBack, TakeBackHit, "Take one's own verdict back at once; the hit waits again"),
}
"""Every act on a hit over HTTP; a guard test holds it against the commands of the room."""


class Acted(Schema):
    """What an act did, and where the hit stands now."""

    hit_id: str
    status: str
    version: int
    facts: list[Stated]


def _operation(kind: Kind) -> Callable[..., dict[str, Any]]:
    def act(request: HttpRequest, hit_id: str, body: Asked) -> dict[str, Any]:
        officer, at = caller(request), house().policies.clock()
        facts = house().hits.act(kind.command(hit_id=hit_id, officer=officer, at=at, **body.dict()))
        status, version = house().hits.where(hit_id)
        return {"hit_id": hit_id, "status": status, "version": version, "facts": [_stated(fact) for fact in facts]}

    act.__annotations__ = {"request": HttpRequest, "hit_id": str, "body": kind.body, "return": dict[str, Any]}
    act.__doc__ = kind.body.__doc__
    return act


for _name, _kind in HIT_ACTS.items():
    router.post(
        f"/hits/{{hit_id}}/acts/{_name}",
        response={200: Acted, **documented(404, 409, 422)},
        summary=_kind.summary,
        operation_id=f"hit_{_name}",
    )(_operation(_kind))


class Inquiry(Schema):
    """Who asks to be set right, with the document they travel on."""

    model_config = ConfigDict(extra="forbid")

    surname: Said
    given_names: Annotated[str, Field(max_length=2000)] = ""
    birth_date: date
    document_issuer: Said
    document_number: Said
    hits: list[str] = Field(default_factory=list, max_length=50)


class Resolution(Schema):
    """Why a case is resolved, on which settled hits; without any, those of the opening."""

    model_config = ConfigDict(extra="forbid")

    reason: Said
    hits: list[str] | None = Field(default=None, max_length=50)
    document_issuer: Annotated[str, Field(max_length=2000)] = ""
    document_number: Annotated[str, Field(max_length=2000)] = ""


@router.get("/redress", response={200: Rows, **documented(422)}, operation_id="list_redress")
def list_redress(request: HttpRequest, wanted: Query[Page]) -> dict[str, Any]:
    """List redress cases, the oldest first."""
    return paged(wanted, partial(house().redress.cases, caller(request)))


@router.post("/redress", response={200: Stated, **documented(422)}, operation_id="open_redress")
def open_redress(request: HttpRequest, body: Inquiry) -> dict[str, Any]:
    """Take an inquiry in; the number stands in ``data.number``."""
    said = body.dict() | {"hits": tuple(body.hits)}
    return _stated(house().redress.open(caller(request), **said))


@router.get("/redress/{number}", response={200: dict[str, str], **documented(404)}, operation_id="redress_status")
def redress_status(request: HttpRequest, number: str) -> dict[str, str]:
    """Tell how an inquiry stands in the words for the public: they neither confirm nor deny a listing."""
    return house().redress.status(number)


@router.post(
    "/redress/{number}/resolve", response={200: Stated, **documented(404, 422)}, operation_id="resolve_redress"
)
def resolve_redress(request: HttpRequest, number: str, body: Resolution) -> dict[str, Any]:
    """Resolve a case on hits that stand settled as no match."""
    said = body.dict() | {"hits": tuple(body.hits) if body.hits is not None else None}
    return _stated(house().redress.resolve(caller(request), number, **said))


def _stated(fact: Fact) -> dict[str, Any]:
    return {
        "kind": str(fact.kind),
        "about": fact.about,
        "at": fact.at.isoformat(),
        "officer": fact.actor,
        "data": dict(fact.data),
    }
