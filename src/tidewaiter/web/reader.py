"""Who is looking at a page: whoever sits at this machine, or the holder of a token; nobody else.

There is no login yet. A page is served to the loopback address alone, unless the request carries a token
(``Authorization: Bearer``); a request that a proxy passed on is not from this machine.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tidewaiter.api.access import PURPOSE, officer_of, operation_of
from tidewaiter.api.errors import status_of
from tidewaiter.api.house import house
from tidewaiter.vocabulary.errors import Forbidden, TidewaiterError
from tidewaiter.vocabulary.officer import Officer

CONSOLE = "local console"
COOKIE = "purpose"
_PASSED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")

Page = Callable[..., HttpResponse]


def reader_of(request: HttpRequest) -> Officer:
    """Give who is reading. Raises ``Forbidden`` for a stranger from elsewhere and for a token that does not open."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        officer = officer_of(token, request.headers.get(PURPOSE, ""))
        if officer is None:
            raise Forbidden("This token does not open")
        return officer
    if not _is_here(request):
        raise Forbidden("This page is shown at the machine it runs on; from elsewhere, use the API with a token")
    purpose = request.get_signed_cookie(COOKIE, default="", salt=COOKIE)
    return Officer(CONSOLE, frozenset({"console"}), "*", unquote(purpose or ""))


def page(view: Page) -> Page:
    """Let a page be seen by those whom the permission table names, and turn errors into a page that says what to do."""

    @wraps(view)
    def shown(request: HttpRequest, **parts: str) -> HttpResponse:
        try:
            officer = reader_of(request)
            request.officer = officer  # for the bar above every page, also one that says what went wrong
            house().authority.require_operation(officer, operation_of(request))
            return view(request, officer, **parts)
        except TidewaiterError as error:
            if error.code == "purpose-required":
                return render(request, "purpose.html", {"next": request.get_full_path()})
            return render(request, "error.html", {"error": error}, status=status_of(error))

    return shown


def _is_here(request: HttpRequest) -> bool:
    if any(request.META.get(name) for name in _PASSED_ON):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
