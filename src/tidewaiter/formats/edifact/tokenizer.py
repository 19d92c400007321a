"""Bytes to segments: what a sender meant, with a finding for each liberty it took.

A segment is a list of elements, an element a list of components, all plain strings: ``segment[0][0]`` is the tag,
``segment[2][1]`` the second component of the second element. Everything runs on ``str.split``; characters under a
release character travel as private-use code points through the split and are put back where they occur. Pieces (the
text of one segment) are split only when asked for, so that a codec that knows a piece already need not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tidewaiter.formats.edifact.mending import KNOWN_TAGS, LOOKALIKES, mend
from tidewaiter.formats.edifact.syntax import Syntax, decode, find
from tidewaiter.vocabulary.errors import Position, Unreadable
from tidewaiter.vocabulary.quality import QualityFinding, Severity

Segment = list[list[str]]
Split = Callable[[str], Segment]

_LINE_END = re.compile(r"\r\n|\r|\n")  # str.splitlines would also split at the separators of level B
_BLANKS = " \t\r\n"
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_QUOTES = LOOKALIKES + "'\"\u201c\u201d"


@dataclass(slots=True)
class Tokens:
    """The segments of one interchange in order (``segments[0]`` is UNB), its service characters and findings.

    ``plain`` is the component separator where no character was released, else None. ``service`` gives the indices of
    the segments whose tags begin with UN, UNB aside, where they could be told before splitting, else None.
    """

    syntax: Syntax
    pieces: list[str]
    split: Split
    plain: str | None = None
    findings: list[QualityFinding] = field(default_factory=list)
    service: list[int] | None = None

    @property
    def segments(self) -> list[Segment]:
        """Split every piece."""
        return [self.split(piece) for piece in self.pieces]


def tokenize(raw: bytes) -> Tokens:
    """Split an interchange into segments. Raises ``Unreadable`` only where no interchange header can be found."""
    findings: list[QualityFinding] = []
    text = decode(raw, findings)
    syntax, start = find(text, findings)
    _place_encoding(text[start:], syntax, findings)
    body = mend(text[start:] if start else text, syntax, findings)
    back: dict[int, str] = {}
    if syntax.release and syntax.release in body:
        body, back = _hide_released(body, syntax, findings)
    end = syntax.terminator
    if "\n" in body:
        body = body.replace(end + "\r\n", end).replace(end + "\n", end)
    plain = None if back else syntax.component
    tokens = Tokens(syntax, [], splitter(syntax, back), plain, findings)
    pieces = body.split(end)
    last = pieces.pop()
    if _is_clean(body, syntax):
        tokens.pieces, tokens.service = pieces, [index for index in _service(body, end) if index < len(pieces)]
    else:
        _collect(pieces, tokens)
    _collect_tail(last, tokens)
    if not tokens.pieces:
        raise Unreadable("The interchange holds no segment", Position(segment=1), code="13")
    return tokens


def _place_encoding(text: str, syntax: Syntax, findings: list[QualityFinding]) -> None:
    """Say in which segment the first character stands that made the encoding doubtful."""
    for index, finding in enumerate(findings):
        found = _BEYOND_ASCII.search(text) if finding.code == "not-utf-8" else None
        if found:
            place = Position(segment=text.count(syntax.terminator, 0, found.start()) + 1)
            findings[index] = replace(finding, position=place)


def splitter(syntax: Syntax, back: dict[int, str]) -> Split:
    """Make the function that splits one piece; ``back`` maps private-use code points to released characters."""
    element, component = syntax.element, syntax.component

    def split(piece: str) -> Segment:
        return [part.split(component) for part in piece.split(element)]

    if not back:
        return split
    hidden = re.compile("[" + "".join(map(chr, back)) + "]").search

    def split_released(piece: str) -> Segment:
        segment = split(piece)
        if hidden(piece):
            return [[value.translate(back) for value in part] for part in segment]
        return segment

    return split_released


def _service(body: str, end: str) -> list[int]:
    """Count to the few service segments of a clean text, instead of asking every piece for its tag."""
    found, index, before = [], 0, 0
    at = body.find(end + "UN")
    while at >= 0:
        index += body.count(end, before, at) + 1
        found.append(index)
        before = at + 1
        at = body.find(end + "UN", before)
    return found


def _is_clean(body: str, syntax: Syntax) -> bool:
    """Tell whether no piece can need mending: every liberty that ``_collect`` takes shows in one of these.

    Single characters first: a search for two begins anew at each of the first, and terminators are many.
    """
    if "\n" in body or "\r" in body or "\t" in body:
        return False
    if any(after[:1] == syntax.element for after in body.split(" ")[1:]):
        return False
    end = re.escape(syntax.terminator)
    return re.search(f"{end}(?:[{end} a-z])", body) is None


def _hide_released(text: str, syntax: Syntax, findings: list[QualityFinding]) -> tuple[str, dict[int, str]]:
    service = (syntax.component, syntax.element, syntax.terminator, syntax.release)
    free = (code for code in range(0xE000, 0xF900) if chr(code) not in text)
    hidden = {character: chr(next(free)) for character in service}
    needless: list[int] = []

    def hide(match: re.Match[str]) -> str:
        character = match.group(1)
        if character in hidden:
            return hidden[character]
        needless.append(match.start())
        return character

    hidden_text = re.sub(re.escape(syntax.release) + r"[\r\n]*(.|\Z)", hide, text, flags=re.DOTALL)
    if needless:
        place = Position(segment=text.count(syntax.terminator, 0, needless[0]) + 1)
        findings.append(
            QualityFinding(
                "needless-release",
                "info",
                f"{len(needless)} release characters stand before nothing to release",
                place,
            )
        )
    return hidden_text, {ord(private): character for character, private in hidden.items()}


def _collect(pieces: list[str], tokens: Tokens) -> None:
    """Append ``pieces``, mended; liberties of one sort are counted and told once, where they first stand."""
    element, kept = tokens.syntax.element, tokens.pieces
    seen: dict[str, list[int]] = {}
    for piece in pieces:
        stripped = piece.strip(_BLANKS)
        if not stripped:
            seen.setdefault("empty-segment", []).append(len(kept) + 1)
            continue
        if piece[0] in _BLANKS and " " in piece[: len(piece) - len(piece.lstrip())]:
            seen.setdefault("blank-before-tag", []).append(len(kept) + 1)
        parts = _rejoin(stripped, tokens, seen) if "\n" in stripped or "\r" in stripped else [stripped]
        for part in parts:
            kept.append(_mend_tag(part, element, len(kept) + 1, seen))
    _tell(seen, tokens.findings)


def _rejoin(piece: str, tokens: Tokens, seen: dict[str, list[int]]) -> list[str]:
    """Take line breaks out of a segment; where a line begins like a segment, its terminator was lost or curly."""
    element = tokens.syntax.element
    parts: list[str] = []
    current: list[str] = []
    for line in _LINE_END.split(piece):
        begins = line.lstrip()
        if current and begins[3:4] == element and begins[:3] in KNOWN_TAGS:
            seen.setdefault("missing-terminator", []).append(len(tokens.pieces) + len(parts) + 1)
            parts.append("".join(current).rstrip().rstrip(_QUOTES))
            current = [begins]
        else:
            if current and begins:
                seen.setdefault("line-break-in-segment", []).append(len(tokens.pieces) + len(parts) + 1)
            current.append(line)
    parts.append("".join(current))
    return parts


def _mend_tag(piece: str, element: str, ordinal: int, seen: dict[str, list[int]]) -> str:
    tag, found, rest = piece.partition(element)
    if tag.islower() and tag.strip().upper() in KNOWN_TAGS:
        seen.setdefault("lower-case-tag", []).append(ordinal)
        return tag.strip().upper() + found + rest
    if len(tag) > 3 and len(tag.strip()) == 3:
        seen.setdefault("blank-in-tag", []).append(ordinal)
        return tag.strip() + found + rest
    return piece


def _collect_tail(last: str, tokens: Tokens) -> None:
    """Judge what stands after the last terminator: a segment that lost its own, or text that is none."""
    tail = last.strip(_BLANKS)
    if not tail:
        return
    place = Position(segment=len(tokens.pieces) + 1)
    if tail[:3] in KNOWN_TAGS and tail[3:4] in (tokens.syntax.element, ""):
        tokens.findings.append(
            QualityFinding("missing-last-terminator", "warning", "The last segment is not terminated", place)
        )
        _collect([tail.rstrip(_QUOTES)], tokens)
    else:
        tokens.findings.append(
            QualityFinding("trailing-text", "info", "Text after the last segment was passed over", place)
        )


_TEXTS: dict[str, tuple[Severity, str]] = {
    "empty-segment": ("info", "A terminator follows a terminator"),
    "blank-before-tag": ("info", "Blanks stand before a segment tag"),
    "lower-case-tag": ("warning", "A segment tag is written in small letters"),
    "blank-in-tag": ("warning", "A blank stands between a segment tag and its first separator"),
    "line-break-in-segment": ("info", "A line break stands inside a segment and was taken out"),
    "missing-terminator": (
        "warning",
        "A segment begins on a new line though the one before is not terminated",
    ),
}


def _tell(seen: dict[str, list[int]], findings: list[QualityFinding]) -> None:
    for code, ordinals in seen.items():
        severity, text = _TEXTS[code]
        more = f" ({len(ordinals)} times)" if len(ordinals) > 1 else ""
        findings.append(QualityFinding(code, severity, text + more, Position(segment=ordinals[0])))


def value(segment: Segment, element: int, component: int = 0) -> str | None:
    """Give one component, or None where it is absent, blank or empty."""
    try:
        found = segment[element][component].strip()
    except IndexError:
        return None
    return found or None
