"""Bars as the server draws them: a picture that every browser shows, always beside its table and its CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpResponse

WIDE, HIGH, LEFT, FOOT, HEAD = 760, 190, 44, 24, 10
WIDEST = 64
"""A bar is no wider, so that one day alone does not look like a wall."""
_LABELS = 8


def bars(rows: Sequence[Mapping[str, Any]], label: str, value: str, second: str | None = None) -> dict[str, Any]:
    """Lay out one bar a row, and within it the share that ``second`` counts; numbers in units of the picture.

    ``{wide, high, bars: [{x, y, wide, high, inner_y, inner_high, label, value, second}], ticks, labels}``.
    """
    values = [float(row[value] or 0) for row in rows]
    top = _round_up(max(values, default=0))
    space, base = (WIDE - LEFT - 6) / max(len(rows), 1), HIGH - FOOT
    tall, wide = base - HEAD, max(min(space * 0.8, WIDEST), 1)
    every = max(1, -(-len(rows) // _LABELS))
    drawn = []
    for at, row in enumerate(rows):
        high = tall * values[at] / top
        inner = tall * float(row[second] or 0) / top if second else 0.0
        drawn.append(
            {
                "x": round(LEFT + at * space + (space - wide) / 2, 1),
                "y": round(base - high, 1),
                "wide": round(wide, 1),
                "high": round(high, 1),
                "inner_y": round(base - inner, 1),
                "inner_high": round(inner, 1),
                "label": row[label],
                "value": row[value],
                "second": row[second] if second else None,
                "middle": round(LEFT + at * space + space / 2, 1),
                "named": at % every == 0,
            }
        )
    ticks = [{"y": round(base - tall * part, 1), "words": f"{top * part:g}"} for part in (0, 0.5, 1)]
    return {"wide": WIDE, "high": HIGH, "left": LEFT, "bars": drawn, "ticks": ticks, "base": base}


def _round_up(value: float) -> float:
    """Give the next round number, so that the scale reads well."""
    step = 1.0
    while step * 10 < value:
        step *= 10
    return next((step * times for times in (1, 2, 5, 10) if step * times >= value), 1.0)


def csv_answer(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> HttpResponse:
    """Answer a table as CSV (RFC 4180). A cell that a spreadsheet would run as a formula is written as text."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column)) for column in columns])
    answer = HttpResponse(written.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t") else value
