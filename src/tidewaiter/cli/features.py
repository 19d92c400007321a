"""The feature catalogue and snapshots at the command line: ``tidewaiter features``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from tidewaiter.cli.entering import By, Roles, enter, someone
from tidewaiter.cli.say import Json, console, errors, json_line, rows

app = typer.Typer(no_args_is_help=True, help="What rules and models may ask of an encounter, and snapshots of it.")

_SHOWN = ("name", "type", "unit", "meaning", "sensitivity", "alone")


@app.command("list")
def show(
    markdown: Annotated[bool, typer.Option("--markdown", help="As the page of the reference.")] = False,
    as_json: Json = False,
) -> None:
    """Print the catalogue: name, type, unit, meaning, source, sensitivity, what for, and whether a ground alone."""
    from tidewaiter.assess.features.listing import listed, page
    from tidewaiter.language import read_catalogue
    from tidewaiter.language.policy import POLICIES, read_file

    with errors(as_json=as_json):
        catalogue = read_catalogue(read_file(POLICIES / "features.yaml"), "features.yaml")
    if markdown:
        typer.echo(page(catalogue), nl=False)
        return
    alone = {True: "yes", False: "no"}
    told = [{**row, "alone": row["protected"] or alone[row["sole_ground"]]} for row in listed(catalogue)]
    rows(listed(catalogue) if as_json else told, _SHOWN, as_json=as_json, title="Features", empty="No features.")


@app.command()
def build(
    out: Annotated[Path, typer.Option(help="Folder of the snapshots; one folder a day is written into it.")],
    first: Annotated[str | None, typer.Option("--from", help="First day, YYYY-MM-DD; else the first there is.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day, YYYY-MM-DD; else the last there is.")] = None,
    sealed: Annotated[
        Path | None, typer.Option(help="Folder of the audited groups, apart; needs the auditor's permission.")
    ] = None,
    officer: By = "",
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """Write a snapshot of each day: every assessment, all features as known then, what was live, what came of it."""
    from tidewaiter import snapshots

    word = "features build"
    with errors(as_json=as_json):
        who = someone(word, officer, role)
        begin, end = _day(first, "--from"), _day(last, "--to")
        if sealed is not None and sealed.resolve() == out.resolve():
            raise typer.BadParameter("the sealed folder lies apart from the snapshots", param_hint="--sealed")
        built = snapshots.build(enter(word, who), out, who, first=begin, last=end, sealed=sealed)
    if as_json:
        for one in built:
            json_line({"day": one.day.isoformat(), "rows": one.rows, "left_out": one.left_out})
        return
    for one in built:
        gone = f", {one.left_out} left out: what was announced is destroyed" if one.left_out else ""
        console().print(f"{one.day}: {one.rows} assessments{gone}")
    if not built:
        console().print("No assessments on these days.")


def _day(text: str | None, name: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day; write YYYY-MM-DD", param_hint=name) from error
