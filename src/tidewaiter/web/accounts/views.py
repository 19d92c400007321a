"""Signing in and out, and one's own password."""

from __future__ import annotations

from allauth.account.internal import flows
from allauth.account.views import LoginView
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from tidewaiter.api.house import house
from tidewaiter.store.accounts.keeping import about
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.web.reader import entrance

login = entrance(LoginView.as_view())


@require_POST
@entrance
def logout(request: HttpRequest) -> HttpResponse:
    """Sign out, and journal it."""
    account = request.user
    if account.is_authenticated:
        said = {"why": "signed out"}
        house().state([Fact(FactKind.SIGNED_OUT, about(account), house().policies.clock(), account.name, said)])
    flows.logout.logout(request)
    request.session.flush()
    return redirect("account_login")


@require_http_methods(["GET", "POST"])
@entrance
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; the one given at first has to be."""
    account = request.user
    if not account.is_authenticated:
        return redirect("account_login")
    onward = safe_next(request)
    form = PasswordChangeForm(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        account.must_change = False
        form.save()
        update_session_auth_hash(request, account)
        said = {"what": "password", "own": True}
        house().state([Fact(FactKind.CREDENTIAL_RESET, about(account), house().policies.clock(), account.name, said)])
        return redirect(onward)
    told = {"form": form, "next": onward, "must": account.must_change}
    return render(request, "accounts/password.html", told, status=422 if form.errors else 200)


def safe_next(request: HttpRequest) -> str:
    """Give the page to go on to: one of this house, else the first."""
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else "/"
