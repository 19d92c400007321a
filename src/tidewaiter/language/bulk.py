"""The emitter for tables: compiled expressions as Polars columns, where null means unknown.

``polars`` gives one expression as one column. ``Questions`` asks many at once: each distinct leaf a single time, then
the three-valued algebra over the answers, which are bits; a text that many leaves compare is turned into numbers first.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Set
from typing import Any

import polars as pl

from tidewaiter.language.nodes import (
    Arithmetic,
    Comparison,
    Comparisons,
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
    Scalar,
    Span,
    Surely,
    Test,
    TextTest,
    Value,
)
from tidewaiter.language.tables import TableColumn

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TURNED: dict[Comparisons, Comparisons] = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_DTYPES = {"text": pl.String(), "number": pl.Float64(), "flag": pl.Boolean(), "date": pl.Date()}
_FEW = 4
_MICROSECONDS_PER_HOUR = 3.6e9
_NONE: frozenset[str] = frozenset()


def polars(expression: Expression) -> pl.Expr:
    """Give the expression as a Boolean Polars column over a table of features; null where it is unknown.

    Number features may be any numeric dtype, texts String or Categorical, dates Date, times Datetime in UTC.
    """
    return combined(expression.test, leaf_column)


def combined(test: Test, leaf: Callable[[Leaf], pl.Expr]) -> pl.Expr:
    """Give a test as a column, where ``leaf`` gives the column of each of its leaves."""
    match test:
        case Every(parts):
            return pl.all_horizontal([combined(part, leaf) for part in parts])
        case Either(parts):
            return pl.any_horizontal([combined(part, leaf) for part in parts])
        case Negation(part):
            return ~combined(part, leaf)
        case Surely(part):
            return combined(part, leaf).fill_null(value=False)
        case _:
            return leaf(test)


def twin(name: str) -> str:
    """Name the column that holds a text feature as numbers; no feature can be named so."""
    return f"{name} as number"


def leaf_column(leaf: Leaf, twins: Set[str] = _NONE) -> pl.Expr:
    """Give a leaf as a column. ``twins`` names the text features whose ``twin`` stands beside them as Categorical."""
    match leaf:
        case Flag(value, _):
            return _value(value)
        case Missing(value, _):
            return _value(value).is_null()
        case Comparison(op, left, right, _):
            if isinstance(left, Constant):
                # Polars 2.1 gives one row for a constant before a column that repeats one value: turn it round.
                op, left, right = _TURNED[op], right, left
            compared: pl.Expr = _COMPARE[op](*_sides(left, right, twins))
            return compared
        case Member(value, options, _):
            return _member(_equal(value, twins), list(options))
        case Meets(name, options, _):
            return _meets(pl.col(name), sorted(options))
        case TextTest(op, value, part, _):
            text = _value(value).cast(pl.String).str
            if op == "startswith":
                return text.starts_with(part)
            return text.ends_with(part) if op == "endswith" else text.contains(part, literal=True)


def _member(column: pl.Expr, options: list[Scalar]) -> pl.Expr:
    return column == pl.lit(options[0]) if len(options) == 1 else column.is_in(options)


def _meets(column: pl.Expr, options: list[str]) -> pl.Expr:
    if len(options) <= _FEW:
        return pl.any_horizontal([column.list.contains(option) for option in options])
    return column.list.eval(pl.element().is_in(options)).list.any()


def _sides(left: Value, right: Value, twins: Set[str]) -> tuple[pl.Expr, pl.Expr]:
    if isinstance(left, Constant) or isinstance(right, Constant):
        return _equal(left, twins), _equal(right, twins)
    if isinstance(left, Name | Lookup) and left.type == "text":
        # Two Categorical columns compare only where they share their categories.
        return _value(left).cast(pl.String), _value(right).cast(pl.String)
    return _value(left), _value(right)


def _equal(value: Value, twins: Set[str]) -> pl.Expr:
    """Give a value that is only asked whether it equals something."""
    return pl.col(twin(value.name)) if isinstance(value, Name) and value.name in twins else _value(value)


def _value(value: Value) -> pl.Expr:
    match value:
        case Name(name, kind):
            return pl.col(name).cast(pl.Float64) if kind == "number" else pl.col(name)
        case Constant(constant, kind):
            return pl.lit(constant, dtype=pl.Datetime("us", "UTC")) if kind == "time" else pl.lit(constant)
        case Span("days", start, end):
            whole = _value(end).cast(pl.Date) - _value(start).cast(pl.Date)
            return whole.dt.total_days().cast(pl.Float64)
        case Span(_, start, end):
            spent = _value(end) - _value(start)
            return spent.dt.total_microseconds().cast(pl.Float64) / _MICROSECONDS_PER_HOUR
        case Arithmetic(op, left, right):
            return _arithmetic(op, _value(left), _value(right))
        case Measure(of, inner):
            return _measure(of, _value(inner))
        case Lookup(column, key):
            return _lookup(column, _value(key))


def _measure(of: str, value: pl.Expr) -> pl.Expr:
    match of:
        case "weekday":
            return value.dt.weekday().cast(pl.Float64)
        case "month":
            return value.dt.month().cast(pl.Float64)
        case "hour":
            return value.dt.hour().cast(pl.Float64)
        case "count":
            return value.list.len().cast(pl.Float64)
        case _:
            return value.abs()


def _lookup(column: TableColumn, key: pl.Expr) -> pl.Expr:
    dtype = _DTYPES[column.type]
    if not column.cells:
        return pl.when(key.is_null().not_() & key.is_null()).then(pl.lit(None, dtype))
    keys = pl.Series(list(column.cells), dtype=pl.String)
    values = pl.Series(list(column.cells.values()), dtype=dtype)
    return key.cast(pl.String).replace_strict(keys, values, default=None, return_dtype=dtype)


def _arithmetic(op: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    calculate = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}[op]
    result: pl.Expr = calculate(left, right)
    # Division by zero gives infinity here and an exception in Python; both become unknown.
    return pl.when(result.is_finite()).then(result)
