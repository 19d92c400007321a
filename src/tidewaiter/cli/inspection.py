"""Secondary at the command line: who waits, one file with what it lacks, and the acts that bring it to its end."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from tidewaiter.cli.entering import enter
from tidewaiter.cli.say import Json, bold, cell, console, errors, json_line, rows
from tidewaiter.inspect import secondary
from tidewaiter.vocabulary.facts import Fact
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.time import utc_now
from tidewaiter.vocabulary.wording import who

app = typer.Typer(invoke_without_command=True, help="Secondary: without a further word, who waits there.")

Encounter = Annotated[str, typer.Argument(help="The encounter's id (enc-…).")]
Name = Annotated[str, typer.Option("--officer", envvar="TIDEWAITER_OFFICER", help="Your name.")]
Role = Annotated[list[str], typer.Option("--role", envvar="TIDEWAITER_ROLE", help="Your roles.")]
Port = Annotated[str, typer.Option("--port", envvar="TIDEWAITER_PORT", help="Your port; * for every port.")]
Section = Annotated[str, typer.Option(help="immigration, customs or agriculture.")]
Words = Annotated[str, typer.Option(help="In words.")]
Purpose = Annotated[str, typer.Option(help="Why the record is opened; journaled.")]
_OFFICER, _SUPERVISOR = ["officer"], ["supervisor"]


@app.callback(invoke_without_command=True)
def waiting(
    context: typer.Context,
    officer: Annotated[str, typer.Option(envvar="TIDEWAITER_OFFICER", help="Your name; else the login's.")] = "",
    role: Role = _OFFICER,
    port: Port = "*",
    mine: Annotated[bool, typer.Option("--mine", help="Only those you hold.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many rows.")] = 100,
    as_json: Json = False,
) -> None:
    """List who is in secondary, longest waiting on top; the reading is journaled."""
    if context.invoked_subcommand is not None:
        return
    from tidewaiter.cli.say import me

    reader = Officer(officer or me(), frozenset(role), port)
    with errors(as_json=as_json):
        found = enter("inspection", reader).secondary.waiting(reader, mine=mine, limit=limit)
    shown = found if as_json else [{**row, "who": who(row)} for row in found]
    columns = ("encounter_id", "minutes", "who", "reason", "referral", "status", "holder", "port")
    rows(shown, columns, as_json=as_json, title="In secondary", empty="Nobody waits in secondary.")


@app.command("show")
def show(
    encounter: Encounter, officer: Name, role: Role = _OFFICER, port: Port = "*",
    purpose: Purpose = "inspection in secondary", as_json: Json = False,
) -> None:  # fmt: skip
    """Show the file: each section, and what is missing. The reading is journaled."""
    with errors(as_json=as_json):
        reader = Officer(officer, frozenset(role), port, purpose)
        found = enter("inspection show", reader).secondary.record(encounter, reader)
    if as_json:
        json_line(found)
        return
    out = console()
    out.print(bold(who(found["encounter"])), found["encounter"]["status"] or "", sep="  ")
    for each in found["inspections"]:
        held = f", held by {each['holder']}" if each["holder"] else ""
        out.print(bold(each["inspection_id"]), f"{each['status']}{held}: {each['reason_title'] or each['referral']}")
        for section in each["sections"]:
            if section["required"]:
                closed = section["closed"]["result"] if section["closed"] else "not closed"
                out.print(f"  {section['title']}: {closed}, {len(section['findings'])} found")
        for lack in each["missing"]:
            out.print(f"  missing: {lack['text']}")
        if each["outcome"]:
            out.print(f"  {each['outcome']} by {each['closed_by']}, {cell(each['closed_at'])}")
    for block in found["blocks"]:
        out.print(f"no refusal: {block['text']}")


@app.command("open")
def take_up(
    encounter: Encounter, officer: Name,
    reason: Annotated[str, typer.Option(help="A reason of policies/secondary.yaml.")],
    role: Role = _OFFICER, port: Port = "*", as_json: Json = False,
) -> None:  # fmt: skip
    """Take somebody up who was referred."""
    _do("open", secondary.OpenInspection, encounter, officer, role, port, as_json, reason=reason)


@app.command("tick")
def tick(
    encounter: Encounter, item: Annotated[str, typer.Argument(help="An item of the checklist.")], officer: Name,
    not_possible: Annotated[bool, typer.Option("--not-possible", help="It could not be done; say why.")] = False,
    note: Words = "", role: Role = _OFFICER, port: Port = "*", as_json: Json = False,
) -> None:  # fmt: skip
    """Tick an item of the checklist, or say why it could not be done."""
    said = {"item": item, "done": not not_possible, "note": note}
    _do("tick", secondary.TickItem, encounter, officer, role, port, as_json, **said)


@app.command("attach")
def attach(
    encounter: Encounter, file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)], officer: Name,
    title: Annotated[str, typer.Option(help="What it shows.")], section: Section = "immigration",
    why: Annotated[str, typer.Option(help="Why, once the record is closed.")] = "",
    role: Role = _OFFICER, port: Port = "*", as_json: Json = False,
) -> None:  # fmt: skip
    """Put a photograph or document into the file: JPEG, PNG or PDF, judged by its content."""
    by = Officer(officer, frozenset(role), port)
    with errors(as_json=as_json):
        desk = enter("inspection attach", by).secondary
        content = file.read_bytes()
        fact = desk.attach(by, encounter, section=section, title=title, name=file.name, content=content, why=why)
    _tell([fact], as_json)


@app.command("close")
def close(
    encounter: Encounter, section: Annotated[str, typer.Argument(help="immigration, customs or agriculture.")],
    officer: Name, result: Annotated[str, typer.Option("--as", help="nothing-found, found or not-applicable.")],
    words: Words = "", role: Role = _OFFICER, port: Port = "*", as_json: Json = False,
) -> None:  # fmt: skip
    """Close a section. The outcome is `tidewaiter act secondary`, once nothing is missing."""
    said = {"section": section, "result": result, "words": words}
    _do("close", secondary.CloseSection, encounter, officer, role, port, as_json, **said)


@app.command("ask")
def ask(
    encounter: Encounter, officer: Name, words: Words,
    about: Annotated[str, typer.Option(help="outcome:CODE or search:KIND.")],
    role: Role = _OFFICER, port: Port = "*", as_json: Json = False,
) -> None:  # fmt: skip
    """Ask a supervisor for an outcome or a search."""
    what, _, code = about.partition(":")
    said = {"what": what, "code": code, "words": words}
    _do("ask", secondary.AskApproval, encounter, officer, role, port, as_json, **said)


@app.command("answer")
def answer(
    encounter: Encounter, number: Annotated[int, typer.Argument(help="Which question.")], officer: Name,
    granted: Annotated[bool, typer.Option("--approve/--return", help="Approve it, or return it with words.")],
    words: Words = "", role: Role = _SUPERVISOR, port: Port = "*", as_json: Json = False,
) -> None:  # fmt: skip
    """Answer as a supervisor; nobody approves their own inspection."""
    said = {"number": number, "granted": granted, "words": words}
    _do("answer", secondary.AnswerApproval, encounter, officer, role, port, as_json, **said)


@app.command("amend")
def amend(
    encounter: Encounter, officer: Name, words: Words, why: Annotated[str, typer.Option(help="Why.")],
    role: Role = _OFFICER, port: Port = "*", as_json: Json = False,
) -> None:  # fmt: skip
    """Add to a closed record."""
    _do("amend", secondary.AmendInspection, encounter, officer, role, port, as_json, words=words, why=why)


def _do(
    word: str, act: type[secondary.InspectionAct], encounter: str, officer: str, role: list[str], port: str,
    as_json: bool, /, **said: Any,
) -> None:  # fmt: skip
    by = Officer(officer, frozenset(role), port)
    with errors(as_json=as_json):
        desk = enter(f"inspection {word}", by).secondary
        facts = desk.act(act(encounter_id=encounter, officer=by, at=utc_now(), **said))
    _tell(facts, as_json)


def _tell(facts: list[Fact], as_json: bool) -> None:
    for fact in facts:
        row = {"fact": str(fact.kind), "about": fact.about, "at": fact.at, "officer": fact.actor, **fact.data}
        if as_json:
            json_line(row)
        else:
            console().print(bold(str(fact.kind)), fact.about)
