"""The life of a model: trained, measured, promoted by a second person, retired; each step a fact with a name to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tidewaiter.assess.model.evaluation import MOST_ECE
from tidewaiter.vocabulary.act import is_named_human
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.officer import Actor

TRAINED, PROMOTED, RETIRED = "trained", "promoted", "retired"


@dataclass(frozen=True, slots=True)
class Registered:
    """One model as it stands. ``ece``: the calibration error last measured; ``in_force``: the model promoted now."""

    model_id: str
    status: str
    trained_by: str
    expires_at: datetime
    leaks_passed: bool
    ece: float
    in_force: str | None = None


@dataclass(frozen=True, slots=True)
class ModelCommand:
    """What a human says of a model; ``reason`` is the officer's own."""

    officer: Actor
    at: datetime
    reason: str


class PromoteModel(ModelCommand):
    """Put it in force, in place of the one that is."""


class RetireModel(ModelCommand):
    """Take it out of force for good."""


def decide(state: Registered, command: ModelCommand) -> list[Fact]:
    """Answer the facts of a decision; a promotion retires the model in force before.

    Raises Refusal: ``not-an-officer``, ``reason-required``, ``wrong-status``, ``same-person`` (who trained it does not
    promote it), ``leaks`` (its audit did not pass), ``miscalibrated``, ``expired``.
    """
    if not is_named_human(command.officer):
        raise Refusal("only a named officer decides about a model", code="not-an-officer")
    if not command.reason.strip():
        raise Refusal("say why, in words", code="reason-required")
    if isinstance(command, RetireModel):
        return [_retired(state, command)]
    return _promoted(state, command)


def _promoted(state: Registered, command: ModelCommand) -> list[Fact]:
    name = _name(command.officer)
    if state.status != TRAINED:
        raise Refusal(f"the model is {state.status}; only one that is trained can be promoted", code="wrong-status")
    if name == state.trained_by:
        raise Refusal(f"{name} trained this model: somebody else decides whether it is used", code="same-person")
    if not state.leaks_passed:
        raise Refusal("its leak audit did not pass: see its card", code="leaks")
    if not state.ece <= MOST_ECE:
        raise Refusal(f"its calibration error is {state.ece}, more than {MOST_ECE}", code="miscalibrated")
    if state.expires_at <= command.at:
        raise Refusal(f"it expired on {state.expires_at:%Y-%m-%d}: train another", code="expired")
    facts = []
    if state.in_force:
        data = {"reason": f"{state.model_id[:12]} was promoted in its place"}
        facts.append(Fact(FactKind.MODEL_RETIRED, state.in_force, command.at, name, data))
    facts.append(Fact(FactKind.MODEL_PROMOTED, state.model_id, command.at, name, {"reason": command.reason.strip()}))
    return facts


def _retired(state: Registered, command: ModelCommand) -> Fact:
    if state.status == RETIRED:
        raise Refusal("the model is retired already", code="wrong-status")
    return Fact(
        FactKind.MODEL_RETIRED, state.model_id, command.at, _name(command.officer), {"reason": command.reason.strip()}
    )


def trained(card: Mapping[str, Any], officer: Actor, at: datetime) -> Fact:
    """State that a model was trained: its card. Raises Refusal where no named officer trained it."""
    if not is_named_human(officer):
        raise Refusal("a model is trained by a named officer", code="not-an-officer")
    return Fact(FactKind.MODEL_TRAINED, card["model"], at, _name(officer), dict(card))


def evaluated(model_id: str, metrics: Mapping[str, Any], officer: Actor, at: datetime) -> Fact:
    """State how a model did on another window."""
    return Fact(FactKind.MODEL_EVALUATED, model_id, at, _name(officer), dict(metrics))


def _name(officer: Actor) -> str:
    return officer.name.strip()
