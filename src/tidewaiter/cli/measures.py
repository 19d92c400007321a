"""Measures at the command line: fairness by group, and drift with what a human says of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from tidewaiter.cli.entering import By, Purpose, Roles, enter, someone
from tidewaiter.cli.say import WRONG_CALL as WRONG
from tidewaiter.cli.say import Json, complain, console, errors, json_line, rows

_SHARES = ("attribute", "group", "measure", "of", "count", "share", "interval", "ratio", "ratio_interval", "finding")
_STABILITY = ("column", "psi", "chance", "level", "most")
_CHANGES = ("stream", "at", "before", "now", "rows")
_DRIFTS = ("drift_id", "at", "columns", "streams", "answer", "answered_by", "reason")


def fairness(purpose: Purpose = "fairness report", officer: By = "", role: Roles = None, as_json: Json = False) -> None:
    """Measure whether groups of people are referred, matched and wrongly stopped alike.

    Shares by sex, age group and nationality with 95 % intervals, each group beside everybody else, against what the
    random stream found. Small cells are suppressed. --json gives one object with everything.
    """
    by = someone("fairness", officer, role, purpose)
    with errors(as_json=as_json):
        told = enter("fairness", by).measures.fairness(by)
    if as_json:
        json_line(told)
        return
    out = console()
    out.print(f"{told['people']} people, {told['drawn']} of them drawn at random.")
    shown = [_shown(row) for row in told["rows"] if row["of"] != 0]
    rows(shown, _SHARES, as_json=False, title="Shares by group", empty="Nobody has been announced yet.")
    if uncounted := sorted({row["measure"] for row in told["rows"]} - {row["measure"] for row in shown}):
        out.print(f"Nobody to count yet for: {', '.join(uncounted)}.")
    for finding in told["findings"]:
        out.print(f"- {finding['text']}")
    if not told["findings"]:
        out.print("No ratio lies outside the bounds of policies/fairness.yaml with an interval that leaves out 1.")


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    if row["suppressed"]:
        return row | {"share": "suppressed", "finding": "too few to show"}
    said = dict(row)
    if row["rate"] is not None:
        said |= {"share": f"{row['rate']:.1%}", "interval": f"{row['low']:.1%} to {row['high']:.1%}"}
    if row["ratio"] is not None:
        said |= {"ratio": f"{row['ratio']:.2f}", "ratio_interval": f"{row['ratio_low']:.2f} to {row['ratio_high']:.2f}"}
    if row["against_base"]:
        said["finding"] = f"{row['finding']}, {row['against_base']} by the random stream"
    return said


drift = typer.Typer(no_args_is_help=True, help="Whether what comes still is what rules and models were made for.")
Window = Annotated[str, typer.Option(help="Days, FIRST..LAST, both included.", metavar="DAYS")]


@drift.command("check")
def check(
    snapshots: Annotated[Path, typer.Option(help="The folder of tidewaiter features build.", exists=True)],
    before: Window,
    now: Window,
    state: Annotated[bool, typer.Option("--state", help="Journal what drifted, so that a human answers it.")] = False,
    as_json: Json = False,
) -> None:
    """Compare two windows of snapshots: stability of each feature and of the score, changes in scores and yields."""
    with errors(as_json=as_json):
        told = enter("drift check").measures.drift(snapshots, _days(before), _days(now), state=state)
    if as_json:
        json_line(told)
        return
    shown = [row | {name: _number(row[name]) for name in ("psi", "chance")} for row in told["stability"]]
    rows(shown, _STABILITY, as_json=False, title="Stability", empty="No column could be compared.")
    rows(told["changes"], _CHANGES, as_json=False, title="Changes", empty="Scores and yields did not change.")
    if told["drift_id"] and state:
        console().print(f"{told['drift_id']} waits for an answer: tidewaiter drift answer {told['drift_id']}")
    elif told["drift_id"]:
        console().print("Something drifted; --state journals it, so that a human answers it.")


def _number(value: float | None) -> str | None:
    return None if value is None else f"{value:.3f}"


@drift.command("list")
def listed(as_json: Json = False) -> None:
    """List what drifted and what was said of it; those that wait for an answer come first."""
    with errors(as_json=as_json):
        found = enter("drift list").measures.drifts()
    words = [row | {name: ", ".join(row[name]) for name in ("columns", "streams")} for row in found]
    rows(found if as_json else words, _DRIFTS, as_json=as_json, title="Drift", empty="No drift is stated.")


@drift.command("answer")
def answer(
    drift_id: Annotated[str, typer.Argument(help="The drift's id (drift_…).")],
    verdict: Annotated[str, typer.Option("--answer", help="refit: train or write anew; keep: it does not matter.")],
    reason: Annotated[str, typer.Option(help="Why, in words.")],
    officer: By = "",
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """Say what is to follow from a drift. Nothing is refitted by itself: tidewaiter assess train does."""
    by = someone("drift answer", officer, role)
    with errors(as_json=as_json):
        enter("drift answer", by).measures.answer(drift_id, by, verdict, reason)
    if as_json:
        json_line({"drift_id": drift_id, "answer": verdict})
    else:
        console().print(f"{drift_id}: {verdict}")


def _days(text: str) -> tuple[date, date]:
    first, dots, last = text.partition("..")
    try:
        return date.fromisoformat(first), date.fromisoformat(last if dots else first)
    except ValueError as error:
        complain("wrong-window", f"{text!r} is no window of days such as 2027-01-01..2027-01-31", as_json=False)
        raise typer.Exit(WRONG) from error
