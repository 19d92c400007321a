"""A third reading of the language, slow and plain: each rule's own text, walked node by node for one record.

It shares nothing with the two emitters, not even the compiler: it reads the text by Python's ``ast`` and knows the
meaning of each sign by itself. What all three agree on is what the documents say.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

Row = Mapping[str, Any]
Ask = Callable[[Row], Any]
Tables = Mapping[str, Mapping[str, Mapping[str, Any]]]

_COMPARE = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_ARITHMETIC = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


class Reference:
    """Reads expressions. ``lists``: name to members; ``tables``: name to key to column to value."""

    def __init__(self, lists: Mapping[str, Any] | None = None, tables: Tables | None = None) -> None:
        self.lists, self.tables = lists or {}, tables or {}

    def read(self, text: str) -> Ask:
        """Give the function from a row to True, False or None."""
        return self._test(ast.parse(" ".join(text.split()), mode="eval").body)

    def _test(self, node: ast.expr) -> Ask:
        match node:
            case ast.BoolOp(op, values):
                return _together([self._test(value) for value in values], stop=isinstance(op, ast.Or))
            case ast.UnaryOp(ast.Not(), operand):
                return _opposite(self._test(operand))
            case ast.Compare(left, ops, comparators):
                sides = [left, *comparators]
                each = [self._compare(op, *pair) for op, *pair in zip(ops, sides, sides[1:], strict=False)]
                return each[0] if len(each) == 1 else _together(each, stop=False)
            case ast.Call(ast.Name("is_missing"), [subject]):
                asked = self._value(subject)
                return lambda row: asked(row) is None
            case ast.Call(ast.Name("intersects"), [subject, options]):
                members = self._options(options)
                return _known(lambda texts: bool(members & set(texts)), self._value(subject))
            case ast.Call(ast.Name(name), [subject, ast.Constant(part)]) if name in ("startswith", "endswith"):
                return _known(lambda text: getattr(text, name)(part), self._value(subject))
            case ast.Call(ast.Name("contains"), [subject, ast.Constant(part)]):
                return _known(lambda text: part in text, self._value(subject))
        return self._value(node)

    def _compare(self, op: ast.cmpop, left: ast.expr, right: ast.expr) -> Ask:
        if isinstance(op, ast.NotIn):
            return _opposite(self._compare(ast.In(), left, right))
        if isinstance(op, ast.In):
            if isinstance(right, ast.Name) and right.id not in self.lists:
                wanted = ast.literal_eval(left)
                return _known(lambda texts: wanted in texts, self._value(right))
            options = self._options(right)
            return _known(lambda value: value in options, self._value(left))
        compare = _COMPARE[type(op)]
        return _known(lambda a, b: compare(*_alike(a, b)), self._value(left), self._value(right))

    def _options(self, node: ast.expr) -> set[Any]:
        return set(self.lists[node.id]) if isinstance(node, ast.Name) else set(ast.literal_eval(node))

    def _value(self, node: ast.expr) -> Ask:
        match node:
            case ast.Name(name):
                return lambda row: row.get(name)
            case ast.Constant(value):
                return lambda _: value
            case ast.UnaryOp(ast.USub(), operand):
                return _known(operator.neg, self._value(operand))
            case ast.BinOp(left, op, right):
                calculate = _ARITHMETIC[type(op)]
                return _known(lambda a, b: _calculated(calculate, a, b), self._value(left), self._value(right))
            case ast.Attribute(ast.Subscript(ast.Name(table), key), column):
                rows = self.tables[table]
                return _known(lambda one: rows.get(one, {}).get(column), self._value(key))
            case ast.Call(ast.Name("days"), [start, end]):
                return _known(lambda a, b: (_day(b) - _day(a)).days, self._value(start), self._value(end))
            case ast.Call(ast.Name("hours"), [start, end]):
                return _known(_hours, self._value(start), self._value(end))
            case ast.Call(ast.Name(name), [only]):
                return _known(_MEASURES[name], self._value(only))
        raise AssertionError(ast.dump(node))


def _together(parts: list[Ask], *, stop: bool) -> Ask:
    def ask(row: Row) -> bool | None:
        result: bool | None = not stop
        for part in parts:
            said = part(row)
            if said is stop:
                return stop
            if said is None:
                result = None
        return result

    return ask


def _opposite(part: Ask) -> Ask:
    def ask(row: Row) -> bool | None:
        said = part(row)
        return None if said is None else not said

    return ask


def _known(done: Callable[..., Any], *values: Ask) -> Ask:
    """Do something with values that are all known; unknown where one is not."""
    if len(values) == 1:
        (only,) = values

        def one(row: Row) -> Any:
            value = only(row)
            return None if value is None else done(value)

        return one
    first, second = values

    def two(row: Row) -> Any:
        a = first(row)
        if a is None:
            return None
        b = second(row)
        return None if b is None else done(a, b)

    return two


def _calculated(calculate: Callable[[float, float], float], a: float, b: float) -> float | None:
    try:
        result = calculate(float(a), float(b))
    except (ZeroDivisionError, OverflowError):
        return None
    return result if math.isfinite(result) else None


def _alike(a: Any, b: Any) -> tuple[Any, Any]:
    """Read a written day or moment beside one that is not written."""
    if isinstance(a, str) and isinstance(b, date):
        return _moment(a, b), b
    if isinstance(b, str) and isinstance(a, date):
        return a, _moment(b, a)
    return a, b


def _moment(text: str, like: date) -> date:
    return datetime.fromisoformat(text).astimezone(UTC) if isinstance(like, datetime) else date.fromisoformat(text)


def _day(moment: date | str) -> date:
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment
    return moment.date() if isinstance(moment, datetime) else moment


def _hours(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 3600


_MEASURES: dict[str, Callable[[Any], float]] = {
    "weekday": lambda moment: moment.isoweekday(),
    "month": lambda moment: moment.month,
    "hour": lambda moment: moment.hour,
    "abs": abs,
    "count": len,
}
