"""The values of the language: features, constants, arithmetic, spans of time, measures and look-ups, with types."""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NoReturn, cast, get_args

from tidewaiter.language.catalogue import Catalogue, Feature
from tidewaiter.language.nodes import (
    Arithmetic,
    Arithmetics,
    Constant,
    Lookup,
    Measure,
    Measures,
    Name,
    Scalar,
    Span,
    Value,
)
from tidewaiter.language.source import Source, nearest
from tidewaiter.language.tables import ReferenceTable

DEEPEST = 20
FEW = 12
"""Of more known values than this an error names only the first."""
SPANS = ("days", "hours")
MEASURES = get_args(Measures)
_ARITHMETICS: dict[type[ast.operator], Arithmetics] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_MEASURED = {
    "weekday": ("date", "time"),
    "month": ("date", "time"),
    "hour": ("time",),
    "abs": ("number",),
    "count": ("texts",),
}
_SUCH = {"date": "2027-11-30", "time": "2027-11-30T06:00Z"}
_CONVERT = {frozenset({"day", "hour"}): "multiply the days by 24"}


@dataclass
class ValueCompiler:
    """Compiles the values of one expression and keeps account of the lists and tables it asks."""

    source: Source
    catalogue: Catalogue
    lists: Mapping[str, Set[str]]
    tables: Mapping[str, ReferenceTable]
    purpose: str
    ground_cited: bool
    kinds: frozenset[str]
    lists_used: set[str] = field(default_factory=set)
    tables_used: set[str] = field(default_factory=set)

    def fail(self, text: str, node: ast.AST) -> NoReturn:
        """Refuse, pointing at a node."""
        raise self.source.error(text, node)

    def value(self, node: ast.expr, depth: int) -> Value:
        """Compile a value."""
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
            case ast.Attribute(ast.Subscript(ast.Name() as table, key), column):
                return self.lookup(table, key, column, node, depth)
            case ast.Subscript(ast.Name(table), _) if table in self.tables:
                columns = " or ".join(f".{name}" for name in sorted(self.tables[table].columns))
                self.fail(f"say which column of {table} is meant: {columns}", node)
            case ast.BinOp(_, ast.BitAnd() | ast.BitOr() as op, right):
                self.fail(f"write {'and' if isinstance(op, ast.BitAnd) else 'or'} between tests", right)
            case ast.Call(ast.Name(name), [start, end], []) if name in SPANS:
                return self.span(name, start, end, depth)
            case ast.Call(ast.Name(name), [only], []) if name in MEASURES:
                return self.measure(cast(Measures, name), only, depth)
            case ast.Call(ast.Name(name), _, _):
                takes = " takes two values" if name in SPANS else " takes one value" if name in MEASURES else ""
                self.fail(f"{name}{takes or f' gives no value{nearest(name, SPANS + MEASURES)}'}", node)
        return self.constant(node)

    def measure(self, of: Measures, node: ast.expr, depth: int) -> Measure:
        """Compile weekday, month, hour, abs or count."""
        value = self.value(node, depth - 1)
        if type_of(value) not in _MEASURED[of]:
            wanted = " or ".join(kind_said(kind) for kind in _MEASURED[of])
            self.fail(f"{of} needs {wanted} here, not {kind_said(type_of(value))}", node)
        if isinstance(value, Constant):
            self.fail(f"{of} of a written value is always the same: write the number", node)
        return Measure(of, value)

    def lookup(self, table: ast.Name, key: ast.expr, column: str, node: ast.expr, depth: int) -> Lookup:
        """Compile ``table[key].column``."""
        found = self.tables.get(table.id)
        if found is None:
            self.fail(f"there is no table named {table.id}{nearest(table.id, self.tables)}", table)
        if column not in found.columns:
            known = f": it has {', '.join(sorted(found.columns))}"
            self.fail(f"{table.id} has no column {column}{nearest(column, found.columns) or known}", node)
        value = self.value(key, depth - 1)
        if type_of(value) != "text" or isinstance(value, Constant):
            self.fail(
                f"{table.id} is asked by {found.key}: write {table.id}[x].{column} with a feature that is a text", key
            )
        self.tables_used.add(table.id)
        return Lookup(found.columns[column], value)

    def arithmetic(self, op: Arithmetics, left: ast.expr, right: ast.expr, depth: int) -> Arithmetic:
        """Compile a sum, difference, product or quotient."""
        first, second = self.value(left, depth - 1), self.value(right, depth - 1)
        for side, node in ((first, left), (second, right)):
            if type_of(side) != "number":
                self.fail(f"{kind_said(type_of(side))} cannot be calculated with; for dates write days(a, b)", node)
        if op in ("+", "-"):
            self.same_unit(first, second, left)
        if op == "/" and isinstance(second, Constant) and second.value == 0:
            self.fail("this divides by zero: write what the amount is to be shared by", right)
        return Arithmetic(op, first, second)

    def span(self, unit: str, start: ast.expr, end: ast.expr, depth: int) -> Span:
        """Compile days or hours from one moment to another."""
        first, second = self.value(start, depth - 1), self.value(end, depth - 1)
        first, second = self.coerce(first, second, start), self.coerce(second, first, end)
        allowed = ("time",) if unit == "hours" else ("date", "time")
        for side, node in ((first, start), (second, end)):
            if type_of(side) not in allowed:
                self.fail(f"{unit} needs {' or '.join(kind_said(kind) for kind in allowed)} here", node)
        return Span("hours" if unit == "hours" else "days", first, second)

    def constant(self, node: ast.expr) -> Constant:
        """Compile what is written out."""
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
        """Give a written number as a float."""
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
            if node.id in self.tables:
                self.fail(f"{node.id} is a table: write {node.id}[x].column", node)
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
        if feature.subjects and not self.kinds <= feature.subjects:
            others = ", ".join(sorted(self.kinds - feature.subjects))
            self.fail(
                f"{feature.name} says nothing of a {others}: it is of a {', '.join(sorted(feature.subjects))}", node
            )
        return feature

    def coerce(self, value: Value, other: Value, node: ast.expr) -> Value:
        """Read a written text as the date or time that the other side is."""
        kind = type_of(other)
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
            self.fail(f"{value.value!r} is not {kind_said(kind)} as in ISO 8601, such as {_SUCH[kind]}", node)

    def known_values(self, value: Value, other: Value, node: ast.expr) -> None:
        """Refuse to compare a closed vocabulary with a text that is not in it."""
        if isinstance(other, Constant):
            self.known_value(value, other.value, node)

    def known_value(self, value: Value, option: Scalar, node: ast.expr) -> None:
        """Refuse a text that a feature or a table's column never is."""
        if isinstance(value, Name):
            name, values = value.name, self.catalogue[value.name].values
        elif isinstance(value, Lookup) and value.type == "text":
            name = f"{value.column.table}[...].{value.column.name}"
            values = frozenset(str(cell) for cell in value.column.cells.values())
        else:
            return
        if values and option not in values:
            hint = nearest(str(option), values) or f": it is one of {', '.join(sorted(values)[:FEW])}"
            self.fail(f"{name} is never {option!r}{hint}", node)

    def same_unit(self, first: Value, second: Value, node: ast.expr) -> None:
        """Refuse a number of days beside a number of hours: who means it writes the factor."""
        units = self.unit(first), self.unit(second)
        if all(units) and units[0] != units[1]:
            how = _CONVERT.get(frozenset(units), "divide or multiply one by the other's measure first")
            self.fail(f"this sets a number of {units[0]}s beside a number of {units[1]}s: {how}", node)

    def unit(self, value: Value) -> str:
        """Give the unit of a number, or nothing where it has none or a product has changed it."""
        match value:
            case Name(name, "number"):
                return self.catalogue[name].unit
            case Span(unit, _, _):
                return unit.removesuffix("s")
            case Arithmetic("+" | "-", left, right):
                return self.unit(left) or self.unit(right)
            case Measure("abs", inner):
                return self.unit(inner)
        return ""


def type_of(value: Value) -> str:
    """Give the type of a value."""
    return value.type if isinstance(value, Name | Constant | Lookup) else "number"


def kind_said(name: str) -> str:
    """Say a type in words."""
    return {"texts": "a list of texts"}.get(name, f"a {name}")
