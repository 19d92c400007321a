"""Break-glass at the command line: a record of another port opened in an emergency, and what is to be reviewed."""

from __future__ import annotations

from typing import Annotated

import typer

from tidewaiter.cli.entering import enter
from tidewaiter.cli.say import Json, console, errors, json_line, rows
from tidewaiter.vocabulary.officer import Officer

app = typer.Typer(no_args_is_help=True, help="Records of other ports opened in an emergency, and their review.")

Name = Annotated[str, typer.Option("--officer", envvar="TIDEWAITER_OFFICER", help="Your name.")]
Role = Annotated[list[str], typer.Option("--role", envvar="TIDEWAITER_ROLE", help="Your roles.")]
Port = Annotated[str, typer.Option(envvar="TIDEWAITER_PORT", help="Your port.")]
_COLUMNS = (
    "glass_id",
    "encounter_id",
    "port",
    "officer",
    "officer_port",
    "reason",
    "opened_at",
    "reviewed_by",
    "found",
)


@app.command("open")
def open_record(
    encounter_id: Annotated[str, typer.Argument(help="The encounter of another port.")],
    reason: Annotated[str, typer.Option(help="What the emergency is.")],
    officer: Name,
    port: Port,
    role: Role = ["officer"],  # noqa: B006  (typer reads it, nobody writes it)
    as_json: Json = False,
) -> None:
    """Let an officer read one record of another port for a short time. Exit 3: there is no such encounter."""
    by = Officer(officer, frozenset(role), port)
    with errors(as_json=as_json):
        fact = enter("glass open", by).glass.open(by, encounter_id, reason)
    if as_json:
        json_line({"encounter_id": fact.about, "officer": fact.actor, **fact.data})
    else:
        console().print(f"{fact.actor} may read {fact.about} until {fact.data['until'][:16]} UTC; it is to be reviewed")


@app.command("list")
def listed(
    waiting: Annotated[bool, typer.Option("--waiting", help="Only what nobody has reviewed.")] = False,
    officer: Name = "console",
    role: Role = ["supervisor"],  # noqa: B006
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 100,
    as_json: Json = False,
) -> None:
    """List what was opened, newest first."""
    by = Officer(officer, frozenset(role))
    with errors(as_json=as_json):
        found = enter("glass list", by).glass.listed(by, waiting=waiting, limit=limit + 1)
    words = {True: "justified", False: "not justified", None: "waits for review"}
    shown = [{**row, "found": words[row["justified"]]} for row in found]
    rows(shown, _COLUMNS, as_json=as_json, title="Break-glass", empty="Nothing was opened.", limit=limit)


@app.command("review")
def review(
    glass_id: Annotated[str, typer.Argument(help="The id of what was opened.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    officer: Name,
    justified: Annotated[bool, typer.Option("--justified/--not-justified", help="Whether the reason held.")],
    role: Role = ["supervisor"],  # noqa: B006
    as_json: Json = False,
) -> None:
    """Say whether the reason held; nobody reviews their own. Exit 3: there is none with this id."""
    by = Officer(officer, frozenset(role))
    with errors(as_json=as_json):
        fact = enter("glass review", by).glass.review(by, glass_id, justified=justified, reason=reason)
    if as_json:
        json_line({"officer": fact.actor, **fact.data})
    else:
        console().print(f"{fact.actor}: {'justified' if justified else 'not justified'}")
