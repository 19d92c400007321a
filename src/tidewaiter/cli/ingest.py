"""Taking messages in at the command line: files, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from tidewaiter.cli.entering import enter
from tidewaiter.cli.retaining import keep
from tidewaiter.cli.say import REFUSED, Json, bold, console, errors, json_line, progress
from tidewaiter.receive import Delivery
from tidewaiter.receive.contract import contract
from tidewaiter.vocabulary.quality import QualityFinding
from tidewaiter.vocabulary.wording import movement
from tidewaiter.walk import Arrival

PLACES_SHOWN = 3


def ingest(
    files: Annotated[
        list[Path], typer.Argument(help="Messages: PAXLST, PNRGOV, JSON or CSV manifests, lane messages.")
    ],
    as_json: Json = False,
) -> None:
    """Take messages in: screen, assess and assign everyone in them, and answer each one.

    Exit 0: all accepted. Exit 1: some refused (they stand in `tidewaiter deadletters`). Exit 2: wrong call.
    """
    missing = [str(path) for path in files if not path.is_file()]
    if missing:
        raise typer.BadParameter(f"no such file: {', '.join(missing)}")
    refused = 0
    with errors(as_json=as_json):
        house = enter("ingest")
        with progress("taking in", len(files), quiet=as_json) as advance:
            for arrival in house.ingest(deliveries(files, "command-line"), opened=lambda _: advance()):
                refused += not arrival.accepted
                show(arrival, as_json=as_json)
        keep(house)
    raise typer.Exit(REFUSED if refused else 0)


def deliveries(files: Iterable[Path], receiver: str) -> Iterator[Delivery]:
    """Read files one after another."""
    for path in files:
        yield Delivery(path.read_bytes(), receiver, path.name)


def show(arrival: Arrival, *, as_json: bool) -> None:
    """Tell what became of one interchange: a line, and what was found wrong with its data."""
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
    for told in grouped(arrival.findings):
        out.print(f"    {told}")


def grouped(findings: Sequence[QualityFinding]) -> list[str]:
    """Write findings for people, those of one code together: severity, code, where, what, and how often."""
    groups: dict[tuple[str, str], list[QualityFinding]] = {}
    for each in findings:
        groups.setdefault((each.severity, each.code), []).append(each)
    return [_group(*key, found) for key, found in groups.items()]


def _group(severity: str, code: str, found: Sequence[QualityFinding]) -> str:
    places = list(dict.fromkeys(str(each.position) for each in found))
    more = f" and {len(places) - PLACES_SHOWN} more places" if len(places) > PLACES_SHOWN else ""
    texts = list(dict.fromkeys(each.text for each in found))
    also = f" (and {len(texts) - 1} alike)" if len(texts) > 1 else ""
    times = f" x{len(found)}" if len(found) > 1 else ""
    return f"{severity} {code}{times}: {texts[0]}{also}, at {'; '.join(places[:PLACES_SHOWN])}{more}"
