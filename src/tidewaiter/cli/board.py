"""The port board at the command line: one port on one day, its alarms and who takes them in hand, declared staffing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tidewaiter.cli.entering import By, Roles, enter, someone
from tidewaiter.cli.say import Json, console, errors, json_line, rows
from tidewaiter.vocabulary.officer import Officer

if TYPE_CHECKING:
    from tidewaiter.assemble import House

app = typer.Typer(invoke_without_command=True, help="A port on one day: figures, hours, lanes, levels; `alarms` lists.")

Port = Annotated[str | None, typer.Option(help="The port; else the officer's own, or the first there is.")]
_HOURS = ("hour", "announced", "inbound", "outbound", "reported", "not-reported", "needed", "officers", "short")
_LANES = ("lane", "presented", "decided", "waiting", "median", "p90", "longest_waiting")
_LEVELS = ("id", "title", "value", "most", "counted", "state")
_ALARMS = ("alarm_id", "port", "level", "measured", "threshold", "raised_at", "answered_by", "answer", "ended_at")


@app.callback()
def board(
    context: typer.Context,
    port: Port = None,
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day (UTC); else today.")] = None,
    officer: By = "",
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """Show the board of a port; today's judges its service levels, and notes alarms as shown to whom they concern."""
    if context.invoked_subcommand is not None:
        return
    from tidewaiter.desk.board import BoardDesk

    by = someone("board", officer, role)
    with errors(as_json=as_json):
        house = enter("board", by)
        desk = BoardDesk.of(house)
        found = desk.board(by, desk.port_for(by, _port(house, port)), day.date() if day else None)
    if as_json:
        json_line(found)
    else:
        _show(found)


@app.command("alarms")
def alarms(
    port: Port = None,
    standing: Annotated[bool, typer.Option("--standing", help="Only those that have not ended.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many rows.")] = 100,
    officer: By = "",
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """List alarms of service levels, the latest first: what was measured, who was shown it, who answered."""
    from tidewaiter.desk.board import BoardDesk

    by = someone("board alarms", officer, role)
    with errors(as_json=as_json):
        house = enter("board alarms", by)
        found = BoardDesk.of(house).alarms(by, _port(house, port), standing=standing, limit=limit + 1)
    empty = "No alarm stands." if standing else "No alarm was raised."
    rows(found, _ALARMS, as_json=as_json, title="Alarms", empty=empty, limit=limit)


@app.command("answer")
def answer(
    alarm_id: Annotated[str, typer.Argument(help="The alarm's id.")],
    words: Annotated[str, typer.Option(help="What is being done about it.")],
    officer: By = "",
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """Take an alarm in hand, in words. Exit 3: there is none with this id."""
    from tidewaiter.desk.board import BoardDesk

    by = someone("board answer", officer, role)
    with errors(as_json=as_json):
        (fact,) = BoardDesk.of(enter("board answer", by)).answer(by, alarm_id, words)
    if as_json:
        json_line({"alarm_id": fact.about, "answered_by": fact.actor, "answered_at": fact.at, **fact.data})
    else:
        console().print(f"{fact.actor} answered {fact.about}: {fact.data['answer']}")


@app.command("staffing")
def staffing(
    path: Annotated[Path, typer.Argument(help="A table in CSV: port,hour,officers (hours in UTC).", exists=True)],
    port: Annotated[
        str | None, typer.Option(help="The port whose officer loads it; hours of others are refused.")
    ] = None,
    officer: By = "",
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """Say how many officers are at the lanes in each hour; the hours named are replaced, no others."""
    from tidewaiter.desk.board import BoardDesk

    by = someone("board staffing", officer, role)
    with errors(as_json=as_json):
        house = enter("board staffing", by)
        hours = BoardDesk.of(house).load_staffing(path.read_bytes(), path.name, _at(by, _port(house, port)))
    if as_json:
        json_line({"file": path.name, "hours": hours})
    else:
        console().print(f"{hours} hours are staffed")


def _port(house: House, said: str | None) -> str | None:
    """Give the code of a port that was named, also by an alias. Raises ``Refusal`` with the nearest where none is."""
    return house.policies.places.port(said).code if said else None


def _at(by: Officer, port: str | None) -> Officer:
    return by if port is None or by.port != "*" else replace(by, port=port)


def _show(found: Mapping[str, Any]) -> None:
    figures = [{"figure": name.replace("-", " "), "people": count} for name, count in found["figures"].items()]
    standing = [row for row in found["alarms"] if not row["ended_at"]]
    whose = f"{found['port']}, {found['since']:%Y-%m-%d} (UTC)"
    said: dict[str, Any] = {"as_json": False}
    rows(standing, _ALARMS, title="Alarms that stand", empty="No alarm stands.", **said)
    rows(figures, ("figure", "people"), title=whose, empty="", **said)
    rows(found["hours"], _HOURS, title="Hours", empty="Nobody is expected.", **said)
    rows(found["lanes"], _LANES, title="Lanes (minutes)", empty="Nobody came to a lane.", **said)
    rows(found["levels"], _LEVELS, title="Service levels", empty="Levels are judged for today alone.", **said)
