"""Possible matches at the command line: a queue by the clock to arrival, and what an analyst says of each."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from tidewaiter.cli.entering import enter
from tidewaiter.cli.say import Json, bold, cell, console, errors, json_line, rows
from tidewaiter.identify.hits import ClaimHit, EscalateHit, HitAct, ReleaseHit, ReviewHit, SettleHit, TakeBackHit
from tidewaiter.vocabulary.hit import HitStatus, Verdict
from tidewaiter.vocabulary.officer import Officer

app = typer.Typer(
    invoke_without_command=True, help="Possible matches with look-out lists: without a further word, the queue."
)

Hit = Annotated[str, typer.Argument(help="The hit's id (hit-…).")]
Name = Annotated[str, typer.Option("--officer", envvar="TIDEWAITER_OFFICER", help="Your name.")]
Role = Annotated[list[str], typer.Option("--role", envvar="TIDEWAITER_ROLE", help="Your roles.")]
Port = Annotated[str, typer.Option("--port", envvar="TIDEWAITER_PORT", help="Your port; * for every port.")]
Reason = Annotated[str, typer.Option(help="Why, in words.")]
Version = Annotated[int | None, typer.Option("--version", help="The version you saw; refused when it has moved on.")]
Purpose = Annotated[str, typer.Option(help="Why the record is opened; journaled.")]
_ROLES = ["analyst"]


class Wanted(StrEnum):
    """Statuses to ask for, and all of those that wait for somebody."""

    UNSETTLED = "unsettled"
    ALL = "all"
    OPEN = HitStatus.OPEN
    SECOND_LOOK = HitStatus.SECOND_LOOK
    ESCALATED = HitStatus.ESCALATED
    CONFIRMED = HitStatus.CONFIRMED
    NOT_A_MATCH = HitStatus.NOT_A_MATCH
    CANNOT_TELL = HitStatus.CANNOT_TELL
    SUPPRESSED = HitStatus.SUPPRESSED


@app.callback(invoke_without_command=True)
def queue(
    context: typer.Context,
    port: Annotated[str, typer.Option(envvar="TIDEWAITER_PORT", help="Only this port; * for every port.")] = "*",
    status: Annotated[Wanted, typer.Option(help="Where they stand.")] = Wanted.UNSETTLED,
    list_id: Annotated[str | None, typer.Option("--list", help="Only of this list.")] = None,
    mine: Annotated[bool, typer.Option("--mine", help="Only those you hold.")] = False,
    overdue: Annotated[bool | None, typer.Option("--overdue/--in-time", help="Only past their time, or not.")] = None,
    officer: Annotated[str, typer.Option(envvar="TIDEWAITER_OFFICER", help="Your name; else the login's.")] = "",
    role: Role = _ROLES,
    purpose: Purpose = "working through hits",
    limit: Annotated[int, typer.Option(min=1, help="At most so many rows.")] = 100,
    as_json: Json = False,
) -> None:
    """List possible matches, the one due first on top, with what was declared beside what is listed."""
    if context.invoked_subcommand is not None:
        return
    from tidewaiter.cli.say import me

    reader = Officer(officer or me(), frozenset(role), "*", purpose)
    with errors(as_json=as_json):
        found = enter("hits", reader).hits.queue(
            reader,
            port=None if port == "*" else port,
            mine=mine,
            status=None if status in (Wanted.UNSETTLED, Wanted.ALL) else str(status),
            unsettled=status is Wanted.UNSETTLED,
            list_id=list_id,
            overdue=overdue,
            limit=limit,
        )
    if as_json:
        rows(found, (), as_json=True, title="", empty="")
        return
    shown = [{**row, "clock": _clock(row), "holder": row["claimed_by"] if row["claimed"] else None} for row in found]
    columns = ("hit_id", "clock", "port", "status", "holder", "list_id", "declared_value", "listed_value", "score")
    rows(shown, columns, as_json=False, title="Hits by the clock", empty="No such hit; see `tidewaiter lists status`.")


@app.command("show")
def show(
    hit: Hit, officer: Name, role: Role = _ROLES, port: Port = "*", purpose: Purpose = "settling a hit",
    as_json: Json = False,
) -> None:  # fmt: skip
    """Show one hit: both sides, field by field, and what was said of it. The reading is journaled."""
    with errors(as_json=as_json):
        reader = Officer(officer, frozenset(role), port, purpose)
        found = enter("hits show", reader).hits.record(hit, reader)
    if as_json:
        json_line(found)
        return
    out = console()
    out.print(bold(found["hit_id"]), f"{found['status']}, version {found['version']}, {_clock(found)}", sep="  ")
    out.print(f"{found['list_id']} entry {found['entry_id']}, {found['category']}; ground: {found['ground']}")
    rows(found["sides"], ("field", "declared", "listed"), as_json=False, title="Side by side", empty="")
    if found["redress"]:
        out.print(found["redress"])
    for act in found["acts"]:
        out.print(f"  {cell(act['at'])}  {act['kind']} by {act['officer']}: {act.get('reason') or ''}")


@app.command("claim")
def claim(
    hit: Hit, officer: Name, role: Role = _ROLES, port: Port = "*", version: Version = None, as_json: Json = False
) -> None:
    """Take a hit up; nobody else settles it until the claim lapses."""
    _do("claim", ClaimHit, hit, Officer(officer, frozenset(role), port), version, as_json)


@app.command("release")
def release(
    hit: Hit, officer: Name, role: Role = _ROLES, port: Port = "*", version: Version = None, as_json: Json = False
) -> None:
    """Give your claim back."""
    _do("release", ReleaseHit, hit, Officer(officer, frozenset(role), port), version, as_json)


@app.command("settle")
def settle(
    hit: Hit, officer: Name, reason: Reason,
    verdict: Annotated[Verdict, typer.Option("--as", help="What it is.")],
    role: Role = _ROLES, port: Port = "*", version: Version = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Say what a hit is. Not a match: the same person is not stopped for the same entry again, until either changes."""
    by = Officer(officer, frozenset(role), port)
    _do("settle", SettleHit, hit, by, version, as_json, verdict=str(verdict), reason=reason)


