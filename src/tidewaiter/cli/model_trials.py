"""Models held against the past at the command line: back-tests, and one model whole."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from tidewaiter.cli.entering import By, Roles, enter, someone
from tidewaiter.cli.model import Model
from tidewaiter.cli.say import Json, bold, console, errors, json_line, progress, rows
from tidewaiter.cli.trials import Snapshots, percent, tell_groups, tell_work

_TESTS = ("at", "first_day", "last_day", "encounters", "hits", "line", "yield", "actor", "backtest_id")


def register(app: typer.Typer) -> None:
    """Add these words to ``tidewaiter assess``."""
    for word in (backtest, show):
        app.command()(word)


def backtest(
    model: Model,
    snapshots: Snapshots = None,
    since: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="First day (UTC); else after its lessons."),
    ] = None,
    until: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day (UTC).")] = None,
    budget: Annotated[
        float | None, typer.Option(min=0.0001, max=0.5, help="Share that can be examined; else its own threshold.")
    ] = None,
    sealed: Annotated[Path | None, typer.Option(help="The folder of audited groups; an auditor's.")] = None,
    purpose: Annotated[str, typer.Option(help="Why groups are counted; it is journaled.")] = "",
    officer: By = "",
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """Tell whom a model would have picked on days it was not taught on, by the features of those days; it is kept."""
    from tidewaiter import model_trials as desk
    from tidewaiter.vocabulary.snapshot import parts

    with errors(as_json=as_json):
        by = someone("assess backtest", officer, role, purpose)
        house = enter("assess backtest", by)
        days = {"first": since.date() if since else None, "last": until.date() if until else None}
        files = len(parts(snapshots or house.home / "snapshots", **days))
        with progress("Back-test", files, quiet=as_json) as advance:
            asked: dict[str, Any] = {**days, "budget": budget, "sealed": sealed, "advance": advance}
            told = desk.backtest(house, model, by, snapshots, **asked)
    if as_json:
        json_line(told)
    else:
        _tell(told)


def show(model: Model, officer: By = "", role: Roles = None, as_json: Json = False) -> None:
    """Show one model: what it was measured at, who decided what about it, its back-tests."""
    from tidewaiter import models as desk

    with errors(as_json=as_json):
        by = someone("assess show", officer, role)
        found = desk.show(enter("assess show", by), model, by)
    if as_json:
        json_line(found)
        return
    out = console()
    out.print(bold(found["model_id"]), found["status"] + (", expired" if found["expired"] else ""), sep="  ")
    for step in ("trained", "measured", "promoted", "retired"):
        if found[f"{step}_by"]:
            why = found.get(f"{step}_reason")
            out.print(f"  {step} by {found[f'{step}_by']}, {found[f'{step}_at']}" + (f": {why}" if why else ""))
    tests = [
        {**each, "line": each["report"]["line"], "yield": percent(each["report"]["yield"])}
        for each in found["backtests"]
    ]
    rows(tests, _TESTS, as_json=False, title="Back-tests", empty="It was not held against the past yet.")


def _tell(told: dict[str, Any]) -> None:
    out = console()
    out.print(
        f"model {told['model'][:12]} on {told['encounters']:,} encounters, {told['first_day']} to {told['last_day']}"
    )
    line = "above every score" if told["line"] is None else f"at {told['line']:.4f}"
    how = "its own threshold" if told["budget"] is None else f"{told['budget']:.2%} examined"
    out.print(f"  line {line} ({how}); no band moves by a model alone")
    out.print(f"  hits {told['hits']:,} ({percent(told['hit_rate'])}), by no live rule {told['new_hits']:,}")
    for why in told["silent"]:
        out.print(f"  silent about {why['n']:,}, {why['why']}; {why['found']} of {why['examined']} examined were found")
    tell_work(told)
    tell_groups(told)
    out.print(f"kept as {told['backtest_id']}")
