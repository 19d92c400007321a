"""Who is calling, and may they? Every operation passes here before anything of it runs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from django.http import Http404, HttpRequest
from django.urls import resolve
from ninja.security import HttpBearer

from tidewaiter.api.errors import Unauthenticated
from tidewaiter.api.house import house
from tidewaiter.store import access
from tidewaiter.vocabulary.errors import NotFound, Position, Unreadable
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.time import utc_now

PURPOSE = "X-Purpose"
LONGEST_PURPOSE = 500


class Token(HttpBearer):
    """A bearer token that stands for a named officer, steward or carrier, checked against the operation's row."""

    def authenticate(self, request: HttpRequest, token: str) -> Officer | None:
        """Give the officer behind a token, or None; raises ``Forbidden`` where their role does not carry this."""
        officer = officer_of(token, request.headers.get(PURPOSE, ""))
        if officer is not None:
            operation = operation_of(request)
            house().authority.require_operation(officer, operation)
            _refuse_unknown(request, operation)
        return officer


def _refuse_unknown(request: HttpRequest, operation: str) -> None:
    """Refuse names in the query that the operation does not know: passed over, a misspelt filter would mislead."""
    known = _queries().get(operation, ())
    unknown = [name for name in request.GET if name not in known]
    if unknown:
        takes = f"it takes {', '.join(known)}" if known else "it takes none"
        place = Position(path=f"/query/{unknown[0]}")
        raise Unreadable(f"There is no {', '.join(unknown)} in the query of this: {takes}", place, code="invalid")


@cache
def _queries() -> Mapping[str, tuple[str, ...]]:
    """Give the names that the query of each operation may hold, as the OpenAPI document tells them."""
    from tidewaiter.api import application

    return {
        f"{method.upper()} {path}": tuple(each["name"] for each in said.get("parameters", ()) if each["in"] == "query")
        for path, methods in application().get_openapi_schema()["paths"].items()
        for method, said in methods.items()
    }


def officer_of(token: str, purpose: str = "") -> Officer | None:
    """Give whom a token stands for at this moment, or None."""
    with house().store.read() as reader:
        grant = access.holder(reader.cursor, token, utc_now())
    return grant.officer(" ".join(purpose.split())[:LONGEST_PURPOSE]) if grant else None


def second_officer(token: str) -> Officer:
    """Give the second officer, who authenticates with a token of their own. Raises ``Unauthenticated``."""
    officer = officer_of(token)
    if officer is None:
        raise Unauthenticated("The second officer's token does not open: give second_token, their own")
    return officer


def operation_of(request: HttpRequest) -> str:
    """Name the operation a request asks for as the permission table does: ``GET /api/encounters/{encounter_id}``."""
    try:
        route = (request.resolver_match or resolve(request.path_info)).route
    except Http404:
        route = request.path_info.lstrip("/")
    return f"{request.method} /{named(route)}"


def named(route: str) -> str:
    """Write a route of Django's as the permission table does: ``<str:name>`` becomes ``{name}``."""
    return re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", route)


def caller(request: HttpRequest) -> Officer:
    """Give the officer whom ``Token`` let in."""
    return cast(Officer, cast(Any, request).auth)


def confined(request: HttpRequest, asked: str | None) -> str | None:
    """Give the port to which an answer is confined: the caller's own, else the one asked for, else none.

    Raises ``NotFound`` when a port is asked for that is not the caller's: nothing is told of it, not even a zero; and
    ``Refusal`` for a code that is no port, naming the nearest.
    """
    own = house().authority.port_of(caller(request))
    if own is not None and asked not in (None, own):
        raise NotFound(f"There is no port {asked} for you")
    return own or (house().policies.places.port(asked).code if asked else None)
