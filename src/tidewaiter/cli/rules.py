"""Rules at the command line: checked, written, approved, put in force, taken out, and held against the past."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from tidewaiter.cli import trials
from tidewaiter.cli.acts import Name
from tidewaiter.cli.checking import checked, failed_of, files_ruleset
from tidewaiter.cli.entering import By, Roles, enter, someone
from tidewaiter.cli.say import REFUSED, Json, console, errors, json_line, rows
from tidewaiter.vocabulary.facts import Fact
from tidewaiter.vocabulary.time import utc_now

app = typer.Typer(no_args_is_help=True, help="The rules by which Assess scores, and how each comes into force.")

Rule = Annotated[str, typer.Argument(help="The rule's id.")]
Version = Annotated[int | None, typer.Option("--version", help="Which version; else the newest drafted.")]
Reason = Annotated[str, typer.Option(help="Why, in your words.")]
_LISTED = ("id", "version", "state", "source", "weight", "owner", "expires_at", "title")
_STEPS = ("at", "kind", "officer", "version", "digest", "to", "step", "reason")


@app.command("check")
def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Rule files, or folders of them; else the rules in files.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Compile rules and run their own tests; every mistake with file, line and column. Exit 1 where there is one."""
    with errors(as_json=as_json):
        wrong: list[dict[str, Any]] = []
        found = checked(paths or [], wrong)
        failed = [each for ruleset in found for each in failed_of(ruleset)]
        count = sum(len(ruleset.rules) for ruleset in found)
    mistakes = f"{len(wrong)} cannot be read" if wrong else ""
    rows(wrong, ("file", "line", "column", "text"), as_json=as_json, title=mistakes, empty="") if wrong else None
    good = f"All {count} rules compile and their tests pass."
    if failed or not (wrong or as_json):
        rows(
            failed, ("rule", "number", "expected", "bulk", "single"), as_json=as_json, title="Failed tests", empty=good
        )
    raise typer.Exit(REFUSED if failed or wrong else 0)


