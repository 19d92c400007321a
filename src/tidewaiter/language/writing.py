"""Writes the generated Python of ``single``: tests and values, the features and constants they need."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from tidewaiter.language.families import Family
from tidewaiter.language.nodes import (
    Arithmetic,
    Comparison,
    Constant,
    Either,
    Every,
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
    names_of,
)

Outcome = bool | None
Row = Mapping[str, Any]
RowFunction = Callable[[Row], tuple[Outcome, ...]]


class AnsweredLeaf(NamedTuple):
    """One leaf and how it came out: its text as written, the features in it. One object serves all records."""

    text: str
    features: tuple[str, ...]
    outcome: Outcome


Seen = Mapping[tuple[str, ...], Mapping[str, Any]]
"""The values that leaves saw, by the features they read: leaves that read the same ones share a mapping."""
Answered = tuple[tuple[tuple[AnsweredLeaf, ...], ...], Seen, tuple[Outcome, ...]]
"""The leaves of each test, the values they saw, and the outcomes of what else was asked."""


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


class Writer:
    """Writes Python for tests and values; collects the features and constants they need."""

    def __init__(self, shared: set[Test]) -> None:
        self._shared = shared
        self._variables: dict[str, str] = {}
        self._numbers: set[str] = set()
        self._asked: dict[Test, str] = {}
        self._families: dict[Leaf, tuple[Family, str]] = {}
        self._leaves: dict[tuple[Leaf, str], str] = {}
        self._shown: dict[tuple[str, ...], str] = {}
        self._lines: list[str] = []
        self._constants: dict[str, Any] = {
            "finite": _finite,
            "find": bisect_right,
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

    def together(self, found: Iterable[Family]) -> None:
        """Ask the leaves of each family at once."""
        for family in found:
            value, kept, row = self.value(family.value), self._temporary(), self._temporary()
            keys = self._constant(family.keys)
            place = f"{keys}.get({kept}, 0)" if isinstance(family.keys, Mapping) else f"find({keys}, {kept})"
            self._lines.append(f"{row} = -1 if ({kept} := {value}) is None else {place}")
            names = [self._asked.setdefault(leaf, f"a{len(self._asked)}") for leaf in family.leaves]
            self._lines.append(f"{', '.join(names)}, = {self._constant(family.rows)}[{row}]")
            self._families |= dict.fromkeys(family.leaves, (family, row))

    def leaf(self, leaf: Leaf) -> str:
        """Write which of its answers a leaf has; equal leaves that are written differently have their own."""
        if leaf in self._families and (leaf, leaf.text) not in self._leaves:
            self._leaves_of(*self._families[leaf])
        if (leaf, leaf.text) not in self._leaves:
            code, kept = self.test(leaf), self._temporary()
            true, false, unknown = (self._constant(answer) for answer in self._answers(leaf).values())
            answer = f"{true} if ({kept} := {code}) else {unknown} if {kept} is None else {false}"
            self._lines.append(f"{self._named(leaf)} = {answer}")
        return self._leaves[leaf, leaf.text]

    def _leaves_of(self, family: Family, row: str) -> None:
        """Write the answers of the leaves of a family, by a table like that of its outcomes."""
        if (first := family.leaves[0]) and (first, first.text) in self._leaves:
            return
        answers = [self._answers(leaf) for leaf in family.leaves]
        table = tuple(tuple(map(dict.__getitem__, answers, outcomes)) for outcomes in family.rows)
        names = [self._named(leaf) for leaf in family.leaves]
        self._lines.append(f"{', '.join(names)}, = {self._constant(table)}[{row}]")

    def _answers(self, leaf: Leaf) -> dict[Outcome, AnsweredLeaf]:
        features = tuple(dict.fromkeys(names_of(leaf)))
        if features not in self._shown:
            values = ", ".join(f"{name!r}: {self._variable(name)}w" for name in features)
            self._shown[features] = f"{self._constant(features)}: {{{values}}}"
        return {outcome: AnsweredLeaf(leaf.text, features, outcome) for outcome in (True, False, None)}

    def _named(self, leaf: Leaf) -> str:
        return self._leaves.setdefault((leaf, leaf.text), f"l{len(self._leaves)}")

    def values(self) -> str:
        """Write the values that explained leaves saw, as they stand in the row."""
        return f"{{{', '.join(self._shown.values())}}}"

    def test(self, test: Test) -> str:
        """Write a test, or the variable that holds its outcome where several ask it."""
        if test not in self._shared and test not in self._asked:
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
        for part in sorted(_flat(parts, Either if stop else Every), key=self._cost):
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
        return 2 if part not in self._shared and part not in self._asked else 1 if isinstance(part, Surely) else 0

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


def _flat(parts: Iterable[Test], kind: type[Every | Either]) -> Iterator[Test]:
    """Give what is joined, without brackets that change nothing: ``a and (b and c)`` is ``a and b and c``."""
    for part in parts:
        if isinstance(part, kind):
            yield from _flat(part.parts, kind)
        else:
            yield part


_MEASURED = {
    "weekday": "float({0}.isoweekday())",
    "month": "float({0}.month)",
    "hour": "float({0}.hour)",
    "abs": "abs({0})",
    "count": "float(len({0}))",
}


def _is_time(value: Value) -> bool:
    return isinstance(value, Name | Constant) and value.type == "time"
