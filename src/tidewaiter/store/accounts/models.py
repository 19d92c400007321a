"""Accounts and their sessions, as Django keeps them."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.time import utc_now


class Account(AbstractBaseUser):
    """One officer's account: roles at one port (``*`` = every port) until a moment, and a password or none.

    ``name`` is what the journal calls the officer, ``login`` the same folded for looking it up. ``roles`` is a JSON
    list. An account of a ``demonstration`` opens only where the house is served as one. The roles of an ``identity``
    are what its groups at the issuer stand for at each sign-in.
    """

    name: models.CharField[Any, Any] = models.CharField(max_length=100)
    login: models.CharField[Any, Any] = models.CharField(max_length=100, unique=True)
    roles: models.TextField[Any, Any] = models.TextField()
    port: models.TextField[Any, Any] = models.TextField()
    issued_at: models.DateTimeField[Any, Any] = models.DateTimeField()
    expires_at: models.DateTimeField[Any, Any] = models.DateTimeField()
    closed_at: models.DateTimeField[Any, Any] = models.DateTimeField(null=True)
    must_change: models.BooleanField[Any, Any] = models.BooleanField(default=False)
    demonstration: models.BooleanField[Any, Any] = models.BooleanField(default=False)

    identity: models.BooleanField[Any, Any] = models.BooleanField(default=False)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[BaseUserManager[Account]] = BaseUserManager()

    class Meta:
        """Explicit table; a rebuild leaves it as it is."""

        app_label = "accounts"
        db_table = "account"

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # Django reads it, and never writes it
        """Tell whether the account opens now; a demonstration's only where one is served."""
        from django.conf import settings

        shown = not self.demonstration or bool(getattr(settings, "DEMONSTRATION", False))
        return self.closed_at is None and utc_now() < self.expires_at and shown

    @property
    def held(self) -> frozenset[str]:
        """Give the roles."""
        return frozenset(json.loads(self.roles))

    def officer(self, purpose: str = "") -> Officer:
        """Give whom the account stands for, acting for a purpose with all its roles."""
        return Officer(self.name, self.held, self.port, purpose)


class Session(AbstractBaseSession):
    """One browser's session, with the account it belongs to, so that all of an officer's can be ended at once."""

    account: models.BigIntegerField[Any, Any] = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        """Explicit table; a rebuild leaves it as it is."""

        app_label = "accounts"
        db_table = "account_session"
