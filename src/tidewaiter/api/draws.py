"""The random stream over HTTP: what a day committed to, its secret once revealed, and every draw recomputed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from tidewaiter import reports
from tidewaiter.api.access import caller
from tidewaiter.api.errors import documented
from tidewaiter.api.house import house

router = Router(tags=["random stream"])


class Drawn(Schema):
    """A day's commitment and rates; ``secret`` (hexadecimal) once it is revealed."""

    day: date
    commitment: str
    by_mode: dict[str, float]
    by_port: dict[str, float]
    note: str = ""
    secret: str | None = None


class Revealed(Schema):
    """A day's secret, and who revealed it."""

    day: date
    secret: str
    officer: str


class Recomputed(Schema):
    """How many draws were recomputed, and every one that does not hold."""

    ok: bool
    checked: int
    problems: list[str]


class Suggested(Schema):
    """Random rates that would level the risk of detection; nothing sets them but the owner of the table."""

    rows: list[dict[str, Any]]


@router.get("/draws/suggestion", response={200: Suggested, **documented(422)}, operation_id="suggest_rates")
def suggestion(request: HttpRequest, budget: Annotated[float, Query(ge=0, le=1e9)]) -> dict[str, Any]:
    """Suggest random rates that make a violator's risk equal everywhere within a budget of random examinations."""
    with house().store.read() as reader:
        return {"rows": reports.suggested_rates(reader, budget)}


@router.get("/draws/{day}", response={200: Drawn, **documented(404, 422)}, operation_id="read_draw")
def read_draw(request: HttpRequest, day: date) -> dict[str, Any]:
    """Give what a day committed to before its first draw."""
    return house().draw(day)


@router.post("/draws/{day}/reveal", response={200: Revealed, **documented(404, 422)}, operation_id="reveal_draw")
def reveal_draw(request: HttpRequest, day: date) -> dict[str, Any]:
    """Reveal the secret of a day that is over, so that anyone can recompute its draws; it is journaled who did."""
    fact = house().reveal_draw(day, caller(request))
    return {"day": day, "secret": fact.data["secret"], "officer": fact.actor}


@router.get("/draws/{day}/verify", response={200: Recomputed, **documented(404, 422)}, operation_id="verify_draw")
def verify_draw(request: HttpRequest, day: date) -> dict[str, Any]:
    """Recompute every draw of a day from its revealed secret and the rates it committed to."""
    return house().verify_draw(day).as_dict()
