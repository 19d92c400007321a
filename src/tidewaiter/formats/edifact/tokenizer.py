"""Bytes to segments: what a sender meant, with a finding for each liberty it took.

A segment is a list of elements, an element a list of components, all plain strings: ``segment[0][0]`` is the tag,
``segment[2][1]`` the second component of the second element. Everything runs on ``str.split``; characters under a
release character travel as private-use code points through the split and are put back where they occur.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tidewaiter.formats.edifact.syntax import Syntax, decode, find
from tidewaiter.vocabulary.errors import Position, Unreadable
from tidewaiter.vocabulary.quality import QualityFinding

Segment = list[list[str]]

_TAG = re.compile(r"[A-Z][A-Z0-9]{2}\Z")
_KNOWN_TAGS = (
    "ABI ADD APD ARD ATI ATT AUT BGM CNT COM CPI CTA DAT DOC DTM EBD EMP EQN ERC ERP FAR FOP FTI FTX GEI GID GIR GOR GRP IFT "
    "LOC LTS MEA MON MSG NAD NAT ORG PDI PTK QTY RCI REF RFF RPI RSI SAC SRC SSD SSR TBD TDT TIF TKT TRA TRI TVL TXD UCF "
    "UCI UCM UCS UNB UNE UNG UNH UNS UNT UNZ"
).split()
_QUOTES = "'\u2018\u2019\u201c\u201d\u00b4`\""


@dataclass(slots=True)
class Tokens:
    """The segments of one interchange in order (``segments[0]`` is UNB), its service characters and findings."""

    syntax: Syntax
    segments: list[Segment]
    findings: list[QualityFinding] = field(default_factory=list)


def tokenize(raw: bytes) -> Tokens:
    """Split an interchange into segments. Raises ``Unreadable`` only where no interchange header can be found."""
    findings: list[QualityFinding] = []
    text = decode(raw, findings)
    syntax, start = find(text, findings)
    body = text[start:] if start else text
    back: dict[int, str] = {}
    if syntax.release and syntax.release in body:
        body, back = _hide_released(body, syntax, findings)
    tokens = Tokens(syntax, [], findings)
    pieces = body.split(syntax.terminator)
    last = pieces.pop()
    _collect(pieces, tokens, back)
    _collect_tail(last, tokens, back)
    if not tokens.segments:
        raise Unreadable("The interchange holds no segment", Position(segment=1), code="13")
    return tokens


def _hide_released(text: str, syntax: Syntax, findings: list[QualityFinding]) -> tuple[str, dict[int, str]]:
    service = (syntax.component, syntax.element, syntax.terminator, syntax.release)
    hidden = {character: chr(0xE000 + i) for i, character in enumerate(service)}
    needless = 0

    def hide(match: re.Match[str]) -> str:
        nonlocal needless
        character = match.group(1)
        if not character:
            needless += 1
            return ""
        if character not in hidden:
            needless += 1
            return character
        return hidden[character]

    hidden_text = re.sub(re.escape(syntax.release) + r"[\r\n]*(.|\Z)", hide, text, flags=re.DOTALL)
    if needless:
        findings.append(
            QualityFinding(
                "needless-release",
                "info",
                f"{needless} release characters stand before nothing to release",
                Position(segment=1),
            )
        )
    return hidden_text, {ord(private): character for character, private in hidden.items()}


def _collect(pieces: list[str], tokens: Tokens, back: dict[int, str]) -> None:
    """Append the segments of ``pieces``; liberties of one sort are counted and told once, where they first stand."""
    element, component = tokens.syntax.element, tokens.syntax.component
    segments = tokens.segments
    hidden = "[" + "".join(map(chr, back)) + "]" if back else ""
    released = re.compile(hidden).search if back else None
    seen: dict[str, list[int]] = {}
    for piece in pieces:
        if piece[:1] in " \r\n\t":  # also an empty piece: "" is in every string
            stripped = piece.strip()
            if not stripped:
                seen.setdefault("empty-segment", []).append(len(segments) + 1)
                continue
            if " " in piece[: len(piece) - len(piece.lstrip())]:
                seen.setdefault("blank-before-tag", []).append(len(segments) + 1)
            piece = stripped  # noqa: PLW2901
        if "\n" in piece or "\r" in piece:
            for part in _rejoin(piece, tokens, seen):
                segments.append(_split(part, element, component, released, back))
            continue
        if released is not None and released(piece):
            segments.append(_split(piece, element, component, released, back))
        else:
            segments.append([part.split(component) for part in piece.split(element)])
        tag = segments[-1][0][0]
        if len(tag) != 3:
            _mend_tag(segments, seen)
    _tell(seen, tokens.findings)


def _split(piece: str, element: str, component: str, released: object, back: dict[int, str]) -> Segment:
    segment = [part.split(component) for part in piece.split(element)]
    segment[0][0] = segment[0][0].strip()
    if released is not None:
        return [[value.translate(back) for value in part] for part in segment]
    return segment


def _rejoin(piece: str, tokens: Tokens, seen: dict[str, list[int]]) -> list[str]:
    """Take line breaks out of a segment; where a line begins like a segment, its terminator was lost or curly."""
    element = tokens.syntax.element
    parts: list[str] = []
    current = ""
    for line in piece.splitlines():
        if current and line.lstrip()[:3] in _KNOWN_TAGS and line.lstrip()[3:4] == element:
            seen.setdefault("missing-terminator", []).append(len(tokens.segments) + len(parts) + 1)
            parts.append(current.rstrip().rstrip(_QUOTES))
            current = line.lstrip()
        else:
            if current and line.strip():
                seen.setdefault("line-break-in-segment", []).append(len(tokens.segments) + len(parts) + 1)
            current += line
    parts.append(current)
    return parts


def _mend_tag(segments: list[Segment], seen: dict[str, list[int]]) -> None:
    tag = segments[-1][0][0]
    if len(tag.strip()) == 3:
        segments[-1][0][0] = tag.strip()
        seen.setdefault("blank-in-tag", []).append(len(segments))
    else:
        seen.setdefault("invalid-tag", []).append(len(segments))


def _collect_tail(last: str, tokens: Tokens, back: dict[int, str]) -> None:
    """Judge what stands after the last terminator: a segment that lost its own, or text that is none."""
    tail = last.strip()
    if not tail:
        return
    place = Position(segment=len(tokens.segments) + 1)
    if tail[:3] in _KNOWN_TAGS and tail[3:4] in (tokens.syntax.element, ""):
        tokens.findings.append(
            QualityFinding("missing-last-terminator", "warning", "The last segment is not terminated", place)
        )
        _collect([tail.rstrip(_QUOTES)], tokens, back)
    else:
        tokens.findings.append(
            QualityFinding("trailing-text", "info", "Text after the last segment was passed over", place)
        )


_TEXTS = {
    "empty-segment": ("info", "A terminator follows a terminator"),
    "blank-before-tag": ("info", "Blanks stand before a segment tag"),
    "blank-in-tag": ("warning", "A blank stands between a segment tag and its first separator"),
    "line-break-in-segment": ("info", "A line break stands inside a segment and was taken out"),
    "missing-terminator": (
        "warning",
        "A segment begins on a new line though the one before is not terminated",
    ),
    "invalid-tag": ("warning", "This is no segment tag; the segment was passed over"),
}


def _tell(seen: dict[str, list[int]], findings: list[QualityFinding]) -> None:
    for code, ordinals in seen.items():
        severity, text = _TEXTS[code]
        more = f" ({len(ordinals)} times)" if len(ordinals) > 1 else ""
        findings.append(QualityFinding(code, severity, text + more, Position(segment=ordinals[0])))  # type: ignore[arg-type]


def value(segment: Segment, element: int, component: int = 0) -> str | None:
    """Give one component, or None where it is absent, blank or empty."""
    try:
        found = segment[element][component].strip()
    except IndexError:
        return None
    return found or None
