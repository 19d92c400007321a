"""From text to a typed tree: the whitelist of the language, checked against the feature catalogue."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Set
from typing import cast, get_args

from tidewaiter.language.catalogue import Catalogue
from tidewaiter.language.nodes import (
    Comparison,
    Comparisons,
    Constant,
    Either,
    Every,
    Expression,
    Flag,
    Lookup,
    Meets,
    Member,
    Missing,
    Name,
    Negation,
    Scalar,
    Test,
    TextTest,
    TextTests,
    Value,
    names_of,
)
from tidewaiter.language.source import Source, nearest
from tidewaiter.language.tables import ReferenceTable
from tidewaiter.language.values import DEEPEST, MEASURES, SPANS, ValueCompiler, kind_said, type_of

_COMPARISONS: dict[type[ast.cmpop], Comparisons] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_TESTS = ("is_missing", "intersects", *get_args(TextTests))
_NO_LISTS: Mapping[str, Set[str]] = {}
_NO_TABLES: Mapping[str, ReferenceTable] = {}


def compile_expression(
    text: str,
    catalogue: Catalogue,
    *,
    lists: Mapping[str, Set[str]] = _NO_LISTS,
    tables: Mapping[str, ReferenceTable] = _NO_TABLES,
    kinds: Set[str] = frozenset(),
    purpose: str = "assess",
    ground_cited: bool = False,
    where: str = "",
    line: int = 1,
    column: int = 1,
) -> Expression:
    """Check one expression against the catalogue and give its tree.

    ``lists`` are the named lists that ``in`` and ``intersects`` may use, ``tables`` what may be looked up in; ``kinds``
    (person, conveyance, shipment) must each be among a feature's ``subjects``, ``purpose`` among its
    ``may_be_used_for``; ``ground_cited`` lets through features protected as ``ground``. ``line`` and ``column`` say
    where the text begins in ``where``. Raises ``InvalidPolicy`` with line, column and, for a name, the nearest one.
    """
    source = Source(text, where, line, column)
    compiler = _Compiler(source, catalogue, lists, tables, purpose, ground_cited, frozenset(kinds))
    test = compiler.test(source.parse(), DEEPEST)
    used = frozenset(compiler.lists_used), frozenset(compiler.tables_used)
    return Expression(text, test, frozenset(names_of(test)), *used)


class _Compiler(ValueCompiler):
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
            case ast.Name() | ast.Attribute() | ast.Subscript():
                return self.flag(node, depth)
            case ast.Call(ast.Name(name), _, _) if name in _TESTS:
                return self.test_call(name, node, depth)
            case ast.Call(ast.Name(name), _, _):
                self.fail(f"{name} is not a test of this language{nearest(name, _TESTS + SPANS + MEASURES)}", node)
        raise self.source.error("this is no test: write comparisons, in, tests of text, is_missing, and, or, not", node)

    def flag(self, node: ast.expr, depth: int) -> Flag:
        value = self.value(node, depth - 1)
        text = self.source.words(node, node)
        if type_of(value) != "flag":
            self.fail(f"{text} is {kind_said(type_of(value))}: compare it with something", node)
        return Flag(value, text)

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
        kinds = {type_of(first), type_of(second)}
        if len(kinds) > 1:
            advice = (
                ": write the number without quotes" if kinds == {"number", "text"} and _quoted(first, second) else ""
            )
            self.fail(f"{kind_said(type_of(first))} cannot be compared with {kind_said(type_of(second))}{advice}", left)
        if kinds & {"flag", "texts"}:
            self.fail("write a flag by itself, or not before it; ask a list of texts with in or intersects", left)
        if kinds == {"text"} and sign not in ("==", "!="):
            self.fail("texts have no order: write == or != or in", left)
        self.same_unit(first, second, left)
        self.known_values(first, second, right)
        self.known_values(second, first, left)
        return Comparison(sign, first, second, text)

    def member(self, left: ast.expr, right: ast.expr, text: str, depth: int) -> Test:
        if isinstance(right, ast.Name) and right.id in self.catalogue and right.id not in self.lists:
            feature = self.feature(right)
            if feature.type != "texts" or not isinstance(left, ast.Constant) or not isinstance(left.value, str):
                self.fail('in needs a list on its right: ["A", "B"] or the name of a list', right)
            self.known_value(Name(feature.name, feature.type), left.value, left)
            return Meets(feature.name, frozenset({left.value}), text)
        value = self.value(left, depth - 1)
        if type_of(value) not in ("text", "number") or not [*names_of(value)]:
            self.fail("in asks a text or a number; for a list of texts write intersects(x, [...])", left)
        options = self.options(right)
        for option, node in options:
            if isinstance(option, str) != (type_of(value) == "text"):
                self.fail(f"{option!r} is not {kind_said(type_of(value))}", node)
            self.known_value(value, option, node)
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

    def test_call(self, name: str, node: ast.Call, depth: int) -> Test:
        wanted = 1 if name == "is_missing" else 2
        if node.keywords or len(node.args) != wanted:
            self.fail(f"{name} takes {wanted} value{'s' if wanted > 1 else ''}", node)
        subject, text = node.args[0], self.source.words(node, node)
        if name == "intersects":
            return self.intersects(node, text)
        value = self.asked(name, subject, depth)
        if name == "is_missing":
            return Missing(value, text)
        part = node.args[1]
        if type_of(value) != "text":
            said = self.source.words(subject, subject)
            self.fail(f"{said} is {kind_said(type_of(value))}, and {name} asks a text", subject)
        if not isinstance(part, ast.Constant) or not isinstance(part.value, str) or not part.value:
            self.fail(f"the second value of {name} is a text that is not empty", part)
        return TextTest(cast(TextTests, name), value, part.value, text)

    def asked(self, name: str, subject: ast.expr, depth: int) -> Value:
        if isinstance(subject, ast.Name | ast.Attribute):
            value = self.value(subject, depth - 1)
            if isinstance(value, Name | Lookup):
                return value
        raise self.source.error(f"the first value of {name} is the name of a feature", subject)

    def intersects(self, node: ast.Call, text: str) -> Meets:
        subject = node.args[0]
        if not isinstance(subject, ast.Name):
            self.fail("the first value of intersects is the name of a feature", subject)
        feature = self.feature(subject)
        if feature.type != "texts":
            self.fail(f"{feature.name} is {kind_said(feature.type)}: write {feature.name} in [...]", node.args[0])
        options = self.options(node.args[1])
        for option, place in options:
            if not isinstance(option, str):
                self.fail(f"{option!r} is not a text", place)
            self.known_value(Name(feature.name, feature.type), option, place)
        return Meets(feature.name, frozenset(str(option) for option, _ in options), text)


def _quoted(first: Value, second: Value) -> bool:
    """Tell whether a number was written in quotes."""
    written = [side.value for side in (first, second) if isinstance(side, Constant)]
    return any(isinstance(text, str) and text.replace(".", "", 1).isdecimal() for text in written)
