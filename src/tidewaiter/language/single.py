"""The emitter for one record: all expressions as one generated Python function.

The generated text is written from the compiled tree alone: features become ``v0``, written values ``c0`` and numbers
a float's digits, so no character of a rule's own text reaches ``exec``. What several expressions ask is asked once.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import repeat
from operator import itemgetter
from typing import Any, NamedTuple

from tidewaiter.language.nodes import (
    Arithmetic,
    Comparison,
    Constant,
    Either,
    Every,
    Expression,
    Flag,
    Leaf,
    Lookup,
    Measure,
    Meets,
    Member,
    Missing,
    Name,
    Negation,
    Span,
    Surely,
    Test,
    TextTest,
    Value,
    leaves,
    names_of,
)

Outcome = bool | None
Row = Mapping[str, Any]
RowFunction = Callable[[Row], tuple[Outcome, ...]]


class ExplainedLeaf(NamedTuple):
    """One leaf of an expression: its text as written, the values of the features in it, and how it came out."""

    text: str
    values: Mapping[str, Any]
    outcome: Outcome


Leaves = tuple[tuple[ExplainedLeaf, ...], ...]
_new = tuple.__new__


def python(expressions: Sequence[Expression]) -> RowFunction:
    """Generate one function from a row (feature name to value; absent = unknown) to an outcome for each expression.

    Outcomes are True, False or None for unknown. Dates are ``date``, times ``datetime`` in UTC, texts lists of str; a
    number that is none (NaN) is unknown.
    """
    return compiled([expression.test for expression in expressions])


def compiled(tests: Sequence[Test]) -> RowFunction:
    """Generate the function for bare tests."""
    writer = _Writer(_shared(tests))
    return writer.function(f"({''.join(f'{writer.test(test)}, ' for test in tests)})")


def explaining(
    tests: Sequence[Test], asked: Sequence[Test] = ()
) -> Callable[[Row], tuple[Leaves, tuple[Outcome, ...]]]:
    """Generate the function from a row to the explained leaves of each test, and the outcomes of what else is asked."""
    writer = _Writer(_shared([*tests, *asked]))
    # Each distinct leaf is written once; the leaves of a test are picked out of them by their places.
    places = [[writer.leaf(leaf) for leaf in leaves(test)] for test in tests]
    outcomes = "".join(f"{writer.test(test)}, " for test in asked)
    ask = writer.function(f"{writer.shown()}, ({outcomes})")
    texts, picks = writer.texts, [_picking(these) for these in places]

    def explained(row: Row) -> tuple[Leaves, tuple[Outcome, ...]]:
        values, came_out, answers = ask(row)
        each = tuple(map(_new, repeat(ExplainedLeaf), zip(texts, values, came_out, strict=True)))
        return tuple([pick(each) for pick in picks]), answers

    return explained


def _picking(places: Sequence[int]) -> Callable[[Sequence[ExplainedLeaf]], tuple[ExplainedLeaf, ...]]:
    """Give the function that picks the leaves at these places; one place alone is picked as a slice of one."""
    return itemgetter(*places) if len(places) > 1 else itemgetter(slice(places[0], places[0] + 1))


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


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


class _Writer:
    """Writes Python for tests and values; collects the features and constants they need."""

    def __init__(self, shared: set[Test]) -> None:
        self._shared = shared
        self._variables: dict[str, str] = {}
        self._numbers: set[str] = set()
        self._asked: dict[Test, str] = {}
        self._leaves: dict[tuple[Leaf, str], int] = {}
        self._outcomes: list[str] = []
        self._read: list[str] = []
        self.texts: list[str] = []
        self._shown: dict[tuple[str, ...], str] = {}
        self._lines: list[str] = []
        self._constants: dict[str, Any] = {
            "finite": _finite,
            "HOUR": timedelta(hours=1),
        }
        self._temporaries = 0

    def function(self, result: str) -> Callable[[Row], Any]:
        """Give the function that loads the features, asks what is shared and gives ``result``."""
        loads = []
        for name, variable in self._variables.items():
            loads.append(f"{variable} = {variable}w = get({name!r})")
            if variable in self._numbers:
                loads.append(
                    f"{variable} = None if {variable} is None or {variable} != {variable} else float({variable})"
                )
        lines = ["get = row.get", *loads, *self._lines, f"return {result}"]
        text = "def rules(row):\n    " + "\n    ".join(lines)
        exec(compile(text, "<rules>", "exec"), self._constants)  # text made of v0, c0 and operators only
        function: Callable[[Row], Any] = self._constants["rules"]
        return function

    def leaf(self, leaf: Leaf) -> int:
        """Give the place of an explained leaf among those that ``shown`` gives."""
        if (leaf, leaf.text) not in self._leaves:
            self._leaves[leaf, leaf.text] = len(self._leaves)
            self._outcomes.append(self.test(leaf))
            self._read.append(self._values(tuple(dict.fromkeys(names_of(leaf)))))
            self.texts.append(leaf.text)
        return self._leaves[leaf, leaf.text]

    def shown(self) -> str:
        """Give the values and the outcomes of all explained leaves, in the order of ``texts``."""
        return ", ".join(f"({''.join(f'{part}, ' for part in parts)})" for parts in (self._read, self._outcomes))

    def _values(self, names: tuple[str, ...]) -> str:
        """Give the variable of the values that some features have; leaves that read the same ones share it."""
        if names not in self._shown:
            values = "".join(f"{name!r}: {self._variable(name)}w, " for name in names)
            kept = self._shown[names] = f"d{len(self._shown)}"
            self._lines.append(f"{kept} = {{{values}}}")
        return self._shown[names]

    def test(self, test: Test) -> str:
        """Write a test, or the variable that holds its outcome where several ask it."""
        if test not in self._shared:
            return self._test(test)
        if test not in self._asked:
            code = self._test(test)
            kept = self._asked[test] = f"a{len(self._asked)}"
            self._lines.append(f"{kept} = {code}")
        return self._asked[test]

    def _test(self, test: Test) -> str:
        match test:
            case Every(parts):
                return self._joined(parts, stop=False)
            case Either(parts):
                return self._joined(parts, stop=True)
            case Negation(part):
                kept = self._temporary()
                return f"(None if ({kept} := {self.test(part)}) is None else not {kept})"
            case Surely(part):
                return f"({self.test(part)} is True)"
            case Flag(value, _):
                return self.value(value)
            case Missing(value, _):
                return f"({self.value(value)} is None)"
            case Comparison(op, left, right, _):
                return self._guarded([left, right], "{0} " + op + " {1}")
            case Member(value, options, _):
                return self._guarded([value], "{0} in " + self._constant(options))
            case Meets(name, options, _):
                variable = self._variable(name)
                return f"(None if {variable} is None else not {self._constant(options)}.isdisjoint({variable}))"
            case TextTest(op, value, part, _):
                kept = self._constant(part)
                return self._guarded([value], f"{kept} in {{0}}" if op == "contains" else f"{{0}}.{op}({kept})")

    def _joined(self, parts: Sequence[Test], *, stop: bool) -> str:
        # Kleene: the stopping value wins at once; failing that, any unknown makes the whole unknown.
        # Order is free, so what has been asked already goes first: it mostly settles the matter.
        stops, unknown = [], []
        for part in sorted(parts, key=self._cost):
            code = self.test(part)
            if not code.isidentifier():
                kept = self._temporary()
                stops.append(f"({kept} := {code}) is {stop}")
                code = kept
            else:
                stops.append(f"{code} is {stop}")
            if not isinstance(part, Missing | Surely):
                unknown.append(f"{code} is None")
        rest = f"None if {' or '.join(unknown)} else {not stop}" if unknown else str(not stop)
        return f"({stop} if {' or '.join(stops)} else {rest})"

    def _cost(self, part: Test) -> int:
        return 2 if part not in self._shared else 1 if isinstance(part, Surely) else 0

    def _guarded(self, values: Sequence[Value], template: str) -> str:
        guards, names = [], []
        for value in values:
            code = self.value(value)
            if isinstance(value, Constant):
                names.append(code)
                continue
            if isinstance(value, Name):
                names.append(code)
                guards.append(f"{code} is None")
                continue
            kept = self._temporary()
            names.append(kept)
            guards.append(f"({kept} := {code}) is None")
        result = template.format(*names)
        return f"(None if {' or '.join(guards)} else {result})" if guards else f"({result})"

    def value(self, value: Value) -> str:
        """Write a value."""
        match value:
            case Name(name, kind):
                variable = self._variable(name)
                if kind == "number":  # Polars calculates in 64-bit floats, so Python does too
                    self._numbers.add(variable)
                return variable
            case Constant(constant, kind):
                return repr(constant) if kind == "number" else self._constant(constant)
            case Span("days", start, end):
                first, last = (".date()" if _is_time(side) else "" for side in (start, end))
                return self._guarded([end, start], "float(({0}" + last + " - {1}" + first + ").days)")
            case Span(_, start, end):
                return self._guarded([end, start], "({0} - {1}) / HOUR")
            case Arithmetic(op, left, right):
                return self._arithmetic(op, left, right)
            case Measure(of, inner):
                return self._guarded([inner], _MEASURED[of])
            case Lookup(column, key):
                return f"{self._constant(dict(column.cells))}.get({self.value(key)})"

    def _arithmetic(self, op: str, left: Value, right: Value) -> str:
        (a, first), (b, second) = ((self._temporary(), self.value(side)) for side in (left, right))
        zero = f" or {b} == 0" if op == "/" else ""
        return f"(None if ({a} := {first}) is None or ({b} := {second}) is None{zero} else finite({a} {op} {b}))"

    def _variable(self, name: str) -> str:
        return self._variables.setdefault(name, f"v{len(self._variables)}")

    def _constant(self, value: object) -> str:
        name = f"c{len(self._constants)}"
        self._constants[name] = value
        return name

    def _temporary(self) -> str:
        self._temporaries += 1
        return f"t{self._temporaries}"


_MEASURED = {
    "weekday": "float({0}.isoweekday())",
    "month": "float({0}.month)",
    "hour": "float({0}.hour)",
    "abs": "abs({0})",
    "count": "float(len({0}))",
}


def _is_time(value: Value) -> bool:
    return isinstance(value, Name | Constant) and value.type == "time"
