"""The emitter for one record: all expressions as one generated Python function.

The generated text is written from the compiled tree alone: features become ``v0``, written values ``c0`` and numbers
a float's digits, so no character of a rule's own text reaches ``exec``. What several expressions ask is asked once,
and what many ask of one value is looked up together (``families``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from tidewaiter.language.families import families
from tidewaiter.language.nodes import Either, Every, Expression, Negation, Surely, Test, leaves
from tidewaiter.language.writing import Answered, AnsweredLeaf, Outcome, Row, RowFunction, Seen, Writer

__all__ = ["Answered", "AnsweredLeaf", "Outcome", "Row", "RowFunction", "Seen", "compiled", "explaining", "python"]


def python(expressions: Sequence[Expression]) -> RowFunction:
    """Generate one function from a row (feature name to value; absent = unknown) to an outcome for each expression.

    Outcomes are True, False or None for unknown. Dates are ``date``, times ``datetime`` in UTC, texts lists of str; a
    number that is none (NaN) is unknown.
    """
    return compiled([expression.test for expression in expressions])


def compiled(tests: Sequence[Test]) -> RowFunction:
    """Generate the function for bare tests."""
    writer = Writer(_shared(tests))
    writer.together(families(part for test in tests for part in leaves(test)))
    return writer.function(f"({''.join(f'{writer.test(test)}, ' for test in tests)})")


def explaining(tests: Sequence[Test], asked: Sequence[Test] = ()) -> Callable[[Row], Answered]:
    """Generate the function from a row to the leaves of each test, to values, and to outcomes of what else is asked.

    A leaf has three answers, made here once, so that a record costs no object for each leaf.
    """
    writer = Writer(_shared([*tests, *asked]))
    writer.together(families(part for test in tests for part in leaves(test)))
    each = "".join(f"({''.join(f'{writer.leaf(leaf)}, ' for leaf in leaves(test))}), " for test in tests)
    outcomes = "".join(f"{writer.test(test)}, " for test in asked)
    return writer.function(f"({each}), {writer.values()}, ({outcomes})")


def _shared(tests: Sequence[Test]) -> set[Test]:
    counted = Counter(part for test in tests for part in _askable(test))
    return {part for part, count in counted.items() if count > 1}


def _askable(test: Test) -> Iterator[Test]:
    """Give what may be asked once for all: leaves, and whom a rule applies to."""
    match test:
        case Every(parts) | Either(parts):
            for part in parts:
                yield from _askable(part)
        case Negation(part):
            yield from _askable(part)
        case Surely(part):
            yield test
            yield from _askable(part)
        case _:
            yield test
