"""Sessions in the house's own database, each with its account; ``SESSION_ENGINE`` points here."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions


class SessionStore(DatabaseSessions):
    """Django's sessions in the database, in our table, which knows whose each is."""

    @classmethod
    def get_model_class(cls) -> Any:
        """Give the table."""
        from tidewaiter.store.accounts.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Make the row, with the account the session is signed in to."""
        row = super().create_model_instance(data)
        row.account = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return row
