"""Rules held against the past at the command line: review lists and back-tests."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from tidewaiter.cli.entering import By, Roles, enter, someone
from tidewaiter.cli.say import Json, console, errors, json_line, progress, rows
from tidewaiter.vocabulary.time import utc_now

Snapshots = Annotated[Path | None, typer.Option(help="The folder of snapshots; else that of the house.")]
Version = Annotated[int | None, typer.Option("--version", help="Which version; else the newest drafted.")]
_REVIEWED = ("why", "rule", "other", "fired", "examined", "found", "jaccard", "text")


def review(
    snapshots: Annotated[Path | None, typer.Option(help="Look at snapshots in place of the journal.")] = None,
    officer: By = "",
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """List rules to look at again: dead, without yield, duplicates, past review, ending, expired, broken."""
    with errors(as_json=as_json):
        by = someone("rules review", officer, role)
        found = enter("rules review", by).rules.review(by, snapshots)
    rows(found, _REVIEWED, as_json=as_json, title="Rules to look at again", empty="No rule needs to be looked at.")


def backtest(
    rule: Annotated[str | None, typer.Argument(help="A rule file, or the id of a rule of the house.")] = None,
    ruleset: Annotated[Path | None, typer.Option(help="A whole folder of policies in place of one rule.")] = None,
    snapshots: Snapshots = None,
    since: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day (UTC).")] = None,
    until: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day (UTC).")] = None,
    sealed: Annotated[Path | None, typer.Option(help="The folder of audited groups; an auditor's.")] = None,
    version: Version = None,
    purpose: Annotated[str, typer.Option(help="Why groups are counted; it is journaled.")] = "",
    officer: By = "",
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """Tell what a rule, or a ruleset, would have done to the past, by the features of those days; it is kept."""
    from tidewaiter.desk import trials
    from tidewaiter.language.policy import read_file
    from tidewaiter.vocabulary.snapshot import parts

    if (rule is None) == (ruleset is None):
        raise typer.BadParameter("name a rule, or a folder with --ruleset")
    with errors(as_json=as_json):
        by = someone("rules backtest", officer, role, purpose)
        desk = enter("rules backtest", by).rules
        if ruleset is not None:
            tried = trials.of_folder(ruleset, utc_now().date())
        elif rule is not None and Path(rule).is_file():
            tried = desk.tried_text(read_file(Path(rule)), Path(rule).name)
        else:
            tried = desk.tried(str(rule), version)
        days = {"first": since.date() if since else None, "last": until.date() if until else None}
        files = len(parts(snapshots or desk.snapshots, **days))
        with progress("Back-test", files, quiet=as_json) as advance:
            told = desk.backtest(tried, by, snapshots, sealed=sealed, advance=advance, **days)
    if as_json:
        json_line(told)
    else:
        _tell_backtest(told)


def _tell_backtest(told: dict[str, Any]) -> None:
    out = console()
    what = f"{told['rule_id']} {told['version']}" if told["rule_id"] else f"ruleset {told['digest'][:12]}"
    out.print(f"{what} on {told['encounters']:,} encounters, {told['first_day']} to {told['last_day']}")
    out.print(f"  hits {told['hits']:,} ({percent(told['hit_rate'])}), by no live rule {told['new_hits']:,}")
    tell_work(told)
    rows(told["bands"], ("from", "to", "n"), as_json=False, title="Bands, then and as they would be", empty="")
    tell_groups(told)
    out.print(f"kept as {told['backtest_id']}")


def tell_work(told: dict[str, Any]) -> None:
    """Tell what was found among the hits, which live rules share them, and the work they bring by port."""
    out = console()
    for name in ("yield", "new_yield", "base_yield", "random_yield", "base_rate"):
        of = f"of {told[name]['of']} examined" if "of" in told[name] else f"of {told[name]['effective']:.1f} drawn"
        out.print(f"  {name.replace('_', ' ')}: {percent(told[name])} {of}")
    if told["unknown_features"]:
        out.print(f"  unknown in these snapshots: {', '.join(told['unknown_features'])}")
    columns = ("rule", "both", "live", "of_hits", "jaccard")
    rows(
        told["overlap"][:20], columns, as_json=False, title="Overlap with live rules", empty="No live rule fired there."
    )
    work = ("port", "hits", "raised", "per_day", "busiest")
    rows(told["workload"][:20], work, as_json=False, title="Work by port", empty="No work.")


def tell_groups(told: dict[str, Any]) -> None:
    """Tell the rates by audited group, where they were asked for."""
    if told["groups"] is not None:
        groups = ("attribute", "group", "people", "hits", "estimate", "low", "high", "ratio", "suppressed")
        rows(told["groups"], groups, as_json=False, title="Rates by audited group", empty="")


def percent(share: dict[str, Any]) -> str:
    """Write a share with its interval, or that it is unknown."""
    if share["estimate"] is None:
        return "unknown"
    return f"{share['estimate']:.2%} ({share['low']:.2%} to {share['high']:.2%})"
