"""Whether what is shown is what the journal says: a replay beside the tables that stand, row against row.

The replay writes to temporary tables of the same names: on SQLite and on PostgreSQL alike they are found before the
tables that stand, so the projections need not know. They vanish with the transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

from tidewaiter.store.journal import StoredEntry
from tidewaiter.store.projections import TABLES, project
from tidewaiter.store.projections.sql import Cursor

SHOWN = 100
"""How many rows of a table are named; all are counted."""
_WORDS = {
    "altered": "differs from the journal in {}",
    "missing": "is stated by the journal and not there",
    "surplus": "is there and not stated by the journal",
}


@dataclass(frozen=True, slots=True)
class Drift:
    """One row that does not agree. ``kind``: altered (in ``columns``), missing or surplus. Its values are not told."""

    table: str
    key: tuple[str, ...]
    kind: str
    columns: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.table} {' '.join(self.key)} {_WORDS[self.kind].format(', '.join(self.columns))}"

    def as_dict(self) -> dict[str, Any]:
        """Give the row as every face tells it, with what is wrong in words."""
        said = {"table": self.table, "key": list(self.key), "kind": self.kind, "columns": list(self.columns)}
        return {**said, "text": str(self)}


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many rows were compared, how many of each table do not agree, and the first hundred of each kind."""

    rows: int
    differing: dict[str, int]
    drifts: tuple[Drift, ...]

    @property
    def ok(self) -> bool:
        """Tell whether every row agrees."""
        return not self.drifts

    def lines(self) -> list[str]:
        """Say what does not agree, and of which tables there is more than is named."""
        more = [
            f"{table}: {count} rows do not agree, not all of them named here"
            for table, count in self.differing.items()
            if count > sum(drift.table == table for drift in self.drifts)
        ]
        return [*map(str, self.drifts), *more]

    def as_dict(self) -> dict[str, Any]:
        """Give the outcome as every face tells it."""
        drifts = [drift.as_dict() for drift in self.drifts]
        told = {"ok": self.ok, "rows": self.rows, "differing": self.differing, "problems": drifts}
        return told if self.ok else {**told, "todo": "tidewaiter rebuild makes what is shown anew from the journal"}


def compare(cursor: Cursor, batches: Iterable[list[StoredEntry]], vendor: str) -> Comparison:
    """Replay the journal into temporary tables and compare; the caller undoes the transaction afterwards."""
    stands, replayed = ("public", "pg_temp") if vendor == "postgresql" else ("main", "temp")
    if vendor == "postgresql":
        cursor.execute("SELECT current_schema()")
        stands = f'"{(cursor.fetchone() or ("public",))[0]}"'
    for table in TABLES:
        _shadow(cursor, table, stands, vendor)
    for batch in batches:
        project(cursor, batch)
    rows, differing, drifts = 0, {}, []
    for model in _models():
        table = model._meta.db_table
        cursor.execute(f'SELECT count(*) FROM {replayed}."{table}"')
        rows += int((cursor.fetchone() or (0,))[0])
        found, count = _drifts(cursor, model, stands, replayed)
        drifts += found
        if count:
            differing[table] = count
    return Comparison(rows, differing, tuple(drifts))


def _models() -> list[type[Model]]:
    known = {model._meta.db_table: model for model in apps.get_app_config("store").get_models()}
    return [known[table] for table in TABLES]


def _shadow(cursor: Cursor, table: str, stands: str, vendor: str) -> None:
    """Make an empty temporary table of the same columns, keys and indexes: conflicts of keys are part of a replay."""
    if vendor == "postgresql":
        cursor.execute(f'CREATE TEMP TABLE "{table}" (LIKE {stands}."{table}" INCLUDING ALL) ON COMMIT DROP')
        return
    cursor.execute(
        "SELECT type, name, sql FROM main.sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL ORDER BY type DESC",
        [table],
    )
    for kind, name, sql in cursor.fetchall():
        head, _, body = sql.partition("(")
        unique = "UNIQUE " if "UNIQUE" in head else ""
        if kind == "table":
            cursor.execute(f'CREATE TEMP TABLE "{table}" ({body}')
        else:
            cursor.execute(f'CREATE {unique}INDEX temp."{name}" ON "{table}" ({body}')


def _drifts(cursor: Cursor, model: type[Model], stands: str, replayed: str) -> tuple[list[Drift], int]:
    table, keys = model._meta.db_table, [str(field.column) for field in model._meta.pk_fields]
    columns = [field.column for field in model._meta.concrete_fields if field.column and field.column not in keys]
    on = " AND ".join(f's."{key}" = r."{key}"' for key in keys)
    here, there = f'{stands}."{table}" s', f'{replayed}."{table}" r'
    unlike = [f's."{name}" IS DISTINCT FROM r."{name}"' for name in columns]
    first = f'"{keys[0]}"'
    asked = {
        "missing": ("r", f"{there} LEFT JOIN {here} ON {on} WHERE s.{first} IS NULL", []),
        "surplus": ("s", f"{here} LEFT JOIN {there} ON {on} WHERE r.{first} IS NULL", []),
        "altered": ("s", f"{here} JOIN {there} ON {on} WHERE {' OR '.join(unlike) or '1 = 0'}", unlike),
    }
    found, total = [], 0
    for kind, (side, source, flags) in asked.items():
        named = ", ".join(f'{side}."{key}"' for key in keys)
        cursor.execute(f"SELECT {', '.join([named, *flags])} FROM {source} ORDER BY {named} LIMIT {SHOWN}")
        rows = cursor.fetchall()
        found += [_drift(table, kind, row, keys, columns) for row in rows]
        total += len(rows)
        if len(rows) == SHOWN:
            cursor.execute(f"SELECT count(*) FROM {source}")
            total += int((cursor.fetchone() or (0,))[0]) - len(rows)
    return found, total


def _drift(table: str, kind: str, row: Sequence[Any], keys: Sequence[str], columns: Sequence[str]) -> Drift:
    flags = row[len(keys) :]
    unlike = tuple(name for name, flag in zip(columns, flags, strict=False) if flag)
    return Drift(table, tuple(map(str, row[: len(keys)])), kind, unlike)
