"""Secondary over HTTP: who waits, one inspection's file, acts on it, what is attached, what supervisors answer."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Literal, NamedTuple

from django.http import HttpRequest, HttpResponse
from ninja import Header, Query, Router, Schema
from pydantic import ConfigDict, Field

from tidewaiter.api.access import caller, confined
from tidewaiter.api.acts import Stated, stated
from tidewaiter.api.asked import Said, Words
from tidewaiter.api.encounters import Purposed
from tidewaiter.api.errors import documented
from tidewaiter.api.house import house
from tidewaiter.api.paging import Page, Rows, paged
from tidewaiter.formats.media import ENDINGS
from tidewaiter.inspect import secondary
from tidewaiter.inspect.secondary import InspectionAct
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.facts import Fact
from tidewaiter.vocabulary.officer import Officer

router = Router(tags=["inspections"])


class Wanted(Page):
    """Which inspections; everything given must fit."""

    port: str | None = Field(default=None, description="A caller of one port sees that port alone.")
    reason: str | None = Field(default=None, description="A reason of policies/secondary.yaml.")
    status: Literal["waiting", "open"] | None = Field(default=None, description="waiting: nobody took it up.")
    mine: bool = Field(default=False, description="Only those the caller holds.")


class OfPort(Page):
    """Questions of which port."""

    port: str | None = Field(default=None, description="A caller of one port sees that port alone.")


@router.get("/inspections", response={200: Rows, **documented(404, 422)}, operation_id="list_inspections")
def list_inspections(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    """List who is in secondary, longest waiting on top; the reading is journaled."""
    asked: dict[str, Any] = wanted.dict(include={"reason", "status", "mine"})
    return paged(
        wanted,
        partial(house().secondary.waiting, caller(request)),
        port=confined(request, wanted.port),
        **asked,
    )


@router.get("/inspections/approvals", response={200: Rows, **documented(404, 422)}, operation_id="list_approvals")
def list_approvals(request: HttpRequest, wanted: Query[OfPort]) -> dict[str, Any]:
    """List what officers in secondary ask of a supervisor, the oldest first; the reading is journaled."""
    ask = partial(house().secondary.approvals, caller(request))
    return paged(wanted, ask, port=confined(request, wanted.port))


@router.get(
    "/encounters/{encounter_id}/inspection",
    response={200: dict[str, Any], **documented(404, 422)},
    operation_id="read_inspection",
)
def read_inspection(request: HttpRequest, encounter_id: str, why: Header[Purposed]) -> dict[str, Any]:
    """Open the file of an encounter's inspections, and what is missing; the reading is journaled with its purpose."""
    return house().secondary.record(encounter_id, caller(request))


@router.get(
    "/encounters/{encounter_id}/inspection/attachments/{attachment_id}",
    response={200: None, **documented(404, 422)},
    operation_id="read_attachment",
)
def read_attachment(request: HttpRequest, encounter_id: str, attachment_id: str, why: Header[Purposed]) -> HttpResponse:
    """Give one attachment as it was attached; the reading is journaled with its purpose."""
    return handed_out(*house().secondary.attachment(encounter_id, attachment_id, caller(request)))


def handed_out(row: Mapping[str, Any], content: bytes) -> HttpResponse:
    """Hand a file out so that no browser opens it in our name: to be kept, never sniffed, never run."""
    response = HttpResponse(content, content_type=row["media_type"])
    name = f"{row['attachment_id']}{ENDINGS[row['media_type']]}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    response["Digest"] = f"sha-256={row['digest']}"
    return response


class Asked(Schema):
    """What every act on an inspection says."""

    model_config = ConfigDict(extra="forbid")

    expected_version: int | None = Field(
        default=None,
        ge=0,
        description="The record's version that was on the screen; 409 if it moved on. Adding: leave out.",
    )


class Open(Asked):
    """Take somebody up who was referred."""

    reason: Said = Field(description="A reason of policies/secondary.yaml.")


class Why(Asked):
    """An act that says why."""

    why: Said


class Tick(Asked):
    """Tick an item of the checklist, or say why it could not be done."""

    item: Said
    done: bool = True
    note: Words = ""


class Answered(Schema):
    """A question and what was said to it; an empty answer says that none was given."""

    model_config = ConfigDict(extra="forbid")

    question: Said
    answer: Words = ""


class Interview(Asked):
    """What was asked and answered."""

    section: Said
    language: Said
    answers: list[Answered] = Field(min_length=1, max_length=100)
    interpreter: bool = False
    interpreter_name: Words = ""


