"""One suite, every store: SQLite always, PostgreSQL where `make test-parts` runs it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.parts.postgres import running_postgres

from tidewaiter.store import open_store
from tidewaiter.store.opening import Store

MOMENT = datetime(2026, 3, 1, 12, 30, 15, 250000, tzinfo=UTC)
OpenHome = Callable[[Path], Store]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL that lives as long as the session, with a database that others are copied from."""
    with running_postgres(lasting=False) as url:
        made = open_store(tmp_path_factory.mktemp("made"), _create(url, MADE), clock=lambda: MOMENT)
        made.migrate()
        made.close()
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.parts)])
def open_home(request: pytest.FixtureRequest) -> Iterator[OpenHome]:
    """Opens a home, with tables; on PostgreSQL each test's homes share one database of their own."""
    database = _database(request.getfixturevalue("server")) if request.param == "postgresql" else None
    opened: list[Store] = []

    def open_it(home: Path) -> Store:
        store = open_store(home, database, clock=lambda: MOMENT)
        store.migrate()
        opened.append(store)
        return store

    yield open_it
    for store in opened:
        store.close()


@pytest.fixture
def store(open_home: OpenHome, tmp_path: Path) -> Store:
    """A fresh, empty store."""
    return open_home(tmp_path / "home")


MADE = "contract"
_numbers = itertools.count(1)


def _database(server: str) -> str:
    return _create(server, f"{MADE}_{next(_numbers)}", f"TEMPLATE {MADE}")


def _create(server: str, name: str, more: str = "") -> str:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} {more}")
    return server.rsplit("/", 1)[0] + f"/{name}"
