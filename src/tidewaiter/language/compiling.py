"""From text to a typed tree: the whitelist of the language, checked against the feature catalogue."""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping, Set
from datetime import UTC, date, datetime
from typing import NoReturn, cast, get_args

from tidewaiter.language.catalogue import Catalogue, Feature
from tidewaiter.language.nodes import (
    Arithmetic,
    Arithmetics,
    Comparison,
    Comparisons,
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
    Scalar,
    Span,
    Test,
    TextTest,
    TextTests,
    Value,
    names_of,
)
from tidewaiter.language.source import Source, nearest

DEEPEST = 20
_COMPARISONS: dict[type[ast.cmpop], Comparisons] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_ARITHMETICS: dict[type[ast.operator], Arithmetics] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_TESTS = ("is_missing", "intersects", *get_args(TextTests))
_SPANS = ("days", "hours")
_NO_LISTS: Mapping[str, Set[str]] = {}


def compile_expression(
    text: str,
    catalogue: Catalogue,
    *,
    lists: Mapping[str, Set[str]] = _NO_LISTS,
    purpose: str = "assess",
    ground_cited: bool = False,
    where: str = "",
    line: int = 1,
    column: int = 1,
) -> Expression:
    """Check one expression against the catalogue and give its tree.

    ``lists`` are the named lists that ``in`` and ``intersects`` may use; ``purpose`` must be among a feature's
    ``may_be_used_for``; ``ground_cited`` lets through features protected as ``ground``. ``line`` and ``column`` say
    where the text begins in ``where``. Raises ``InvalidPolicy`` with line, column and, for a name, the nearest one.
    """
    compiler = _Compiler(Source(text, where, line, column), catalogue, lists, purpose, ground_cited)
    test = compiler.test(compiler.source.parse(), DEEPEST)
    return Expression(text, test, frozenset(names_of(test)), frozenset(compiler.lists_used))


