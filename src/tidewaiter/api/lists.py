"""What stewards look after over HTTP: look-out lists, and the schedule of conveyances that are due."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tidewaiter.api.access import caller
from tidewaiter.api.errors import documented
from tidewaiter.api.house import house
from tidewaiter.api.messages import body_of_request
from tidewaiter.api.paging import Page, Rows, cut
from tidewaiter.identify.sources import read_any
from tidewaiter.store import lists, queries
from tidewaiter.vocabulary.errors import InvalidPolicy, NotFound, Position, Unreadable

router = Router(tags=["lists"])
_FILE = {
    "requestBody": {
        "required": True,
        "description": "The file itself, byte for byte.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class Load(Schema):
    """How a list is to be read. OFAC's CSV comes as three files and is loaded at the command line."""

    format: Literal["un-xml", "opensanctions", "ftm", "local"] = "local"
    file: str = Field(
        default="list.yaml", max_length=200, description="The file's name; .csv and .yaml are told by it."
    )
    name: str | None = Field(default=None, description="The list it becomes; else the one its source names.")
    as_of: date | None = Field(default=None, description="The day it was fetched; else today.")
    dry_run: bool = Field(default=False, description="Tell what would change, and change nothing.")
    accept_shrink: bool = Field(default=False, description="Take it although more than half of the entries go.")


class Loaded(Schema):
    """What became of a version: loaded, refreshed or unchanged; ``live`` is false where it was only looked at."""

    list_id: str
    version: str
    act: str
    entries: int
    change: dict[str, int]
    left_out: dict[str, int]
    before: str | None = None
    live: bool


@router.get("/lists", response={200: Rows, **documented(422)}, operation_id="list_lists")
def list_lists(request: HttpRequest, wanted: Query[Page]) -> dict[str, Any]:
    """Show each list: version, source, age, entries; ``stale`` where one is older than its owner allows."""
    with house().store.read() as reader:
        return cut(wanted, queries.lists(reader.cursor, house().policies.clock().date()))


@router.get("/lists/{list_id}/history", response={200: Rows, **documented(404, 422)}, operation_id="list_history")
def list_history(request: HttpRequest, list_id: str, wanted: Query[Page]) -> dict[str, Any]:
    """Show every time a list was loaded, found unchanged or rolled back, the latest first."""
    with house().store.read() as reader:
        found = lists.history(reader, list_id)
    if not found:
        raise NotFound(f"There is no list {list_id}")
    return cut(wanted, found)


@router.post(
    "/lists", response={200: Loaded, **documented(411, 413, 422)}, openapi_extra=_FILE, operation_id="load_list"
)
def load_list(request: HttpRequest, wanted: Query[Load]) -> dict[str, Any]:
    """Load one version of a look-out list and tell what it changes; a broken file changes nothing, and says where."""
    today = house().policies.clock().date()
    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(wanted.file).name or "list.yaml")
        path.write_bytes(body_of_request(request))
        fetched = min(wanted.as_of or today, today)
        try:
            listing = read_any(path, wanted.format, wanted.name, fetched_at=fetched, loaded_at=today)
        except InvalidPolicy as error:
            raise Unreadable(str(error), Position(segment=error.line, element=error.column), code=error.code) from error
    said: dict[str, Any] = {"dry_run": wanted.dry_run, "accept_shrink": wanted.accept_shrink}
    told = house().lists.load(listing, actor=caller(request).name, **said)
    names = ("list_id", "version", "act", "entries", "left_out", "before", "live")
    return {**{name: getattr(told, name) for name in names}, "change": told.change.counts}


class Schedule(Schema):
    """Under which name a schedule is journaled."""

    name: str = Field(default="http", min_length=1, max_length=200)


class Scheduled(Schema):
    """How many movements are expected by it."""

    name: str
    movements: int


@router.post(
    "/schedule", response={200: Scheduled, **documented(411, 413, 422)}, openapi_extra=_FILE, operation_id="schedule"
)
def schedule(request: HttpRequest, wanted: Query[Schedule]) -> dict[str, Any]:
    """Say which conveyances are due (CSV), so that one that sends no manifest stands among the late."""
    fact = house().load_schedule(body_of_request(request), wanted.name, caller(request))
    return {"name": wanted.name, "movements": fact.data["movements"] if fact else 0}
