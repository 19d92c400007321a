"""The issuer of identities that this house takes (OpenID Connect), as the environment names it.

``TIDEWAITER_ISSUER`` (its address), ``TIDEWAITER_ISSUER_CLIENT`` and ``TIDEWAITER_ISSUER_SECRET`` (what it calls this
house), ``TIDEWAITER_ISSUER_NAME`` (what the button says).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

ISSUER = "issuer"
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Issuer(NamedTuple):
    """One issuer: what the button says, and where it leads."""

    words: str
    address: str


def issuers() -> list[Issuer]:
    """Give the issuers one may sign in with."""
    named = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return [Issuer(app["name"], reverse("issuer_login")) for app in named]


def provided(environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Give allauth's setting of the issuer; empty where none is named.

    Raises ``ImproperlyConfigured`` for an address that is not HTTPS (but at this machine), or without a client.
    """
    address = environment.get("TIDEWAITER_ISSUER", "").rstrip("/")
    if not address:
        return {}
    url, client = urlsplit(address), environment.get("TIDEWAITER_ISSUER_CLIENT", "")
    if url.scheme != "https" and not (url.scheme == "http" and url.hostname in _LOOPBACK):
        raise ImproperlyConfigured("TIDEWAITER_ISSUER is an address that begins with https://")
    if not client:
        raise ImproperlyConfigured("TIDEWAITER_ISSUER_CLIENT says what the issuer calls this house")
    app = {
        "provider_id": ISSUER,
        "name": environment.get("TIDEWAITER_ISSUER_NAME") or url.hostname,
        "client_id": client,
        "secret": environment.get("TIDEWAITER_ISSUER_SECRET", ""),
        "settings": {"server_url": address, "oauth_pkce_enabled": True, "scope": ["openid", "profile", "groups"]},
    }
    return {"openid_connect": {"APPS": [app]}}
