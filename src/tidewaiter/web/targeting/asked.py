"""What a list of targeting was asked for: filters in the address, kept as they are from page to page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from tidewaiter.api.house import house
from tidewaiter.identify.shifts import FILTERS
from tidewaiter.vocabulary.errors import NotFound
from tidewaiter.vocabulary.officer import Officer

ROWS = 40
FARTHEST = 5000


def asked(request: HttpRequest, page: str) -> dict[str, str]:
    """Give the filters of a page that the address names, without empty ones."""
    given = request.GET if request.method == "GET" else request.POST
    return {name: value for name in FILTERS[page] if (value := given.get(name, "").strip()[:200])}


def offset(request: HttpRequest) -> int:
    """Give how many rows are passed over."""
    said = request.GET.get("offset", "")
    return min(int(said), FARTHEST) if said.isdecimal() else 0


def address(path: str, query: Mapping[str, Any], **more: Any) -> str:
    """Write an address with its filters; what is empty is left out."""
    held = {name: value for name, value in {**query, **more}.items() if value not in (None, "", 0)}
    return f"{path}?{urlencode(held)}" if held else path


def port(officer: Officer, said: str | None) -> str | None:
    """Give the port that is asked for by its registered code; one that is not the reader's is not there."""
    if not said:
        return None
    own = house().authority.port_of(officer)
    if own is not None and said.upper() != own:
        raise NotFound(f"There is no port {said} for you")
    return own or str(house().policies.places.port(said.upper()).code)


def moment(said: str | None) -> datetime | None:
    """Read a moment as a form gives it, UTC; what is none is passed over."""
    try:
        found = datetime.fromisoformat(said or "")
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def leaves(path: str, query: Mapping[str, str], at: int, found: int) -> tuple[str, str]:
    """Give the addresses of the rows before and after; empty where there are none. ``found``: one more than shown."""
    before = address(path, query, offset=max(at - ROWS, 0)) if at else ""
    return before, address(path, query, offset=at + ROWS) if found > ROWS and at + ROWS < FARTHEST else ""
