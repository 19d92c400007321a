"""The primary lane over HTTP: find whom a reader or a hand means, and what the one screen shows of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tidewaiter.api.access import caller, confined
from tidewaiter.api.errors import documented
from tidewaiter.api.house import house
from tidewaiter.vocabulary.errors import Refusal

router = Router(tags=["lane"])
Text = Annotated[str, Field(max_length=400)]
_LISTED = (
    "encounter_id", "kind", "surname", "given_names", "birth_date", "plate", "carrier", "number", "scheduled_at",
    "seat", "status", "port", "version",
)  # fmt: skip


class Asked(Schema):
    """What was typed at a lane; nothing typed asks for who waits there."""

    q: Text = Field(default="", description="A machine-readable zone, document number, plate, booking, seat or name.")
    port: str | None = Field(default=None, description="Where you stand, if your token serves every port.")
    lane: str | None = None
    even_so: bool = Field(default=False, description="Look for a document whose check digits do not hold.")


class Answer(Schema):
    """``one``: the screen of the only one it means; ``several`` to choose from; else ``elsewhere`` or nobody.

    ``waiting`` and ``movements`` are told where nothing was typed.
    """

    found: Literal["one", "several", "elsewhere", "nobody", "queue"]
    one: dict[str, Any] | None = None
    several: list[dict[str, Any]] = Field(default_factory=list)
    elsewhere: list[dict[str, Any]] = Field(default_factory=list)
    waiting: list[dict[str, Any]] = Field(default_factory=list)
    movements: list[dict[str, Any]] = Field(default_factory=list)


@router.get("/lane", response={200: Answer, **documented(404, 422)}, operation_id="look_at_lane")
def look_at_lane(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Find whom a reader or a hand means at the caller's port, and tell what the one screen shows.

    Every look is journaled, with the caller's purpose or that of the lane. A zone of which a check digit does not hold
    is 422 with its line and column.
    """
    officer, desk = caller(request), house().lane
    port = confined(request, asked.port)
    if not asked.q.strip():
        return {"found": "queue", **_queue(desk.queue(officer, port=port, lane=asked.lane))} if port else _nowhere()
    found = desk.find(officer, asked.q, port=port, even_so=asked.even_so)
    if found.one is not None:
        return {"found": "one", "one": desk.look(officer, found.one["encounter_id"])}
    several = [{name: row[name] for name in _LISTED} for row in found.rows]
    word = "several" if several else "elsewhere" if found.elsewhere else "nobody"
    return {"found": word, "several": several, "elsewhere": list(found.elsewhere)}


def _queue(told: dict[str, Any]) -> dict[str, Any]:
    return {name: told[name] for name in ("waiting", "movements")}


def _nowhere() -> dict[str, Any]:
    raise Refusal("say at which port you stand: your token serves every port", code="no-port")
