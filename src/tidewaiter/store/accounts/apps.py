"""The application of accounts, for Django."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts stand apart from the store's other tables: Django wants the table of users in its app's first step."""

    name = "tidewaiter.store.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
