"""Risk models of a house: trained on snapshots, kept beside the journal, promoted by a second person, asked on the way.

An artefact lies under ``HOME/models/<content hash>``: the booster's native file and its scoring (never changed), and a
card for people and one for programs. What counts is the journal; the folder only holds what is too large for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import polars as pl

from tidewaiter.assess.explanation import read_features
from tidewaiter.assess.features import typed
from tidewaiter.assess.model import card as cards
from tidewaiter.assess.model import evaluation, registry, training
from tidewaiter.assess.model.scorer import Scorer
from tidewaiter.authority import Permission
from tidewaiter.desk import trials
from tidewaiter.desk.scoring import folder_of, scorer_of
from tidewaiter.fleet.snapshots import read_snapshots
from tidewaiter.store import queries
from tidewaiter.vocabulary.errors import NotFound, Refusal
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind
from tidewaiter.vocabulary.officer import Officer

if TYPE_CHECKING:
    from tidewaiter.assemble import House

TERM_DAYS = 180
"""How long a model may score; then it is silent until another is trained."""


def train(
    house: House, snapshots: Path, officer: Officer, *, out: Path | None = None, days: int = TERM_DAYS,
    budget: float = 0.05, seed: int = 1,
) -> dict[str, Any]:  # fmt: skip
    """Train a model, measure it on the last window, audit it for leaks, keep it and journal its card; give the card.

    ``days``: how long it may score once trained; ``budget``: the share of encounters that can be examined; ``out``: a
    folder for a copy. Nothing is put in force. Raises ``Refusal`` with too few days or finds, ``NotFound`` without
    snapshots.
    """
    house.authority.require(officer, Permission.HOUSE_MODEL_TRAIN)
    if not 0 < days <= TERM_DAYS:
        raise Refusal(f"a model may score for at most {TERM_DAYS} days", code="term")
    catalogue, now = house.policies.ruleset.catalogue, house.policies.clock()
    cut = training.windows(read_snapshots(snapshots, catalogue))
    expires = now + timedelta(days=days)
    scorer = training.train(cut, catalogue, expires_at=expires, budget=budget, seed=seed)
    metrics = evaluation.evaluate(scorer, cut.test, budget=budget)
    leaks = evaluation.audited(scorer, cut.train, cut.test)
    card = cards.card(scorer, cut, metrics, leaks, catalogue, trained_by=officer.name, trained_at=now, seed=seed)
    fact = registry.trained(card, officer, now)
    for folder in (folder_of(house.home), *([out] if out else [])):
        _keep(folder / scorer.id, scorer, card)
    with house.store.work() as work:
        if queries.risk_model(work.cursor, scorer.id) is not None:
            raise Refusal(f"this very model is registered already: {scorer.id[:12]}", code="known")
        work.append([Entry.of_fact(fact)])
    return card


def evaluate(
    house: House, name: str, snapshots: Path, officer: Officer, *, first: date | None = None, last: date | None = None
) -> dict[str, Any]:
    """Measure a model on snapshots of later days, and journal the figures.

    Raises ``Refusal`` where the days reach into those it was trained on: it would praise itself.
    """
    house.authority.require(officer, Permission.HOUSE_MODEL_TRAIN)
    row = registered(house, name)
    scorer = scorer_of(house.home, row["model_id"])
    window = read_snapshots(snapshots, house.policies.ruleset.catalogue, first, last)
    taught = max(each["until"] for each in row["card"]["windows"] if each["window"] != "test")
    begun = str(window["assessed_at"].dt.date().min())
    if begun <= taught:
        raise Refusal(
            f"it was taught on days until {taught}; measure it on later ones, not from {begun}", code="taught"
        )
    metrics = evaluation.evaluate(scorer, window, budget=row["card"]["test"]["budget"])
    fact = registry.evaluated(row["model_id"], metrics, officer, house.policies.clock())
    house.state([fact])
    return {"model": row["model_id"], **metrics}


def decide(house: House, name: str, officer: Officer, reason: str, *, retire: bool = False) -> list[Fact]:
    """Promote a model, or retire it, in the name of an officer. Raises ``NotFound``, ``Forbidden`` and ``Refusal``."""
    house.authority.require(officer, Permission.HOUSE_MODEL_PROMOTE)
    row = registered(house, name)
    if not retire:
        scorer_of(house.home, row["model_id"])  # a model whose files are gone or altered is not put in force
    command = (registry.RetireModel if retire else registry.PromoteModel)(officer, house.policies.clock(), reason)
    with house.store.work() as work:
        row = queries.risk_model(work.cursor, row["model_id"]) or row
        facts = registry.decide(_state(row, queries.model_in_force(work.cursor)), command)
        work.append([Entry.of_fact(fact) for fact in facts])
    for fact in facts:
        _restate(house, fact.about)
    return facts


def explain(house: House, name: str, features: Mapping[str, Any]) -> dict[str, Any]:
    """Say what a model makes of a row of features (JSON values by name), and what moved its score, in words.

    ``unknown`` names the features the model reads that the row does not have.
    """
    row = registered(house, name)
    catalogue = house.policies.ruleset.catalogue
    scorer = scorer_of(house.home, row["model_id"])
    given = read_features(orjson.dumps(dict(features)).decode(), catalogue)
    table = pl.DataFrame({each: pl.Series([given.get(each)], strict=False) for each in scorer.features}).select(
        typed(pl.col(each), catalogue[each].type).alias(each) for each in scorer.features
    )
    (scored,) = scorer.score(table).to_dicts()
    (moved,) = scorer.effects(table, catalogue, most=6)
    unknown = [each for each in scorer.features if given.get(each) is None]
    return {
        "model": scorer.id,
        **scored,
        "threshold": scorer.abstention.threshold,
        "reasons": moved,
        "unknown": unknown,
    }


def stored_features(house: House, encounter_id: str, reader: Officer) -> dict[str, Any]:
    """Give the features stored with the last assessment of an encounter; the reading is journaled with its purpose."""
    found = house.explain(encounter_id, reader)
    assessed = [fact["data"] for fact in found["facts"] if fact["kind"] == FactKind.ASSESSED]
    if not assessed:
        raise NotFound(f"nothing is kept of how {encounter_id} was assessed")
    features: dict[str, Any] = orjson.loads(assessed[-1]["features"])
    return features


def listed(house: House, limit: int = 100, *, reader: Officer | None = None, offset: int = 0) -> list[dict[str, Any]]:
    """List models, the youngest first, with what they were measured at; ``expired`` says that a model is silent.

    ``reader`` is held to the permission, where whoever calls has not been.
    """
    if reader is not None:
        house.authority.require(reader, Permission.HOUSE_MODEL_READ)
    now = house.policies.clock()
    with house.store.read() as opened:
        rows = queries.risk_models(opened.cursor, limit=limit, offset=offset)
    return [{**row, "expired": datetime.fromisoformat(row["expires_at"]) <= now} for row in rows]


def show(house: House, name: str, reader: Officer) -> dict[str, Any]:
    """Give one model: its card, its figures, who decided what about it, and its back-tests. Raises ``NotFound``."""
    house.authority.require(reader, Permission.HOUSE_MODEL_READ)
    row = registered(house, name)
    with house.store.read() as opened:
        tested = queries.model_backtests(opened.cursor, row["model_id"])
    expired = datetime.fromisoformat(row["expires_at"]) <= house.policies.clock()
    groups = house.authority.allows(reader, Permission.HOUSE_FAIRNESS_READ)
    return {**row, "expired": expired, "backtests": trials.for_reader(tested, groups=groups)}


def registered(house: House, name: str) -> dict[str, Any]:
    """Give the model whose content hash begins so, as the journal knows it. Raises ``NotFound``."""
    with house.store.read() as reader:
        row = queries.risk_model(reader.cursor, name.strip().lower()) if len(name.strip()) >= 6 else None
    if row is None:
        raise NotFound(f"no one model's name begins with {name!r}; give at least six letters of it: assess models")
    return row


def _state(row: Mapping[str, Any], in_force: str | None) -> registry.Registered:
    expires = datetime.fromisoformat(row["expires_at"])
    return registry.Registered(
        row["model_id"], row["status"], row["trained_by"], expires, row["leaks_passed"], row["ece"], in_force
    )


def _keep(folder: Path, scorer: Scorer, card: Mapping[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in scorer.files().items():
        (folder / name).write_bytes(content)
    (folder / "card.json").write_bytes(orjson.dumps(dict(card), option=orjson.OPT_INDENT_2))
    (folder / "card.md").write_text(cards.markdown(card), encoding="utf-8")


def _restate(house: House, model_id: str) -> None:
    """Write what was decided onto the card for people; the card for programs stays as it was journaled."""
    folder = folder_of(house.home) / model_id
    if not folder.is_dir():
        return
    row = registered(house, model_id)
    keys = ("status", "promoted_by", "promoted_at", "promoted_reason", "retired_by", "retired_at", "retired_reason")
    said = cards.markdown(row["card"], {key: row[key] for key in keys})
    (folder / "card.md").write_text(said, encoding="utf-8")
