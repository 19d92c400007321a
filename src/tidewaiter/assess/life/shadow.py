"""Rules in the shadow: asked beside the live ones of the same encounters, stated apart, never told to an officer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

import polars as pl

from tidewaiter.assess.ruleset import Ruleset
from tidewaiter.assess.tally import asked
from tidewaiter.vocabulary.tables import SHADOWED, conform, empty

Features = Callable[[Sequence[str]], pl.DataFrame]
"""Gives the feature table of a batch for the features named."""


class Shadow:
    """Asks the rules in the shadow once, for one batch; ``fired`` (``SHADOWED``) then holds whom they fired on.

    Whatever goes wrong here is logged and harms nothing: the live rules are asked as if no shadow were there.
    """

    def __init__(self, rules: Ruleset) -> None:
        self.rules = rules
        self.fired = empty(SHADOWED)

    def beside(self, features: Features, names: Sequence[str], as_of: datetime) -> pl.DataFrame:
        """Give the feature table of the live rules, gathered once for both; ``names`` are the features they read."""
        rules = self.rules.in_force(as_of)
        if not rules.rules:
            return features(names)
        try:
            whole = features([name for name in rules.catalogue if name in {*names, *rules.features}])
        except Exception:
            _log().exception("The features of rules in the shadow could not be worked out")
            return features(names)
        self.fired = _fired(whole, rules)
        return whole


def _fired(features: pl.DataFrame, rules: Ruleset) -> pl.DataFrame:
    try:
        answers = asked(features, rules).answers
    except Exception:
        if len(rules.rules) > 1:  # one of them is to blame: the others are asked each by itself
            return pl.concat([_fired(features, rules.only(rule)) for rule in rules.rules])
        _log().exception("The rule %s in the shadow failed", rules.rules[0].id)
        return empty(SHADOWED)
    parts = [
        features.select("encounter_id")
        .filter(answers[rule.id].fill_null(value=False))
        .with_columns(rule=pl.lit(rule.id), version=pl.lit(rule.version))
        for rule in rules.rules
    ]
    return conform(pl.concat(parts), SHADOWED)


def _log() -> logging.Logger:
    return logging.getLogger(__name__)
