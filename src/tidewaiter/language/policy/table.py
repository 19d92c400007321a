"""Policies that are long lists come as CSV: the file's own fields in leading ``# key: value`` lines, then the rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from tidewaiter.language.policy.record import PolicyRecord, Value
from tidewaiter.vocabulary.errors import InvalidPolicy


def read_table(text: str, where: str, rows: str) -> PolicyRecord:
    """Read a CSV file as the same record a YAML file would give, its rows as a list of records under ``rows``.

    Every value is a text; an empty cell is a missing one. Raises ``InvalidPolicy`` with file and line.
    """
    lines = text.splitlines()
    head = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    fields: dict[str, Value] = {}
    for number, line in enumerate(lines[:head], 1):
        key, mark, value = (part.strip() for part in line[1:].partition(":"))
        if not mark:
            raise InvalidPolicy("expected '# key: value'", where=where, line=number)
        if key in fields or key == rows:
            raise InvalidPolicy(f"{key} stands here twice", where=where, line=number)
        fields[key] = Value(value, number)
    items = tuple(_rows(lines[head:], head, where))
    fields[rows] = Value([item.data for item in items], head + 1, parts=items)
    return PolicyRecord(where, fields, keys=fields)


def _rows(lines: list[str], offset: int, where: str) -> Iterator[Value]:
    reader = csv.DictReader(io.StringIO("\n".join(lines)), strict=True)
    try:
        names = reader.fieldnames or ()
        if len(set(names)) != len(names):
            raise InvalidPolicy("a column stands in the heading twice", where=where, line=offset + 1)
        for cells in reader:
            line = offset + reader.line_num
            if None in cells or None in cells.values():
                raise InvalidPolicy("the row has not as many fields as the header", where=where, line=line)
            fields = {name: Value(cell, line) for name, cell in cells.items() if cell != ""}
            record = PolicyRecord(where, fields, line)
            yield Value(record.data, line, parts=record)
    except csv.Error as error:
        raise InvalidPolicy(f"this is not CSV: {error}", where=where, line=offset + reader.reader.line_num) from error
