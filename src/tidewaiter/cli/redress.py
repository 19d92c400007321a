"""Redress at the command line: inquiries taken in, resolved, and told to whoever holds the number."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from tidewaiter.cli.entering import enter
from tidewaiter.cli.say import NOT_FOUND, Json, bold, console, errors, json_line, rows
from tidewaiter.vocabulary.facts import Fact
from tidewaiter.vocabulary.officer import Officer

app = typer.Typer(no_args_is_help=True, help="Set right who was taken for somebody on a list.")

Name = Annotated[str, typer.Option("--officer", envvar="TIDEWAITER_OFFICER", help="Your name.")]
Role = Annotated[list[str], typer.Option("--role", envvar="TIDEWAITER_ROLE", help="Your roles.")]
Document = Annotated[str, typer.Option(help="ISSUER/NUMBER of the travel document, such as GBR/123456789.")]
Hits = Annotated[list[str] | None, typer.Option("--hit", help="A hit it is about; may be given several times.")]
_ROLES = ["redress-officer"]


@app.command("open")
def open_case(
    surname: Annotated[str, typer.Option(help="As in the document.")],
    given_names: Annotated[str, typer.Option(help="As in the document.")],
    birth_date: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="As in the document.")],
    document: Document, officer: Name, hit: Hits = None, role: Role = _ROLES, as_json: Json = False,
) -> None:  # fmt: skip
    """Take an inquiry in. Its number is for the person alone; it takes effect once the case is resolved."""
    issuer, number = _document(document)
    with errors(as_json=as_json):
        by = Officer(officer, frozenset(role))
        fact = enter("redress open", by).redress.open(
            by,
            surname=surname,
            given_names=given_names,
            birth_date=birth_date.date(),
            document_issuer=issuer,
            document_number=number,
            hits=tuple(hit or ()),
        )
    _tell(fact, as_json=as_json)


@app.command("resolve")
def resolve(
    case: Annotated[str, typer.Argument(help="The case's number or id.")],
    reason: Annotated[str, typer.Option(help="Why, in words.")], officer: Name,
    hit: Annotated[
        list[str] | None, typer.Option("--hit", help="A hit settled as not-a-match; else those of the opening.")
    ] = None,
    document: Annotated[str, typer.Option(help="ISSUER/NUMBER of a further document, after a renewal.")] = "",
    role: Role = _ROLES, as_json: Json = False,
) -> None:  # fmt: skip
    """Resolve a case on hits that stand settled: its number suppresses these entries from now on."""
    issuer, number = _document(document) if document else ("", "")
    with errors(as_json=as_json):
        by = Officer(officer, frozenset(role))
        fact = enter("redress resolve", by).redress.resolve(
            by,
            case,
            reason=reason,
            hits=tuple(hit) if hit else None,
            document_issuer=issuer,
            document_number=number,
        )
    _tell(fact, as_json=as_json)


@app.command("status")
def status(number: Annotated[str, typer.Argument(help="The redress number.")], as_json: Json = False) -> None:
    """Tell how an inquiry stands, in the words for the public: they neither confirm nor deny a listing.

    Exit 3: there is no such number.
    """
    with errors(as_json=as_json):
        told = enter("redress status").redress.status(number)
    if as_json:
        json_line(told)
    else:
        console().print(told["text"])
    if told["state"] == "unknown":
        raise typer.Exit(NOT_FOUND)


@app.command("list")
def show(
    officer: Name, role: Role = _ROLES,
    state: Annotated[str | None, typer.Option("--status", help="open or resolved.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many rows.")] = 100, as_json: Json = False,
) -> None:  # fmt: skip
    """List the cases, the oldest first, for those who work on them."""
    with errors(as_json=as_json):
        by = Officer(officer, frozenset(role))
        found = enter("redress list", by).redress.cases(by, status=state, limit=limit)
    columns = ("case_id", "number", "status", "surname", "given_names", "birth_date", "opened_at", "resolved_at")
    rows(found, columns, as_json=as_json, title="Redress cases", empty="There is no redress case.")


def _document(text: str) -> tuple[str, str]:
    issuer, slash, number = text.partition("/")
    if not slash or not issuer.strip() or not number.strip():
        raise typer.BadParameter(f"a document is ISSUER/NUMBER, such as GBR/123456789; got {text!r}")
    return issuer.strip(), number.strip()


def _tell(fact: Fact, *, as_json: bool) -> None:
    if as_json:
        json_line({"fact": str(fact.kind), "about": fact.about, "at": fact.at, "officer": fact.actor, **fact.data})
    else:
        console().print(bold(fact.kind), f"case {fact.about}, number {fact.data['number']}", sep="  ")
