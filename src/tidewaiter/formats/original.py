"""The place of an error in the bytes as they came, and those bytes written so that a person may look at them safely.

A position (``vocabulary.errors.Position``) counts segments, lines or members; a steward wants to see the characters.
The reader that refused the message had mended it first, so the place is found here anew, in the original itself.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from tidewaiter.formats.edifact.mending import KNOWN_TAGS
from tidewaiter.formats.edifact.syntax import HEADER, Syntax, find
from tidewaiter.vocabulary.errors import Position, Unreadable

AROUND = 1_200
"""How many bytes are shown on either side of the place; a file may be of many megabytes."""
LONGEST_MARK = 2_000
_TAGS = "|".join(sorted(KNOWN_TAGS))
_DELIMITERS = (";", "\t", ",")  # of a manifest in CSV; the one that its line holds most of
_JSON_PART = re.compile(r'"(?:[^"\\]|\\.)*"?|[{}\[\]]', re.DOTALL)
_JSON_VALUE = re.compile(r'"(?:[^"\\]|\\.)*"?|[^\s,{}\[\]]+', re.DOTALL)
_BLANK = re.compile(r"\s*")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

Span = tuple[int, int]
"""First byte, and the byte after the last."""


@dataclass(frozen=True, slots=True)
class Window:
    r"""A piece of the original in three texts: before the place, the place itself, after it; ``marked`` may be empty.

    ``first`` and ``last`` are the byte offsets of what is shown out of ``size``; nothing of a text can act: control
    characters are written as their pictures, bytes that are no UTF-8 as ``\xNN``, writing-direction marks by name.
    """

    before: str
    marked: str
    after: str
    first: int
    last: int
    size: int


def place(raw: bytes, syntax: str, position: Position) -> Span | None:
    """Find the bytes a position means, as narrow as it says; None where it means the whole or cannot be found.

    ``syntax``: edifact, csv or json, as the inbox keeps it. Offsets are bytes of ``raw``.
    """
    if raw.startswith(_UTF_16):
        return None
    text = raw.decode("latin-1")  # one character for each byte, so that offsets are byte offsets
    if position.path is not None:
        return _member(text, position.path)
    if position.segment is None and position.message is None:
        return None
    if syntax == "edifact":
        return _element(text, position)
    return _cell(text, position, by_column=syntax == "json")


def window(raw: bytes, span: Span | None, syntax: str = "", *, around: int = AROUND) -> Window:
    """Show a piece of the original around a place (the beginning where there is none)."""
    start, end = span or (0, 0)
    end = min(end, start + LONGEST_MARK)
    first, last = _whole(raw, max(0, start - around)), _whole(raw, min(len(raw), end + around))
    end_mark = _terminator(raw) if syntax == "edifact" else ""
    before, marked, after = (
        visible(raw[one:two], end_mark) for one, two in ((first, start), (start, end), (end, last))
    )
    return Window(before, marked, after, first, last, len(raw))


def visible(raw: bytes, terminator: str = "") -> str:
    """Write bytes as text in which nothing is hidden and nothing acts; a line after each ``terminator``."""
    text = raw.decode("utf-8", errors="backslashreplace")
    return "".join(_seen(character, terminator) for character in text)


def _seen(character: str, terminator: str) -> str:
    code = ord(character)
    if code < 0x20:
        picture = chr(0x2400 + code)
        return picture + "\n" if character in ("\n", terminator) else picture
    if code == 0x7F:
        return "\u2421"
    if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Co"):
        return f"<U+{code:04X}>"
    return character + "\n" if character == terminator else character


def _whole(raw: bytes, at: int) -> int:
    """Step back to the beginning of a character of UTF-8, so that none is cut in two."""
    for back in range(4):
        if at - back <= 0 or at >= len(raw) or raw[at - back] & 0xC0 != 0x80:
            return at - back
    return at


def _terminator(raw: bytes) -> str:
    try:
        return find(raw[:4096].decode("latin-1"), [])[0].terminator
    except Unreadable:
        return "'"


def _element(text: str, position: Position) -> Span | None:
    header = HEADER.search(text)
    try:
        syntax, start = find(text, [])
    except Unreadable:  # no header that could be read: count by the default, from what looks like one
        syntax, start = Syntax(), header.start() if header else max(0, text.find("UNB"))
    segments = _segments(text, syntax, start)
    if position.segment is None:
        headers = (span for span in segments if text.startswith("UNH", span[0]))
        return next(islice(headers, (position.message or 1) - 1, None), None)
    found = next(islice(segments, position.segment - 1, None), None)
    if found is None or position.element is None:
        return found
    element = _part(text, found, position.element, syntax.element, syntax.release)
    if element is None or position.component is None:
        return element or found
    return _part(text, element, position.component - 1, syntax.component, syntax.release) or element


def _segments(text: str, syntax: Syntax, start: int) -> Iterator[Span]:
    """Walk the segments as the reader counts them: empty ones are none, a tag on a new line begins one."""
    end, element = re.escape(syntax.terminator), re.escape(syntax.element)
    begins = rf"\s*(?:{_TAGS}){element}"
    stops = [end, rf"[\r\n]+(?={begins})"]
    if syntax.release:
        release = re.escape(syntax.release)
        stops = [rf"{release}(?={end}{begins})", rf"{release}[\s\S]", *stops]
    for match in re.compile("|".join(stops)).finditer(text, start):
        if syntax.release and match.group().startswith(syntax.release):
            continue
        if text[start : match.start()].strip():
            yield _stripped(text, start, match.start())
        start = match.end()
    if text[start:].strip():
        yield _stripped(text, start, len(text))


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip(" \t\r\n")), start + len(piece.rstrip(" \t\r\n"))


def _part(text: str, span: Span, number: int, separator: str, release: str) -> Span | None:
    """Find one part of a span, counted from 0 at the tag (of elements) or the first (of components)."""
    start = span[0]
    marks = re.escape(separator)
    if release:
        marks = rf"{re.escape(release)}[\s\S]|{marks}"
    for match in re.finditer(marks, text[span[0] : span[1]]):
        if match.group() != separator:
            continue
        stop = span[0] + match.start()
        if number == 0:
            return start, stop
        number, start = number - 1, stop + 1
    return (start, span[1]) if number == 0 else None


def _cell(text: str, position: Position, *, by_column: bool) -> Span | None:
    """Find a line of a table and, where named, its cell; of broken JSON, the character at the column."""
    lines = re.finditer(r"[^\n]*\n|[^\n]+", text)
    line = next(islice(lines, max((position.segment or 1) - 1, 0), None), None)
    if line is None:
        return None
    start, end = line.start(), line.start() + len(line.group().rstrip("\r\n"))
    if position.element is None:
        return start, end
    if by_column:
        at = min(start + position.element - 1, max(end - 1, start))
        return at, min(at + 1, len(text))
    delimiter = max(_DELIMITERS, key=line.group().count)
    cells = re.finditer(rf'(?:"(?:[^"]|"")*"|[^{re.escape(delimiter)}"])*', text[start:end])
    found = [match.span() for match in cells]
    spans = [each for each in found if each[0] == 0 or text[start + each[0] - 1] == delimiter]
    if position.element > len(spans):
        return start, end
    one, two = spans[position.element - 1]
    return start + one, start + two


def _member(text: str, pointer: str) -> Span | None:
    """Follow a JSON pointer as far as it leads; what is missing is shown by what should hold it."""
    at = _after_blanks(text, 3 if text.startswith("\xef\xbb\xbf") else 0)
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        inner = _child(text, at, name) if name else None
        if inner is None:
            break
        at = inner
    return (at, _end(text, at)) if at < len(text) else None


def _child(text: str, at: int, name: str) -> int | None:
    """Find where the value of a member, or the item of a list, begins."""
    opening = text[at : at + 1]
    if opening not in ("{", "["):
        return None
    at, ordinal = _after_blanks(text, at + 1), 0
    while at < len(text) and text[at] not in "}]":
        found = str(ordinal) == name
        if opening == "{":
            key = _JSON_VALUE.match(text, at)
            if key is None:
                return None
            found = _key(key.group()) == name
            at = _after_blanks(text, key.end())
            at = _after_blanks(text, at + 1) if text[at : at + 1] == ":" else at
        if found:
            return at
        after = _after_blanks(text, max(_end(text, at), at + 1))
        at = _after_blanks(text, after + 1) if text[after : after + 1] == "," else after
        ordinal += 1
    return None


def _key(text: str) -> str:
    try:
        return str(json.loads(text.encode("latin-1")))
    except ValueError:
        return text.strip('"')


def _end(text: str, at: int) -> int:
    """Find where the value that begins at ``at`` ends."""
    if text[at : at + 1] not in ("{", "["):
        match = _JSON_VALUE.match(text, at)
        return match.end() if match else at
    depth = 0
    for match in _JSON_PART.finditer(text, at):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(match.group(), 0)
        if depth == 0:
            return match.end()
    return len(text)


def _after_blanks(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at
