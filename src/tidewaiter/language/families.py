"""What many leaves ask of one value is looked up once: ``price > 10``, ``price <= 400`` and so on share a search.

A family is such leaves with a table of all they can answer together. A number is found among the places where some
answer changes, a text among the values that some leaf names; the row of the table found there holds every answer.
"""

from __future__ import annotations

import math
import operator
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tidewaiter.language.nodes import Comparison, Constant, Leaf, Member, Name, Scalar, Value

Outcome = bool | None

WIDEST = 64
"""Leaves in a family at most: a table has up to two rows for each leaf, so its size grows with their square."""
LONGEST = 1_000
"""Values a leaf may list to be in a family: longer lists are sets already, and would be copied."""
_WORTH, _WORTH_CALCULATED = 4, 2
"""Leaves a family needs at least to be cheaper than asking each: of a feature, and of a value that is worked out."""

_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_COMPARE = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Family(NamedTuple):
    """Leaves that ask one ``value``, and their answers in ``rows``, one for each leaf in each.

    ``keys`` finds the row: numbers in order, where as many rows lie before a value as keys are not above it; or a
    mapping from a value named to its row, all others having row 0. The last row is for an unknown value.
    """

    value: Value
    leaves: tuple[Leaf, ...]
    keys: Sequence[float] | Mapping[Scalar, int]
    rows: tuple[tuple[Outcome, ...], ...]

    def row(self, value: Scalar | None) -> tuple[Outcome, ...]:
        """Give the answers of all leaves for a value; the generated function does the same in place."""
        if value is None:
            return self.rows[-1]
        if isinstance(self.keys, Mapping):
            return self.rows[self.keys.get(value, 0)]
        assert isinstance(value, float)
        return self.rows[bisect_right(self.keys, value)]


def families(leaves: Iterable[Leaf]) -> Iterator[Family]:
    """Find the families among some leaves; a leaf of none is asked by itself."""
    ordered: dict[Value, list[tuple[float, Comparison]]] = defaultdict(list)
    named: dict[Value, list[Leaf]] = defaultdict(list)
    for leaf in dict.fromkeys(leaves):
        match leaf:
            case Member(value, options, _) if len(options) <= LONGEST:
                named[value].append(leaf)
            case Comparison():
                _, value, constant = _sides(leaf)
                if constant is None:
                    continue
                if constant.type == "number":
                    ordered[value].append((float(constant.value), leaf))  # type: ignore[arg-type]
                elif constant.type == "text":
                    named[value].append(leaf)
    for value, those in ordered.items():
        those.sort(key=lambda one: one[0])
        yield from (_ordered(value, part) for part in _parts(value, [leaf for _, leaf in those]))
    for value, these in named.items():
        yield from (_named(value, part) for part in _parts(value, these))


def _parts(value: Value, leaves: Sequence[Leaf]) -> Iterator[tuple[Leaf, ...]]:
    worth = _WORTH if isinstance(value, Name) else _WORTH_CALCULATED
    for start in range(0, len(leaves), WIDEST):
        part = leaves[start : start + WIDEST]
        if len(part) >= worth:
            yield tuple(part)


def _sides(leaf: Comparison) -> tuple[str, Value, Constant | None]:
    """Give sign, value and constant of a comparison, the value to the left; None where it has no constant."""
    if isinstance(leaf.right, Constant):
        return leaf.op, leaf.left, leaf.right
    if isinstance(leaf.left, Constant):
        return _TURNED[leaf.op], leaf.right, leaf.left
    return leaf.op, leaf.left, None


def _ordered(value: Value, leaves: tuple[Leaf, ...]) -> Family:
    cuts: set[float] = set()
    asked = []
    for leaf in leaves:
        assert isinstance(leaf, Comparison)
        sign, _, constant = _sides(leaf)
        assert constant is not None
        bound = float(constant.value)  # type: ignore[arg-type]
        asked.append((_COMPARE[sign], bound))
        # The answer changes at the number itself, or at the next one a float can be, or at both.
        cuts |= {bound} if sign in ("<", ">=") else {math.nextafter(bound, math.inf)}
        cuts |= {bound} if sign in ("==", "!=") else set()
    keys = sorted(cuts)
    rows = [tuple(compare(least, bound) for compare, bound in asked) for least in (-math.inf, *keys)]
    return Family(value, leaves, keys, (*rows, (None,) * len(leaves)))


def _named(value: Value, leaves: tuple[Leaf, ...]) -> Family:
    lists: list[tuple[bool, frozenset[Scalar]]] = []
    for leaf in leaves:
        if isinstance(leaf, Comparison):
            sign, _, constant = _sides(leaf)
            assert constant is not None
            lists.append((sign == "==", frozenset({constant.value})))
        else:
            assert isinstance(leaf, Member)
            lists.append((True, leaf.options))
    rows = {tuple(not inside for inside, _ in lists): 0}
    keys = {}
    for option in sorted(frozenset[Scalar]().union(*(options for _, options in lists)), key=str):
        answers = tuple((option in options) is inside for inside, options in lists)
        keys[option] = rows.setdefault(answers, len(rows))
    return Family(value, leaves, keys, (*rows, (None,) * len(leaves)))
