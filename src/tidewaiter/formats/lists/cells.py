"""CSV with the place of every cell, for lists that come as tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from tidewaiter.vocabulary.errors import InvalidPolicy

csv.field_size_limit(1 << 24)
"""Aliases of one entity of a large list exceed Python's default of 128 KiB a cell."""


def records(text: str, where: str, width: int | None = None, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Walk the records of a CSV file with the line on which each begins.

    Raises ``InvalidPolicy`` with line and column: quotes that never close, or another number of cells than ``width``.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    begins = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise InvalidPolicy(f"this is not CSV: {error}", where=where, line=begins) from error
        if cells is None:
            return
        if any(cell.strip("\x1a \t") for cell in cells):
            if width is not None and len(cells) != width:
                raise InvalidPolicy(
                    f"the record has {len(cells)} cells, and not {width}; is the file cut off?",
                    where=where,
                    line=begins,
                    column=min(len(cells), width),
                )
            yield begins, cells
        begins = reader.line_num + 1
