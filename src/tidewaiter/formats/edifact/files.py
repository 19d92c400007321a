"""Files that hold several interchanges one after another, as mailboxes and carriers deliver them."""

from __future__ import annotations

import re

from tidewaiter.formats.edifact.syntax import ADVICE_REACH, HEADER, find
from tidewaiter.vocabulary.errors import Unreadable

_BLANKS = " \t\r\n"
_GAP = 200  # blanks and line ends that may stand between a terminator and the next header


def split_interchanges(raw: bytes) -> list[bytes]:
    """Cut a file into its interchanges, each from UNA (or UNB) to the terminator of its UNZ, byte for byte.

    Text between interchanges is left out. Inside an interchange a header counts only after a terminator, so a name
    that contains ``UNB`` cuts nothing; without UNZ an interchange ends where the next begins. A file in which no
    header is found comes back whole: opening it says what is wrong.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return [raw]
    text = raw.decode("latin-1")  # one character for each byte, so that offsets are byte offsets
    pieces: list[bytes] = []
    start = _begin(text, 0, None)
    while start is not None:
        trailer, terminator = _marks(text, start)
        own = HEADER.search(text, start)  # UNA ends in a terminator too: look for the next header behind our own
        following = _begin(text, own.end() if own else start + 3, terminator)
        closed = trailer.search(text, start, following or len(text)) if trailer else None
        if closed:
            pieces.append(text[start : closed.end()].encode("latin-1"))
            start = _begin(text, closed.end(), None)
        else:
            pieces.append(text[start:following].rstrip(_BLANKS).encode("latin-1"))
            start = following
    return pieces or [raw]


def _begin(text: str, position: int, terminator: str | None) -> int | None:
    """Find where the next interchange begins; with a ``terminator`` only straight after one."""
    for header in HEADER.finditer(text, position):
        advice = text.rfind("UNA", max(position, header.start() - ADVICE_REACH), header.start())
        start = header.start() if advice < 0 else advice
        if terminator is None:
            return start
        for candidate in (start, header.start()):
            if text[max(0, candidate - _GAP) : candidate].rstrip(_BLANKS)[-1:] == terminator:
                return candidate
    return None


def _marks(text: str, start: int) -> tuple[re.Pattern[str] | None, str | None]:
    """Give what closes the interchange that begins at ``start``, and its terminator; nothing where it is damaged."""
    try:
        syntax, _ = find(text[start : start + 1024], [])
    except Unreadable:
        return None, "\n"
    stop = re.escape(syntax.terminator)
    free = f"(?<!{re.escape(syntax.release)})" if syntax.release else ""
    return re.compile(rf"{free}{stop}\s*UNZ\s*{re.escape(syntax.element)}[^{stop}]*{stop}"), syntax.terminator
