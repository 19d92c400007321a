"""Dead letters at the command line: what stands refused and where; walked again after a fix, or closed."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from tidewaiter.cli.entering import By, Roles, enter, someone
from tidewaiter.cli.ingest import show
from tidewaiter.cli.say import REFUSED, Json, console, errors, json_line, rows
from tidewaiter.vocabulary.errors import Position

app = typer.Typer(invoke_without_command=True, help="Interchanges that were refused; `close` sets one aside for good.")

_WHY = ("message_id", "received_at", "sender", "reference", "file", "error_code", "error_text", "where")


@app.callback()
def deadletters(
    context: typer.Context,
    closed: Annotated[bool, typer.Option("--closed", help="Those that an officer closed.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many rows.")] = 1000,
    as_json: Json = False,
) -> None:
    """List interchanges that were refused: reason, position, and how to try them again."""
    if context.invoked_subcommand is not None:
        return
    from tidewaiter.store import queries

    with errors(as_json=as_json), enter("deadletters").store.read() as reader:
        found = queries.deadletters(reader.cursor, closed=closed, limit=limit + 1)
    shown = found if as_json else [{**row, "where": place(row["error_position"])} for row in found]
    columns = (*_WHY, "replayed_by", *(("closed_by", "closed_reason") if closed else ()))
    empty = "No interchange was closed." if closed else "No interchange stands refused."
    rows(shown, columns, as_json=as_json, title="Closed" if closed else "Dead letters", empty=empty, limit=limit)
    if found and not as_json and not closed:
        console().print("After a fix: tidewaiter replay MESSAGE_ID; or: tidewaiter deadletters close MESSAGE_ID")


def place(position: dict[str, Any] | None) -> str:
    """Write where in an interchange something stands, in words."""
    return str(Position(**position or {}))


@app.command("close")
def close(
    message_id: Annotated[str, typer.Argument(help="The id of a dead letter.")],
    reason: Annotated[str, typer.Option(help="Why nothing more is to be done about it.")],
    officer: By = "",
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """Set a dead letter aside for good; its bytes stay as long as retention keeps them. Exit 3: there is none."""
    by = someone("deadletters close", officer, role)
    with errors(as_json=as_json):
        (fact,) = enter("deadletters close", by).close_dead_letter(message_id, by, reason)
    if as_json:
        json_line({"fact": str(fact.kind), "about": fact.about, "at": fact.at, "officer": fact.actor, **fact.data})
    else:
        console().print(f"{fact.about} is closed by {fact.actor}: {fact.data['reason']}")


def replay(
    message_id: Annotated[str, typer.Argument(help="The id of a dead letter.")],
    officer: By = "",
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """Walk one dead letter again from its original bytes."""
    by = someone("replay", officer, role)
    with errors(as_json=as_json):
        arrival = enter("replay", by).replay(message_id, by)
    show(arrival, as_json=as_json)
    raise typer.Exit(0 if arrival.accepted else REFUSED)
