"""Who is looking at a page: an officer who signed in, or the holder of a token; nobody else.

Without HTTPS (``TIDEWAITER_HTTPS``) a page is served to the loopback address alone, so that no password travels in
clear: a request that a proxy passed on is not from this machine. A token (``Authorization: Bearer``) is taken from
everywhere, as by the API.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tidewaiter.api.access import PURPOSE, officer_of, operation_of
from tidewaiter.api.errors import status_of
from tidewaiter.api.house import house
from tidewaiter.authority import Permission
from tidewaiter.vocabulary.errors import Forbidden, NotFound, TidewaiterError
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.accounts import sitting

_PASSED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")

Page = Callable[..., HttpResponse]


def reader_of(request: HttpRequest) -> Officer:
    """Give who is reading.

    Raises ``Forbidden`` for a token that does not open and for a way that is not safe, ``sitting.Elsewhere`` where
    something has to be done before, such as signing in.
    """
    token = _token(request)
    if token is not None:
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
            operation = operation_of(request)
            house().authority.require_operation(officer, operation)
            if _token(request) is None:
                sitting.require_proof(request, house().authority.operations[operation])
            return view(request, officer, **parts)
        except sitting.Elsewhere as first:
            return first.answer(request)
        except TidewaiterError as error:
            if error.code == "purpose-required":
                return purpose_asked(request, officer, request.get_full_path())
            return render(
                request, "error.html", {"error": error, "glass": _glass(request, error)}, status=status_of(error)
            )

    return shown


def purpose_asked(request: HttpRequest, officer: Officer, onward: str, status: int = 200) -> HttpResponse:
    """Ask why a record is opened, with what this officer's roles most often open records for."""
    ready = sitting.policy().purposes_of(officer.roles)
    return render(request, "purpose.html", {"next": onward, "ready": ready}, status=status)


def own(view: Page) -> Page:
    """Let a page about the account itself be seen by whoever is signed in to it, whatever its roles."""

    @wraps(view)
    def shown(request: HttpRequest, **parts: str) -> HttpResponse:
        try:
            require_safe_way(request)
            request.officer = sitting.signed_in(request).officer(request.session.get(sitting.PURPOSE, ""))
        except sitting.Elsewhere as first:
            return first.answer(request)
        except TidewaiterError as error:
            return render(request, "error.html", {"error": error}, status=status_of(error))
        return view(request, **parts)

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


def _token(request: HttpRequest) -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else None


def _glass(request: HttpRequest, error: TidewaiterError) -> str:
    """Give where a record is opened by break-glass, for whoever may; the same whether there is such a record or not."""
    match, officer = request.resolver_match, getattr(request, "officer", None)
    encounter = match.kwargs.get("encounter_id") if match is not None and isinstance(error, NotFound) else None
    if not encounter or officer is None or officer.port == "*":
        return ""
    may = house().authority.allows(officer, Permission.HOUSE_GLASS_BREAK)
    return f"{reverse('glass_break')}?{urlencode({'encounter': encounter})}" if may else ""
