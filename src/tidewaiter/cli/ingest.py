"""Taking messages in at the command line: files, a watched folder, dead letters again."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from tidewaiter.cli.retaining import keep
from tidewaiter.cli.say import REFUSED, Json, bold, console, errors, json_line, progress, rows
from tidewaiter.receive import Delivery
from tidewaiter.receive.contract import contract
from tidewaiter.vocabulary.wording import movement
from tidewaiter.walk import Arrival


def ingest(
    files: Annotated[
        list[Path], typer.Argument(help="Messages: PAXLST, PNRGOV, JSON or CSV manifests, lane messages.")
    ],
    as_json: Json = False,
) -> None:
    """Take messages in: screen, assess and assign everyone in them, and answer each one.

    Exit 0: all accepted. Exit 1: some refused (they stand in `tidewaiter deadletters`). Exit 2: wrong call.
    """
    from tidewaiter.assemble import open_house

    missing = [str(path) for path in files if not path.is_file()]
    if missing:
        raise typer.BadParameter(f"no such file: {', '.join(missing)}")
    refused = 0
    with errors(as_json=as_json):
        house = open_house()
        with progress("taking in", len(files), quiet=as_json) as advance:
            for arrival in house.ingest(_deliveries(files, "command-line"), opened=lambda _: advance()):
                refused += not arrival.accepted
                _show(arrival, as_json=as_json)
        keep(house)
    raise typer.Exit(REFUSED if refused else 0)


def _deliveries(files: Iterable[Path], receiver: str) -> Iterator[Delivery]:
    for path in files:
        yield Delivery(path.read_bytes(), receiver, path.name)


def _show(arrival: Arrival, *, as_json: bool) -> None:
    line = contract(arrival)
    if as_json:
        json_line(line)
        return
    out = console()
    if not arrival.accepted:
        error = line.get("error", {})
        place = arrival.error.position if arrival.error else "-"
        out.print(bold("refused", "red"), f"{line['file']}: {error.get('text')} (at {place})", sep="  ")
        return
    flight = ", ".join(movement({**leg, "departure": leg["from"], "arrival": leg["to"]}) for leg in line["legs"])
    people = f"{line['travelers']} travelers, {line['crew']} crew"
    bookings = f", {line['bookings']} bookings" if line["bookings"] else ""
    mended = f", {len(line['findings'])} data findings" if line["findings"] else ""
    out.print(bold(line["status"], "green"), f"{line['file']}: {flight}: {people}{bookings}{mended}", sep="  ")


def watch(
    folder: Annotated[Path, typer.Argument(help="Files put here are taken in, then moved to done/ or refused/.")],
    every: Annotated[float, typer.Option(help="Seconds between looks.")] = 2.0,
    once: Annotated[bool, typer.Option("--once", help="Look once and exit.")] = False,
    as_json: Json = False,
) -> None:
    """Watch a folder and take in every file that appears in it."""
    from tidewaiter.assemble import open_house

    if not folder.is_dir():
        raise typer.BadParameter(f"no such folder: {folder}")
    with errors(as_json=as_json):
        house = open_house()
        sizes: dict[Path, int] = {}
        while True:
            settled = [path for path in sorted(folder.iterdir()) if path.is_file() and _settled(path, sizes, once)]
            for path in settled:
                arrivals = list(house.ingest(_deliveries([path], "folder")))
                for arrival in arrivals:
                    _show(arrival, as_json=as_json)
                _put_away(path, folder / ("done" if all(a.accepted for a in arrivals) else "refused"))
            keep(house)
            if once:
                return
            time.sleep(every)


def _settled(path: Path, sizes: dict[Path, int], once: bool) -> bool:
    """Take a file only when it has stopped growing between two looks; dot files are still being written."""
    size = path.stat().st_size
    before, sizes[path] = sizes.get(path), size
    return not path.name.startswith(".") and (once or before == size)


def _put_away(path: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    count = 1
    while target.exists():
        target = folder / f"{path.stem}.{count}{path.suffix}"
        count += 1
    path.rename(target)


def deadletters(
    limit: Annotated[int, typer.Option(min=1, help="At most so many rows.")] = 1000, as_json: Json = False
) -> None:
    """List interchanges that were refused: reason, position, and how to try them again."""
    from tidewaiter.assemble import open_house
    from tidewaiter.store import queries

    with errors(as_json=as_json):
        with open_house().store.read() as reader:
            found = queries.deadletters(reader.cursor, limit=limit + 1)
        columns = (
            "message_id",
            "received_at",
            "sender",
            "reference",
            "file",
            "error_code",
            "error_text",
            "error_position",
        )
        empty = "No interchange stands refused."
        rows(found, columns, as_json=as_json, title="Dead letters", empty=empty, limit=limit)
        if found and not as_json:
            console().print("After a fix: tidewaiter replay MESSAGE_ID")


def replay(
    message_id: Annotated[str, typer.Argument(help="The id of a dead letter.")],
    as_json: Json = False,
) -> None:
    """Walk one dead letter again from its original bytes."""
    from tidewaiter.assemble import open_house

    with errors(as_json=as_json):
        arrival = open_house().replay(message_id)
    _show(arrival, as_json=as_json)
    raise typer.Exit(0 if arrival.accepted else REFUSED)
