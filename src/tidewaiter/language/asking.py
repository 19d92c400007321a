"""Many questions of one table at once: the leaves they share are asked a single time, then only bits are combined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

import polars as pl

from tidewaiter.language.bulk import combined, leaf_column, twin
from tidewaiter.language.nodes import (
    Comparison,
    Either,
    Every,
    Leaf,
    Member,
    Name,
    Negation,
    Surely,
    Test,
    leaves,
)

_WORTH = 2_000
"""Rows from which it pays to turn a text into numbers before many leaves compare it."""
_OFTEN = 8
"""A text is turned into numbers where each value comes at least so often on average."""


class Questions:
    """Tests by name, compiled for tables; the answers come as one Boolean column each, null where unknown."""

    def __init__(self, tests: Mapping[str, Test]) -> None:
        every = dict.fromkeys(leaf for test in tests.values() for leaf in leaves(test))
        self._leaves: dict[Leaf, str] = {leaf: f"leaf {number}" for number, leaf in enumerate(every)}
        self._sure: dict[Surely, str] = {}
        self._algebra = [self._joined(test).alias(name) for name, test in tests.items()]
        self._conditions = [
            combined(sure.part, self._answer).fill_null(value=False).alias(name) for sure, name in self._sure.items()
        ]
        compared = Counter(name for leaf in every for name in [_compared(leaf)] if name)
        self._texts = [name for name, count in compared.items() if count > 1]
        self._columns = lru_cache(maxsize=64)(self._leaf_columns)

    def answers(self, features: pl.DataFrame) -> pl.DataFrame:
        """Ask every question of every row. ``features`` holds a column, typed as its feature, for each one read."""
        twins = [name for name in self._texts if features.height >= _WORTH and _repeats(features[name])]
        if twins:
            features = features.with_columns(_numbered(name) for name in twins)
        asked = features.select(self._columns(frozenset(twins)))
        if self._conditions:
            asked = asked.with_columns(self._conditions)
        return asked.select(self._algebra)

    def _leaf_columns(self, twins: frozenset[str]) -> list[pl.Expr]:
        return [leaf_column(leaf, twins).alias(name) for leaf, name in self._leaves.items()]

    def _answer(self, leaf: Leaf) -> pl.Expr:
        return pl.col(self._leaves[leaf])

    def _joined(self, test: Test) -> pl.Expr:
        match test:
            case Surely():
                return pl.col(self._sure.setdefault(test, f"sure {len(self._sure)}"))
            case Every(parts):
                return pl.all_horizontal([self._joined(part) for part in parts])
            case Either(parts):
                return pl.any_horizontal([self._joined(part) for part in parts])
            case Negation(part):
                return ~self._joined(part)
            case _:
                return self._answer(test)


def _compared(leaf: Leaf) -> str | None:
    """Name the text feature that a leaf compares with written texts."""
    match leaf:
        case Member(Name(name, "text"), _, _):
            return name
        case Comparison(_, Name(name, "text"), right, _) if not isinstance(right, Name):
            return name
    return None


def _repeats(column: pl.Series) -> bool:
    if column.dtype != pl.String:
        return False
    distinct = int(column.to_frame().select(pl.all().approx_n_unique()).item())
    return distinct * _OFTEN <= len(column)


def _numbered(name: str) -> pl.Expr:
    # Categories of its own, gone with the batch: those shared by the process would grow for as long as it runs.
    return pl.col(name).cast(pl.Categorical(pl.Categories.random())).alias(twin(name))
