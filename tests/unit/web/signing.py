"""Signs in to the pages without typing a password: a browser of an officer with these roles, at this port.

    client = signed_in("officer", port="JFK", purpose="an arrival at the lane")
    client.get("/lane")

Each name has one account and, by the policy, one sitting: signing the same name in again ends the earlier browser.
Names are made from roles and port unless one is given, so that two roles are two people.
"""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

from tidewaiter.vocabulary.time import utc_now

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def account(*roles: str, port: str = "*", name: str = "") -> Any:
    """Give the account of a name in the house that is served, with these roles; made where there is none."""
    from tidewaiter.store.accounts.models import Account

    now = utc_now()
    called = name or f"{' and '.join(roles).capitalize()} of {'every port' if port == '*' else port}"
    given = {"roles": json.dumps(sorted(roles)), "port": port, "expires_at": now + timedelta(days=1)}
    found, _ = Account.objects.update_or_create(
        login=called.lower(), defaults={**given, "name": called, "password": "none", "issued_at": now}
    )
    return found


def browser(**more: Any) -> Any:
    """Give a browser of somebody who is not signed in."""
    from django.test import Client

    return Client(**{"SERVER_NAME": "localhost", **more})


def signed_in(*roles: str, port: str = "*", name: str = "", purpose: str = "", factor: bool = True, **more: Any) -> Any:
    """Give a browser in which somebody signed in, with these roles; the second factor was shown, unless told else."""
    import tidewaiter.web.accounts.hearing  # noqa: F401  (the site listens once its addresses are read)

    client = browser(**more)
    client.force_login(account(*roles, port=port, name=name), BACKEND)
    marks = {"purpose": purpose} if purpose else {}
    return mark(client, **marks, **({"factor": int(time.time())} if factor else {}))


def mark(client: Any, **marks: Any) -> Any:
    """Write marks of the sitting into a browser's session: ``seen``, ``began``, ``proved`` (seconds), ``purpose``."""
    session = client.session
    session.update(marks)
    session.save()
    return client


def is_in(client: Any) -> bool:
    """Tell whether the house lets a browser in: to a page, or on to the first area that is theirs."""
    answer = client.get("/")
    return bool(answer.status_code == 200 or not answer["Location"].startswith(("/login", "/account/", "/unlock")))
