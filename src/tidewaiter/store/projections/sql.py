"""The few spellings that every projection shares: upserts, chunks, and one written form of a moment.

Moments are text of fixed width, ``2026-01-01T12:00:00.000000Z``: the same on SQLite and PostgreSQL, in order when
sorted as text, and already the JSON that goes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from typing import Any, Protocol, TypeVar

Item = TypeVar("Item")
Row = tuple[Any, ...]

CHUNK = 500
"""How many values one ``IN (...)`` names at most."""


class Cursor(Protocol):
    """What projections and queries ask of a Django cursor: ``%s`` parameters on either database."""

    @property
    def description(self) -> Any:
        """Name the columns of the last statement."""

    @property
    def rowcount(self) -> int:
        """Say how many rows the last statement wrote, for all its rows of parameters together."""

    def execute(self, sql: str, params: Sequence[Any] | None = None) -> Any:
        """Run one statement."""

    def executemany(self, sql: str, param_list: Iterable[Sequence[Any]]) -> Any:
        """Run one statement for each row of parameters."""

    def fetchall(self) -> list[Row]:
        """Give all rows of the last statement."""

    def fetchone(self) -> Row | None:
        """Give the next row of the last statement."""


@lru_cache(maxsize=65_536)
def _normal(text: str) -> str:
    moment = datetime.fromisoformat(text)
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(value: str | datetime | None) -> str | None:
    """Write a moment (ISO 8601 text or datetime; without a zone it is taken as UTC) in the store's one form."""
    if value is None:
        return None
    return _normal(value if isinstance(value, str) else value.isoformat())


def stamp(value: datetime) -> str:
    """Write a moment that is known to be there."""
    return _normal(value.isoformat())


def insert(table: str, columns: Sequence[str], *, conflict: str = "") -> str:
    """Write an INSERT of one row; ``conflict`` is what follows ``ON CONFLICT``."""
    places = ", ".join(["%s"] * len(columns))
    tail = f" ON CONFLICT {conflict}" if conflict else ""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places}){tail}"


def upsert(table: str, columns: Sequence[str], key: Sequence[str]) -> str:
    """Write an INSERT whose later row replaces an earlier one of the same key."""
    rest = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in key)
    return insert(table, columns, conflict=f"({', '.join(key)}) DO UPDATE SET {rest}")


class Batch:
    """Rows on their way to several tables, written together so that small messages share their statements.

    Rows of one statement keep their order; statements must not depend on each other's order.
    """

    def __init__(self, cursor: Cursor, size: int = 5_000) -> None:
        self._cursor, self._size, self._held = cursor, size, 0
        self._rows: dict[str, list[Row]] = {}

    def add(self, sql: str, rows: Sequence[Row]) -> None:
        """Take rows of parameters for a statement; everything is written once enough are held."""
        self._rows.setdefault(sql, []).extend(rows)
        self._held += len(rows)
        if self._held >= self._size:
            self.write()

    def write(self) -> None:
        """Write all that is held."""
        for sql, rows in self._rows.items():
            self._cursor.executemany(sql, rows)
        self._rows, self._held = {}, 0


def chunks(values: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """Cut values into lists of at most ``size``."""
    rest = iter(values)
    while part := list(islice(rest, size)):
        yield part


def places(count: int) -> str:
    """Write ``%s, %s, ...`` for an ``IN``."""
    return ", ".join(["%s"] * count)


def dicts(cursor: Cursor, sql: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """Run one query and give its rows as dicts."""
    cursor.execute(sql, list(params))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
