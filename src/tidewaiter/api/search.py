"""One search over HTTP."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Header, Query, Router, Schema
from pydantic import Field

from tidewaiter.api.access import caller, confined
from tidewaiter.api.encounters import Purposed
from tidewaiter.api.errors import documented
from tidewaiter.api.house import house
from tidewaiter.desk.search import SearchDesk

router = Router(tags=["search"])


class Asked(Schema):
    """What is looked for."""

    q: str = Field(default="", max_length=200, description="A name, a document, a plate, a flight, an id.")
    port: str | None = Field(default=None, description="A caller of one port searches that port alone.")


@router.get("/search", response={200: dict[str, Any], **documented(404, 422)}, operation_id="search")
def search(request: HttpRequest, wanted: Query[Asked], why: Header[Purposed]) -> dict[str, Any]:
    """Search people, documents, plates, flights, vessels, list entries, cases; the question is journaled."""
    port = confined(request, wanted.port)
    return SearchDesk.of(house()).ask(wanted.q, caller(request), port=port)
