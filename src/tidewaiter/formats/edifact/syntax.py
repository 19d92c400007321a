"""The service characters of an EDIFACT interchange, found as the sender used them rather than as it declared them.

Source: ISO 9735-1 (UN/EDIFACT syntax version 4) section 7 and annex A. Strict where it writes, tolerant where it reads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tidewaiter.vocabulary.errors import Position, Unreadable
from tidewaiter.vocabulary.quality import QualityFinding


@dataclass(frozen=True, slots=True)
class Syntax:
    """Six service characters; ``release`` is empty where the interchange has none."""

    component: str = ":"
    element: str = "+"
    decimal: str = "."
    release: str = "?"
    reserved: str = " "
    terminator: str = "'"

    def una(self) -> str:
        """Write the service string advice."""
        return f"UNA{self.component}{self.element}{self.decimal}{self.release or ' '}{self.reserved}{self.terminator}"


DEFAULT = Syntax()
LEVEL_B = Syntax(component="\x1f", element="\x1d", release="", terminator="\x1c")

_START = re.compile(r"UN[AB]")
_UNB = re.compile(r"UNB[ \t]*([^A-Za-z0-9 \t\r\n])[ \t]*[A-Z]{4}([^A-Za-z0-9])")
_NEXT = re.compile(r"([^\sA-Za-z0-9])?[ \t\r\n]*UN[GH][ \t]*(?=[^A-Za-z0-9\s])")


def decode(raw: bytes, findings: list[QualityFinding]) -> str:
    """Turn bytes into text: UTF-8 where it is UTF-8, else Windows-1252 (what carriers mean by UNOC), never failing."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        findings.append(_finding("utf-16", "warning", "The interchange is UTF-16; EDIFACT knows no such repertoire"))
        return raw.decode("utf-16", errors="replace").lstrip("\ufeff")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        findings.append(_finding("not-utf-8", "info", f"Byte {error.start} is no UTF-8; read as Windows-1252"))
        return raw.decode("cp1252", errors="replace")


def find(text: str, findings: list[QualityFinding]) -> tuple[Syntax, int]:
    """Find the service characters and where the first segment after UNA begins.

    Raises ``Unreadable`` (code 13) when the text holds no UNB.
    """
    start = _START.search(text)
    if start is None:
        raise Unreadable("No interchange header (UNB) was found", Position(segment=1), code="13")
    if text[: start.start()].strip():
        findings.append(_finding("leading-text", "warning", "Text before the first segment was passed over"))
    if text.startswith("UNA", start.start()):
        return _from_advice(text, start.start(), findings)
    return _from_header(text, start.start(), DEFAULT, findings), start.start()


def _from_advice(text: str, at: int, findings: list[QualityFinding]) -> tuple[Syntax, int]:
    header = text.find("UNB", at + 3)
    if header < 0:
        raise Unreadable("UNA is not followed by an interchange header (UNB)", Position(segment=1), code="13")
    advice = text[at + 3 : at + 9]
    written = text[at + 3 : header].rstrip()
    if len(written) == 5:
        # The decimal mark was left out: the release character stands third.
        findings.append(_finding("short-una", "warning", "UNA has five characters instead of six"))
        declared = Syntax(written[0], written[1], ".", written[2], written[3], written[4])
    elif len(advice) == 6 and header - at <= 40:
        if len(written) != 6:
            findings.append(_finding("long-una", "info", "Characters between UNA and UNB were passed over"))
        declared = Syntax(advice[0], advice[1], advice[2], advice[3].strip(), advice[4], advice[5])
    else:
        raise Unreadable("UNA is damaged", Position(segment=1), code="22")
    return _from_header(text, header, declared, findings), header


def _from_header(text: str, at: int, declared: Syntax, findings: list[QualityFinding]) -> Syntax:
    """Hold the declared characters against those that UNB really uses, and believe the use."""
    used = _UNB.match(text, at)
    if used is None:
        raise Unreadable("The interchange header (UNB) is damaged", Position(segment=1, element=1), code="12")
    element, component = used.group(1), used.group(2)
    if component == element:  # UNB+UNOA+... : the version is missing, so nothing shows the component separator
        component = declared.component
    following = _NEXT.search(text, used.end())
    terminator = declared.terminator
    if following and following.group(1):
        terminator = following.group(1)
    elif following and declared == DEFAULT and element == LEVEL_B.element:
        terminator = LEVEL_B.terminator
    if (element, component, terminator) == (declared.element, declared.component, declared.terminator):
        return declared
    if (element, component) == (LEVEL_B.element, LEVEL_B.component):
        return Syntax(component, element, ".", "", " ", terminator)
    findings.append(
        _finding(
            "service-characters-differ",
            "warning",
            "The separators in use are not those that UNA (or the default) declares",
        )
    )
    release = declared.release if declared.release not in (element, component, terminator) else ""
    return Syntax(component, element, declared.decimal, release, declared.reserved, terminator)


def _finding(code: str, severity: str, text: str) -> QualityFinding:
    return QualityFinding(code, severity, text, Position(segment=1))  # type: ignore[arg-type]