class _Compiler:
    def __init__(
        self, source: Source, catalogue: Catalogue, lists: Mapping[str, Set[str]], purpose: str, ground_cited: bool
    ) -> None:
        self.source, self.catalogue, self.lists = source, catalogue, lists
        self.purpose, self.ground_cited = purpose, ground_cited
        self.lists_used: set[str] = set()

    def fail(self, text: str, node: ast.AST) -> NoReturn:
        raise self.source.error(text, node)

    # Tests: what is true, false or unknown.

    def test(self, node: ast.expr, depth: int) -> Test:
        if depth == 0:
            self.fail(f"this is nested more than {DEEPEST} levels deep: split the rule", node)
        match node:
            case ast.BoolOp(op, values):
                parts = tuple(self.test(value, depth - 1) for value in values)
                return Every(parts) if isinstance(op, ast.And) else Either(parts)
            case ast.UnaryOp(ast.Not(), operand):
                return Negation(self.test(operand, depth - 1))
            case ast.Compare():
                return self.comparisons(node, depth)
            case ast.Name():
                return self.flag(node)
            case ast.Call(ast.Name(name), _, _) if name in _TESTS:
                return self.test_call(name, node)
            case ast.Call(ast.Name(name), _, _):
                self.fail(f"{name} is not a test of this language{nearest(name, _TESTS + _SPANS)}", node)
        raise self.source.error("this is no test: write comparisons, in, tests of text, is_missing, and, or, not", node)

    def flag(self, node: ast.Name) -> Flag:
        feature = self.feature(node)
        if feature.type != "flag":
            self.fail(f"{feature.name} is {_kind(feature.type)}: compare it with something", node)
        return Flag(feature.name, feature.name)

    def comparisons(self, node: ast.Compare, depth: int) -> Test:
        sides = [node.left, *node.comparators]
        tests = [
            self.comparison(op, left, right, depth) for op, left, right in zip(node.ops, sides, sides[1:], strict=False)
        ]
        return tests[0] if len(tests) == 1 else Every(tuple(tests))

    def comparison(self, op: ast.cmpop, left: ast.expr, right: ast.expr, depth: int) -> Test:
        text = self.source.words(left, right)
        if isinstance(op, ast.In):
            return self.member(left, right, text, depth)
        if isinstance(op, ast.NotIn):
            return Negation(self.member(left, right, text, depth))
        if type(op) not in _COMPARISONS:
            self.fail("is and is not have no meaning here: write is_missing(x)", left)
        sign = _COMPARISONS[type(op)]
        first, second = self.value(left, depth - 1), self.value(right, depth - 1)
        first, second = self.coerce(first, second, left), self.coerce(second, first, right)
        if not [*names_of(first), *names_of(second)]:
            self.fail("this compares no feature with anything", left)
        kinds = {_type(first), _type(second)}
        if len(kinds) > 1:
            self.fail(f"{_kind(_type(first))} cannot be compared with {_kind(_type(second))}", left)
        if kinds & {"flag", "texts"}:
            self.fail("write a flag by itself, or not before it; ask a list of texts with in or intersects", left)
        if kinds == {"text"} and sign not in ("==", "!="):
            self.fail("texts have no order: write == or != or in", left)
        self.known_values(first, second, right)
        self.known_values(second, first, left)
        return Comparison(sign, first, second, text)

    def coerce(self, value: Value, other: Value, node: ast.expr) -> Value:
        """Read a written text as the date or time that the other side is."""
        kind = _type(other)
        if not isinstance(value, Constant) or not isinstance(value.value, str) or kind not in ("date", "time"):
            return value
        try:
            if kind == "date":
                return Constant(date.fromisoformat(value.value), "date")
            moment = datetime.fromisoformat(value.value)
            if moment.tzinfo is None:
                self.fail(f"{value.value!r} has no time zone: end it with Z", node)
            return Constant(moment.astimezone(UTC), "time")
        except (ValueError, OverflowError):
            self.fail(f"{value.value!r} is not {_kind(kind)} as in ISO 8601", node)

    def known_values(self, value: Value, other: Value, node: ast.expr) -> None:
        if isinstance(value, Name) and isinstance(other, Constant):
            self.known_value(self.catalogue[value.name], other.value, node)

    def known_value(self, feature: Feature, option: Scalar, node: ast.expr) -> None:
        if feature.values and option not in feature.values:
            hint = nearest(str(option), feature.values) or f": it is one of {', '.join(sorted(feature.values))}"
            self.fail(f"{feature.name} is never {option!r}{hint}", node)

    def member(self, left: ast.expr, right: ast.expr, text: str, depth: int) -> Test:
        if isinstance(right, ast.Name) and right.id in self.catalogue and right.id not in self.lists:
            feature = self.feature(right)
            if feature.type != "texts" or not isinstance(left, ast.Constant) or not isinstance(left.value, str):
                self.fail('in needs a list on its right: ["A", "B"] or the name of a list', right)
            self.known_value(feature, left.value, left)
            return Meets(feature.name, frozenset({left.value}), text)
        value = self.value(left, depth - 1)
        if _type(value) not in ("text", "number") or not [*names_of(value)]:
            self.fail("in asks a text or a number; for a list of texts write intersects(x, [...])", left)
        options = self.options(right)
        for option, node in options:
            if isinstance(option, str) != (_type(value) == "text"):
                self.fail(f"{option!r} is not {_kind(_type(value))}", node)
            if isinstance(value, Name):
                self.known_value(self.catalogue[value.name], option, node)
        return Member(value, frozenset(option for option, _ in options), text)

    def options(self, node: ast.expr) -> list[tuple[Scalar, ast.expr]]:
        if isinstance(node, ast.Name):
            if node.id not in self.lists:
                self.fail(f"there is no list named {node.id}{nearest(node.id, self.lists)}", node)
            self.lists_used.add(node.id)
            return [(option, node) for option in sorted(self.lists[node.id])]
        if not isinstance(node, ast.List | ast.Tuple | ast.Set) or not node.elts:
            self.fail('a list is written ["A", "B"] and holds at least one value', node)
        return [(self.constant(element).value, element) for element in node.elts]

    def test_call(self, name: str, node: ast.Call) -> Test:
        wanted = 1 if name == "is_missing" else 2
        if node.keywords or len(node.args) != wanted:
            self.fail(f"{name} takes {wanted} value{'s' if wanted > 1 else ''}", node)
        subject = node.args[0]
        if not isinstance(subject, ast.Name):
            self.fail(f"the first value of {name} is the name of a feature", subject)
        feature, text = self.feature(subject), self.source.words(node, node)
        if name == "is_missing":
            return Missing(feature.name, text)
        if name == "intersects":
            return self.intersects(feature, node, text)
        part = node.args[1]
        if feature.type != "text":
            self.fail(f"{feature.name} is {_kind(feature.type)}, and {name} asks a text", subject)
        if not isinstance(part, ast.Constant) or not isinstance(part.value, str) or not part.value:
            self.fail(f"the second value of {name} is a text that is not empty", part)
        return TextTest(cast(TextTests, name), feature.name, part.value, text)

    def intersects(self, feature: Feature, node: ast.Call, text: str) -> Meets:
        if feature.type != "texts":
            self.fail(f"{feature.name} is {_kind(feature.type)}: write {feature.name} in [...]", node.args[0])
        options = self.options(node.args[1])
        for option, place in options:
            if not isinstance(option, str):
                self.fail(f"{option!r} is not a text", place)
            self.known_value(feature, option, place)
        return Meets(feature.name, frozenset(str(option) for option, _ in options), text)

    # Values: what tests compare.

    def value(self, node: ast.expr, depth: int) -> Value:
        if depth <= 0:
            self.fail(f"this is nested more than {DEEPEST} levels deep: split the rule", node)
        match node:
            case ast.Name():
                feature = self.feature(node)
                return Name(feature.name, feature.type)
            case ast.BinOp(left, op, right) if type(op) in _ARITHMETICS:
                return self.arithmetic(_ARITHMETICS[type(op)], left, right, depth)
            case ast.UnaryOp(ast.USub(), operand) if not isinstance(operand, ast.Constant):
                return self.arithmetic("-", ast.copy_location(ast.Constant(0), operand), operand, depth)
            case ast.Call(ast.Name(name), [start, end], []) if name in _SPANS:
                return self.span(name, start, end, depth)
            case ast.Call(ast.Name(name), _, _):
                hint = " takes two values" if name in _SPANS else f" gives no value{nearest(name, _SPANS)}"
                self.fail(f"{name}{hint}", node)
        return self.constant(node)

    def arithmetic(self, op: Arithmetics, left: ast.expr, right: ast.expr, depth: int) -> Arithmetic:
        first, second = self.value(left, depth - 1), self.value(right, depth - 1)
        for side, node in ((first, left), (second, right)):
            if _type(side) != "number":
                self.fail(f"{_kind(_type(side))} cannot be calculated with; for dates write days(a, b)", node)
        if op == "/" and isinstance(second, Constant) and second.value == 0:
            self.fail("this divides by zero", right)
        return Arithmetic(op, first, second)

    def span(self, unit: str, start: ast.expr, end: ast.expr, depth: int) -> Span:
        first, second = self.value(start, depth - 1), self.value(end, depth - 1)
        first, second = self.coerce(first, second, start), self.coerce(second, first, end)
        allowed = ("time",) if unit == "hours" else ("date", "time")
        for side, node in ((first, start), (second, end)):
            if _type(side) not in allowed:
                self.fail(f"{unit} needs {' or '.join(_kind(kind) for kind in allowed)} here", node)
        return Span("hours" if unit == "hours" else "days", first, second)

    def constant(self, node: ast.expr) -> Constant:
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
            positive = self.constant(node.operand)
            if not isinstance(positive.value, float):
                self.fail("only a number can be negative", node)
            return Constant(-positive.value, "number")
        match node:
            case ast.Constant(None):
                self.fail("there is no None here: write is_missing(x)", node)
            case ast.Constant(bool()):
                self.fail("write a flag by itself, or not before it", node)
            case ast.Constant(str(text)):
                return Constant(text, "text")
            case ast.Constant(int() | float() as number):
                return Constant(self.number(number, node), "number")
        raise self.source.error("this is not part of the language", node)

    def number(self, number: float, node: ast.expr) -> float:
        try:
            value = float(number)
        except OverflowError:
            value = math.inf
        if not math.isfinite(value):
            self.fail("this number is too large", node)
        return value

    def feature(self, node: ast.Name) -> Feature:
        """Look a name up; protected attributes and features for other purposes are refused by name."""
        feature = self.catalogue.get(node.id)
        if feature is None:
            if node.id in self.lists:
                self.fail(f"{node.id} is a list: write x in {node.id}", node)
            usable = [n for n, f in self.catalogue.items() if f.protected is None and self.purpose in f.may_be_used_for]
            self.fail(f"there is no feature named {node.id}{nearest(node.id, usable)}", node)
        about = feature.because or feature.name
        if feature.protected == "never":
            self.fail(f"protected attribute; {feature.name} ({about}) is no risk factor and no rule may name it", node)
        if feature.protected == "ground" and not self.ground_cited:
            self.fail(
                f"protected attribute; {feature.name} ({about}) needs a named legal ground cited in the rule", node
            )
        if self.purpose not in feature.may_be_used_for:
            self.fail(f"{feature.name} may not be used for {self.purpose}", node)
        return feature


def _type(value: Value) -> str:
    return value.type if isinstance(value, Name | Constant) else "number"


def _kind(name: str) -> str:
    return {"texts": "a list of texts"}.get(name, f"a {name}")
