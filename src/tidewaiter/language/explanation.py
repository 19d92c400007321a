"""Why an expression came out as it did: each leaf, the values it saw, and true, false or unknown."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from tidewaiter.language.nodes import Expression, leaves, names_of
from tidewaiter.language.single import Outcome, Row, RowFunction, compiled


class ExplainedLeaf(NamedTuple):
    """One leaf of an expression: its text as written, the values of the features in it, and how it came out."""

    text: str
    values: dict[str, Any]
    outcome: Outcome


def explain(expression: Expression, row: Row) -> list[ExplainedLeaf]:
    """Explain one expression on one row, leaf by leaf, left to right; an outcome of None means unknown.

    The leaves run through the same generator as the rules themselves, so an explanation cannot disagree with them.
    """
    outcomes = _leaf_function(expression)(row)
    return [
        ExplainedLeaf(leaf.text, {name: row.get(name) for name in names_of(leaf)}, outcome)
        for leaf, outcome in zip(leaves(expression.test), outcomes, strict=True)
    ]


@lru_cache(maxsize=4096)
def _leaf_function(expression: Expression) -> RowFunction:
    return compiled(list(leaves(expression.test)))
