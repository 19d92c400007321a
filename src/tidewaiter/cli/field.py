"""Asking in the field at the command line: ``tidewaiter field``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from tidewaiter.cli.acts import Name, Role
from tidewaiter.cli.entering import enter
from tidewaiter.cli.say import Json, bold, console, errors, json_line
from tidewaiter.vocabulary.officer import Officer

_DEFAULT_ROLE = ["officer"]
Why = Annotated[str, typer.Option(help="Why you ask; it is journaled.")]
Place = Annotated[str, typer.Option(help="Where you are: LAT,LON in decimal degrees, or words.")]
Direction = Annotated[str | None, typer.Option(help="inbound or outbound, only if it is known.")]


def field(
    officer: Name, why: Why, place: Place, surname: str | None = None, given: str | None = None,
    birth: Annotated[str | None, typer.Option(help="YYYY-MM-DD")] = None,
    document: Annotated[str | None, typer.Option(help="Number of the document shown.")] = None,
    issuer: Annotated[str | None, typer.Option(help="Who issued the document: ISO 3166-1 alpha-3.")] = None,
    plate: str | None = None, plate_issuer: str | None = None, direction: Direction = None,
    role: Role = _DEFAULT_ROLE,
    port: Annotated[str, typer.Option("--port", envvar="TIDEWAITER_PORT", help="Your sector; * for every one.")] = "*",
    as_json: Json = False,
) -> None:  # fmt: skip
    """Screen whom you met between ports of entry, by whatever can be typed: name, birth date, document, plate."""
    from tidewaiter.asking import FieldQuery, ask

    if direction not in (None, "inbound", "outbound"):
        raise typer.BadParameter("direction is inbound or outbound; leave it out where it is not known")
    query = FieldQuery(
        place=place,
        surname=surname,
        given_names=given,
        birth_date=birth,
        document_number=document,
        document_issuer=issuer,
        plate=plate,
        plate_issuer=plate_issuer,
        direction=direction,
    )
    with errors(as_json=as_json):
        by = Officer(officer, frozenset(role), port, why)
        told = ask(enter("field", by), query, by)
    if as_json:
        json_line(told)
    else:
        _tell(told)


def _tell(told: dict[str, Any]) -> None:
    out = console()
    out.print(f"{told['place']['words']}; asked by {told['asked_by']}: {told['why']}")
    for words in (*told["not_said"], *(finding["text"] for finding in told["findings"])):
        out.print(f"  {words}")
    for one in told["met"]:
        who = " ".join(str(one[name]) for name in ("given_names", "surname", "plate") if one.get(name))
        out.print(bold(f"\n{who or 'somebody not named'}"), one["encounter_id"], sep="  ")
        for known in one["known_by"]:
            out.print(f"  known by {known['basis']}: {known['evidence']}")
        for hit in one["hits"]:
            entry = f"{hit['list_id']} {hit['entry_id']} ({hit['category']}) by {hit['basis']}"
            out.print(bold("  possible match"), entry, sep="  ")
            out.print(f"    typed {hit['declared_value']} | listed {hit['listed_value']} | ground: {hit['ground']}")
        for check in one["checks"]:
            out.print(f"  {check['state']:8} {check['name']}: {check['detail'] or ''}")
        reasons = "; ".join(reason["text"] for reason in one["reasons"] or ())
        out.print(f"  band {one['band']}; suggested: {one['assignment']}{': ' if reasons else ''}{reasons}; you decide")
