"""Saying things at the terminal: tables for people, JSON lines for programs, errors that say what to do."""

from __future__ import annotations

import getpass
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from tidewaiter.vocabulary.errors import NotFound, TidewaiterError
from tidewaiter.vocabulary.wording import json_text

PLAIN_WIDTH = 160
"""Columns where there is no terminal to ask (a file, a pipe, a log)."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters and changes of writing direction: in a name they would steer the terminal of whoever reads it."""
REFUSED = 1
WRONG_CALL = 2
NOT_FOUND = 3

Json = Annotated[bool, typer.Option("--json", help="Write JSON, one object a line, for programs.")]


class _Plain(Console):
    """A terminal that shows text as it is: no markup, no pictures for words, no control characters."""

    def render_str(self, text: str, **options: Any) -> Text:
        """Show what messages say letter by letter; what would steer the terminal becomes a replacement character."""
        return super().render_str(_UNSAFE.sub("\ufffd", text), **{**options, "markup": False, "emoji": False})


def console(*, error: bool = False) -> Console:
    """Give the terminal; colours only where it is one and NO_COLOR is not set."""
    plain = not (sys.stderr if error else sys.stdout).isatty()
    return _Plain(
        stderr=error,
        highlight=False,
        markup=False,
        emoji=False,
        width=PLAIN_WIDTH if plain else None,
        no_color="NO_COLOR" in os.environ,
    )


def bold(text: str, colour: str = "") -> Text:
    """Write a word in bold, and in a colour where one is named."""
    return Text(_UNSAFE.sub("\ufffd", text), style=f"bold {colour}".strip(), end="")


def json_line(value: Mapping[str, Any]) -> None:
    """Write one JSON object on one line; times as ISO 8601 in UTC."""
    sys.stdout.write(json_text(value) + "\n")
    sys.stdout.flush()


def rows(
    found: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    *,
    as_json: bool,
    title: str,
    empty: str,
    limit: int | None = None,
) -> None:
    """Show rows as a table with these columns, or all of them as JSON lines; ``empty`` says what no rows mean.

    With ``limit``, one row more than that is asked for and left out here: the error stream says that there is more.
    """
    if limit is not None and len(found) > limit:
        _truncated(limit)
        found = found[:limit]
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


def _truncated(limit: int) -> None:
    console(error=True).print(f"Only the first {limit} are shown; there are more: --limit {limit * 10}")


def cell(value: object) -> str:
    """Write a value for people: a moment to the minute, nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    text = str(value)
    return f"{text[:10]} {text[11:16]}" if _MOMENT.fullmatch(text) else text


def me() -> str:
    """Name whoever sits at this machine, for the journal."""
    try:
        return f"console:{getpass.getuser()}"
    except (KeyError, OSError):  # a user id without a name, as in some containers
        return "console"


@contextmanager
def errors(*, as_json: bool) -> Iterator[None]:
    """Turn the house's errors into one clear line and an exit code."""
    try:
        yield
    except TidewaiterError as error:
        complain(error.code, str(error), as_json=as_json)
        if error.code == "cannot-open" and not as_json:
            console(error=True).print("What to do: tidewaiter doctor")
        raise typer.Exit(NOT_FOUND if isinstance(error, NotFound) else REFUSED) from error
    except BrokenPipeError:  # the reader of a pipe has read enough
        raise
    except OSError as error:
        complain("file-error", f"{error.filename}: {error.strerror}" if error.filename else str(error), as_json=as_json)
        raise typer.Exit(REFUSED) from error


def complain(code: str, text: str, *, as_json: bool) -> None:
    """Say what is wrong: one line on stderr for people, one JSON object for programs."""
    if as_json:
        json_line({"error": code, "text": text})
    else:
        console(error=True).print(bold(code), text, sep=": ")


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
        yield lambda count=1: bar.advance(task, count)
