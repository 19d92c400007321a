"""Who looked at whose record: the question of an audit, at the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from tidewaiter.cli.entering import By, Purpose, Roles, enter, someone
from tidewaiter.cli.say import Json, errors, rows

COLUMNS = ("at", "reader", "roles", "port", "what", "purpose", "shown")


def reads(
    encounter_id: Annotated[str, typer.Argument(help="The encounter's id (enc-…).")],
    purpose: Purpose = "audit of readings",
    officer: By = "",
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """List everyone who opened this record or was shown it in a list: when, why, in which role.

    The asking is journaled too. Exit 3: there is no such encounter.
    """
    by = someone("reads", officer, role, purpose)
    with errors(as_json=as_json):
        found = enter("reads", by).reads(encounter_id, by)
    shown = found if as_json else [{**row, "roles": ", ".join(row["roles"] or ())} for row in found]
    rows(shown, COLUMNS, as_json=as_json, title=f"Readings of {encounter_id}", empty="Nobody has read it.")
