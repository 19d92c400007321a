"""Resolution over history at the command line: ``tidewaiter resolve``; a job proposes, a named officer decides."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from tidewaiter.cli.acts import Name
from tidewaiter.cli.entering import enter
from tidewaiter.cli.look import Limit
from tidewaiter.cli.say import Json, console, errors, json_line, rows
from tidewaiter.vocabulary.officer import Officer

app = typer.Typer(no_args_is_help=True, help="Join what history shows to be one person, or take it apart again.")

Pair = Annotated[str, typer.Argument(help="The proposal's id (pair-…).")]
Reason = Annotated[str, typer.Option(help="Why, in your words.")]
Role = Annotated[list[str], typer.Option("--role", envvar="TIDEWAITER_ROLE", help="The officer's roles.")]
_DEFAULT_ROLE = ["analyst"]
_COLUMNS = ("proposal_id", "subject_id", "other_id", "weight", "compared")


@app.command("history")
def history(
    weight: Annotated[float, typer.Option(help="Propose from this weight on: log2 of the odds.")] = 4.0,
    as_json: Json = False,
) -> None:
    """Compare all stored subjects and propose which are one; nothing is joined. Needs the extra `history`."""
    from tidewaiter import history as job

    with errors(as_json=as_json):
        told = job.propose(enter("resolve history"), weight)
    if as_json:
        json_line(told)
        return
    _table(told["proposed"], as_json=False)
    kept = (
        f"{told['apart']} pairs left out: one movement carried both" if told["apart"] else "no pair shared a movement"
    )
    console().print(f"{told['records']} records, {told['links']} likely links; {kept}")


@app.command("list")
def show(status: str | None = None, limit: Limit = 100, as_json: Json = False) -> None:
    """List proposals, the heaviest first: proposed, accepted, rejected, undone."""
    from tidewaiter.store import queries

    with errors(as_json=as_json), enter("resolve list").store.read() as reader:
        found = queries.links(reader.cursor, status=status, limit=limit + 1)
    _table(found, as_json=as_json, limit=limit)


@app.command()
def accept(pair: Pair, officer: Name, reason: Reason, role: Role = _DEFAULT_ROLE, as_json: Json = False) -> None:
    """Join the two: they are one person. It can be undone."""
    _decide("accept", pair, officer, reason, role, as_json=as_json)


@app.command()
def reject(pair: Pair, officer: Name, reason: Reason, role: Role = _DEFAULT_ROLE, as_json: Json = False) -> None:
    """Keep the two apart; the pair is not proposed again."""
    _decide("reject", pair, officer, reason, role, as_json=as_json)


@app.command()
def undo(pair: Pair, officer: Name, reason: Reason, role: Role = _DEFAULT_ROLE, as_json: Json = False) -> None:
    """Take apart what was joined: what the merge moved goes back."""
    _decide("undo", pair, officer, reason, role, as_json=as_json)


def _decide(verb: str, pair: str, officer: str, reason: str, role: list[str], *, as_json: bool) -> None:
    from tidewaiter import history as job

    with errors(as_json=as_json):
        by = Officer(officer, frozenset(role))
        (fact,) = job.decide(enter(f"resolve {verb}", by), pair, verb, by, reason)
    if as_json:
        json_line({"fact": str(fact.kind), "proposal_id": pair, "officer": fact.actor, **fact.data})
    else:
        moved = len(fact.data.get("encounters", ()))
        console().print(f"{fact.kind} {pair}: {moved} encounters moved")


def _table(found: list[dict[str, Any]], *, as_json: bool, limit: int | None = None) -> None:
    shown = found if as_json else [{**one, "compared": _compared(one["evidence"] or ())} for one in found]
    columns = _COLUMNS if not found or "status" not in found[0] else (*_COLUMNS, "status", "officer")
    rows(shown, columns, as_json=as_json, title="Proposals", empty="No two subjects look like one.", limit=limit)


def _compared(evidence: Any) -> str:
    return "; ".join(f"{one['field']} {one['one']} | {one['other']} ({one['weight']:+g})" for one in evidence)
