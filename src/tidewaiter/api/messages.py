"""Taking messages in over HTTP, and trying refused ones again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tidewaiter.api.access import caller
from tidewaiter.api.errors import LengthRequired, TooLarge, documented
from tidewaiter.api.house import house
from tidewaiter.api.paging import Page, Rows, paged
from tidewaiter.receive import Delivery, stranger
from tidewaiter.receive.contract import contract
from tidewaiter.receive.delivery import LIMIT_BYTES
from tidewaiter.store import queries
from tidewaiter.vocabulary.errors import Unreadable
from tidewaiter.vocabulary.wording import json_text
from tidewaiter.walk import Arrival

router = Router(tags=["messages"])

EDIFACT, JSON, LINES = "application/EDIFACT", "application/json", "application/x-ndjson"
_ANSWERS = {
    EDIFACT: {"schema": {"type": "string"}},
    JSON: {"schema": {"type": "object"}},
    LINES: {"schema": {"type": "string"}},
}
_BODY = {
    "requestBody": {
        "required": True,
        "description": "PAXLST or PNRGOV interchanges, a JSON or CSV manifest, or a lane message; at most 64 MiB.",
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in (EDIFACT, JSON, "text/csv")},
    },
    "responses": {
        200: {"description": "Accepted, or repeated: the stored answer, byte for byte", "content": _ANSWERS},
        403: {"description": "Refused: your token does not name this sender (CONTRL 23)", "content": _ANSWERS},
        422: {"description": "Refused: CONTRL, or JSON with the position", "content": _ANSWERS},
    },
}


@router.post("/messages", response=documented(411, 413), openapi_extra=_BODY, operation_id="receive_message")
def receive_message(request: HttpRequest) -> HttpResponse:
    """Take a message in: everyone in it is screened, assessed and assigned, and the answer is given after the commit.

    The answer is CUSRES or CONTRL for EDIFACT and JSON for JSON and CSV. With `Accept: application/json` it is the
    ingestion contract instead: one object, or for several interchanges one object a line (`application/x-ndjson`).
    """
    raw = body_of_request(request)
    by = house().authority.submitter(caller(request))
    arrivals = list(house().ingest([Delivery(raw, "http", by=by)]))
    status = _status(arrivals)
    accept = request.headers.get("Accept", "")
    if LINES in accept or (JSON in accept and len(arrivals) > 1):
        return _lines(arrivals, status)
    if JSON in accept:
        return HttpResponse(_written(contract(arrivals[0])), content_type=JSON, status=status)
    kind = EDIFACT if arrivals[0].opened.syntax == "edifact" else JSON
    text = "".join(arrival.answer for arrival in arrivals)
    return HttpResponse(text.encode(), content_type=f"{kind}; charset=utf-8", status=status)


class Letters(Page):
    """A piece of the list of dead letters."""

    closed: bool = Field(default=False, description="Those that an officer closed, instead of those that wait.")


class Closing(Schema):
    """Why nothing more is to be done about a dead letter."""

    reason: str = Field(min_length=1, max_length=1000)


@router.get("/deadletters", response={200: Rows, **documented(422)}, operation_id="list_dead_letters")
def list_dead_letters(request: HttpRequest, wanted: Query[Letters]) -> dict[str, Any]:
    """List interchanges that stand refused, newest first: why, where, and how often a replay was tried."""
    with house().store.read() as reader:
        return paged(wanted, partial(queries.deadletters, reader.cursor), closed=wanted.closed)


@router.post(
    "/deadletters/{message_id}/close",
    response={200: dict[str, Any], **documented(404, 422)},
    operation_id="close_dead_letter",
)
def close_dead_letter(request: HttpRequest, message_id: str, body: Closing) -> dict[str, Any]:
    """Set a dead letter aside for good; who did it and why is journaled."""
    (fact,) = house().close_dead_letter(message_id, caller(request), body.reason)
    return {"message_id": message_id, "closed_by": fact.actor, "closed_at": fact.at.isoformat(), **fact.data}


@router.post(
    "/deadletters/{message_id}/replay",
    response={200: dict[str, Any], **documented(404, 422)},
    operation_id="replay_dead_letter",
)
def replay_dead_letter(request: HttpRequest, message_id: str) -> HttpResponse:
    """Walk a dead letter again from its original bytes, after a fix; 422 with the contract where it is refused."""
    arrival = house().replay(message_id, caller(request))
    return HttpResponse(_written(contract(arrival)), content_type=JSON, status=200 if arrival.accepted else 422)


def _status(arrivals: Sequence[Arrival]) -> int:
    """Give 403 where nothing but the submitter's right to speak for a sender is missing."""
    refused = [arrival for arrival in arrivals if not arrival.accepted]
    if refused and all(stranger(arrival.opened) for arrival in refused):
        return 403
    return 422 if refused else 200


def body_of_request(request: HttpRequest) -> bytes:
    """Give the bytes that were sent. Raises ``LengthRequired``, ``TooLarge``, and ``Unreadable`` for none."""
    if request.headers.get("Transfer-Encoding"):
        raise LengthRequired("Send the message with its Content-Length, not in chunks")
    if int(request.META.get("CONTENT_LENGTH") or 0) > LIMIT_BYTES:
        raise TooLarge(f"A body is at most {LIMIT_BYTES // 2**20} MiB; send it in parts")
    if not request.body.strip():
        raise Unreadable("The body is empty: send the message itself, as it is")
    return request.body


def _lines(arrivals: Sequence[Arrival], status: int) -> HttpResponse:
    text = b"".join(_written(contract(arrival)) + b"\n" for arrival in arrivals)
    return HttpResponse(text, content_type=LINES, status=status)


def _written(line: dict[str, Any]) -> bytes:
    return json_text(line).encode()
