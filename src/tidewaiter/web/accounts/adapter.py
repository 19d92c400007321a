"""What allauth asks of us: nobody signs up, and errors are told in our words."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _


class Entrance(DefaultAccountAdapter):
    """The door by password. Accounts are opened by an administrator, never by whoever comes."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("This name and password do not open an account."),
        "too_many_login_attempts": _("Too many attempts for this name from here. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: an account is granted."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Give the account that a password opens, or None: closed and expired ones look like a wrong password."""
        found = super().authenticate(request, **credentials)
        return found if found is not None and found.is_active else None

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Lead an account that was closed meanwhile back to the door."""
        return redirect("account_login")
