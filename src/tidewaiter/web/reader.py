"""Who is looking at a page: an officer who signed in, or the holder of a token; nobody else.

Without HTTPS (``TIDEWAITER_HTTPS``) a page is served to the loopback address alone, so that no password travels in
clear: a request that a proxy passed on is not from this machine. A token (``Authorization: Bearer``) is taken from
everywhere, as by the API.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tidewaiter.api.access import PURPOSE, officer_of, operation_of
from tidewaiter.api.errors import status_of
from tidewaiter.api.house import house
from tidewaiter.vocabulary.errors import Forbidden, TidewaiterError
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.accounts import sitting

_PASSED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")

Page = Callable[..., HttpResponse]


def reader_of(request: HttpRequest) -> Officer:
    """Give who is reading.

    Raises ``Forbidden`` for a token that does not open and for a way that is not safe, ``sitting.Elsewhere`` where
    something has to be done before, such as signing in.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        officer = officer_of(token, request.headers.get(PURPOSE, ""))
        if officer is None:
            raise Forbidden("This token does not open")
        return officer
    require_safe_way(request)
    return sitting.officer(request)


def page(view: Page) -> Page:
    """Let a page be seen by those whom the permission table names, and turn errors into a page that says what to do."""

    @wraps(view)
    def shown(request: HttpRequest, **parts: str) -> HttpResponse:
        try:
            officer = reader_of(request)
            request.officer = officer  # for the bar above every page, also one that says what went wrong
            house().authority.require_operation(officer, operation_of(request))
            return view(request, officer, **parts)
        except sitting.Elsewhere as first:
            return first.answer(request)
        except TidewaiterError as error:
            if error.code == "purpose-required":
                return render(request, "purpose.html", {"next": request.get_full_path()})
            return render(request, "error.html", {"error": error}, status=status_of(error))

    return shown


def entrance(view: Page) -> Page:
    """Let a page of signing in be seen by whoever comes by a safe way."""

    @wraps(view)
    def shown(request: HttpRequest, **parts: str) -> HttpResponse:
        try:
            require_safe_way(request)
        except Forbidden as error:
            return render(request, "error.html", {"error": error}, status=403)
        return view(request, **parts)

    return shown


def require_safe_way(request: HttpRequest) -> None:
    """Raise ``Forbidden`` for a page that would be served in clear to another machine than this."""
    if settings.HTTPS and request.is_secure():
        return
    if settings.HTTPS or not _is_here(request):
        raise Forbidden("Pages are shown over HTTPS, or at the machine that serves them; programs come with a token")


def _is_here(request: HttpRequest) -> bool:
    if any(request.META.get(name) for name in _PASSED_ON):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
