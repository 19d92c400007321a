"""Why an expression came out as it did: each leaf, the values it saw, and true, false or unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from tidewaiter.language.nodes import Expression, Test
from tidewaiter.language.single import Answered, AnsweredLeaf, Outcome, Row, Seen, explaining

__all__ = ["AnsweredLeaf", "ExplainedLeaf", "explain", "explainer", "with_values"]


class ExplainedLeaf(NamedTuple):
    """One leaf of an expression: its text as written, the values of the features in it, and how it came out."""

    text: str
    values: Mapping[str, Any]
    outcome: Outcome


_new = tuple.__new__


def explain(expression: Expression, row: Row) -> list[ExplainedLeaf]:
    """Explain one expression on one row, leaf by leaf, left to right; an outcome of None means unknown.

    The leaves run through the same generator as the rules themselves, so an explanation cannot disagree with them.
    """
    (answered,), seen, _ = _explainer(expression)(row)
    return with_values(answered, seen)


def explainer(expressions: Sequence[Expression], asked: Sequence[Test] = ()) -> Callable[[Row], Answered]:
    """Generate one function that explains several expressions at once: the leaves of each, in their order.

    Beside them stand the values they saw, for ``with_values``, and the outcomes of the tests ``asked``.
    """
    return explaining([expression.test for expression in expressions], asked)


def with_values(answered: Iterable[AnsweredLeaf], seen: Seen) -> list[ExplainedLeaf]:
    """Put beside each leaf the values it saw."""
    return [_new(ExplainedLeaf, (text, seen[features], outcome)) for text, features, outcome in answered]


@lru_cache(maxsize=4096)
def _explainer(expression: Expression) -> Callable[[Row], Answered]:
    return explaining([expression.test])
