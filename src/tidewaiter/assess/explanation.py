"""Why each rule came out as it did, from the stored features alone: the auditor's replay of one assessment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tidewaiter.assess.ruleset import Ruleset
from tidewaiter.language import Catalogue, ExplainedLeaf
from tidewaiter.language import explain as explain_expression
from tidewaiter.vocabulary.errors import TidewaiterError


@dataclass(frozen=True, slots=True)
class ExplainedRule:
    """One rule on one row. ``outcome``: fired, quiet, not-evaluable or does-not-apply; leaves as written."""

    rule: str
    version: int
    title: str
    weight: float
    outcome: str
    leaves: tuple[ExplainedLeaf, ...]


def explain(features: str, ruleset: Ruleset) -> list[ExplainedRule]:
    """Replay every rule on the features stored with an assessment; heaviest fired first, then the rest by id.

    ``features`` is the JSON text of ``ASSESSED.features``; ``ruleset`` the one whose id stands beside it.
    """
    row = read_features(features, ruleset.catalogue)
    outcomes = ruleset.single(row)
    explained = [
        ExplainedRule(
            rule.id,
            rule.version,
            rule.title,
            rule.weight,
            _outcome(outcomes[2 * place], outcomes[2 * place + 1]),
            tuple(explain_expression(rule.when, row)),
        )
        for place, rule in enumerate(ruleset.rules)
    ]
    return sorted(explained, key=lambda each: (each.outcome != "fired", -each.weight * (each.outcome == "fired")))


def read_features(text: str, catalogue: Catalogue) -> dict[str, Any]:
    """Read stored features back into a row for rules: days and times from ISO 8601."""
    try:
        stored = json.loads(text)
        return {name: _typed(name, value, catalogue) for name, value in stored.items()}
    except (ValueError, AttributeError) as error:
        raise TidewaiterError("the stored features cannot be read", code="features") from error


def typed_row(features: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    """Bring features written by hand, as in a rule's tests, into a row for rules."""
    return {name: _typed(name, value, catalogue) for name, value in features.items()}


def _typed(name: str, value: object, catalogue: Catalogue) -> object:
    kind = catalogue[name].type if name in catalogue else "text"
    if isinstance(value, str) and kind == "date":
        return date.fromisoformat(value)
    if isinstance(value, str) and kind == "time":
        return datetime.fromisoformat(value)
    return value


def _outcome(applies: bool | None, when: bool | None) -> str:
    if not applies:
        return "does-not-apply"
    if when is None:
        return "not-evaluable"
    return "fired" if when else "quiet"
