"""Officers' acts at the command line: ``tidewaiter act WHAT ENCOUNTER``; each is a named officer's."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from tidewaiter import detect, enforce, inspect
from tidewaiter.cli.entering import enter
from tidewaiter.cli.say import Json, bold, console, errors, json_line
from tidewaiter.vocabulary.act import Act
from tidewaiter.vocabulary.facts import Fact
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.time import utc_now

app = typer.Typer(no_args_is_help=True, help="Act on an encounter as a named officer.")

Encounter = Annotated[str, typer.Argument(help="The encounter's id (enc-…).")]
Name = Annotated[str, typer.Option("--officer", envvar="TIDEWAITER_OFFICER", help="The officer's name.")]
Role = Annotated[list[str], typer.Option("--role", envvar="TIDEWAITER_ROLE", help="The officer's roles.")]
Port = Annotated[str, typer.Option("--port", envvar="TIDEWAITER_PORT", help="The officer's port; * for every port.")]
Version = Annotated[int | None, typer.Option("--version", help="The version you saw; refused when it has moved on.")]
Ground = Annotated[str, typer.Option(help="An entry of policies/grounds.")]
_ORIGINS = "list, document, finding, interview, rule, score, face"
Seen = Annotated[list[str], typer.Option("--reason", help=f"A reason you saw, ORIGIN:TEXT; origins: {_ORIGINS}.")]
Language = Annotated[str, typer.Option(help="Language of the notice.")]

_DEFAULT_ROLE = ["officer"]


def _do(act: type[Act], encounter: str, by: Officer, version: int | None, as_json: bool, /, **fields: Any) -> None:
    with errors(as_json=as_json):
        command = act(encounter_id=encounter, officer=by, at=utc_now(), expected_version=version, **fields)
        facts = enter("act", by).act(command)
    _tell(facts, as_json=as_json)


def _tell(facts: list[Fact], *, as_json: bool) -> None:
    for fact in facts:
        row = {"fact": str(fact.kind), "about": fact.about, "at": fact.at, "officer": fact.actor, **fact.data}
        if as_json:
            json_line(row)
        else:
            console().print(bold(fact.kind), fact.about)
            if notice := fact.data.get("notice"):
                console().print(notice)


def _by(name: str, role: list[str], port: str) -> Officer:
    return Officer(name, frozenset(role), port)


def _reasons(seen: list[str]) -> tuple[enforce.ReasonSeen, ...]:
    found = []
    for text in seen:
        origin, colon, words = text.partition(":")
        if not colon or not words.strip():
            raise typer.BadParameter(f"a reason is ORIGIN:TEXT, such as 'interview:said he came to work'; got {text!r}")
        found.append(enforce.ReasonSeen(origin.strip(), words.strip()))
    return tuple(found)


@app.command()
def present(
    encounter: Encounter, officer: Name, role: Role = _DEFAULT_ROLE, port: Port = "*",
    at_port: Annotated[str, typer.Option(help="Where they report, if not the officer's port.")] = "", lane: str = "",
    version: Version = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Report at primary: the person or conveyance stands before the officer."""
    where = at_port or (port if port != "*" else "")
    _do(
        inspect.ReportAtPrimary,
        encounter,
        _by(officer, role, port),
        version,
        as_json,
        port=where,
        lane=lane or None,
    )


