"""How the store reaches its database: SQLite in the home folder, or PostgreSQL by URL, with or without a site."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from threading import RLock
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import django
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from tidewaiter.vocabulary.errors import TidewaiterError

SITE = "tidewaiter.web.settings"
ALIAS = "default"
SQLITE_FILE = "tidewaiter.sqlite3"
APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "tidewaiter.store",
    "tidewaiter.store.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
"""Every application with tables: whoever opens a house first makes them all, the command line as well as the site."""
USER = "accounts.Account"
HASHERS = ["tidewaiter.store.accounts.hashing.Argon2"]
"""Argon2id (RFC 9106)."""

_lock = RLock()


def configure(home: Path, database: str | None = None) -> None:
    """Make Django's default connection of this process lead to ``home`` (or the PostgreSQL URL ``database``).

    The site's settings are used where there is a site, else just what the store needs. May be called again for
    another home: the old connection of this thread is closed. Raises TidewaiterError (``bad-database``).
    """
    wanted = database_settings(home, database)
    with _lock:
        _set_up(wanted)
        known = connections.databases.get(ALIAS, {})
        if all(known.get(name) == value for name, value in wanted.items()):
            return
        close()
        connections.databases[ALIAS] = connections.configure_settings({ALIAS: dict(wanted)})[ALIAS]


def connection(home: Path, database: str | None = None) -> BaseDatabaseWrapper:
    """Give this thread's connection to that home, replacing one that leads to another."""
    with _lock:
        configure(home, database)
        held = connections[ALIAS]
        if held.settings_dict is not connections.databases[ALIAS]:
            close()
            held = connections[ALIAS]
        return held


def close() -> None:
    """Close this thread's connection, if there is one."""
    for held in connections.all(initialized_only=True):
        if held.alias == ALIAS:
            held.close()
            del connections[ALIAS]


def database_settings(home: Path, database: str | None = None) -> dict[str, Any]:
    """Give the entry for Django's ``DATABASES``.

    SQLite loses nothing that was acknowledged, even in a power cut (``synchronous=FULL``), and overwrites what is
    deleted (``secure_delete``), so that purged rows do not linger in free pages.
    """
    if not database:
        # 64 MiB of pages: the read models of a busy day do not fit into the 2 MB that SQLite takes by itself
        pragmas = "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "cache_size=-65536"
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(home / SQLITE_FILE),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": ";".join(f"PRAGMA {pragma}" for pragma in pragmas),
            },
        }
    url = urlsplit(database)
    if url.scheme not in {"postgresql", "postgres"} or not url.path.strip("/"):
        raise TidewaiterError(
            "the database must be postgresql://user:password@host:port/name, or nothing for SQLite", code="bad-database"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.strip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": None,
        "OPTIONS": dict(parse_qsl(url.query)),
    }


def _set_up(wanted: dict[str, Any]) -> None:
    if not settings.configured:
        module = os.environ.setdefault("DJANGO_SETTINGS_MODULE", SITE)
        if module == SITE and importlib.util.find_spec(SITE) is None:
            settings.configure(
                INSTALLED_APPS=APPS,
                AUTH_USER_MODEL=USER,
                PASSWORD_HASHERS=HASHERS,
                DATABASES={ALIAS: dict(wanted)},
                USE_TZ=True,
            )
    if not django.apps.apps.ready:
        django.setup()
