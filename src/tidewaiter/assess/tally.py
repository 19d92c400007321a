"""From the answers of all rules to what counts: which fired, which could not be answered, the score and its band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tidewaiter.assess.rule import Rule
from tidewaiter.assess.ruleset import Ruleset

Numbers = NDArray[Any]
_FEW = 4_096


@dataclass(frozen=True)
class Pairs:
    """Which rules concern which rows, as two columns of equal length: by row, within a row in the rules' order."""

    height: int
    rows: Numbers
    rules: Numbers

    def lists(self, names: Sequence[str]) -> pl.Series:
        """Give for each row the names of its rules, an empty list where it has none."""
        each = pl.DataFrame(
            {"row": self.rows, "names": pl.Series(names, dtype=pl.String).gather(pl.Series(self.rules))}
        ).with_columns(pl.col("row").set_sorted())
        listed = each.group_by("row", maintain_order=True).agg("names")
        place = np.full(self.height, listed.height, dtype=np.uint32)
        place[listed["row"].to_numpy()] = np.arange(listed.height, dtype=np.uint32)
        none = pl.Series("names", [[]], dtype=pl.List(pl.String))
        return pl.concat([listed["names"], none]).gather(pl.Series(place))


@dataclass(frozen=True)
class Tally:
    """What the rules of a ruleset said of a table: ``answers`` has one Boolean column a rule, null = not evaluable."""

    rules: tuple[Rule, ...]
    answers: pl.DataFrame

    @cached_property
    def fired(self) -> Pairs:
        """Give which rules fired on which rows."""
        if self.answers.height <= _FEW:
            return _few(self.answers.fill_null(value=False))
        return _pairs(self.answers, [pl.col(name) for name in self.answers.columns])

    @cached_property
    def not_evaluable(self) -> Pairs:
        """Give which rules lacked an input on which rows."""
        if self.answers.height <= _FEW:
            return _few(self.answers.select(pl.all().is_null()))
        lacking = [count > 0 for count in self.answers.null_count().row(0)] if self.answers.width else []
        never = pl.lit(value=False)
        asked = zip(self.answers.columns, lacking, strict=True)
        return _pairs(self.answers, [pl.col(name).is_null() if lacks else never for name, lacks in asked])

    @cached_property
    def weights(self) -> Numbers:
        """Give what each pair of ``fired`` counts: its rule's weight, supporting rules together at most as the others.

        Supporting rules rest on association, a model or an anomaly alone: where they weigh more than the other rules
        that fired on a row, each counts its share of that; with no other rule none counts.
        """
        own, support = self._grounds
        full, supporting = self._full
        if not supporting.any():
            return full
        share = np.ones(self.fired.height)
        np.divide(own, support, out=share, where=support > own)
        return np.where(supporting, full * share[self.fired.rows], full)

    @cached_property
    def score(self) -> pl.Series:
        """Give the score of each row."""
        own, support = self._grounds
        return pl.Series("score", own + np.minimum(support, own))

    @cached_property
    def _full(self) -> tuple[Numbers, Numbers]:
        weights = np.array([rule.weight for rule in self.rules], dtype=np.float64)
        return weights[self.fired.rules], np.array([rule.supporting for rule in self.rules])[self.fired.rules]

    @cached_property
    def _grounds(self) -> tuple[Numbers, Numbers]:
        full, supporting = self._full
        return self._sums(np.where(supporting, 0.0, full)), self._sums(np.where(supporting, full, 0.0))

    def _sums(self, weights: Numbers) -> Numbers:
        # bincount adds in the pairs' order, so a row's sum is that of its rules in order, as for a single record.
        return np.bincount(self.fired.rows, weights=weights, minlength=self.fired.height)


def _few(conditions: pl.DataFrame) -> Pairs:
    """Give the pairs of a small table, where one matrix is cheaper than a question for each rule."""
    if not conditions.width:
        return _pairs(conditions, [])
    return Pairs(conditions.height, *np.nonzero(conditions.to_numpy()))


def _pairs(answers: pl.DataFrame, conditions: Sequence[pl.Expr]) -> Pairs:
    height = answers.height
    if not conditions:
        nothing = np.zeros(0, dtype=np.uint16)
        return Pairs(height, nothing, nothing)
    row = pl.col("row")
    found = answers.with_columns(row=pl.int_range(pl.len(), dtype=pl.UInt32)).select(
        row.filter(condition).implode().alias(str(number)) for number, condition in enumerate(conditions)
    )
    each = [found[name][0].to_numpy() for name in found.columns]
    rows = np.concatenate(each)
    rules = np.repeat(np.arange(len(each), dtype=np.uint16), [len(one) for one in each])
    # A stable sort of 16-bit numbers goes by their digits, several times faster than one of longer numbers.
    order = np.argsort(rows.astype(np.uint16) if height <= np.iinfo(np.uint16).max + 1 else rows, kind="stable")
    return Pairs(height, rows[order], rules[order])


def asked(features: pl.DataFrame, ruleset: Ruleset) -> Tally:
    """Ask every rule of every row: one Boolean answer per rule; null = not evaluable, false where it does not apply."""
    return Tally(ruleset.rules, ruleset.questions.answers(features))
