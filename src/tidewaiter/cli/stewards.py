"""What stewards look after at the command line beside look-out lists: the schedule, the random stream."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from tidewaiter.cli.entering import By, Roles, enter, someone
from tidewaiter.cli.say import REFUSED, Json, console, errors, json_line, rows

draw = typer.Typer(no_args_is_help=True, help="The random stream: committed each day, revealed later.")


def schedule(
    path: Annotated[Path, typer.Argument(help="A schedule in CSV.", exists=True)],
    officer: By = "",
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """Say which conveyances are due, so that `tidewaiter report late` lists those that send no manifest.

    The first line: mode,carrier,number,from,to,departs_at,arrives_at. Times are local, to the minute.
    """
    by = someone("schedule", officer, role)
    with errors(as_json=as_json):
        fact = enter("schedule", by).load_schedule(path.read_bytes(), path.name, by)
    count = fact.data["movements"] if fact else 0
    if as_json:
        json_line({"file": path.name, "movements": count})
    else:
        console().print(f"{count} movements are expected")


@draw.command("reveal")
def reveal(
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="A day that is over (UTC).")],
    officer: By = "",
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """Reveal the secret of a past day, so that anyone can recompute every draw against its commitment."""
    by = someone("draw reveal", officer, role)
    with errors(as_json=as_json):
        fact = enter("draw reveal", by).reveal_draw(day.date(), by)
    if as_json:
        json_line({"day": fact.about, **fact.data})
    else:
        console().print(f"{fact.about}: secret {fact.data['secret']}")


@draw.command("suggest")
def suggest(
    budget: Annotated[float, typer.Option(min=0, help="How many random examinations there are to spend.")],
    as_json: Json = False,
) -> None:
    """Suggest random rates that would make the risk of detection equal everywhere; the table's owner decides."""
    from tidewaiter import reports

    with errors(as_json=as_json), enter("draw suggest").store.read() as reader:
        found = reports.suggested_rates(reader, budget)
    columns = ("mode", "port", "encounters", "seen", "rate", "detection", "examinations")
    rows(found, columns, as_json=as_json, title="Suggested random rates", empty="Nobody has been drawn yet.")


@draw.command("verify")
def verify(
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="A day whose secret is revealed (UTC).")],
    as_json: Json = False,
) -> None:
    """Recompute every draw of a day from its revealed secret. Exit 1 where one was bent."""
    with errors(as_json=as_json):
        found = enter("draw verify").verify_draw(day.date())
    if as_json:
        json_line(found.as_dict())
    else:
        console().print(f"{found.checked} draws recomputed, {len(found.problems)} do not hold")
        for problem in found.problems:
            console().print(f"  {problem}")
    raise typer.Exit(0 if found.ok else REFUSED)
