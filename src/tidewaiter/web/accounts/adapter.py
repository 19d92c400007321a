"""What allauth asks of us: nobody signs up, failures are counted by name and address and journaled, secrets sealed.

Failures are never counted by address alone: behind the one address of a port sit all its officers.
"""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from tidewaiter.api.house import house
from tidewaiter.store.accounts.keeping import about, folded
from tidewaiter.store.accounts.models import Account
from tidewaiter.store.keys import kept_secret
from tidewaiter.vocabulary.errors import TidewaiterError
from tidewaiter.vocabulary.facts import Fact, FactKind

NOBODY = "sign-in"
"""What failures of names without an account are about; the name is not kept, since it may be a password."""
UNKNOWN_JOURNALED = 60
"""How many failures of unknown names are journaled in five minutes; whoever sends more fills no journal."""


def address_of(request: HttpRequest) -> str:
    """Give the address a request comes from: behind HTTPS the one that the nearest proxy saw."""
    passed_on = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip()
    return passed_on if settings.HTTPS and passed_on else str(request.META.get("REMOTE_ADDR", ""))


class Entrance(DefaultAccountAdapter):
    """The door by password. Accounts are opened by an administrator, never by whoever comes."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("This name and password do not open an account."),
        "incorrect_password": _("This is not the password of this account."),
        "too_many_login_attempts": _("Too many attempts for this name from here. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: an account is granted."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Give the address by which failures are counted."""
        return address_of(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Give the account that a password opens, or None: closed and expired ones look like a wrong password."""
        found = super().authenticate(request, **credentials)
        if found is not None and not found.is_active:
            failed(request, found, "closed or expired")
            return None
        return found

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Journal a failure."""
        name = folded(str(credentials.get("username") or ""))
        failed(request, Account.objects.filter(login=name).first(), "password")

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Lead an account that was closed meanwhile back to the door."""
        return redirect("account_login")

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Ask for a proof before factors are changed, unless one was shown just now."""
        from tidewaiter.web.accounts import sitting

        return not sitting.proved_lately(context.request)

    def send_notification_mail(self, *args: Any, **more: Any) -> None:
        """Send nothing: accounts have no address; the journal is told instead."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return f"{address_of(request)} {folded(str(credentials.get('username') or ''))}"


class Factors(DefaultMFAAdapter):
    """Second factors; their secrets are sealed with a key that lies beside the house's others."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This is not the code of now. Wait for the next one, and look at the clock of the device."),
    }

    def get_totp_issuer(self) -> str:
        """Give what the code is called in the app."""
        return "Tidewaiter"

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return _sealing().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret. Raises TidewaiterError (``factor-key``) where it was sealed with another key."""
        try:
            return _sealing().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            text = "second factors were sealed with another key than keys/factors.key; restore it"
            raise TidewaiterError(text, code="factor-key") from error


def failed(request: HttpRequest, account: Account | None, why: str, *, detail: str = "") -> None:
    """Journal that somebody could not sign in; of names nobody has, no more than a bounded number."""
    now = house().policies.clock()
    if account is None:
        known = int(cache.get_or_set("sign-in-unknown", 0, 300) or 0)
        cache.set("sign-in-unknown", known + 1, 300)
        if known >= UNKNOWN_JOURNALED:
            return
    whose = about(account) if account else NOBODY
    said = {"why": "no such name" if account is None and why == "password" else why, "address": address_of(request)}
    said |= {"detail": detail} if detail else {}
    house().state([Fact(FactKind.SIGN_IN_FAILED, whose, now, account.name if account else "somebody", said)])


def _sealing() -> Fernet:
    path = house().home / "keys" / "factors.key"
    return Fernet(kept_secret(path, Fernet.generate_key))
