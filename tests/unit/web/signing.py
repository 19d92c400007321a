"""Signs in to the pages without typing a password: a browser of an officer with these roles, at this port."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from tidewaiter.vocabulary.time import utc_now

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def account(*roles: str, port: str = "*", name: str = "Ada Quill") -> Any:
    """Give the account of a name in the house that is served, with these roles; made where there is none."""
    from tidewaiter.store.accounts.models import Account

    now = utc_now()
    given = {"roles": json.dumps(sorted(roles)), "port": port, "expires_at": now + timedelta(days=1)}
    found, _ = Account.objects.update_or_create(
        login=name.lower(), defaults={**given, "name": name, "password": "!", "issued_at": now}
    )
    return found


def browser(**more: Any) -> Any:
    """Give a browser of somebody who is not signed in."""
    from django.test import Client

    return Client(**{"SERVER_NAME": "localhost", **more})


def signed_in(*roles: str, port: str = "*", name: str = "Ada Quill", purpose: str = "", **more: Any) -> Any:
    """Give a browser in which somebody signed in, with these roles, and stated this purpose where one is given."""
    client = browser(**more)
    client.force_login(account(*roles, port=port, name=name), BACKEND)
    if purpose:
        session = client.session
        session["purpose"] = purpose
        session.save()
    return client
