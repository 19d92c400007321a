"""What follows from a drift: a machine states it, and a named human says whether anything is made anew."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import orjson
import polars as pl

from tidewaiter.vocabulary.act import is_named_human
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.officer import Actor

ANSWERS = ("refit", "keep")
"""``refit``: models are to be trained, or rules written, anew, which is work of its own with an approval of its own;
``keep``: what moved does not matter."""


@dataclass(frozen=True, slots=True)
class DriftState:
    """One drift as it stands; ``answer`` of None waits for a human."""

    drift_id: str
    found: Mapping[str, Any] = field(default_factory=dict)
    answer: str | None = None
    answered_by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDrift:
    """Say what is to follow from a drift, and why."""

    drift_id: str
    officer: Actor
    at: datetime
    answer: str
    reason: str


def drift_found(
    stability: pl.DataFrame,
    changes: pl.DataFrame,
    *,
    before: tuple[date, date],
    now: tuple[date, date],
    at: datetime,
    actor: str,
) -> Fact | None:
    """State what drifted between two windows of days (``STABILITY``, ``CHANGES``); None where nothing did.

    The same windows with the same drift are the same drift, however often they are looked at.
    """
    columns = stability.filter("drifted").select("column", "psi", "most").to_dicts()
    streams = changes.with_columns(pl.col("at").dt.strftime("%Y-%m-%dT%H:%M:%SZ")).to_dicts()
    if not columns and not streams:
        return None
    windows = {"before": [day.isoformat() for day in before], "now": [day.isoformat() for day in now]}
    said = {**windows, "columns": columns, "streams": streams}
    digest = hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]
    return Fact(FactKind.DRIFT_FOUND, f"drift_{digest}", at, actor, said)


def fold_drift(facts: Sequence[Fact]) -> DriftState | None:
    """Give a drift as it stands after its facts; None where none was found."""
    state: DriftState | None = None
    for fact in facts:
        if fact.kind is FactKind.DRIFT_FOUND and state is None:
            state = DriftState(fact.about, fact.data)
        elif fact.kind is FactKind.DRIFT_ANSWERED and state is not None:
            said = fact.data
            state = DriftState(state.drift_id, state.found, said["answer"], fact.actor, said["reason"])
    return state


def decide_drift(state: DriftState, command: AnswerDrift) -> list[Fact]:
    """Answer a drift.

    Raises ``Refusal`` with code ``not-an-officer``, ``not-utc``, ``answer``, ``reason-required`` or ``answered``.
    """
    if not is_named_human(command.officer):
        raise Refusal("a named human says what follows from a drift; a machine notices it", code="not-an-officer")
    if command.at.utcoffset() != timedelta(0):
        raise Refusal("the time of an act is given in UTC", code="not-utc")
    if command.answer not in ANSWERS:
        raise Refusal(f"the answer is {' or '.join(ANSWERS)}, not {command.answer!r}", code="answer")
    if not command.reason.strip():
        raise Refusal("say why", code="reason-required")
    if state.answer is not None:
        raise Refusal(f"{state.answered_by} answered it: {state.answer}", code="answered")
    said = {"answer": command.answer, "reason": command.reason.strip()}
    return [Fact(FactKind.DRIFT_ANSWERED, command.drift_id, command.at, command.officer.name, said)]
