"""A sitting: what one browser does from signing in to signing out, and what has to come before its next page.

Its limits stand in ``policies/accounts.yaml``. A session keeps moments as whole seconds, since it is kept as JSON; the
last request by hand is written once a minute, so that reading pages is not writing the database.
"""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import suspend_request
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tidewaiter.api.house import house
from tidewaiter.authority import EntryPolicy, Permission
from tidewaiter.store.accounts.keeping import about
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.officer import Officer

PURPOSE, LOCKED = "purpose", "locked"
BEGAN, SEEN, PROVED, FACTOR = "began", "seen", "proved", "factor"
SEEN_EVERY = 60
"""Seconds within which a request by hand is not written again."""


class Elsewhere(Exception):
    """Something comes before this page: signing in, a new password, a second factor, a proof that is recent."""

    def __init__(self, name: str, *, suspends: bool = False) -> None:
        super().__init__(name)
        self.name, self.suspends = name, suspends

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Lead there, and back to the page that was asked for; a form is sent again only where it ``suspends``."""
        address = reverse(self.name)
        if self.suspends:
            response: HttpResponse = suspend_request(request, address)
            address = response["Location"]
        else:
            onward = request.get_full_path() if request.method == "GET" else "/"
            address = f"{address}?{urlencode({'next': onward})}"
        if request.headers.get("HX-Request"):  # htmx would put the page of another address into this one
            return HttpResponse(status=204, headers={"HX-Redirect": address})
        return redirect(address)


def policy() -> EntryPolicy:
    """Give the policy of coming in."""
    return house().accounts.entry


def moment() -> int:
    """Give now, as sessions keep it."""
    return int(time.time())


def signed_in(request: HttpRequest, *, locked: bool = False) -> Any:
    """Give the account that is signed in. Raises ``Elsewhere`` where the sitting is over, or locked unless asked."""
    account: Any = request.user
    if not account.is_authenticated:
        raise Elsewhere("account_login")
    _still_sitting(request, account)
    if request.session.get(LOCKED) and not locked:
        raise Elsewhere("unlock")
    return account


def officer(request: HttpRequest) -> Officer:
    """Give who is signed in, with all roles of the account and the purpose stated.

    Raises ``Elsewhere`` as ``signed_in`` does, and where something has to be set up first.
    """
    account = signed_in(request)
    if account.must_change:
        raise Elsewhere("password")
    if factor_missing(request, account):
        raise Elsewhere("mfa_activate_totp")
    held: Officer = account.officer(request.session.get(PURPOSE, ""))
    return held


def factor_missing(request: HttpRequest, account: Any) -> bool:
    """Tell whether a role of the account asks for a second factor that was not shown in this sitting."""
    waived = settings.DEMONSTRATION and account.demonstration
    return not waived and FACTOR not in request.session and policy().needs_factor(account.held)


def require_proof(request: HttpRequest, permission: Permission | None) -> None:
    """Raise ``Elsewhere`` for a sensitive permission where the last proof of who sits there is not recent."""
    if permission in policy().step_up and not proved_lately(request):
        ways = get_adapter().get_reauthentication_methods(request.user)
        if not ways:  # an identity of an issuer alone: it is asked again there
            end(request, "a proof was asked for")
            raise Elsewhere("account_login")
        by_password = request.user.has_usable_password()
        raise Elsewhere("account_reauthenticate" if by_password else "mfa_reauthenticate", suspends=True)


def proved_lately(request: HttpRequest) -> bool:
    """Tell whether password or factor were shown within the time of the policy."""
    shown = int(request.session.get(PROVED, 0))
    return moment() - shown <= policy().proof_lasts.total_seconds()


def end(request: HttpRequest, why: str) -> None:
    """End the sitting of a request, and journal why."""
    account: Any = request.user
    if account.is_authenticated:
        state(FactKind.SIGNED_OUT, account, {"why": why})
    request.session.flush()


def state(kind: FactKind, account: Any, said: dict[str, Any], by: str = "") -> None:
    """Journal something about an account; never a secret."""
    house().state([Fact(kind, about(account), house().policies.clock(), by or account.name, said)])


def passive(request: HttpRequest) -> bool:
    """Tell whether a page asked by itself, without anybody's hand: the live stream and what it makes a page ask."""
    return request.headers.get("X-Live") == "yes" or request.path == "/live"


def _still_sitting(request: HttpRequest, account: Any) -> None:
    """Raise ``Elsewhere`` where the sitting was idle or is too long; else note the request."""
    limits, now = policy(), moment()
    began, seen = int(request.session.get(BEGAN, 0)), int(request.session.get(SEEN, 0))
    if now - began > limits.longest.total_seconds():
        end(request, "the sitting was too long")
        raise Elsewhere("account_login")
    if now - seen > limits.idle.total_seconds():
        end(request, "nobody was there")
        raise Elsewhere("account_login")
    if now - seen >= SEEN_EVERY and not passive(request):
        request.session[SEEN] = now
