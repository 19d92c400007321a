"""Accounts from the command line: who may sign in to the pages, in which roles, at which port, until when."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from tidewaiter.cli.entering import By, Roles, enter, someone
from tidewaiter.cli.say import Json, console, errors, json_line, rows

app = typer.Typer(no_args_is_help=True, help="Accounts of those who sign in to the pages.")

Name = Annotated[str, typer.Argument(help="The officer's name; the journal calls them by it.")]
_COLUMNS = ("name", "roles", "port", "state", "expires_at", "last_sign_in_at", "second_factor")


@app.command("add")
def add(
    name: Name,
    role: Annotated[list[str], typer.Option(help="A role of policies/permissions.yaml; again for each.")],
    port: Annotated[str, typer.Option(help="The port of entry they serve; * for every port.")],
    days: Annotated[int, typer.Option(help="How long it holds.")] = 90,
    officer: By = "",
    role_of_officer: Annotated[
        list[str] | None, typer.Option("--officer-role", envvar="TIDEWAITER_ROLE", help="The roles of who opens it.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Open an account. The password of its first sign-in is shown once and has to be changed there."""
    by = someone("account add", officer, role_of_officer)
    with errors(as_json=as_json):
        first = enter("account add", by).accounts.add(by, name, roles=role, port=port, days=days)
    _once(name, first, as_json=as_json)


@app.command("list")
def listed(officer: By = "", role: Roles = None, as_json: Json = False) -> None:
    """List all accounts, by name; never a secret."""
    by = someone("account list", officer, role)
    with errors(as_json=as_json):
        found = enter("account list", by).accounts.listed(by)
    shown = found if as_json else [{**row, "roles": ", ".join(row["roles"])} for row in found]
    rows(shown, _COLUMNS, as_json=as_json, title="Accounts", empty="No account is open: tidewaiter account add")


@app.command("close")
def close(
    name: Name,
    reason: Annotated[str, typer.Option(help="Why; it is journaled.")],
    officer: By = "",
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """Close an account at once, with all its sessions. Exit 3: there is none of this name."""
    by = someone("account close", officer, role)
    with errors(as_json=as_json):
        enter("account close", by).accounts.close(by, name, reason)
    if as_json:
        json_line({"name": name, "state": "closed"})
    else:
        console().print(f"The account of {name} is closed")


@app.command("reset")
def reset(
    name: Name,
    what: Annotated[Literal["password", "factor"], typer.Option(help="What was lost.")] = "password",
    officer: By = "",
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """Set a new first password, or take the second factor away so that it is set up anew at the next sign-in.

    Exit 3: there is no account of this name.
    """
    by = someone("account reset", officer, role)
    with errors(as_json=as_json):
        desk = enter("account reset", by).accounts
        if what == "password":
            _once(name, desk.reset_password(by, name), as_json=as_json)
            return
        desk.reset_factor(by, name)
    if as_json:
        json_line({"name": name, "factor": "none"})
    else:
        console().print(f"{name} sets up a second factor at the next sign-in")


def _once(name: str, password: str, *, as_json: bool) -> None:
    if as_json:
        json_line({"name": name, "password": password})
        return
    console(error=True).print(f"The password of the first sign-in of {name}. Keep it now, it is not shown again:")
    console().print(password)
