"""A compiled expression: a small typed tree that both emitters and the explanation read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from tidewaiter.language.catalogue import FeatureType
from tidewaiter.language.tables import TableColumn

Scalar = str | float | date | datetime
Arithmetics = Literal["+", "-", "*", "/"]
Comparisons = Literal["==", "!=", "<", "<=", ">", ">="]
TextTests = Literal["startswith", "endswith", "contains"]
Measures = Literal["weekday", "month", "hour", "abs", "count"]


@dataclass(frozen=True, slots=True)
class Name:
    """The value of a feature."""

    name: str
    type: FeatureType


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the expression; numbers are always floats."""

    value: Scalar
    type: FeatureType


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A sum, difference, product or quotient; unknown when an input is, on division by zero and beyond all numbers."""

    op: Arithmetics
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class Span:
    """The time from ``start`` to ``end``: whole calendar days (UTC), or hours with their fraction."""

    unit: Literal["days", "hours"]
    start: Value
    end: Value


@dataclass(frozen=True, slots=True)
class Measure:
    """A number read off one value.

    ``weekday`` (Monday is 1) and ``month`` of a date or time and ``hour`` (0 to 23) of a time, all in UTC; ``abs`` of a
    number; ``count`` of a list of texts.
    """

    of: Measures
    value: Value


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a reference table says of a text; unknown where the table has no such key or nothing beside it."""

    column: TableColumn
    key: Value

    @property
    def type(self) -> FeatureType:
        """Give the type of the table's column."""
        return self.column.type


Value = Name | Constant | Arithmetic | Span | Measure | Lookup


@dataclass(frozen=True, slots=True)
class Flag:
    """A yes-or-no value by itself."""

    value: Value
    text: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values of one type, compared."""

    op: Comparisons
    left: Value
    right: Value
    text: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Member:
    """Whether a value is one of a set."""

    value: Value
    options: frozenset[Scalar]
    text: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Meets:
    """Whether a feature that holds several texts has at least one of a set."""

    name: str
    options: frozenset[str]
    text: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class TextTest:
    """Whether a text begins with, ends with or contains a part, letter for letter."""

    op: TextTests
    value: Value
    part: str
    text: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Missing:
    """Whether there is no value; never unknown itself."""

    value: Value
    text: str = field(compare=False)


Leaf = Flag | Comparison | Member | Meets | TextTest | Missing


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold (Kleene): false wins over unknown."""

    parts: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds (Kleene): true wins over unknown."""

    parts: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """The opposite; unknown stays unknown."""

    part: Test


@dataclass(frozen=True, slots=True)
class Surely:
    """Whether a part is true beyond doubt: unknown counts as false. No rule can write it; ``applies_to`` is read so."""

    part: Test


Test = Leaf | Every | Either | Negation | Surely


@dataclass(frozen=True, slots=True)
class Expression:
    """A text that passed: its tree, and the names it reads."""

    text: str
    test: Test
    features: frozenset[str]
    lists: frozenset[str]
    tables: frozenset[str] = frozenset()


def leaves(test: Test) -> Iterator[Leaf]:
    """Give the tests that are not made of other tests, left to right."""
    if isinstance(test, Every | Either):
        for part in test.parts:
            yield from leaves(part)
    elif isinstance(test, Negation | Surely):
        yield from leaves(test.part)
    else:
        yield test


def names_of(part: Test | Value) -> Iterator[str]:
    """Give the features a tree reads, left to right, with repeats."""
    if isinstance(part, Name | Meets):
        yield part.name
    for inner in _within(part):
        yield from names_of(inner)


def _within(part: Test | Value) -> tuple[Test | Value, ...]:
    match part:
        case Arithmetic(_, left, right) | Comparison(_, left, right, _) | Span(_, left, right):
            return left, right
        case Flag(value, _) | Missing(value, _) | Member(value, _, _) | TextTest(_, value, _, _):
            return (value,)
        case Measure(_, value) | Lookup(_, value):
            return (value,)
        case Negation(inner) | Surely(inner):
            return (inner,)
        case Every(parts) | Either(parts):
            return parts
    return ()


def grounded(test: Test, feeble: frozenset[str]) -> bool:
    """Say whether no way for a test to be true rests on ``feeble`` features alone: another one always has its part.

    Of parts joined by ``and`` one must be grounded, of parts joined by ``or`` each.
    """
    return _grounded(test, feeble, negated=False)


def _grounded(test: Test, feeble: frozenset[str], *, negated: bool) -> bool:
    match test:
        case Negation(part):
            return _grounded(part, feeble, negated=not negated)
        case Surely(part):
            return _grounded(part, feeble, negated=negated)
        case Every(parts) | Either(parts):
            one_is_enough = isinstance(test, Every) != negated
            each = (_grounded(part, feeble, negated=negated) for part in parts)
            return any(each) if one_is_enough else all(each)
    return not feeble.issuperset(names_of(test))
