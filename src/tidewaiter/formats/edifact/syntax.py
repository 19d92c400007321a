"""The service characters of an EDIFACT interchange, found as the sender used them rather than as it declared them.

Source: ISO 9735-1 (UN/EDIFACT syntax version 4) section 7 and annex A. Strict where it writes, tolerant where it reads.
"""

from __future__ import annotations

import codecs
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

HEADER = re.compile(r"UNB[ \t]{0,8}([^A-Za-z0-9 \t\r\n])[ \t]{0,8}[A-Z]{4}([^A-Za-z0-9])")
_HEADER_REACH = 2048  # the next service segment follows UNB within this, or its terminator is what UNA says
ADVICE_REACH = 40  # UNA, its six characters, and what careless senders put between them and UNB
# Not \s, which takes the separators of level B for blanks.
_NEXT = re.compile(r"([^A-Za-z0-9 \t\r\n])?[ \t\r\n]{0,80}UN[GH][ \t]{0,8}(?=[^A-Za-z0-9 \t\r\n])")


_MOST_STRAYS = 10_000  # beyond these the text is Windows-1252 throughout, and asking byte by byte would take long
_ASCII = bytes(range(128))


def decode(raw: bytes, findings: list[QualityFinding]) -> str:
    """Turn bytes into text: UTF-8 where it is UTF-8, else Windows-1252 (what carriers mean by UNOC), never failing.

    One interchange may hold both, where records of several systems were put together.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        findings.append(_finding("utf-16", "warning", "The interchange is UTF-16; EDIFACT knows no such repertoire"))
        return raw.decode("utf-16", errors="replace").lstrip("\ufeff")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        findings.append(_finding("not-utf-8", "info", f"Byte {error.start} is no UTF-8; read as Windows-1252"))
    if len(raw.translate(None, _ASCII)) > _MOST_STRAYS:
        return raw.decode("cp1252", errors="replace")
    return raw.decode("utf-8-sig", errors="windows-1252")


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read the one byte that is no UTF-8 as Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.start + 1].decode("cp1252", errors="replace"), error.start + 1


codecs.register_error("windows-1252", _as_windows)


def find(text: str, findings: list[QualityFinding]) -> tuple[Syntax, int]:
    """Find the service characters and where the first segment after UNA begins.

    Raises ``Unreadable`` (code 13) when the text holds no UNB.
    """
    header = HEADER.search(text)
    if header is None:
        if "UNB" in text:
            raise Unreadable("The interchange header (UNB) is damaged", Position(segment=1, element=1), code="12")
        raise Unreadable("No interchange header (UNB) was found", Position(segment=1), code="13")
    at = header.start()
    advice = text.rfind("UNA", max(0, at - ADVICE_REACH), at)
    if text[: advice if advice >= 0 else at].strip():
        findings.append(_finding("leading-text", "warning", "Text before the first segment was passed over"))
    declared = _from_advice(text[advice + 3 : at], findings) if advice >= 0 else DEFAULT
    return _from_header(text, header, declared, findings), at


def _from_advice(between: str, findings: list[QualityFinding]) -> Syntax:
    """Read what stands between UNA and UNB: six characters; five where the decimal mark was left out."""
    written = between.rstrip()
    if len(written) == 5 and written[2] not in ".,":
        findings.append(_finding("short-una", "warning", "UNA has five characters instead of six"))
        return Syntax(written[0], written[1], ".", written[2], written[3], written[4])
    if len(between) < 6:
        raise Unreadable("UNA is damaged", Position(segment=1), code="22")
    if len(written) > 6:
        findings.append(_finding("long-una", "info", "Characters between UNA and UNB were passed over"))
    return Syntax(between[0], between[1], between[2], between[3].strip(), between[4], between[5])


def _from_header(text: str, header: re.Match[str], declared: Syntax, findings: list[QualityFinding]) -> Syntax:
    """Hold the declared characters against those that UNB really uses, and believe the use."""
    element, component = header.group(1), header.group(2)
    if component == element:  # UNB+UNOA+... : nothing shows the component separator
        component = declared.component
    following = _NEXT.search(text, header.end(), header.end() + _HEADER_REACH)
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