@app.command("test")
def test(
    rule: Annotated[str, typer.Argument(help="A rule file, or the id of a rule drafted here.")],
    version: Version = None,
    officer: By = "",
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """Run a rule's own tests; of one drafted here the outcome is journaled. Exit 1 where one fails."""
    with errors(as_json=as_json):
        if Path(rule).is_file():
            (ruleset,) = checked([Path(rule)])
            failed = failed_of(ruleset)
        else:
            from tidewaiter.assess.life import TestRule

            by = someone("rules test", officer, role)
            house = enter("rules test", by)
            (fact,) = house.rules.act(rule, TestRule(officer=by, at=utc_now(), version=version))
            failed = [{"rule": rule, **each} for each in fact.data["failed"]]
    columns = ("rule", "number", "expected", "bulk", "single")
    rows(failed, columns, as_json=as_json, title="Failed tests", empty="All of its tests pass.")
    raise typer.Exit(REFUSED if failed else 0)


@app.command("list")
def show_all(
    state: Annotated[str | None, typer.Option(help="Only those: shipped, shadow, live, killed, ...")] = None,
    grounded: Annotated[bool, typer.Option("--grounded", help="Only those that read a protected attribute.")] = False,
    officer: By = "",
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """List every rule with its state; where no house is begun, those of the files."""
    from tidewaiter.assemble import default_home, house_stands

    with errors(as_json=as_json):
        if house_stands(default_home()):
            by = someone("rules list", officer, role)
            found = enter("rules list", by).rules.rules(by)
        else:
            from tidewaiter.desk.rules import ruleset_rows

            found = ruleset_rows(files_ruleset(), utc_now().date())
    found = [row for row in found if state in (None, row["state"]) and (not grounded or row.get("attribute_ground"))]
    columns = (*_LISTED, "attribute_ground") if grounded else _LISTED
    rows(found, columns, as_json=as_json, title="Rules", empty="There are no such rules.")


@app.command("show")
def show(rule: Rule, officer: By = "", role: Roles = None, as_json: Json = False) -> None:
    """Show one rule: its text, its versions, what its shadow fired on in numbers, its back-tests."""
    with errors(as_json=as_json):
        by = someone("rules show", officer, role)
        found = enter("rules show", by).rules.show(rule, by)
    if as_json:
        json_line(found)
        return
    rows(found["states"], (*_LISTED, "shadow_hits"), as_json=False, title=rule, empty="")
    for version in found["versions"]:
        console().print(f"\n# version {version['version']}, {version['stage']}, {version['digest']}")
        if shadow := version["shadow"]:
            console().print(
                f"# in the shadow: {shadow['hits']} hits, {shadow['examined']} examined, {shadow['found']} found"
            )
        console().print(version["text"])
    if file := found["file"]:
        console().print(f"\n# {file['where']}, {file['digest']}\nwhen: {file['when']}")
    tests = [{**each, **_short(each["report"])} for each in found["backtests"]]
    columns = ("at", "version", "first_day", "last_day", "encounters", "hits", "yield", "actor", "backtest_id")
    rows(tests, columns, as_json=False, title="\nBack-tests", empty="\nIt was never held against the past.")


@app.command("history")
def history(rule: Rule, officer: By = "", role: Roles = None, as_json: Json = False) -> None:
    """Show every step of a rule's life: who did what, when, to which text."""
    with errors(as_json=as_json):
        by = someone("rules history", officer, role)
        found = enter("rules history", by).rules.history(rule, by)
    shown = found if as_json else [{**row, "digest": str(row.get("digest", ""))[:12]} for row in found]
    rows(shown, _STEPS, as_json=as_json, title=rule, empty="It stands in a file, and nobody has acted on it.")


@app.command("draft")
def draft(
    path: Annotated[Path, typer.Argument(help="The rule file.", exists=True, dir_okay=False)],
    officer: Name,
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """Put a rule before the house: it is compiled, its tests are run, its text is kept. Nothing runs by it yet."""
    from tidewaiter.language.policy import read_file

    with errors(as_json=as_json):
        by = someone("rules draft", officer, role)
        facts = enter("rules draft", by).rules.draft(read_file(path), by, path.name)
    _tell(facts, as_json=as_json)
    raise typer.Exit(REFUSED if facts[-1].data["failed"] else 0)


@app.command("approve")
def approve(
    rule: Rule,
    officer: Name,
    reason: Reason,
    step: Annotated[str, typer.Option("--for", help="shadow or live.")] = "shadow",
    digest: Annotated[str, typer.Option(help="The content hash you read; another text is refused.")] = "",
    version: Version = None,
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """Agree, as a second person, that a version may run in the shadow, or live."""
    from tidewaiter.assess.life import ApproveRule

    said = {"step": _step(step), "reason": reason, "digest": digest, "version": version}
    _act("approve", ApproveRule, rule, officer, role, as_json=as_json, **said)


@app.command("promote")
def promote(
    rule: Rule,
    officer: Name,
    to: Annotated[str, typer.Option("--to", help="shadow or live.")] = "shadow",
    version: Version = None,
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """Let an approved version run: in the shadow, or live from the next message on."""
    from tidewaiter.assess.life import PromoteRule

    _act("promote", PromoteRule, rule, officer, role, as_json=as_json, to=_step(to), version=version)


@app.command("retire")
def retire(
    rule: Rule,
    officer: Name,
    reason: Reason,
    version: Annotated[int | None, typer.Option(help="Which version; else all of the rule.")] = None,
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """Take a rule out of force in an orderly way."""
    from tidewaiter.assess.life import RetireRule

    _act("retire", RetireRule, rule, officer, role, as_json=as_json, reason=reason, version=version)


@app.command("kill")
def kill(rule: Rule, officer: Name, reason: Reason, role: Roles = None, as_json: Json = False) -> None:
    """The kill switch: off at once, in every process, in every version; one person suffices."""
    from tidewaiter.assess.life import KillRule

    _act("kill", KillRule, rule, officer, role, as_json=as_json, reason=reason)


app.command("review")(trials.review)
app.command("backtest")(trials.backtest)


def _act(
    word: str, command: Any, rule: str, officer: str, role: Sequence[str] | None, *, as_json: bool, **said: Any
) -> None:
    with errors(as_json=as_json):
        by = someone(f"rules {word}", officer, role)
        house = enter(f"rules {word}", by)
        facts = house.rules.act(rule, command(officer=by, at=house.policies.clock(), **said))
    _tell(facts, as_json=as_json)


def _tell(facts: Sequence[Fact], *, as_json: bool) -> None:
    for fact in facts:
        said = {name: value for name, value in fact.data.items() if name != "text"}
        if as_json:
            json_line({"fact": str(fact.kind), "at": fact.at, "officer": fact.actor, **said})
        else:
            numbers = [f"version {said['version']}"] if "version" in said else []
            console().print(
                " ".join([str(fact.kind), said["rule_id"], *numbers, str(said.get("digest", ""))[:12]]).strip()
            )
            for failed in said.get("failed", ()):
                console().print(f"  test {failed['number']} expects {failed['expected']}, got {failed['bulk']}")


def _short(report: dict[str, Any]) -> dict[str, Any]:
    return {"yield": trials.percent(report["yield"])}


def _step(word: str) -> str:
    if word not in ("shadow", "live"):
        raise typer.BadParameter(f"a rule is approved for and promoted to shadow or live, not {word!r}")
    return word
