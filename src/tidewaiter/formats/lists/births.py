"""Birth dates as lists write them, brought to the few forms of ISO 8601-2 that ``birth_span`` reads."""

from __future__ import annotations

import re

from tidewaiter.vocabulary.listing import birth_span

_MONTHS = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_WRITTEN = re.compile(r"(?:(?:(\d{1,2})\s+)?([A-Za-z]{3,9})\.?,?\s+)?(\d{4})")
_ABOUT = re.compile(r"^(?:circa|approximately|approx\.?|about|c\.)\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"^(?:between\s+)?(.+?)\s+(?:to|and|-)\s+(.+)$", re.IGNORECASE)


def birth_date(text: str) -> str | None:
    """Read ``09 Apr 1971``, ``Apr 1971``, ``1971``, ``circa 1971``, ``1968 to 1973`` or ISO 8601; None for others.

    A date that is called approximate says its year only.
    """
    text = " ".join(text.split())
    if not text:
        return None
    text = re.sub(r"(\d{4})-(\d{4})$", r"\1 to \2", text)
    if _ABOUT.match(text):
        near = birth_date(_ABOUT.sub("", text))
        return f"{near[:4]}~" if near and "/" not in near else near
    if found := _BETWEEN.match(text):
        first, last = birth_date(found[1]), birth_date(found[2])
        return _checked(f"{first}/{last}") if first and last else None
    if "T" in text and birth_span(text.partition("T")[0]):
        text = text.partition("T")[0]
    return _checked(text) or _written(text)


def _written(text: str) -> str | None:
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    day, month, year = found.groups()
    if month is None:
        return _checked(year)
    number = _MONTHS.get(month[:3].lower())
    if number is None:
        return None
    return _checked(f"{year}-{number:02}-{int(day):02}" if day else f"{year}-{number:02}")


def _checked(text: str) -> str | None:
    return text if birth_span(text) else None
