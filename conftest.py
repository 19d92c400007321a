"""Stands at the root so that every test may import ``tests.mutants`` and ``benchmarks``."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, not whether the house is right.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def tables_made_once() -> Iterator[None]:
    """Make the tables of a new SQLite home by Django's migrations once, and copy them for all homes after it.

    Fifty steps cost a second; a suite opens hundreds of homes. A home that has a file already is migrated as ever.
    """
    from tidewaiter.store.connect import SQLITE_FILE
    from tidewaiter.store.opening import Store

    migrate, made = Store.migrate, []

    def quickly(store: Store) -> None:
        file = store.home / SQLITE_FILE
        if store.database or file.exists() or not store.home.is_dir():
            migrate(store)
        elif made:
            file.write_bytes(made[0])
        else:
            migrate(store)
            with closing(sqlite3.connect(file)) as connection:
                made.append(connection.serialize())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "migrate", quickly)
        yield
