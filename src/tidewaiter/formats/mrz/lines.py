"""Bringing what a scanner or a typist gave into the lines of one layout; every liberty taken becomes a finding."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tidewaiter.formats.mrz.layout import Layout, layout_of
from tidewaiter.vocabulary.errors import Position, Unreadable
from tidewaiter.vocabulary.quality import QualityFinding

_JOINED = {90: 30, 88: 44, 72: 36}
_FOREIGN = re.compile(r"[^A-Z0-9<]")
_LONGEST_INPUT = 400


@dataclass(frozen=True, slots=True)
class Clean:
    """The lines of one layout, exactly as wide as it asks for, and what had to be tolerated."""

    rows: tuple[str, ...]
    layout: Layout
    findings: tuple[QualityFinding, ...]


def clean(lines: Sequence[str] | str) -> Clean:
    """Split, trim, raise and pad the lines; raises ``Unreadable`` with line and column."""
    given = tuple(lines.splitlines()) if isinstance(lines, str) else tuple(lines)
    layout = _fits(given)
    if layout:
        return Clean(given, layout, ())
    return _mended(given)


def _fits(rows: tuple[str, ...]) -> Layout | None:
    if not rows or not rows[0]:
        return None
    layout = layout_of(len(rows), len(rows[0]), visa=rows[0][0] == "V")
    if layout is None or any(len(row) != layout.width for row in rows) or _FOREIGN.search("".join(rows)):
        return None
    return layout


def _mended(given: tuple[str, ...]) -> Clean:
    if sum(map(len, given)) > _LONGEST_INPUT:
        raise Unreadable("a machine-readable zone has at most 90 characters", Position(segment=1), code="36")
    findings: list[QualityFinding] = []
    rows = _joined(_trimmed(given, findings), findings)
    if len(rows) not in {2, 3}:
        raise Unreadable(f"a machine-readable zone has 2 or 3 lines, not {len(rows)}", Position(segment=1), code="37")
    for number, row in enumerate(rows, 1):
        if foreign := _FOREIGN.search(row):
            where = Position(segment=number, element=foreign.start() + 1)
            raise Unreadable(f"{foreign.group()!r} does not occur in a machine-readable zone", where, code="21")
    width = 30 if len(rows) == 3 else len(rows[1])
    layout = layout_of(len(rows), width, visa=rows[0].startswith("V"))
    if layout is None:
        where = Position(segment=2, element=len(rows[1]))
        raise Unreadable(f"no zone has a second line of {len(rows[1])} characters", where, code="37")
    return Clean(tuple(_fitted(row, n, layout, findings) for n, row in enumerate(rows, 1)), layout, tuple(findings))


def _trimmed(given: tuple[str, ...], findings: list[QualityFinding]) -> list[str]:
    rows = []
    for number, row in enumerate(given, 1):
        text = row.strip()
        if not text:
            continue
        if text != row:
            findings.append(_found("surrounding-blanks", "blanks before or after the line", number))
        if re.search(r"\s", text):
            findings.append(_found("inner-blanks", "blanks inside the line", number))
            text = re.sub(r"\s", "", text)
        if text != text.upper():
            findings.append(_found("lower-case", "lower-case letters", number))
            text = text.upper()
        rows.append(text)
    return rows


def _joined(rows: list[str], findings: list[QualityFinding]) -> list[str]:
    if len(rows) != 1 or len(rows[0]) not in _JOINED:
        return rows
    width = _JOINED[len(rows[0])]
    findings.append(_found("joined-lines", "the lines came as one", 1))
    return [rows[0][start : start + width] for start in range(0, len(rows[0]), width)]


def _fitted(row: str, number: int, layout: Layout, findings: list[QualityFinding]) -> str:
    """Add lost fillers, or take off surplus ones, where no check digit stands at the end of the line."""
    missing = layout.width - len(row)
    digit_last = layout.composite is not None and layout.composite.line == number - 1
    if missing == 0:
        return row
    if missing > 0 and not digit_last:
        findings.append(_found("short-line", f"{missing} fillers are missing at the end", number))
        return row + "<" * missing
    if missing < 0 and not digit_last and not row[layout.width :].strip("<"):
        findings.append(_found("long-line", f"{-missing} fillers too many at the end", number))
        return row[: layout.width]
    where = Position(segment=number, element=min(len(row), layout.width))
    wrong = f"line {number} has {len(row)} characters, not {layout.width}"
    raise Unreadable(wrong, where, code="37" if missing > 0 else "36")


def _found(code: str, text: str, line: int) -> QualityFinding:
    return QualityFinding(f"mrz-{code}", "info", text, Position(segment=line))
