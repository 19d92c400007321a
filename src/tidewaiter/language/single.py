"""The emitter for one record: all expressions as one generated Python function.

The generated text is written from the compiled tree alone: features become ``v0``, written values ``c0``, so no
character of a rule's own text ever reaches ``exec``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from tidewaiter.language.nodes import (
    Arithmetic,
    Comparison,
    Constant,
    Either,
    Every,
    Expression,
    Flag,
    Meets,
    Member,
    Missing,
    Name,
    Negation,
    Span,
    Test,
    TextTest,
    Value,
)

Outcome = bool | None
Row = Mapping[str, Any]
RowFunction = Callable[[Row], tuple[Outcome, ...]]


def python(expressions: Sequence[Expression]) -> RowFunction:
    """Generate one function from a row (feature name to value; absent = unknown) to an outcome for each expression.

    Outcomes are True, False or None for unknown. Dates are ``date``, times ``datetime`` in UTC, texts lists of str.
    """
    return compiled([expression.test for expression in expressions])


def compiled(tests: Sequence[Test]) -> RowFunction:
    """Generate the function for bare tests; ``python`` and the explanation share it."""
    writer = _Writer()
    results = [writer.test(test) for test in tests]
    loads = [f"    {variable} = get({name!r})" for name, variable in writer.variables.items()]
    loads += [
        f"    {variable}f = {variable} if {variable} is None else float({variable})" for variable in writer.floats
    ]
    body = ["def rules(row):", "    get = row.get", *loads, "    return (" + "".join(f"{r}, " for r in results) + ")"]
    exec(compile("\n".join(body), "<rules>", "exec"), writer.constants)  # text made of v0, c0 and operators only
    function: RowFunction = writer.constants["rules"]
    return function


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


class _Writer:
    """Writes Python for tests and values; collects the features and constants they need."""

    def __init__(self) -> None:
        self.variables: dict[str, str] = {}
        self.floats: dict[str, None] = {}
        self.constants: dict[str, Any] = {"finite": _finite, "HOUR": timedelta(hours=1)}
        self._temporaries = 0

    def test(self, test: Test) -> str:
        match test:
            case Every(parts):
                return self._joined(parts, stop=False)
            case Either(parts):
                return self._joined(parts, stop=True)
            case Negation(part):
                kept = self._temporary()
                return f"(None if ({kept} := {self.test(part)}) is None else not {kept})"
            case Flag(name, _):
                return self._variable(name)
            case Missing(name, _):
                return f"({self._variable(name)} is None)"
            case Comparison(op, left, right, _):
                return self._guarded([left, right], "{0} " + op + " {1}")
            case Member(value, options, _):
                return self._guarded([value], "{0} in " + self._constant(options))
            case Meets(name, options, _):
                variable = self._variable(name)
                return f"(None if {variable} is None else not {self._constant(options)}.isdisjoint({variable}))"
            case TextTest(op, name, part, _):
                return self._text_test(op, self._variable(name), self._constant(part))

    def _text_test(self, op: str, variable: str, part: str) -> str:
        asked = f"{part} in {variable}" if op == "contains" else f"{variable}.{op}({part})"
        return f"(None if {variable} is None else {asked})"

    def _joined(self, parts: Sequence[Test], *, stop: bool) -> str:
        # Kleene: the stopping value wins at once; failing that, any unknown makes the whole unknown.
        kept = [(self._temporary(), self.test(part)) for part in parts]
        stops = " or ".join(f"({name} := {code}) is {stop}" for name, code in kept)
        unknown = " or ".join(f"{name} is None" for name, _ in kept)
        return f"({stop} if {stops} else None if {unknown} else {not stop})"

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
        match value:
            case Name(name, _):
                return self._variable(name)
            case Constant(constant, _):
                return self._constant(constant)
            case Span("days", start, end):
                first, last = (".date()" if _is_time(side) else "" for side in (start, end))
                return self._guarded([end, start], "float(({0}" + last + " - {1}" + first + ").days)")
            case Span(_, start, end):
                return self._guarded([end, start], "({0} - {1}) / HOUR")
            case Arithmetic(op, left, right):
                return self._arithmetic(op, left, right)

    def _arithmetic(self, op: str, left: Value, right: Value) -> str:
        # Polars calculates in 64-bit floats, so Python does too: integers become floats once, as the row is read.
        sides = []
        for side in (left, right):
            kept = self._temporary()
            code = self.value(side)
            if isinstance(side, Name):
                self.floats[code] = None
                code += "f"
            sides.append((kept, code))
        (a, first), (b, second) = sides
        zero = f" or {b} == 0" if op == "/" else ""
        return f"(None if ({a} := {first}) is None or ({b} := {second}) is None{zero} else finite({a} {op} {b}))"

    def _variable(self, name: str) -> str:
        return self.variables.setdefault(name, f"v{len(self.variables)}")

    def _constant(self, value: object) -> str:
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name

    def _temporary(self) -> str:
        self._temporaries += 1
        return f"t{self._temporaries}"


def _is_time(value: Value) -> bool:
    return isinstance(value, Name | Constant) and value.type == "time"
