"""A sitting: what one browser does from signing in to signing out, and what has to come before its next page."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tidewaiter.api.house import house
from tidewaiter.store.accounts.keeping import about
from tidewaiter.store.accounts.models import Account
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.officer import Officer

PURPOSE = "purpose"
BEGAN, SEEN = "began", "seen"


class Elsewhere(Exception):
    """Something comes before this page: signing in, a new password, a second factor."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Lead there, and back to the page that was asked for; what was sent with a form is not sent again."""
        onward = request.get_full_path() if request.method == "GET" else "/"
        address = f"{reverse(self.name)}?{urlencode({'next': onward})}"
        if request.headers.get("HX-Request"):  # htmx follows no redirect to another page by itself
            return HttpResponse(status=204, headers={"HX-Redirect": address})
        return redirect(address)


def officer(request: HttpRequest) -> Officer:
    """Give who is signed in, with all roles of the account and the purpose stated. Raises ``Elsewhere``."""
    account: Any = request.user
    if not account.is_authenticated:
        raise Elsewhere("account_login")
    if account.must_change:
        raise Elsewhere("password")
    held: Officer = account.officer(request.session.get(PURPOSE, ""))
    return held


@receiver(user_logged_in)
def begun(sender: object, request: HttpRequest, user: Account, **_: Any) -> None:
    """Begin a sitting, and journal that somebody signed in."""
    if BEGAN in request.session:  # allauth tells of one sign-in twice
        return
    request.session[BEGAN] = request.session[SEEN] = int(time.time())
    house().state([Fact(FactKind.SIGNED_IN, about(user), house().policies.clock(), user.name, {"by": "password"})])
