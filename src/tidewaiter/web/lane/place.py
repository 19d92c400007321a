"""Where an officer stands: the port is theirs, or said once by who serves every port; the lane is said once."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse

from tidewaiter.api.house import house
from tidewaiter.vocabulary.officer import Officer

COOKIE = "lane"
LONGEST = 20


class Place(NamedTuple):
    """Port and lane; None where nobody said."""

    port: str | None
    lane: str | None


def place_of(request: HttpRequest, officer: Officer) -> Place:
    """Give where the officer stands, by their authority first and what they said second."""
    said = request.get_signed_cookie(COOKIE, default="", salt=COOKIE) or ""
    port, _, lane = said.partition("|")
    own = house().authority.port_of(officer)
    return Place(own or port or None, lane or None)


def keep(response: HttpResponse, port: str, lane: str) -> None:
    """Keep where the officer stands until the browser is closed."""
    said: dict[str, Any] = {"salt": COOKIE, "httponly": True, "samesite": "Strict", "path": "/lane"}
    response.set_signed_cookie(COOKIE, f"{port}|{lane[:LONGEST]}", **said)
