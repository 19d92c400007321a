"""Dates as EDIFACT and PADIS messages write them, with the century settled by the message's own date, never by today.

Source: UN/EDIFACT code list 2379 (date or time or period format code); IATA PADIS PNRGOV guide (DDMMYY, DDMMMYY).
Every reader gives None where the text is no such date, and never raises.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

BIRTH: Final = 0
"""Years ahead of the message that a two-digit birth year may mean: none, everyone aboard is already born."""
EXPIRY: Final = 75
"""A document runs out in the next 75 years or did in the last 24 (``991231`` is how some write "never")."""
MOVEMENT: Final = 49
"""Departures, issues and bookings lie within half a century of the message."""


class _Form(NamedTuple):
    length: int
    year: int  # digits of the year, at the start unless ``day_first``
    clock: int  # digits of the time that follow the day
    day_first: bool = False


FORMS: Final[dict[str, _Form]] = {
    "2": _Form(6, 2, 0, day_first=True),  # DDMMYY
    "101": _Form(6, 2, 0),  # YYMMDD
    "102": _Form(8, 4, 0),  # CCYYMMDD
    "201": _Form(10, 2, 4),  # YYMMDDHHMM
    "202": _Form(12, 2, 6),  # YYMMDDHHMMSS
    "203": _Form(12, 4, 4),  # CCYYMMDDHHMM
    "204": _Form(14, 4, 6),  # CCYYMMDDHHMMSS
    "205": _Form(12, 4, 4),  # CCYYMMDDHHMMZHHMM: the place's own time is what is wanted, the offset is left
    "301": _Form(10, 2, 4),  # YYMMDDHHMMZZZ
    "303": _Form(12, 4, 4),  # CCYYMMDDHHMMZZZ
}
_ZONED = frozenset({"205", "301", "303"})
_BY_LENGTH = {6: "101", 8: "102", 10: "201", 12: "203", 14: "204"}
_TWO = {f"{number:02d}": number for number in range(100)}
_MONTHS = {"JAN": 1, "FEB": 2, "MAR": 3, "APR": 4, "MAY": 5, "JUN": 6}
_MONTHS |= {"JUL": 7, "AUG": 8, "SEP": 9, "OCT": 10, "NOV": 11, "DEC": 12}


def moment(text: str, code: str | None = None, *, reference: date, ahead: int = MOVEMENT) -> datetime | None:
    """Read a date with or without a time under a 2379 ``code``; without code, or an unknown one, its length decides.

    ``reference`` is the message's own date, ``ahead`` how many years after it a two-digit year may fall. A text whose
    length is not that of its code gives None: ask again without the code to be tolerant.
    """
    form = FORMS.get(code) if code else None
    if form is None:
        code = _BY_LENGTH.get(len(text), "")
        form = FORMS.get(code)
        if form is None:
            return None
    if len(text) != form.length:
        if code not in _ZONED or len(text) < form.length:
            return None
        text = text[: form.length]
    if not (text.isdecimal() and text.isascii()):
        return None
    wide = form.year
    if form.day_first:
        day, month, year = int(text[:2]), int(text[2:4]), int(text[4:6])
    else:
        year, month, day = int(text[:wide]), int(text[wide : wide + 2]), int(text[wide + 2 : wide + 4])
    if wide == 2:
        year = century(year, reference.year, ahead)
    clock = text[wide + 4 :] if form.clock else ""
    return _build(year, month, day, clock)


def day(text: str, code: str | None = None, *, reference: date, ahead: int = MOVEMENT) -> date | None:
    """Read a date as ``moment`` does and drop the time."""
    found = moment(text, code, reference=reference, ahead=ahead)
    return found.date() if found else None


def birth(text: str, code: str | None = None, *, reference: date) -> date | None:
    """Read a birth date: the last such day that is not after the message's (one day of grace for time zones)."""
    found = day(text, code, reference=reference, ahead=BIRTH)
    if found is None or found <= reference or not _short_year(text, code):
        return found
    if found <= reference + timedelta(days=1):
        return found
    return _earlier_century(found)


