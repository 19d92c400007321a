"""Who may call from outside: tokens kept as digests only, so that reading the database gives nobody a way in."""

from __future__ import annotations

from typing import Any

from django.db import models


class AccessToken(models.Model):
    """One token: whom it stands for, in which role, at which port (``*`` = every port), until when."""

    token_id: models.TextField[Any, Any] = models.TextField(primary_key=True)
    digest: models.BinaryField[Any, Any] = models.BinaryField()
    name: models.TextField[Any, Any] = models.TextField()
    role: models.TextField[Any, Any] = models.TextField()
    port: models.TextField[Any, Any] = models.TextField()
    issued_at: models.TextField[Any, Any] = models.TextField()
    expires_at: models.TextField[Any, Any] = models.TextField()
    revoked_at: models.TextField[Any, Any] = models.TextField(null=True)
    senders: models.TextField[Any, Any] = models.TextField(null=True)

    class Meta:
        """Explicit table. It is no read model: a rebuild leaves it as it is."""

        app_label = "store"
        db_table = "access_token"
