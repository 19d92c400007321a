"""What a lane's one field is typed with: by a reader that types like a keyboard, or by an officer's hand.

A reader writes the lines of a machine-readable zone with or without line ends between them; a hand writes a document
number, a plate, a booking, a seat on a flight, or a name. Nothing is guessed away: what may be several things is
looked for as all of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tidewaiter.formats import mrz
from tidewaiter.formats.transliterate import to_mrz
from tidewaiter.vocabulary.errors import Position, Unreadable

LONGEST = 400
SHORTEST = 2
_WIDTHS = (30, 36, 44)
_ZONE = re.compile(r"[PIACV][A-Z0-9<]{4}", re.ASCII)
_SEAT = re.compile(r"([A-Z][A-Z0-9]|[0-9][A-Z])\s?0*([1-9]\d{0,3}[A-Z]?)[\s/,]+0*(\d{1,3}[A-Z])", re.ASCII)
_LOCATOR = re.compile(r"[A-Z0-9]{5,8}", re.ASCII)
_DEBRIS = re.compile(r"[^0-9A-Z]")
_BREAK = str.maketrans(dict.fromkeys("-,/\t<\xa0", " ") | dict.fromkeys("'`."))


@dataclass(frozen=True, slots=True)
class Typed:
    """One thing typed, as everything it may be; None where it cannot be that.

    ``number`` is a document number or a plate (capitals and digits), ``seat`` carrier, flight number and seat without
    leading zeros, ``names`` the beginnings of ``name_key`` that the words may mean, the likeliest first.
    """

    text: str
    zone: mrz.Mrz | None = None
    number: str | None = None
    locator: str | None = None
    seat: tuple[str, str, str] | None = None
    names: tuple[str, ...] = ()


def name_key(surname: str | None, given_names: str | None = None) -> str | None:
    """Write a name as it is looked for at a lane: ``MUELLER<<ANNA<LENA``; None without a surname.

    The letters are the zone's (ICAO Doc 9303-3, section 6), so that a document read and a name typed by a carrier in
    any script that the tables know meet.
    """
    written = _plain(surname)
    if not written:
        return None
    return f"{written}<<{_plain(given_names)}" if given_names else f"{written}<<"


def read(text: str, *, today: date) -> Typed:
    """Tell what was typed. ``today`` sets the century of a zone's years.

    Raises ``Unreadable``: for a zone that cannot be read (line and column), for one of which only the first lines have
    come (code ``more-lines``, position of the line that is missing), for fewer than two characters, for too many.
    """
    said = text.strip()
    if len(said) > LONGEST:
        raise Unreadable(f"more than {LONGEST} characters: scan or type one thing", Position(segment=1), code="36")
    if len(said) < SHORTEST:
        raise Unreadable("type at least two characters", Position(segment=1), code="37")
    if looks_like_zone(said):
        _whole(said)
        return Typed(said, zone=mrz.read(said, today=today))
    return _by_hand(said)


def looks_like_zone(text: str) -> bool:
    """Tell whether a reader typed a zone: fillers, or as many characters as a zone has, after a document's letter."""
    rows = text.upper().split()
    return bool(_ZONE.match("".join(rows))) and ("<" in text or any(len(row) in (*_WIDTHS, 72, 88, 90) for row in rows))


def wrong_digits(zone: mrz.Mrz) -> tuple[tuple[str, Position], ...]:
    """Name the check digits that do not hold, each with where its element begins."""
    found = (each for each in zone.findings if each.code == "mrz-check-failed")
    return tuple(zip((name for name, state in zone.checks.items() if state == "fail"), (f.position for f in found)))  # noqa: B905


def _whole(text: str) -> None:
    rows = text.split()
    first = len(rows[0])
    wanted = 3 if first == 30 else 2 if first in _WIDTHS else 0
    if len(rows) < wanted:
        missing = Position(segment=len(rows) + 1, element=1)
        raise Unreadable(f"line {len(rows)} of {wanted} has come: read the next one", missing, code="more-lines")


def _by_hand(text: str) -> Typed:
    upper = " ".join(text.upper().split())
    seat = _SEAT.fullmatch(upper)
    bare = _DEBRIS.sub("", upper)
    numbered = any(ch.isdigit() for ch in upper)
    return Typed(
        text,
        number=bare if numbered and not seat else None,
        locator=upper if _LOCATOR.fullmatch(upper) and not seat else None,
        seat=(seat[1], seat[2], seat[3]) if seat else None,
        names=() if numbered else _names(text),
    )


def _names(text: str) -> tuple[str, ...]:
    """Give the keys that words may begin: ``Surname, Given``; else the surname first, whole, or last."""
    surname, comma, given = text.partition(",")
    if comma:
        return (_beginning(surname, given),)
    words = _plain(text).split("<")
    if len(words) == 1:
        return (words[0],) if words[0] else ()
    rest = "<".join(words[1:])
    first = "<".join(words[:-1])
    return tuple(dict.fromkeys((f"{words[0]}<<{rest}", "<".join(words), f"{words[-1]}<<{first}")))


def _beginning(surname: str, given: str) -> str:
    return f"{_plain(surname)}<<{_plain(given)}"


def _plain(name: str | None) -> str:
    if not name:
        return ""
    if name.isascii():  # most names are; the tables of the other scripts cost ten times as much
        return "<".join(name.upper().translate(_BREAK).split())
    return to_mrz(name)
