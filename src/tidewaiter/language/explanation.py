"""Why an expression came out as it did: each leaf, the values it saw, and true, false or unknown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from tidewaiter.language.nodes import Expression, Test
from tidewaiter.language.single import ExplainedLeaf, Leaves, Outcome, Row, explaining

__all__ = ["ExplainedLeaf", "explain", "explainer"]


def explain(expression: Expression, row: Row) -> list[ExplainedLeaf]:
    """Explain one expression on one row, leaf by leaf, left to right; an outcome of None means unknown.

    The leaves run through the same generator as the rules themselves, so an explanation cannot disagree with them.
    """
    (explained,), _ = _explainer(expression)(row)
    return list(explained)


def explainer(
    expressions: Sequence[Expression], asked: Sequence[Test] = ()
) -> Callable[[Row], tuple[Leaves, tuple[Outcome, ...]]]:
    """Generate one function that explains several expressions at once: the leaves of each, in their order.

    What expressions share is asked once; its leaf is one object, which nobody may change. Beside the leaves come the
    outcomes of the tests ``asked``.
    """
    return explaining([expression.test for expression in expressions], asked)


@lru_cache(maxsize=4096)
def _explainer(expression: Expression) -> Callable[[Row], tuple[Leaves, tuple[Outcome, ...]]]:
    return explaining([expression.test])
