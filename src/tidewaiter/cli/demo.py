"""``make demo`` in one word: lists loaded, samples walked, and a short table of what was found and why."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tidewaiter.cli.demonstration import make_accounts, tell
from tidewaiter.cli.entering import enter, someone
from tidewaiter.cli.samples import lay_out
from tidewaiter.cli.say import Json, bold, console, errors, json_line, progress, rows
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.wording import movement, who

if TYPE_CHECKING:
    from tidewaiter.assemble import House
    from tidewaiter.receive import Delivery
    from tidewaiter.walk import Arrival

SHOWN = 15


def demo(
    serve: Annotated[
        bool,
        typer.Option("--serve", help="Serve pages and the API afterwards, until Ctrl-C, with accounts for all roles."),
    ] = False,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where to serve.")] = 8000,
    as_json: Json = False,
) -> None:
    """Load the sample lists, take the sample messages in, and show what was found and why.

    All people in them are invented; the journeys lie ahead of the day of the first run (copies in the home's samples/).
    A second run changes nothing: each message is answered as before.
    """
    from tidewaiter.assemble import SAMPLES

    with errors(as_json=as_json):
        house = enter("demo")
        by = someone("demo")
        loaded = load_lists(house, by.name)
        files = lay_out(SAMPLES, house.home, house.policies.clock().date())
        with progress("taking in", len(files), quiet=as_json) as advance:
            arrivals = list(house.ingest(_deliveries(files), opened=lambda _: advance()))
        found = findings(house)
        password = make_accounts(house, Officer(by.name, frozenset({"administrator"}))) if serve else None
        house.store.close()
    if as_json:
        json_line({"lists": loaded, "messages": _told(arrivals), **found})
    else:
        show(loaded, arrivals, found)
    if password:
        tell(password)
        # A fresh process: the server forks, and a process whose thread pools already run must not be forked.
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-m", "tidewaiter.cli", "serve", "--port", str(port)])


def load_lists(house: House, by: str = "tidewaiter") -> list[dict[str, Any]]:
    """Load the look-out lists that ship with the house, those that are new or changed; tell what became of each."""
    from tidewaiter import identify
    from tidewaiter.identify.listing import shipped
    from tidewaiter.identify.sources import load_sources

    ours = [identify.load_listing(path) for path in shipped()]
    public = [source.shipped() for source in load_sources().values() if source.files]
    told = [house.lists.load(listing, actor=by) for listing in (*ours, *public)]
    return [{"list": one.list_id, "entries": one.entries, "loaded": one.act != "unchanged"} for one in told]


def findings(house: House) -> dict[str, Any]:
    """Read what stands in the house now: the foremost encounters, totals, feeds."""
    from tidewaiter.store import queries

    with house.store.read() as reader:
        foremost = queries.foremost(reader.cursor, limit=SHOWN)
        checks = queries.screening(reader.cursor, [row["encounter_id"] for row in foremost])
        found = {
            "foremost": [{**row, "checks": checks[row["encounter_id"]]} for row in foremost],
            "totals": queries.totals(reader.cursor),
            "feeds": [feed for feed in queries.feeds(reader.cursor) if feed["field"] is None],
        }
    house.listed(someone("demo"), "foremost", foremost, limit=SHOWN)
    return found


def show(loaded: Sequence[Mapping[str, Any]], arrivals: Sequence[Arrival], found: Mapping[str, Any]) -> None:
    """Print what was found and why, for people."""
    out, totals = console(), found["totals"]
    states = Counter(arrival.status for arrival in arrivals)
    lists = (
        ", ".join(f"{each['list']} ({each['entries']})" for each in loaded) or "none: screening by list does not run"
    )
    out.print(f"Look-out lists: {lists}")
    out.print(f"Messages: {_counted(states)}. Everyone in them is invented.\n")
    shown = [_line(row) for row in found["foremost"]]
    columns = ("who", "movement", "band", "assignment", "why", "did not run")
    rows(shown, columns, as_json=False, title=f"The foremost {len(shown)} of {totals['encounters']}", empty="Nobody.")
    out.print(f"\nAssigned: {_counted(totals['assignment'])}. Streams: {_counted(totals['stream'])}.")
    out.print(f"Bands: {_counted(totals['band'])}. Possible matches with lists: {totals['hits']}.\n")
    feeds = [
        {**feed, **{name: _share(feed[name]) for name in ("completeness", "validity", "timeliness")}}
        for feed in found["feeds"]
    ]
    wanted = ("sender", "carrier", "messages", "people", "completeness", "validity", "timeliness", "findings")
    rows(feeds, wanted, as_json=False, title="Data quality by sender", empty="No feed.")
    for arrival in arrivals:
        if not arrival.accepted:
            out.print(bold("refused", "red"), f"{arrival.opened.delivery.file}: {arrival.error}")


def _line(row: Mapping[str, Any]) -> dict[str, Any]:
    reasons = [reason["text"] for reason in row["reasons"] or []]
    return {
        "who": who(row),
        "movement": movement(row),
        "band": f"{row['band']} {row['score']:g}" if row["score"] is not None else "not assessed",
        "assignment": f"{row['assignment']} ({row['stream']})",
        "why": "; ".join([*filter(None, [row["lookout"]]), *reasons]),
        "did not run": ", ".join(row["checks"]["not_run"]),
    }


def _deliveries(files: Sequence[Path]) -> Iterator[Delivery]:
    from tidewaiter.receive import Delivery

    for path in files:
        yield Delivery(path.read_bytes(), "command-line", path.name)


def _told(arrivals: Sequence[Arrival]) -> list[dict[str, Any]]:
    return [
        {"file": each.opened.delivery.file, "status": each.status, "error": str(each.error) if each.error else None}
        for each in arrivals
    ]


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items(), key=lambda each: -each[1])) or "none"


def _share(value: float | None) -> str:
    return "not measured" if value is None else f"{100 * value:.0f} %"