def expiry(text: str, code: str | None = None, *, reference: date) -> date | None:
    """Read the day a document runs out."""
    return day(text, code, reference=reference, ahead=EXPIRY)


def births(reference: date) -> Callable[[str], date | None]:
    """Make the reader of birth dates without code for one message: ``birth``, with the reference settled once."""
    newest, two = reference.year, _TWO

    def take(text: str) -> date | None:
        if len(text) == 6:
            try:
                found = date(newest - (newest - two[text[:2]]) % 100, two[text[2:4]], two[text[4:]])
            except (KeyError, ValueError):
                return None
            if found <= reference:
                return found
        return birth(text, reference=reference)

    return take


def expiries(reference: date) -> Callable[[str], date | None]:
    """Make the reader of expiry dates without code for one message: ``expiry``, with the reference settled once."""
    newest, two = reference.year + EXPIRY, _TWO

    def take(text: str) -> date | None:
        if len(text) == 6:
            try:
                return date(newest - (newest - two[text[:2]]) % 100, two[text[2:4]], two[text[4:]])
            except (KeyError, ValueError):
                return None
        return expiry(text, reference=reference)

    return take


def century(year: int, reference: int, ahead: int) -> int:
    """Give the four-digit year of a two-digit one: the only one in the hundred years that end ``ahead`` of reference.

    >>> century(54, 2026, BIRTH), century(31, 2026, EXPIRY), century(98, 2026, MOVEMENT)
    (1954, 2031, 1998)
    """
    newest = reference + ahead
    return newest - (newest - year) % 100


def ddmmyy(text: str, clock: str | None = None, *, reference: date, ahead: int = MOVEMENT) -> datetime | None:
    """Read PNRGOV's DDMMYY (or DDMMCCYY) with a separate HHMM; an unusable clock makes the whole unusable."""
    if len(text) not in (6, 8) or not (text.isdecimal() and text.isascii()):
        return None
    year = int(text[4:])
    if len(text) == 6:
        year = century(year, reference.year, ahead)
    return _build(year, int(text[2:4]), int(text[:2]), clock or "")


def ddmmmyy(text: str, *, reference: date, ahead: int = MOVEMENT) -> date | None:
    """Read the airline style ``12JUL64`` or ``12JUL1964``, one or two digits of day."""
    text = text.strip().upper()
    if len(text) in (6, 8):
        text = "0" + text
    month, digits = _MONTHS.get(text[2:5]), text[:2] + text[5:]
    if month is None or len(digits) not in (4, 6) or not (digits.isdecimal() and digits.isascii()):
        return None
    year = int(digits[2:])
    if len(digits) == 4:
        year = century(year, reference.year, ahead)
    found = _build(year, month, int(digits[:2]), "")
    if found is None:
        return None
    if ahead == BIRTH and len(digits) == 4 and found.date() > reference + timedelta(days=1):
        return _earlier_century(found.date())
    return found.date()


def _earlier_century(found: date) -> date | None:
    try:
        return found.replace(year=found.year - 100)
    except ValueError:
        return None


def _short_year(text: str, code: str | None) -> bool:
    form = FORMS.get(code or "") or FORMS.get(_BY_LENGTH.get(len(text), ""))
    return form is not None and form.year == 2


def _build(year: int, month: int, day: int, clock: str) -> datetime | None:
    """Put the parts together; 24:00 is the next day's beginning."""
    hour = minute = second = 0
    if clock:
        if len(clock) not in (4, 6) or not (clock.isdecimal() and clock.isascii()):
            return None
        hour, minute, second = int(clock[:2]), int(clock[2:4]), int(clock[4:] or "0")
    try:
        if hour == 24 and not minute and not second:
            return datetime(year, month, day) + timedelta(days=1)
        return datetime(year, month, day, hour, minute, second)
    except (ValueError, OverflowError):
        return None
