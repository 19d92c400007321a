"""Keeps a list of findings readable: one fault of a sender's system repeats for every person of a flight."""

from __future__ import annotations

from collections.abc import Iterable

from tidewaiter.vocabulary.quality import QualityFinding, Severity

MOST = 20
"""Findings of one code about one column that are told person by person; the rest is told as a number."""


def gather_repeats(findings: Iterable[QualityFinding], most: int = MOST) -> list[QualityFinding]:
    """Keep the first ``most`` findings of each code and column; count the others and say where they begin.

    >>> from tidewaiter.vocabulary.errors import Position
    >>> three = [QualityFinding("invalid-date", "warning", "No date", Position(n), "birth_date", n) for n in (4, 9, 14)]
    >>> [(finding.text, finding.position.segment) for finding in gather_repeats(three, most=1)]
    [('No date', 4), ('2 more findings of this kind, the first of them here', 9)]
    """
    kept: list[QualityFinding] = []
    times: dict[tuple[str, str | None, Severity], int] = {}
    beyond: dict[tuple[str, str | None, Severity], QualityFinding] = {}
    for finding in findings:
        key = (finding.code, finding.column, finding.severity)
        times[key] = times.get(key, 0) + 1
        if times[key] <= most:
            kept.append(finding)
        else:
            beyond.setdefault(key, finding)
    for key, first in beyond.items():
        text = f"{times[key] - most} more findings of this kind, the first of them here"
        kept.append(QualityFinding(first.code, first.severity, text, first.position, first.column))
    return kept
