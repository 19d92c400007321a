"""The emitter for tables: a compiled expression as one Polars expression, where null means unknown."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import polars as pl

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
    Scalar,
    Span,
    Test,
    TextTest,
    Value,
)

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_FEW = 4
_MICROSECONDS_PER_HOUR = 3.6e9


def polars(expression: Expression) -> pl.Expr:
    """Give the expression as a Boolean Polars column over a table of features; null where it is unknown.

    Number features may be any numeric dtype, texts String or Categorical, dates Date, times Datetime in UTC.
    """
    return _test(expression.test)


def _test(test: Test) -> pl.Expr:
    match test:
        case Every(parts):
            return pl.all_horizontal([_test(part) for part in parts])
        case Either(parts):
            return pl.any_horizontal([_test(part) for part in parts])
        case Negation(part):
            return ~_test(part)
        case Flag(name, _):
            return pl.col(name)
        case Missing(name, _):
            return pl.col(name).is_null()
        case Comparison(op, left, right, _):
            compared: pl.Expr = _COMPARE[op](*_sides(left, right))
            return compared
        case Member(value, options, _):
            return _member(_value(value), list(options))
        case Meets(name, options, _):
            return _meets(pl.col(name), sorted(options))
        case TextTest(op, name, part, _):
            text = pl.col(name).cast(pl.String).str
            if op == "startswith":
                return text.starts_with(part)
            return text.ends_with(part) if op == "endswith" else text.contains(part, literal=True)


def _member(column: pl.Expr, options: list[Scalar]) -> pl.Expr:
    return column == pl.lit(options[0]) if len(options) == 1 else column.is_in(options)


def _meets(column: pl.Expr, options: list[str]) -> pl.Expr:
    if len(options) <= _FEW:
        return pl.any_horizontal([column.list.contains(option) for option in options])
    return column.list.eval(pl.element().is_in(options)).list.any()


def _sides(left: Value, right: Value) -> tuple[pl.Expr, pl.Expr]:
    if isinstance(left, Name) and isinstance(right, Name) and left.type == "text":
        # Two Categorical columns compare only where they share their categories.
        return _value(left).cast(pl.String), _value(right).cast(pl.String)
    return _value(left), _value(right)


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


def _arithmetic(op: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    calculate = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}[op]
    result: pl.Expr = calculate(left, right)
    # Division by zero gives infinity here and an exception in Python; both become unknown.
    return pl.when(result.is_finite()).then(result)
