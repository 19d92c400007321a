"""Models at the command line, ``tidewaiter assess``: train, evaluate, explain, promote, retire, models."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from tidewaiter.cli.acts import Name
from tidewaiter.cli.entering import By, Purpose, Roles, enter, someone
from tidewaiter.cli.look import Limit
from tidewaiter.cli.say import Json, bold, console, errors, json_line, rows
from tidewaiter.vocabulary.officer import Officer

Model = Annotated[str, typer.Argument(help="The beginning of the model's content hash, six letters or more.")]
Snapshots = Annotated[Path, typer.Option(help="Folder of snapshots: day=YYYY-MM-DD/part-N.parquet.")]
Role = Annotated[list[str], typer.Option("--role", envvar="TIDEWAITER_ROLE", help="The officer's roles.")]
Decider = Annotated[str, typer.Option("--as", "--officer", envvar="TIDEWAITER_OFFICER", help="Who decides.")]
Reason = Annotated[str, typer.Option(help="Why, in your words.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
_ANALYST, _SUPERVISOR = ["analyst"], ["supervisor"]
_COLUMNS = (
    "model_id",
    "status",
    "trained_by",
    "trained_at",
    "expires_at",
    "recall",
    "rules_recall",
    "ece",
    "leaks_passed",
)


def register(app: typer.Typer) -> None:
    """Add the words of models to ``tidewaiter assess``."""
    for word in (train, evaluate, explain, promote, retire, models):
        app.command()(word)


def train(
    snapshots: Snapshots, officer: Name,
    out: Annotated[Path | None, typer.Option(help="A folder for a copy of the model.")] = None,
    days: Annotated[int, typer.Option(help="How many days it may score.")] = 180,
    budget: Annotated[float, typer.Option(min=0.0001, max=0.5, help="Share that can be examined.")] = 0.05,
    seed: int = 1, role: Role = _ANALYST, as_json: Json = False,
) -> None:  # fmt: skip
    """Train a model on snapshots, in order of time, measure it and audit it for leaks; nothing is put in force."""
    from tidewaiter import models as desk

    with errors(as_json=as_json):
        by = Officer(officer, frozenset(role))
        card = desk.train(enter("assess train", by), snapshots, by, out=out, days=days, budget=budget, seed=seed)
    if as_json:
        json_line(card)
        return
    console().print(bold("trained"), card["model"][:12], f"ends {card['expires_at'][:10]}", sep="  ")
    _measured(card["test"])
    leaks = card["leak_audit"]
    console().print("leak audit:", "passed" if leaks["passed"] else "; ".join(leaks["problems"]))


def evaluate(
    model: Model, snapshots: Snapshots, officer: Name, first: Day = None, last: Day = None,
    role: Role = _ANALYST, as_json: Json = False,
) -> None:  # fmt: skip
    """Measure a model on days after those it was taught on, and journal the figures."""
    from tidewaiter import models as desk

    with errors(as_json=as_json):
        by = Officer(officer, frozenset(role))
        days = {"first": first.date() if first else None, "last": last.date() if last else None}
        metrics = desk.evaluate(enter("assess evaluate", by), model, snapshots, by, **days)
    if as_json:
        json_line(metrics)
    else:
        _measured(metrics)


def explain(
    model: Model,
    encounter: Annotated[str | None, typer.Option(help="An encounter, by the features stored with it.")] = None,
    row: Annotated[Path | None, typer.Option(help="A JSON file of features, by name.")] = None,
    purpose: Purpose = "", officer: By = "", role: Roles = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Say what a model makes of one encounter, and what moved its score, in words. It decides nothing."""
    import orjson

    from tidewaiter import models as desk
    from tidewaiter.vocabulary.errors import Refusal

    with errors(as_json=as_json):
        who = someone("assess explain", officer, role, purpose)
        house = enter("assess explain", who)
        if (encounter is None) == (row is None):
            raise Refusal("name one: --encounter ID or --row FILE", code="which")
        features = (
            desk.stored_features(house, encounter, who) if encounter else orjson.loads(Path(row or "").read_bytes())
        )
        told = desk.explain(house, model, features)
    if as_json:
        json_line(told)
        return
    said = f"{told['probability']:.3f}" if told["silent"] is None else f"no score: {told['silent']}"
    console().print(bold(said), f"unlike what was seen: {told['anomaly_score']}", sep="  ")
    for reason in told["reasons"]:
        console().print(" ", reason)
    if told["unknown"]:
        console().print("not known:", ", ".join(told["unknown"]))


def promote(model: Model, officer: Decider, reason: Reason, role: Role = _SUPERVISOR, as_json: Json = False) -> None:
    """Put a model in force, in place of the one before. Whoever trained it may not."""
    _decide("promote", model, officer, reason, role, as_json=as_json)


def retire(model: Model, officer: Decider, reason: Reason, role: Role = _SUPERVISOR, as_json: Json = False) -> None:
    """Take a model out of force for good: its score is unknown from the next message on."""
    _decide("retire", model, officer, reason, role, as_json=as_json)


def models(limit: Limit = 100, as_json: Json = False) -> None:
    """List the models of the house, the youngest first."""
    from tidewaiter import models as desk

    with errors(as_json=as_json):
        found = desk.listed(enter("assess models"), limit + 1)
    shown = found if as_json else [{**one, "model_id": one["model_id"][:12]} for one in found]
    rows(shown, _COLUMNS, as_json=as_json, title="Models", empty="No model was trained.", limit=limit)


def _decide(verb: str, model: str, officer: str, reason: str, role: list[str], *, as_json: bool) -> None:
    from tidewaiter import models as desk

    with errors(as_json=as_json):
        by = Officer(officer, frozenset(role))
        facts = desk.decide(enter(f"assess {verb}", by), model, by, reason, retire=verb == "retire")
    for fact in facts:
        if as_json:
            json_line({"fact": str(fact.kind), "model": fact.about, "officer": fact.actor, **fact.data})
        else:
            console().print(bold(fact.kind), fact.about[:12], f"by {fact.actor}", sep="  ")


def _measured(test: dict[str, Any]) -> None:
    (share, low, high), rules = test["recall"], test["rules_recall"][0]
    console().print(
        f"{test['rows']:,} rows, {test['labelled']:,} known, {test['found']:,} finds; at {test['budget']:.0%} examined"
        f" it finds {share:.1%} ({low:.1%} to {high:.1%}), the rules {rules:.1%}; calibration error {test['ece']:.4f}"
    )
