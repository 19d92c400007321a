"""Signing in and out, locking the screen, one's own account and its password."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal import flows
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.account.views import LoginView, ReauthenticateView
from allauth.mfa.base import views as factors
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tidewaiter.store.accounts.keeping import end_sessions
from tidewaiter.store.accounts.models import Session
from tidewaiter.vocabulary.facts import FactKind
from tidewaiter.web.accounts import hearing, sitting
from tidewaiter.web.reader import entrance, own

__all__ = ["hearing"]  # it listens once it is imported


class _Proof(ReauthenticateView):
    """Ask for the password again, then go on with what was asked for."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Go on; a form that was suspended is sent again as itself."""
        _as_suspended(self.request)
        return super().form_valid(form)


class _ProofByCode(factors.ReauthenticateView):
    """Ask for the second factor again, then go on with what was asked for."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Go on; a form that was suspended is sent again as itself."""
        _as_suspended(self.request)
        return super().form_valid(form)


class _ProofByKey(keys.ReauthenticateWebAuthnView):
    """Ask for the security key again, then go on with what was asked for."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the other ways too."""
        return {"reauthentication_alternatives": self.get_reauthentication_alternatives()} | {
            **super().get_context_data(**kwargs),
            "redirect_field_name": "next",
            "redirect_field_value": self.request.POST.get("next") or self.request.GET.get("next"),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """Go on; a form that was suspended is sent again as itself."""
        _as_suspended(self.request)
        return super().form_valid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Ask again."""
        return redirect(self.request.get_full_path())


class _Second(factors.AuthenticateView):
    """Ask for the second factor at sign-in: the key first, where there is one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell whether the account has a security key."""
        by_key = Authenticator.objects.filter(user=self.stage.login.user, type=Authenticator.Type.WEBAUTHN).exists()
        return {**super().get_context_data(**kwargs), "by_key": by_key}


login = entrance(LoginView.as_view())
second = entrance(_Second.as_view())
proof, proof_by_code, proof_by_key = (own(each.as_view()) for each in (_Proof, _ProofByCode, _ProofByKey))
factor, set_up, take_away = own(factors.index), own(app.activate_totp), own(app.deactivate_totp)
key_list, key_add, key_remove = own(keys.list_webauthn), own(keys.add_webauthn), own(keys.remove_webauthn)
recovery, new_recovery = own(codes.view_recovery_codes), own(codes.generate_recovery_codes)


@require_POST
@entrance
def logout(request: HttpRequest) -> HttpResponse:
    """Sign out, and journal it."""
    sitting.end(request, "signed out")
    flows.logout.logout(request)
    return redirect("account_login")


@require_POST
@own
def lock(request: HttpRequest) -> HttpResponse:
    """Lock the screen of a shared desk: the sitting stays, and shows nothing before its officer comes back."""
    request.session[sitting.LOCKED] = True
    return redirect("unlock")


@require_http_methods(["GET", "POST"])
@entrance
def unlock(request: HttpRequest) -> HttpResponse:
    """Open a locked screen by the password alone; whoever else comes signs in anew."""
    try:
        account = sitting.signed_in(request, locked=True)
    except sitting.Elsewhere as first:
        return first.answer(request)
    onward, wrong = safe_next(request), ""
    if not account.has_usable_password():  # an identity of an issuer: it is asked there
        sitting.end(request, "locked")
        return redirect("account_login")
    if request.method == "POST":
        try:
            if get_adapter().reauthenticate(account, request.POST.get("password", "")):
                request.session.pop(sitting.LOCKED, None)
                request.session[sitting.SEEN] = request.session[sitting.PROVED] = sitting.moment()
                return redirect(onward)
            wrong = _("This is not the password of this account.")
        except ValidationError as error:
            wrong = " ".join(error.messages)
    told = {"account": account, "next": onward, "wrong": wrong}
    return render(request, "accounts/unlock.html", told, status=422 if wrong else 200)


@require_GET
@own
def account(request: HttpRequest) -> HttpResponse:
    """Show one's own account: what it may, until when, and where it is signed in."""
    who: Any = request.user
    sittings = Session.objects.filter(account=who.pk).count()
    told = {"account": who, "sittings": sittings, "needed": sitting.policy().needs_factor(who.held)}
    return render(request, "accounts/own.html", told)


@require_POST
@own
def everywhere(request: HttpRequest) -> HttpResponse:
    """End all of one's sittings, this one too."""
    who: Any = request.user
    end_sessions(who, but=request.session.session_key)
    sitting.end(request, "signed out everywhere")
    return redirect("account_login")


@require_http_methods(["GET", "POST"])
@own
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; the one given at first has to be."""
    who: Any = request.user
    onward = safe_next(request)
    form = PasswordChangeForm(who, request.POST or None)
    if request.method == "POST" and form.is_valid():
        who.must_change = False
        form.save()
        end_sessions(who, but=request.session.session_key)
        update_session_auth_hash(request, who)
        sitting.state(FactKind.CREDENTIAL_RESET, who, {"what": "password", "own": True})
        return redirect(onward)
    told = {"form": form, "next": onward, "must": who.must_change}
    return render(request, "accounts/password.html", told, status=422 if form.errors else 200)


def safe_next(request: HttpRequest) -> str:
    """Give the page to go on to: one of this house, else the first."""
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else "/"


def _as_suspended(request: HttpRequest) -> None:
    """Make a suspended form count as the operation it was: its permission is asked by its own row, not by ours."""
    kept = request.session.get(STATE_SESSION_KEY) or {}
    if "request" in kept:
        request.resolver_match = resolve(json.loads(kept["request"])["path"])
