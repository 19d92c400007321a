"""Saying things at the terminal: tables for people, JSON lines for programs, errors that say what to do."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from tidewaiter.vocabulary.errors import NotFound, TidewaiterError

PLAIN_WIDTH = 160
"""Columns where there is no terminal to ask (a file, a pipe, a log)."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
REFUSED = 1
WRONG_CALL = 2
NOT_FOUND = 3

Json = Annotated[bool, typer.Option("--json", help="Write JSON, one object a line, for programs.")]


def console(*, error: bool = False) -> Console:
    """Give the terminal; colours only where it is one and NO_COLOR is not set."""
    plain = not (sys.stderr if error else sys.stdout).isatty()
    return Console(
        stderr=error, highlight=False, width=PLAIN_WIDTH if plain else None, no_color="NO_COLOR" in os.environ
    )


def json_line(value: Mapping[str, Any]) -> None:
    """Write one JSON object on one line; times as ISO 8601 in UTC."""
    sys.stdout.write(json.dumps(value, default=_plain, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    return str(value)


def rows(found: Sequence[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool, title: str, empty: str) -> None:
    """Show rows as a table with these columns, or all of them as JSON lines; ``empty`` says what no rows mean."""
    if as_json:
        for row in found:
            json_line(row)
        return
    if not found:
        console().print(empty)
        return
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold", no_wrap=column.endswith(("_id", "_at")))
    for row in found:
        table.add_row(*(cell(row.get(column)) for column in columns))
    console().print(table)


def cell(value: object) -> str:
    """Write a value for people: a moment to the minute, nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    text = str(value)
    return f"{text[:10]} {text[11:16]}" if _MOMENT.fullmatch(text) else text


@contextmanager
def errors(*, as_json: bool) -> Iterator[None]:
    """Turn the house's errors into one clear line and an exit code."""
    try:
        yield
    except TidewaiterError as error:
        if as_json:
            json_line({"error": error.code, "text": str(error)})
        else:
            console(error=True).print(f"[bold]{error.code}[/bold]: {error}", markup=True)
        raise typer.Exit(NOT_FOUND if isinstance(error, NotFound) else REFUSED) from error


@contextmanager
def progress(what: str, total: int, *, quiet: bool) -> Iterator[Any]:
    """Show a bar with rate and time remaining on a terminal; elsewhere count in silence."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TaskProgressColumn(show_speed=True),
        TimeRemainingColumn(),
    )
    hidden = quiet or not sys.stderr.isatty()
    with Progress(*columns, console=console(error=True), disable=hidden, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


def listed(values: Iterable[str]) -> str:
    """Join a few words for a table cell."""
    return ", ".join(values)
