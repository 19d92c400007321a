"""Writing a machine-readable zone with its check digits: specimens, tests and the answer to "what should it read?"."""

from __future__ import annotations

from tidewaiter.formats.mrz.digits import check_digit
from tidewaiter.formats.mrz.document import Mrz, PartialDate
from tidewaiter.formats.mrz.layout import CODE, ISSUER, LAYOUTS, Field, Layout
from tidewaiter.formats.transliterate import to_mrz
from tidewaiter.vocabulary.errors import TidewaiterError


def write(document: Mrz) -> tuple[str, ...]:
    """Write the lines, names transliterated, check digits computed, names cut to fit (Doc 9303-4, 4.2.3).

    Raises ``TidewaiterError`` with code ``does-not-fit`` when a code, number or optional data is too long or holds
    a character the zone does not know.
    """
    layout = LAYOUTS[document.kind]
    rows = [["<"] * layout.width for _ in range(layout.rows)]
    number, optional, digit = _number(document, layout)
    _put(rows, CODE, document.document_code)
    _put(rows, ISSUER, document.issuer)
    _put(rows, layout.name, _name(document, layout.name.length))
    _put(rows, layout.number, number, digit)
    _put(rows, layout.nationality, document.nationality)
    _put(rows, layout.birth, _date(document.birth), check_digit(_date(document.birth)))
    _put(rows, layout.sex, "<" if document.sex in {"X", None} else str(document.sex))
    _put(rows, layout.expires, _date(document.expiry), check_digit(_date(document.expiry)))
    _put(rows, layout.optional, optional)
    if layout.optional_2:
        _put(rows, layout.optional_2, document.optional_2)
    if layout.optional_check:
        _put(rows, layout.optional_check, check_digit(optional))
    if layout.composite:
        lines = tuple("".join(row) for row in rows)
        _put(rows, layout.composite, check_digit("".join(part.of(lines) for part in layout.covers)))
    return tuple("".join(row) for row in rows)


def _put(rows: list[list[str]], place: Field, text: str, digit: str = "") -> None:
    if len(text) > place.length or not all(
        ch in "<" or (ch.isascii() and (ch.isdigit() or ch.isupper())) for ch in text
    ):
        raise TidewaiterError(f"{text!r} does not fit {place.length} characters of the zone", code="does-not-fit")
    written = text.ljust(place.length, "<") + digit
    rows[place.line][place.start : place.start + len(written)] = written


def _number(document: Mrz, layout: Layout) -> tuple[str, str, str]:
    number = document.number
    if len(number) <= 9 or not layout.long_numbers:
        return number, document.optional, check_digit(number) if number else "<"
    rest = number[9:] + check_digit(number) + "<"
    return number[:9], rest + document.optional, "<"


def _name(document: Mrz, width: int) -> str:
    surname, given = to_mrz(document.surname), to_mrz(document.given_names)
    if not given:
        return surname[:width]
    return f"{surname[: width - 3].rstrip('<')}<<{given}"[:width]


def _date(day: PartialDate) -> str:
    year = "<<" if day.year is None else f"{day.year % 100:02}"
    return year + "".join("<<" if part is None else f"{part:02}" for part in (day.month, day.day))
