"""The normal form of a rule's condition: two rules that ask the same in other words have the same one.

Only laws of three-valued logic are used: order and grouping of ``and`` and ``or``, double negation, De Morgan,
a comparison read from its other side, ``in`` of one value. How a leaf is written does not count.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from tidewaiter.assess.rule import Rule
from tidewaiter.language.nodes import Comparison, Constant, Either, Every, Member, Negation, Test

_TURNED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def normal_form(rule: Rule) -> str:
    """Give one text for whom a rule concerns and what it asks; equal texts mean equal answers on every row."""
    return f"{normal_test(rule.applies.test)} | {normal_test(rule.when.test)}"


def normal_test(test: Test) -> str:
    """Give the normal form of one condition."""
    return repr(_normal(test))


def _normal(test: Test, *, negated: bool = False) -> Any:
    match test:
        case Negation(part):
            return _normal(part, negated=not negated)
        case Every(parts) | Either(parts):
            every = isinstance(test, Every) is not negated
            return _joined("every" if every else "either", [_normal(part, negated=negated) for part in parts])
        case Comparison(op, left, right, _):
            if isinstance(left, Constant):
                op, left, right = _TURNED[op], right, left  # type: ignore[assignment]
            return ("compare", _OPPOSITE[op] if negated else op, _plain(left), _plain(right))
        case Member(value, options, _) if len(options) == 1:
            (option,) = options
            sign = "!=" if negated else "=="
            return (
                "compare",
                sign,
                _plain(value),
                _plain(Constant(option, value.type if hasattr(value, "type") else "text")),
            )
        case _:
            leaf = _plain(test)
            return ("not", leaf) if negated else leaf


def _joined(how: str, parts: list[Any]) -> Any:
    """Flatten parts of the same kind, sort them, and leave repeats out."""
    flat = [inner for part in parts for inner in (part[1] if part[0] == how else (part,))]
    several = tuple(each for _, each in sorted({repr(each): each for each in flat}.items()))
    return several[0] if len(several) == 1 else (how, several)


def _plain(part: Any) -> Any:
    """Give a node as nested tuples, without the text it was written with."""
    if is_dataclass(part):
        said = tuple((field.name, _plain(getattr(part, field.name))) for field in fields(part) if field.name != "text")
        return (type(part).__name__, said)
    if isinstance(part, frozenset | set):
        return tuple(sorted(map(_plain, part), key=repr))
    return tuple(map(_plain, part)) if isinstance(part, tuple | list) else part
