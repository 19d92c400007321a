"""Which rules somebody should look at again: dead ones, ones without yield, duplicates, those whose time has come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import polars as pl

from tidewaiter.assess.life.normal import normal_form
from tidewaiter.assess.life.policy import LifePolicy
from tidewaiter.assess.rule import Rule
from tidewaiter.vocabulary.proportion import Proportion
from tidewaiter.vocabulary.tables import FLAG, TEXT, Schema

FIRED: Schema = {"encounter_id": TEXT, "rule": TEXT}
"""One row a rule that fired on an encounter within the window."""
OUTCOMES: Schema = {"encounter_id": TEXT, "found": FLAG}
"""One row an encounter that was examined."""

SOON = timedelta(days=30)


def review(
    rules: Sequence[Rule],
    fired: pl.DataFrame,
    outcomes: pl.DataFrame,
    *,
    assessed: int,
    policy: LifePolicy,
    today: date,
) -> list[dict[str, Any]]:
    """List ``why, rule, other, text`` and numbers, one row a finding about a rule in force.

    ``fired`` (``FIRED``) and ``outcomes`` (``OUTCOMES``) are of the window, ``assessed`` counts its encounters.
    ``why``: dead, no-yield, duplicate, near-duplicate, review-due, ending. Where nobody was assessed, nothing is dead.
    """
    counted = fired.unique().join(outcomes.unique("encounter_id"), on="encounter_id", how="left")
    counts = {
        row["rule"]: row
        for row in counted.group_by("rule")
        .agg(fired=pl.len(), examined=pl.col("found").is_not_null().sum(), found=pl.col("found").fill_null(False).sum())
        .to_dicts()
    }
    found = [
        *(_dead(rules, counts, assessed) if assessed else ()),
        *_without_yield(rules, counts, policy),
        *_duplicates(rules),
        *_near(rules, fired, counts, policy),
        *_due(rules, today),
    ]
    known = {(row["why"], row["rule"], row["other"]) for row in found}
    return [
        row for row in found if row["why"] != "near-duplicate" or ("duplicate", row["rule"], row["other"]) not in known
    ]


def _row(why: str, rule: str, text: str, other: str | None = None, **numbers: Any) -> dict[str, Any]:
    blank = dict.fromkeys(("fired", "examined", "found", "jaccard"))
    return {"why": why, "rule": rule, "other": other, **blank, **numbers, "text": text}


def expired(rule_id: str) -> dict[str, Any]:
    """Give the row of a rule that is off because it, or a list or table it asks, is past its last day."""
    return _row("expired", rule_id, "past its last day, and off by itself")


def _dead(rules: Sequence[Rule], counts: dict[str, dict[str, Any]], assessed: int) -> Iterator[dict[str, Any]]:
    for rule in rules:
        if rule.id not in counts:
            yield _row("dead", rule.id, f"never fired on {assessed} assessed encounters", fired=0)


def _without_yield(
    rules: Sequence[Rule], counts: dict[str, dict[str, Any]], policy: LifePolicy
) -> Iterator[dict[str, Any]]:
    for rule in rules:
        row = counts.get(rule.id)
        if row and row["examined"] >= policy.least_examined and not row["found"]:
            most = Proportion(0, row["examined"]).interval[1]
            text = f"{row['examined']} examined, nothing found: at most {most:.1%} by the 95 % interval"
            yield _row("no-yield", rule.id, text, fired=row["fired"], examined=row["examined"], found=0)


def _duplicates(rules: Sequence[Rule]) -> Iterator[dict[str, Any]]:
    forms: dict[str, str] = {}
    for rule in rules:
        first = forms.setdefault(normal_form(rule), rule.id)
        if first != rule.id:
            yield _row("duplicate", first, f"{rule.id} asks the same in other words", rule.id, jaccard=1.0)


def _near(
    rules: Sequence[Rule], fired: pl.DataFrame, counts: dict[str, dict[str, Any]], policy: LifePolicy
) -> Iterator[dict[str, Any]]:
    """Hold rules beside each other that fired often enough; ``both`` by ``either`` is the Jaccard index."""
    often = [rule.id for rule in rules if counts.get(rule.id, {"fired": 0})["fired"] >= policy.least_fired]
    if len(often) < 2:
        return
    pairs = fired.unique().filter(pl.col("rule").is_in(often))
    both = pairs.join(pairs, on="encounter_id").filter(pl.col("rule") < pl.col("rule_right"))
    shared = {(one, other): n for one, other, n in both.group_by("rule", "rule_right").len().iter_rows()}
    for one, other in combinations(sorted(often), 2):
        together = shared.get((one, other), 0)
        either = counts[one]["fired"] + counts[other]["fired"] - together
        if together and together / either >= policy.near_duplicate:
            text = f"fires on the same encounters as {other}: {together} of {either}"
            yield _row("near-duplicate", one, text, other, fired=counts[one]["fired"], jaccard=together / either)


def _due(rules: Sequence[Rule], today: date) -> Iterator[dict[str, Any]]:
    for rule in rules:
        if rule.expires_at <= today + SOON:
            yield _row("ending", rule.id, f"expires on {rule.expires_at}")
        if rule.review_at < today:
            yield _row("review-due", rule.id, f"was to be looked at again by {rule.review_at}: {rule.owner}")
