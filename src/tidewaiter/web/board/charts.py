"""The charts of the board as data, and the same as tables for people, spreadsheets and programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

Row = dict[str, Any]
TABLES: Mapping[str, tuple[str, ...]] = {
    "hours": (
        *("hour", "announced", "inbound", "outbound", "reported", "not-reported"),
        *("needed", "officers", "short"),
    ),
    "lanes": ("lane", "presented", "decided", "waiting", "median", "p90", "longest_waiting"),
    "segments": ("assignment", "announced", "reported"),
    "findings": ("finding", "encounters"),
    "random": ("drawn", "drawn-reported", "drawn-examined", "share"),
    "figures": ("figure", "count"),
}
"""Every table of the board that can be had as CSV, with its columns."""


def rows_of(board: Row, name: str) -> list[Row]:
    """Give the rows of one table of a board."""
    if name == "figures":
        return [{"figure": figure, "count": count} for figure, count in board["figures"].items()]
    return [board["random"]] if name == "random" else list(board[name])


def as_csv(board: Row, name: str) -> str:
    """Write one table of a board; what was not measured is an empty cell."""
    out = io.StringIO()
    table = csv.DictWriter(out, TABLES[name], extrasaction="ignore", lineterminator="\r\n")
    table.writeheader()
    table.writerows(rows_of(board, name))
    return out.getvalue()


def address(board: Row, figure: str, **narrow: Any) -> str:
    """Give where the rows behind a figure stand."""
    asked = {"port": board["port"], "day": board["since"].date().isoformat(), "figure": figure}
    return f"{reverse('board-rows')}?{urlencode({**asked, **{k: v or '' for k, v in narrow.items()}})}"


def hours(board: Row) -> Row:
    """Draw expected beside reported, hour by hour; a bar leads to its rows."""
    rows = board["hours"]
    said = (("announced", _("Expected")), ("reported", _("Reported")), ("not-reported", _("Did not report")))
    series = [_bars(board, words, rows, name, "hour") for name, words in said]
    return {"kind": "bar", "x": [row["hour"][11:13] + ":00" for row in rows], "series": series}


def staffing(board: Row) -> Row:
    """Draw officers declared beside officers needed for the people expected."""
    rows = board["hours"]
    series = [
        {"name": _("Needed for the load"), "data": [row["needed"] for row in rows]},
        {"name": _("Declared"), "data": [row["officers"] for row in rows]},
    ]
    return {"kind": "bar", "x": [row["hour"][11:13] + ":00" for row in rows], "series": series}


def lanes(board: Row) -> Row:
    """Draw the median and the ninth decile of waits at each lane, in minutes."""
    rows = board["lanes"]
    said = (("median", _("Half waited no longer")), ("p90", _("Nine of ten waited no longer")))
    series = [{"name": words, "data": [_tenth(row[name]) for row in rows]} for name, words in said]
    for one in series:
        one["links"] = [address(board, "decided", lane=row["lane"]) for row in rows]
    return {"kind": "bar", "unit": "min", "x": [row["lane"] or _("no lane stated") for row in rows], "series": series}


def _bars(board: Row, words: str, rows: Sequence[Row], name: str, by: str) -> Row:
    links = [address(board, name, **{by: row[by]}) for row in rows]
    return {"name": words, "data": [row[name] for row in rows], "links": links}


def _tenth(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
