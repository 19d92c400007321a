"""Why an expression came out as it did: each leaf, the values it saw, and true, false or unknown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from tidewaiter.language.nodes import Expression
from tidewaiter.language.single import ExplainedLeaf, Row, explaining

__all__ = ["ExplainedLeaf", "explain", "explainer"]


def explain(expression: Expression, row: Row) -> list[ExplainedLeaf]:
    """Explain one expression on one row, leaf by leaf, left to right; an outcome of None means unknown.

    The leaves run through the same generator as the rules themselves, so an explanation cannot disagree with them.
    """
    return list(_leaf_function(expression)(row)[0])


def explainer(expressions: Sequence[Expression]) -> Callable[[Row], tuple[tuple[ExplainedLeaf, ...], ...]]:
    """Generate one function that explains several expressions at once: the leaves of each, in their order.

    What expressions share is asked once; its leaf is one object, which nobody may change.
    """
    return explaining([expression.test for expression in expressions])


@lru_cache(maxsize=4096)
def _leaf_function(expression: Expression) -> Callable[[Row], tuple[tuple[ExplainedLeaf, ...], ...]]:
    return explaining([expression.test])
