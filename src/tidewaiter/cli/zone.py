"""Reading a machine-readable zone at the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from tidewaiter.cli.say import REFUSED, Json, bold, console, errors, json_line
from tidewaiter.formats.transliterate import Script, from_mrz


def mrz(
    lines: Annotated[
        list[str], typer.Argument(help="The lines of the zone, each in quotes; one joined line works too.")
    ],
    script: Annotated[
        Script, typer.Option(help="Also show the name in this script, as the zone's letters stand for it.")
    ] = "latin",
    as_json: Json = False,
) -> None:
    """Read a machine-readable zone (ICAO 9303: TD1, TD2, TD3, MRV-A, MRV-B) and check its digits.

    Exit 0: every digit that could be checked holds. Exit 1: one fails, or the zone cannot be read.
    """
    from tidewaiter.formats import mrz as zone

    with errors(as_json=as_json):
        found = zone.read(lines)
    name = {part: from_mrz(getattr(found, part) or "", script) for part in ("surname", "given_names")}
    if as_json:
        json_line(found.as_dict() | ({"script": script, "in_script": name} if script != "latin" else {}))
    else:
        out = console()
        out.print(bold(found.kind), f"{found.surname}, {found.given_names}", sep="  ")
        if script != "latin":
            out.print(f"in {script} script: {name['surname']}, {name['given_names']}")
        out.print(
            f"document {found.document_code} {found.number} of {found.issuer}, expires {found.expires or 'unknown'}"
        )
        out.print(f"born {found.birth_date or 'unknown'}, nationality {found.nationality}, sex {found.sex}")
        for check, state in found.checks.items():
            out.print(f"  {state:8} {check.replace('_', ' ')}")
        for finding in found.findings:
            out.print(f"  note: {finding.text}")
    raise typer.Exit(REFUSED if found.valid is False else 0)
