"""An officer asks in the field over HTTP: a name, a birth date, a document, a plate, between ports of entry."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Header, Router, Schema
from pydantic import ConfigDict, Field

from tidewaiter.api.access import caller
from tidewaiter.api.encounters import Purposed
from tidewaiter.api.errors import documented
from tidewaiter.api.house import house
from tidewaiter.asking import FieldQuery, ask

router = Router(tags=["field"])
Typed = Annotated[str, Field(max_length=200)]


class Question(Schema):
    """What was typed: any of it, and where. What cannot be read is said in ``findings``; the rest is asked."""

    model_config = ConfigDict(extra="forbid")

    place: Annotated[str, Field(min_length=1, max_length=200)] = Field(description="LAT,LON or words.")
    surname: Typed | None = None
    given_names: Typed | None = None
    birth_date: Typed | None = Field(default=None, description="YYYY-MM-DD")
    sex: Literal["M", "F", "X"] | None = None
    nationality: Typed | None = None
    document_number: Typed | None = None
    document_issuer: Typed | None = None
    document_kind: Typed | None = None
    purpose: Typed | None = Field(default=None, description="Why they say they travel.")
    plate: Typed | None = None
    plate_issuer: Typed | None = None
    direction: Literal["inbound", "outbound"] | None = None


@router.post("/field", response={200: dict[str, Any], **documented(422)}, operation_id="ask_in_field")
def ask_in_field(request: HttpRequest, body: Question, why: Header[Purposed]) -> dict[str, Any]:
    """Screen whom an officer met between ports of entry: possible matches, checks, and what did not run."""
    return ask(house(), FieldQuery(**body.dict()), caller(request))
