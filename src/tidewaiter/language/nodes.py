"""A compiled expression: a small typed tree that both emitters and the explanation read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from tidewaiter.language.catalogue import FeatureType

Scalar = str | float | date | datetime
Arithmetics = Literal["+", "-", "*", "/"]
Comparisons = Literal["==", "!=", "<", "<=", ">", ">="]
TextTests = Literal["startswith", "endswith", "contains"]


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


Value = Name | Constant | Arithmetic | Span


@dataclass(frozen=True, slots=True)
class Flag:
    """A yes-or-no feature by itself."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values of one type, compared."""

    op: Comparisons
    left: Value
    right: Value
    text: str


@dataclass(frozen=True, slots=True)
class Member:
    """Whether a value is one of a set."""

    value: Value
    options: frozenset[Scalar]
    text: str


@dataclass(frozen=True, slots=True)
class Meets:
    """Whether a feature that holds several texts has at least one of a set."""

    name: str
    options: frozenset[str]
    text: str


@dataclass(frozen=True, slots=True)
class TextTest:
    """Whether a text begins with, ends with or contains a part, letter for letter."""

    op: TextTests
    name: str
    part: str
    text: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Whether a feature has no value; never unknown itself."""

    name: str
    text: str


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


Test = Leaf | Every | Either | Negation


@dataclass(frozen=True, slots=True)
class Expression:
    """A text that passed: its tree, and the names it reads."""

    text: str
    test: Test
    features: frozenset[str]
    lists: frozenset[str]


def leaves(test: Test) -> Iterator[Leaf]:
    """Give the tests that are not made of other tests, left to right."""
    if isinstance(test, Every | Either):
        for part in test.parts:
            yield from leaves(part)
    elif isinstance(test, Negation):
        yield from leaves(test.part)
    else:
        yield test


def names_of(part: Test | Value) -> Iterator[str]:
    """Give the features a tree reads, left to right, with repeats."""
    match part:
        case Name(name, _) | Flag(name, _) | Missing(name, _) | Meets(name, _, _) | TextTest(_, name, _, _):
            yield name
        case Constant():
            return
        case Arithmetic(_, left, right) | Comparison(_, left, right, _) | Span(_, left, right):
            yield from names_of(left)
            yield from names_of(right)
        case Member(value, _, _):
            yield from names_of(value)
        case Negation(inner):
            yield from names_of(inner)
        case Every(parts) | Either(parts):
            for each in parts:
                yield from names_of(each)
