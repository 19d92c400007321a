"""Read lists and names to be screened from CSV, or say at which line a file is wrong: nothing is skipped."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from tidewaiter.vocabulary.errors import Position, Unreadable

LIST_COLUMNS = ("id", "schema", "name", "aliases", "birth_date", "countries", "dataset")
"""Columns of a list; ``;`` separates values. All but ``id`` and ``name`` may be left out."""
NAME_COLUMNS = ("query_id", "name", "birth_date")
"""Columns of names to be screened; ``birth_date`` may be left out."""


def read_list(path: Path) -> pl.DataFrame:
    """Read a list: ``LIST_COLUMNS`` as text, one row an entity. Raises Unreadable with line and column."""
    return _read(path, LIST_COLUMNS, ("id", "name"))


def read_names(path: Path) -> pl.DataFrame:
    """Read names to be screened: ``NAME_COLUMNS`` as text, one row a query. Raises Unreadable with line and column."""
    return _read(path, NAME_COLUMNS, ("query_id", "name"))


def _read(path: Path, columns: Sequence[str], needed: Sequence[str]) -> pl.DataFrame:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Unreadable(f"{path.name}: byte {error.start} is not UTF-8", Position(segment=line), code="21") from error
    if not text.strip():
        raise Unreadable(f"{path.name} is empty: its first line must name {', '.join(needed)}", Position(segment=1))
    table = _table(path.name, text)
    missing = [name for name in needed if name not in table.columns]
    if missing:
        raise Unreadable(f"{path.name} has no column {missing[0]}", Position(segment=1), code="13")
    key = needed[0]
    blank = table[key].fill_null("") == ""
    if blank.any():
        raise _at(path.name, text, table, blank, key, f"{key} is missing", "13")
    twice = table[key].is_duplicated() & ~table[key].is_first_distinct()
    if twice.any():
        value = table.filter(twice)[key][0]
        raise _at(path.name, text, table, twice, key, f"{key} '{value}' stands twice", "26")
    absent = [pl.lit(None, pl.String).alias(name) for name in columns if name not in table.columns]
    return table.with_columns(absent).select(columns)


def _table(name: str, text: str) -> pl.DataFrame:
    try:
        return pl.read_csv(text.encode(), infer_schema=False, raise_if_empty=False)
    except pl.exceptions.PolarsError as error:
        reader = csv.reader(text.splitlines(keepends=True))
        width = len(next(reader))
        for row in reader:
            if row and len(row) != width:
                said = f"{name}: {len(row)} values where the first line names {width} columns"
                raise Unreadable(said, Position(segment=reader.line_num), code="16") from error
        raise Unreadable(f"{name} is not CSV: {str(error).splitlines()[0]}") from error


def _at(name: str, text: str, table: pl.DataFrame, wrong: pl.Series, column: str, said: str, code: str) -> Unreadable:
    """Find the line of the first wrong row; only then is it worth reading the file a second time."""
    row = int(wrong.arg_true()[0])
    reader = csv.reader(text.splitlines(keepends=True))
    seen = -2
    for fields in reader:
        seen += bool(fields)
        if seen == row:
            break
    place = Position(segment=reader.line_num, element=table.columns.index(column) + 1)
    return Unreadable(f"{name}: {said}", place, code=code)
