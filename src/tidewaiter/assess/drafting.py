"""A rule while it is being written: what is wrong and where, how each test comes out, and one more test put in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tidewaiter.assess.life.book import read_written
from tidewaiter.assess.rule import Rule
from tidewaiter.assess.ruleset import Ruleset
from tidewaiter.assess.trial import failed_tests
from tidewaiter.language import Feature
from tidewaiter.vocabulary.errors import InvalidPolicy, Position, Unreadable

EXPECTATIONS = ("fires", "quiet", "unknown")
_WIDE = 160
_KEY = re.compile(r"^  (fires|quiet|unknown):\s*(\S.*)?$")
_VALUE = re.compile(r"^\s*([A-Za-z_][A-Za-z0-9_]*)\s*[:=]\s*(\S.*?)\s*$")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What does not compile. ``excerpt``: the line it stands in, ``caret``: a mark under its column."""

    text: str
    line: int | None = None
    column: int | None = None
    excerpt: str = ""
    caret: str = ""


@dataclass(frozen=True, slots=True)
class Tested:
    """One test of the rule: what was expected and what came."""

    number: int
    expected: str
    got: str
    features: Mapping[str, Any]

    @property
    def passed(self) -> bool:
        """Tell whether it came as expected."""
        return self.expected == self.got


@dataclass(frozen=True, slots=True)
class Checked:
    """A text as far as it goes: a rule with its tests, or the first mistake."""

    rule: Rule | None = None
    mistake: Mistake | None = None
    tests: tuple[Tested, ...] = ()
    features: tuple[Feature, ...] = field(default=())

    @property
    def ready(self) -> bool:
        """Tell whether it compiles and every test came as expected: then it can be drafted."""
        return self.rule is not None and all(test.passed for test in self.tests)


def checked(text: str, book: Ruleset) -> Checked:
    """Compile a rule and run its own tests; nothing is kept. ``features``: those it reads, by the catalogue."""
    try:
        rule = read_written(text, book, "rule")
        failed = {each.number: each for each in failed_tests(book.only(rule))}
    except InvalidPolicy as error:
        return Checked(mistake=_mistake(text, error))
    tests = tuple(
        Tested(number, test.expected, _got(failed.get(number), test.expected), test.features)
        for number, test in enumerate(rule.tests, start=1)
    )
    return Checked(rule, None, tests, tuple(book.catalogue[name] for name in sorted(rule.features)))


def _got(failed: Any, expected: str) -> str:
    """Give what came; where the two emitters differ, the one that differs from what was expected."""
    if failed is None:
        return expected
    return str(failed.bulk if failed.bulk != expected else failed.single)


def _mistake(text: str, error: InvalidPolicy) -> Mistake:
    lines = text.splitlines()
    line, column = error.line, error.column
    if line is None or not 1 <= line <= len(lines):
        return Mistake(error.text, line, column)
    whole, at = lines[line - 1].replace("\t", " "), max((column or 1) - 1, 0)
    start = max(0, at - _WIDE // 2)
    return Mistake(error.text, line, column, whole[start : start + _WIDE], " " * (at - start) + "^" if column else "")


def with_test(text: str, expected: str, values: str) -> str:
    """Put one more test into a rule's text, as the last under ``expected``; all else stays as it was written.

    ``values``: one ``feature: value`` a line. Raises ``Unreadable`` with the line that cannot be read, or where the
    tests of the rule are written on one line.
    """
    if expected not in EXPECTATIONS:
        raise Unreadable(f"a test expects {', '.join(EXPECTATIONS)}", code="test")
    entry = f"    - {{{', '.join(_pairs(values))}}}"
    lines = text.rstrip("\n").splitlines()
    start = next((at for at, line in enumerate(lines) if re.match(r"^tests:\s*$", line)), None)
    if start is None:
        if any(line.startswith("tests:") for line in lines):
            raise Unreadable("the tests stand on one line: write the new one there", code="test")
        lines.append("tests:")
        start = len(lines) - 1
    end = next((at for at in range(start + 1, len(lines)) if lines[at] and not lines[at].startswith(" ")), len(lines))
    keys = {found.group(1): at for at in range(start + 1, end) if (found := _KEY.match(lines[at]))}
    if expected not in keys:
        lines[end:end] = [f"  {expected}:", entry]
    else:
        at = keys[expected]
        if (found := _KEY.match(lines[at])) and found.group(2) and not found.group(2).startswith("#"):
            raise Unreadable(f"the tests under {expected} stand on one line: write the new one there", code="test")
        after = [key for key in keys.values() if key > at]
        last = min(after, default=end)
        while last > at + 1 and not lines[last - 1].strip():
            last -= 1
        lines.insert(last, entry)
    return "\n".join(lines) + "\n"


def _pairs(values: str) -> list[str]:
    pairs = []
    for number, line in enumerate(values.splitlines(), start=1):
        if not line.strip():
            continue
        found = _VALUE.match(line)
        if not found or any(mark in found.group(2) for mark in "{}#"):
            raise Unreadable("write one feature: value on a line", Position(segment=number), code="test")
        pairs.append(f"{found.group(1)}: {found.group(2)}")
    if not pairs:
        raise Unreadable("a test states at least one feature", code="test")
    return pairs
