"""Reference tables that rules look things up in: a CSV with a head, a key column, and typed columns beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast, get_args

from tidewaiter.language.policy.record import PolicyFile, PolicyRecord
from tidewaiter.language.policy.table import read_table
from tidewaiter.vocabulary.errors import InvalidPolicy

ColumnType = Literal["text", "number", "flag", "date"]
Cell = str | float | bool | date
_HEAD = ("name", "version", "title", "owner", "ground", "source", "review_at", "expires_at", "key", "columns")
_ROWS = "rows"
_FLAGS = {"true": True, "false": False}


@dataclass(frozen=True, eq=False, slots=True)
class TableColumn:
    """One column of a reference table: from each key that has a value to the value. Compared by identity."""

    table: str
    name: str
    type: ColumnType
    cells: Mapping[str, Cell]


@dataclass(frozen=True, eq=False, slots=True)
class ReferenceTable:
    """A table that rules may ask as ``name[feature].column``; past its last day the rules that ask it are off.

    ``written`` is its content as read, which the hash of a ruleset covers.
    """

    name: str
    owner: str
    ground: str
    review_at: date
    expires_at: date
    key: str
    columns: Mapping[str, TableColumn]
    written: Mapping[str, object]


def read_reference_table(text: str, where: str) -> ReferenceTable:
    """Read a reference table. Raises ``InvalidPolicy`` with file and line.

    The head (``# key: value``) says who answers for it, which column is the key, and the type of each other column as
    ``columns: region text, lanes number``. A flag is true or false, a date ISO 8601; an empty cell is unknown.
    """
    record = read_table(text, where, _ROWS)
    record.only((*_HEAD, _ROWS))
    file = PolicyFile(record.where, record.fields, keys=record.keys)
    file.whole_number("version")
    for key in ("title", "source"):
        file.text(key)
    review_at, expires_at = file.term()
    name, key = file.text("name"), file.text("key")
    if not name.isidentifier():
        raise file.wrong("a table's name is a word that an expression can write", "name")
    rows = _by_key(file, key)
    kinds = _kinds(file, key)
    columns = {column: _column(name, column, kind, rows) for column, kind in kinds.items()}
    for row in rows.values():
        row.only((key,), tuple(kinds))
    return ReferenceTable(name, file.owner, file.text("ground"), review_at, expires_at, key, columns, dict(record.data))


def _kinds(file: PolicyFile, key: str) -> dict[str, ColumnType]:
    kinds: dict[str, ColumnType] = {}
    for each in file.text("columns").split(","):
        name, _, kind = each.strip().partition(" ")
        if kind not in get_args(ColumnType) or not name.isidentifier() or name in {key, *kinds}:
            known = ", ".join(get_args(ColumnType))
            raise file.wrong(f"columns cannot say '{each.strip()}': write NAME TYPE, with a type of {known}", "columns")
        kinds[name] = cast(ColumnType, kind)
    return kinds


def _by_key(file: PolicyFile, key: str) -> dict[str, PolicyRecord]:
    found: dict[str, PolicyRecord] = {}
    for row in file.records(_ROWS):
        if row.text(key) in found:
            raise row.wrong(f"{row.text(key)} stands here twice")
        found[row.text(key)] = row
    if not found:
        raise file.wrong("a table has at least one row", _ROWS)
    return found


def _column(table: str, name: str, kind: ColumnType, rows: Mapping[str, PolicyRecord]) -> TableColumn:
    cells = {key: _cell(row, name, kind) for key, row in rows.items() if not row.blank(name)}
    return TableColumn(table, name, kind, cells)


def _cell(row: PolicyRecord, name: str, kind: ColumnType) -> Cell:
    if kind == "date":
        return row.day(name)
    text = row.text(name)
    if kind == "text":
        return text
    if kind == "flag":
        if text not in _FLAGS:
            raise row.wrong(f"{name} is true or false, not '{text}'", name)
        return _FLAGS[text]
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise InvalidPolicy(f"{name} is a number, not '{text}'", where=row.where, line=row.line)
    return number