class Searched(Asked):
    """A search: its kind and legal ground are words of policies/secondary.yaml."""

    kind: Said
    ground: Said
    words: Said
    witness: Words = ""


class Attach(Asked):
    """A photograph or document: JPEG, PNG or PDF by its content, in base64."""

    section: Said
    title: Said
    name: Words = ""
    content: str = Field(min_length=1, max_length=64_000_000, repr=False, description="The file in base64.")
    why: Words = ""


class Close(Asked):
    """How a section came out."""

    section: Said
    result: Literal["nothing-found", "found", "not-applicable"]
    words: Words = ""


class Reopen(Why):
    """Go on with a section that was closed."""

    section: Said


class Ask(Asked):
    """Ask a supervisor for a search or an outcome."""

    what: Literal["search", "outcome"]
    code: Said
    words: Said


class Answer(Asked):
    """A supervisor's answer."""

    number: int = Field(ge=1)
    granted: bool
    words: Words = ""


class End(Asked):
    """The outcome of a record whose person another act took out of secondary."""

    outcome: Said
    report: Words = ""


class Amend(Why):
    """Add to a closed record."""

    words: Said
    section: Words = ""


class Kind(NamedTuple):
    """One act: the body it is asked with, the command it becomes, and what it does in words."""

    body: type[Asked]
    command: type[InspectionAct]
    summary: str


INSPECTION_ACTS: Mapping[str, Kind] = {
    "open": Kind(Open, secondary.OpenInspection, "Take up somebody who was referred"),
    "take-over": Kind(Why, secondary.TakeOverInspection, "Take an inspection over from another officer"),
    "tick": Kind(Tick, secondary.TickItem, "Tick an item of the checklist"),
    "interview": Kind(Interview, secondary.RecordInterview, "Write down what was asked and answered"),
    "search": Kind(Searched, secondary.RecordSearch, "Write down a search"),
    "attach": Kind(Attach, secondary.AttachFile, "Put a photograph or document into the file"),
    "close-section": Kind(Close, secondary.CloseSection, "Say how a section came out"),
    "reopen-section": Kind(Reopen, secondary.ReopenSection, "Go on with a section that was closed"),
    "ask": Kind(Ask, secondary.AskApproval, "Ask a supervisor"),
    "answer": Kind(Answer, secondary.AnswerApproval, "Answer as a supervisor"),
    "close": Kind(End, secondary.CloseInspection, "Close the record of somebody who left secondary by another act"),
    "amend": Kind(Amend, secondary.AmendInspection, "Add to a closed record"),
}
"""Every act on an inspection over HTTP; a guard test holds it against the commands of the room."""


class Acted(Schema):
    """What an act did, and where the inspection stands now."""

    inspection_id: str
    status: str
    version: int
    facts: list[Stated]


def perform(officer: Officer, encounter_id: str, kind: Kind, body: Asked) -> dict[str, Any]:
    """Turn a body into its command and let the desk do it. Raises as ``SecondaryDesk.act`` does."""
    desk, said = house().secondary, body.dict()
    if isinstance(body, Attach):
        content = _bytes(said.pop("content"))
        return _told(encounter_id, [desk.attach(officer, encounter_id, content=content, **said)])
    if isinstance(body, Interview):
        said["answers"] = tuple(secondary.Answer(**each) for each in said["answers"])
    command = kind.command(encounter_id=encounter_id, officer=officer, at=house().policies.clock(), **said)
    return _told(encounter_id, desk.act(command))


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refusal("content is no base64: send the file's bytes in base64", code="not-base64") from error


def _told(encounter_id: str, facts: Sequence[Fact]) -> dict[str, Any]:
    name, status, version = house().secondary.where(encounter_id)
    return {"inspection_id": name, "status": status, "version": version, "facts": stated(facts)}


def _operation(kind: Kind) -> Callable[..., dict[str, Any]]:
    def act(request: HttpRequest, encounter_id: str, body: Asked) -> dict[str, Any]:
        return perform(caller(request), encounter_id, kind, body)

    act.__annotations__ = {"request": HttpRequest, "encounter_id": str, "body": kind.body, "return": dict[str, Any]}
    act.__doc__ = kind.body.__doc__
    return act


for _name, _kind in INSPECTION_ACTS.items():
    router.post(
        f"/encounters/{{encounter_id}}/inspection/acts/{_name}",
        response={200: Acted, **documented(404, 409, 422)},
        summary=_kind.summary,
        operation_id=f"inspection_{_name.replace('-', '_')}",
    )(_operation(_kind))
