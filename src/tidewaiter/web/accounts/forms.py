"""The forms of signing in."""

from __future__ import annotations

from allauth.account.forms import LoginForm

from tidewaiter.store.accounts.keeping import folded


class SignInForm(LoginForm):
    """Name and password. Names are looked up as they were folded when the account was opened."""

    def clean_login(self) -> str:
        """Give the name as it is looked up."""
        return folded(self.cleaned_data["login"])
