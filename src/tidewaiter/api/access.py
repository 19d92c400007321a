"""Who is calling, and may they? Every operation passes here before anything of it runs."""

from __future__ import annotations

import re
from typing import Any, cast

from django.http import Http404, HttpRequest
from django.urls import resolve
from ninja.security import HttpBearer

from tidewaiter.api.errors import Unauthenticated
from tidewaiter.api.house import house
from tidewaiter.store import access
from tidewaiter.vocabulary.errors import NotFound
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
            house().authority.require_operation(officer, operation_of(request))
        return officer


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

    Raises ``NotFound`` when a port is asked for that is not the caller's: nothing is told of it, not even a zero.
    """
    own = house().authority.port_of(caller(request))
    if own is not None and asked not in (None, own):
        raise NotFound(f"There is no port {asked} for you")
    return own or asked