@app.command()
def admit(
    encounter: Encounter, officer: Name, role: Role = _DEFAULT_ROLE, port: Port = "*",
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day of stay.")] = None,
    version: Version = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Let in."""
    day = until.date() if until else None
    by = _by(officer, role, port)
    _do(enforce.Admit, encounter, by, version, as_json, until=day)


@app.command()
def refer(
    encounter: Encounter, officer: Name, reason: Annotated[str, typer.Option(help="Why, in words.")],
    role: Role = _DEFAULT_ROLE, port: Port = "*", version: Version = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Send to secondary; at a departure port, hold."""
    by = _by(officer, role, port)
    _do(enforce.Refer, encounter, by, version, as_json, reason=reason)


@app.command("secondary")
def secondary(
    encounter: Encounter, officer: Name,
    outcome: Annotated[str, typer.Option(help="A code of policies/outcomes.yaml.")],
    report: str = "", role: Role = _DEFAULT_ROLE, port: Port = "*", version: Version = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Close secondary with its outcome, which is required."""
    by = _by(officer, role, port)
    fields = {"outcome": outcome, "report": report}
    _do(inspect.RecordSecondaryResult, encounter, by, version, as_json, **fields)


@app.command()
def find(
    encounter: Encounter, officer: Name, kind: Annotated[str, typer.Option(help="A kind of policies/findings.yaml.")],
    quantity: float | None = None, unit: str | None = None, note: str = "",
    role: Role = _DEFAULT_ROLE, port: Port = "*", version: Version = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Record something found: kind, quantity, unit."""
    by = _by(officer, role, port)
    fields = {"kind": kind, "quantity": quantity, "unit": unit, "note": note}
    _do(detect.RecordFinding, encounter, by, version, as_json, **fields)


@app.command()
def refuse(
    encounter: Encounter, officer: Name, ground: Ground, reason: Seen,
    second_officer: Annotated[str, typer.Option(help="The officer who agrees; another than the first.")],
    role: Role = _DEFAULT_ROLE, port: Port = "*", language: Language = "en",
    version: Version = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Refuse entry: a ground, reasons seen, a second officer; prints the notice."""
    fields = {
        "ground": ground,
        "reasons_seen": _reasons(reason),
        "second_officer": Officer(second_officer, frozenset(role), port),
        "language": language,
    }
    _do(enforce.Refuse, encounter, _by(officer, role, port), version, as_json, **fields)


@app.command()
def seize(
    encounter: Encounter, officer: Name, ground: Ground, reason: Seen, what: str, quantity: float, unit: str,
    role: Role = _DEFAULT_ROLE, port: Port = "*", language: Language = "en",
    version: Version = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Take goods, money or a conveyance; prints the notice."""
    fields = {
        "ground": ground,
        "reasons_seen": _reasons(reason),
        "what": what,
        "quantity": quantity,
        "unit": unit,
        "language": language,
    }
    _do(enforce.Seize, encounter, _by(officer, role, port), version, as_json, **fields)


@app.command()
def arrest(
    encounter: Encounter, officer: Name, ground: Ground, reason: Seen, handed_to: str,
    rights_read: Annotated[bool, typer.Option("--rights-read")] = False,
    warrant_checked: Annotated[bool, typer.Option("--warrant-checked")] = False, warrant: str | None = None,
    role: Role = _DEFAULT_ROLE, port: Port = "*", language: Language = "en",
    version: Version = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Arrest or detain: rights read, warrants checked, handed over; prints the notice."""
    fields = {
        "ground": ground,
        "reasons_seen": _reasons(reason),
        "handed_to": handed_to,
        "rights_read": rights_read,
        "warrant_checked": warrant_checked,
        "warrant": warrant,
        "language": language,
    }
    _do(enforce.Arrest, encounter, _by(officer, role, port), version, as_json, **fields)


@app.command()
def release(
    encounter: Encounter, officer: Name, reason: Annotated[str, typer.Option(help="Why, in words.")],
    role: Role = _DEFAULT_ROLE, port: Port = "*", version: Version = None, as_json: Json = False,
) -> None:  # fmt: skip
    """End a hold or detention without admitting."""
    by = _by(officer, role, port)
    _do(enforce.Release, encounter, by, version, as_json, reason=reason)


@app.command()
def claim(
    encounter: Encounter, officer: Name,
    kind: Annotated[str, typer.Option(help="fear, protection, unaccompanied-child.")],
    said_by: str = "the person", role: Role = _DEFAULT_ROLE, port: Port = "*",
    version: Version = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Record a claim of fear or protection, or an unaccompanied child; refusal waits for the authority's answer."""
    by = _by(officer, role, port)
    fields = {"kind": kind, "said_by": said_by}
    _do(enforce.ClaimProtection, encounter, by, version, as_json, **fields)


@app.command("answer")
def answer_claim(
    encounter: Encounter, officer: Name, kind: str, answer: str, authority: str,
    role: Role = ["protection-authority"], port: Port = "*", version: Version = None, as_json: Json = False,  # noqa: B006
) -> None:  # fmt: skip
    """Record the competent authority's answer to a claim."""
    by = _by(officer, role, port)
    fields = {"kind": kind, "answer": answer, "authority": authority}
    _do(enforce.AnswerProtection, encounter, by, version, as_json, **fields)


@app.command()
def depart(
    encounter: Encounter, officer: Name, role: Role = _DEFAULT_ROLE, port: Port = "*",
    version: Version = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Record that the person or conveyance has left."""
    _do(enforce.Depart, encounter, _by(officer, role, port), version, as_json)


@app.command()
def withdraw(
    encounter: Encounter, officer: Name, reason: str = "", role: Role = _DEFAULT_ROLE, port: Port = "*",
    version: Version = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Take back your own admit or refer within seconds: a slip of the finger."""
    by = _by(officer, role, port)
    _do(enforce.WithdrawAct, encounter, by, version, as_json, reason=reason)


@app.command("open-case")
def open_case(
    encounter: Encounter, officer: Name, ground: Ground, reason: Seen,
    role: Role = _DEFAULT_ROLE, port: Port = "*", version: Version = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Open a case that is no refusal, seizure or arrest: a money penalty."""
    fields = {"ground": ground, "reasons_seen": _reasons(reason)}
    _do(enforce.OpenCase, encounter, _by(officer, role, port), version, as_json, **fields)


@app.command("advance-case")
def advance_case(
    encounter: Encounter, case_id: Annotated[str, typer.Argument(help="The case's id (case-…).")], officer: Name,
    status: Annotated[str, typer.Option(help="notice-served, petitioned, decided, appealed or closed.")],
    note: str = "", role: Role = ["commander"], port: Port = "*", version: Version = None, as_json: Json = False,  # noqa: B006
) -> None:  # fmt: skip
    """Move a case on."""
    fields = {"case_id": case_id, "status": status, "note": note}
    _do(enforce.AdvanceCase, encounter, _by(officer, role, port), version, as_json, **fields)


@app.command()
def unlink(
    encounter: Encounter, officer: Name, reason: Annotated[str, typer.Option(help="Why they are not the same.")],
    role: Role = ["analyst"], port: Port = "*", version: Version = None, as_json: Json = False,  # noqa: B006
) -> None:  # fmt: skip
    """Take an encounter away from the subject it was linked to: they are not the same person."""
    by = _by(officer, role, port)
    with errors(as_json=as_json):
        facts = enter("act", by).unlink(encounter, by, reason, version)
    _tell(facts, as_json=as_json)
