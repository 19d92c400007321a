"""Mends the text of an interchange before it is split: what would part two segments wrongly or not at all.

Each mend looks for one cheap sign first, so that a clean interchange pays for no search.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tidewaiter.formats.edifact.syntax import Syntax
from tidewaiter.vocabulary.errors import Position
from tidewaiter.vocabulary.quality import QualityFinding, Severity

KNOWN_TAGS = frozenset(
    """
    ABI ADD APD ARD ATI ATT AUT BGM CNT COM CPI CTA DAT DOC DTM EBD EMP EQN ERC ERP FAR FOP FTI FTX GEI GID GIR GOR
    GRP IFT LOC LTS MEA MON MSG NAD NAT ORG PDI PTK QTY RCI REF RFF RPI RSI SAC SRC SSD SSR TBD TDT TIF TKT TRA TRI
    TVL TXD UCF UCI UCM UCS UCD UNB UNE UNG UNH UNS UNT UNZ
    """.split()  # noqa: SIM905
)
LOOKALIKES = "\u2018\u2019\u00b4`"
"""What word processors and keyboards make of an apostrophe."""

_TAGS = "|".join(sorted(KNOWN_TAGS))
_CONTROLS = [chr(code) for code in (*range(32), 127) if chr(code) not in "\t\r\n"]
_CONTROL = re.compile(f"[{''.join(map(re.escape, _CONTROLS))}]")


def mend(body: str, syntax: Syntax, findings: list[QualityFinding]) -> str:
    """Take out control characters, free terminators that a stray release character hides, straighten curly ones."""
    body = _without_controls(body, syntax, findings)
    end = syntax.terminator
    begins = rf"(?=\s*(?:{_TAGS}){re.escape(syntax.element)})"
    if syntax.release and syntax.release + end in body:
        release = re.escape(syntax.release)
        # An even number of release characters before the terminator releases only themselves.
        stray = re.compile(rf"(?<!{release})((?:{release}{release})*){release}{re.escape(end)}{begins}")
        said = "A release character stands before the end of a segment and was passed over; write it twice to keep it"
        body = _replace(stray, rf"\g<1>{end}", body, end, ("released-terminator", "warning", said), findings)
    if end == "'" and ("`" in body or not body.isascii()):
        curly = re.compile(f"[{LOOKALIKES}]{begins}")
        said = "A segment ends in a typographic quotation mark instead of its terminator"
        body = _replace(curly, end, body, end, ("curly-terminator", "warning", said), findings)
    return body


def _without_controls(body: str, syntax: Syntax, findings: list[QualityFinding]) -> str:
    service = {syntax.component, syntax.element, syntax.release, syntax.terminator}
    if not any(map(body.__contains__, _CONTROLS)):  # far faster than one search for the whole class
        return body
    keep: Callable[[re.Match[str]], str] = lambda match: match.group() if match.group() in service else ""  # noqa: E731
    clean = _CONTROL.sub(keep, body)
    if len(clean) < len(body):
        first = next(match.start() for match in _CONTROL.finditer(body) if match.group() not in service)
        text = f"{len(body) - len(clean)} control characters were taken out"
        findings.append(QualityFinding("control-character", "info", text, _place(body, first, syntax.terminator)))
    return clean


def _replace(
    pattern: re.Pattern[str],
    by: str,
    body: str,
    end: str,
    told: tuple[str, Severity, str],
    findings: list[QualityFinding],
) -> str:
    first = pattern.search(body)
    if first is None:
        return body
    mended, times = pattern.subn(by, body)
    more = f" ({times} times)" if times > 1 else ""
    findings.append(QualityFinding(told[0], told[1], told[2] + more, _place(body, first.start(), end)))
    return mended


def _place(body: str, offset: int, end: str) -> Position:
    return Position(segment=body.count(end, 0, offset) + 1)