@app.command("escalate")
def escalate(
    hit: Hit, officer: Name, reason: Reason, role: Role = _ROLES, port: Port = "*", version: Version = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Give a hit that you hold on to another officer."""
    _do("escalate", EscalateHit, hit, Officer(officer, frozenset(role), port), version, as_json, reason=reason)


@app.command("take-back")
def take_back(
    hit: Hit, officer: Name, reason: Reason, role: Role = _ROLES, port: Port = "*", version: Version = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Take your own verdict back at once: the hit waits again."""
    _do("take-back", TakeBackHit, hit, Officer(officer, frozenset(role), port), version, as_json, reason=reason)


@app.command("review")
def review(
    hit: Hit, officer: Name, reason: Reason,
    agrees: Annotated[bool, typer.Option("--agree/--disagree", help="Disagreeing opens the hit again.")],
    role: Role = _ROLES, port: Port = "*", version: Version = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Look at another officer's verdict: a match holds after this second look."""
    _do(
        "review",
        ReviewHit,
        hit,
        Officer(officer, frozenset(role), port),
        version,
        as_json,
        agrees=agrees,
        reason=reason,
    )


@app.command("report")
def report(as_json: Json = False) -> None:
    """Count hits by list and day: settled, overdue, median time to settle, repeat stops before and after."""
    with errors(as_json=as_json):
        found = enter("hits report").hits.report()
    columns = (
        "kind", "id", "hits", "suppressed", "settled", "confirmed", "not_a_match", "cannot_tell", "waiting", "overdue",
        "median_minutes_to_settle", "repeat_stops_before", "repeat_stops_after",
    )  # fmt: skip
    rows(found, columns, as_json=as_json, title="Hits", empty="There was no hit yet.")


def _do(
    word: str, act: type[HitAct], hit: str, by: Officer, version: int | None, as_json: bool, /, **said: Any
) -> None:
    with errors(as_json=as_json):
        house = enter(f"hits {word}", by)
        facts = house.hits.act(act(hit_id=hit, officer=by, at=house.policies.clock(), expected_version=version, **said))
    for fact in facts:
        if as_json:
            json_line({"fact": str(fact.kind), "about": fact.about, "at": fact.at, "officer": fact.actor, **fact.data})
        else:
            console().print(bold(fact.kind), fact.data["hit_id"], fact.data.get("status") or "")


def _clock(row: dict[str, Any]) -> str:
    minutes = row["minutes_to_arrival"]
    if minutes is None:
        return "arrival not known"
    hours = f"{abs(minutes) // 60}:{abs(minutes) % 60:02d} h"
    when = f"{hours} to arrival" if minutes >= 0 else f"arrived {hours} ago"
    return f"OVERDUE, {when}" if row["overdue"] else when
