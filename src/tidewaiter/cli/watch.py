"""Watching a folder: every file that appears in it and has come to rest is taken in, then put away."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tidewaiter.cli.entering import enter
from tidewaiter.cli.ingest import show
from tidewaiter.cli.retaining import JUDGED_EVERY_SECONDS, judge, keep
from tidewaiter.cli.say import Json, complain, errors
from tidewaiter.receive import Delivery
from tidewaiter.vocabulary.errors import TidewaiterError

if TYPE_CHECKING:
    from tidewaiter.assemble import House

QUIET = 1.0
"""Longest wait, in seconds, between the two looks of ``--once``."""

Looked = dict[Path, tuple[int, int]]
"""Size and time of last change of each file, as of the look before."""


def watch(
    folder: Annotated[Path, typer.Argument(help="Files put here are taken in, then moved to done/ or refused/.")],
    every: Annotated[float, typer.Option(min=0, help="Seconds between looks.")] = 2.0,
    once: Annotated[bool, typer.Option("--once", help="Take in what lies there at rest, and exit.")] = False,
    as_json: Json = False,
) -> None:
    """Watch a folder and take in every file that appears in it, once it has stopped changing.

    A file that vanishes or cannot be read is told and passed over. Names that begin with a dot are left alone.
    """
    if not folder.is_dir():
        raise typer.BadParameter(f"no such folder: {folder}")
    with errors(as_json=as_json):
        house = enter("watch")
        before: Looked = {}
        told: set[Path] = set()
        judged = float("-inf")
        settled, before = look(folder, before)
        if once and before:
            time.sleep(min(every, QUIET))
            settled, before = look(folder, before)
        while True:
            for path in settled:
                _take_in(house, path, told, as_json=as_json)
            keep(house)
            if time.monotonic() - judged >= JUDGED_EVERY_SECONDS:
                judge(house)
                judged = time.monotonic()
            if once:
                return
            time.sleep(every)
            settled, before = look(folder, before)


def look(folder: Path, before: Looked) -> tuple[list[Path], Looked]:
    """Give the files that did not change since the look before, by name, and how all of them are now."""
    now = dict(_files(folder))
    return [path for path in sorted(now) if before.get(path) == now[path]], now


def _files(folder: Path) -> Iterator[tuple[Path, tuple[int, int]]]:
    for path in folder.iterdir():
        try:
            if not path.name.startswith(".") and path.is_file():
                seen = path.stat()
                yield path, (seen.st_size, seen.st_mtime_ns)
        except OSError:  # gone between listing and looking: the next look will not list it
            continue


def _take_in(house: House, path: Path, told: set[Path], *, as_json: bool) -> None:
    """Take one file in and put it away; what cannot be read now is told once and tried again at the next look."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        _passed_over(path, error, told, as_json=as_json)
        return
    try:
        arrivals = list(house.ingest([Delivery(raw, "folder", path.name)]))
    except TidewaiterError as error:
        if error.code != "busy":
            raise
        complain("busy", f"{path.name}: {error}; it is tried again", as_json=as_json)
        return
    told.discard(path)
    for arrival in arrivals:
        show(arrival, as_json=as_json)
    try:
        _put_away(path, path.parent / ("done" if all(each.accepted for each in arrivals) else "refused"))
    except FileNotFoundError:
        complain("vanished", f"{path.name} was taken in, but is gone and could not be put away", as_json=as_json)


def _passed_over(path: Path, error: OSError, told: set[Path], *, as_json: bool) -> None:
    if isinstance(error, FileNotFoundError):
        complain("vanished", f"{path.name} was there and is gone; it was not taken in", as_json=as_json)
    elif path not in told:
        told.add(path)
        complain("file-error", f"{path.name}: {error.strerror}; it is tried again", as_json=as_json)


def _put_away(path: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    count = 1
    while target.exists():
        target = folder / f"{path.stem}.{count}{path.suffix}"
        count += 1
    path.rename(target)
