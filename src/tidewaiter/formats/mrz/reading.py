"""Reading a machine-readable zone: strict about the standard, tolerant of scanners, and never silent about either."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

from tidewaiter.formats.mrz.digits import check_digit
from tidewaiter.formats.mrz.document import Check, Mrz, PartialDate
from tidewaiter.formats.mrz.issuers import known_issuer
from tidewaiter.formats.mrz.layout import CODE, ISSUER, Field
from tidewaiter.formats.mrz.lines import Clean, clean
from tidewaiter.vocabulary.errors import Position
from tidewaiter.vocabulary.quality import QualityFinding, Severity
from tidewaiter.vocabulary.time import utc_now

_SWAP = str.maketrans("O0", "0O")
_DATE = re.compile(r"(?:\d\d|<<){3}\Z", re.ASCII)
_CENTURY_AHEAD = 50


def read(lines: Sequence[str] | str, *, today: date | None = None) -> Mrz:
    """Read the two or three lines of a zone, or one line of 90, 88 or 72 characters.

    ``today`` sets the century of the two-digit years (the present day when left out): a birth lies within the past
    hundred years, an expiry at most fifty ahead. Raises ``Unreadable`` (segment = line, element = column, from 1) for
    a wrong size or a character the zone does not know. A failing check digit does not raise: see ``Mrz.checks``.
    """
    zone = clean(lines)
    return _Reader(zone, today or utc_now().date()).document()


class _Reader:
    """Takes one cleaned zone apart and collects what was odd about it."""

    __slots__ = ("findings", "layout", "rows", "today")

    def __init__(self, zone: Clean, today: date) -> None:
        self.rows, self.layout, self.findings, self.today = zone.rows, zone.layout, list(zone.findings), today

    def document(self) -> Mrz:
        layout, rows = self.layout, self.rows
        number, optional, number_check = self._number()
        checks = self._checks(number_check, number)
        surname, given, truncated = self._name()
        return Mrz(
            kind=layout.kind,
            document_code=CODE.of(rows).rstrip("<"),
            issuer=self._code(ISSUER, "document_issuer"),
            surname=surname,
            given_names=given,
            number=number,
            nationality=self._code(layout.nationality, "nationality"),
            birth=self._date(layout.birth, "birth_date"),
            sex=self._sex(),
            expiry=self._date(layout.expires, "document_expires"),
            optional=optional,
            optional_2=_bare(layout.optional_2.of(rows)) if layout.optional_2 else "",
            name_truncated=truncated,
            checks=checks,
            findings=tuple(self.findings),
            lines=rows,
        )

    def _number(self) -> tuple[str, str, Check]:
        """Read number and optional data; a filler for a digit means that the number runs on (Doc 9303-5, note j)."""
        layout, rows = self.layout, self.rows
        text, optional = layout.number.of(rows), layout.optional.of(rows)
        digit = rows[layout.number.line][layout.number.start + 9]
        rest, _, after = optional.partition("<")
        if digit == "<" and layout.long_numbers and "<" not in text and len(rest) > 1 and rest[-1].isdigit():
            number = text + rest[:-1]
            return number, _bare(after), "pass" if check_digit(number) == rest[-1] else "fail"
        return _bare(text), _bare(optional), _outcome(text, digit)

    def _checks(self, number_check: Check, number: str) -> dict[str, Check]:
        layout, rows = self.layout, self.rows
        checks: dict[str, Check] = {
            "number": number_check,
            "birth_date": _outcome(layout.birth.of(rows), _after(layout.birth, rows)),
            "expires": _outcome(layout.expires.of(rows), _after(layout.expires, rows)),
            "optional": _outcome(layout.optional.of(rows), layout.optional_check.of(rows))
            if layout.optional_check
            else "not-run",
            "composite": _outcome("".join([part.of(rows) for part in layout.covers]), layout.composite.of(rows))
            if layout.composite
            else "not-run",
        }
        if "fail" in checks.values():
            self._report(checks, number)
        return checks

    def _report(self, checks: dict[str, Check], number: str) -> None:
        layout = self.layout
        places = {
            "number": layout.number,
            "birth_date": layout.birth,
            "expires": layout.expires,
            "optional": layout.optional,
            "composite": layout.composite or layout.number,
        }
        for name, state in checks.items():
            if state == "fail":
                self._find(
                    "mrz-check-failed", "warning", f"the check digit of {name} is wrong", places[name], "mrz_valid"
                )
        if checks["number"] == "fail" and (swapped := self._swapped_number()):
            text = f"the number's digit fits if letter O and digit 0 are exchanged at column {swapped}"
            self._find("possible-o-zero", "info", text, layout.number, "document_number")

    def _swapped_number(self) -> int | None:
        text = self.layout.number.of(self.rows)
        digit = self.rows[self.layout.number.line][self.layout.number.start + 9]
        for place, ch in enumerate(text):
            if ch in "O0" and check_digit(text[:place] + ch.translate(_SWAP) + text[place + 1 :]) == digit:
                return self.layout.number.start + place + 1
        return None

    def _code(self, place: Field, field: str) -> str:
        code = place.of(self.rows).rstrip("<")
        if not known_issuer(code):
            self._find(
                "unknown-country", "warning", f"{code or 'an empty field'} is no code of ICAO 9303-3", place, field
            )
        return code

    def _name(self) -> tuple[str, str, bool]:
        text = self.layout.name.of(self.rows)
        surname, _, given = text.strip("<").partition("<<")
        if not surname:
            self._find("missing-name", "error", "the zone carries no name", self.layout.name, "surname")
        elif not text.replace("<", "").isalpha():
            self._find("digit-in-name", "warning", "a digit stands in the name", self.layout.name, "surname")
        return _words(surname), _words(given), text[-1] != "<"

    def _sex(self) -> Literal["M", "F", "X"] | None:
        place = self.layout.sex
        letter = place.of(self.rows)
        if letter == "M":
            return "M"
        if letter == "F":
            return "F"
        if letter == "<":
            return "X"
        if letter == "X":
            self._find("sex-written-x", "info", "the zone writes an open sex as a filler, not X", place, "sex")
            return "X"
        self._find("invalid-sex", "error", f"{letter} is neither M, F nor a filler", place, "sex")
        return None

    def _date(self, place: Field, field: str) -> PartialDate:
        text = place.of(self.rows)
        if text.isdecimal() and text.isascii():  # the usual case, kept short
            year, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
            known = PartialDate(self._century(year, month, day, field), month or None, day or None)
            if known.exact:
                return known
        return self._odd_date(text, place, field)

    def _odd_date(self, text: str, place: Field, field: str) -> PartialDate:
        if not _DATE.match(text):
            swap = text.replace("O", "0")
            hint = ", letter O may be digit 0" if swap != text and _DATE.match(swap) else ""
            self._find("invalid-date", "error", f"{text} is no date of the form YYMMDD{hint}", place, field)
            return PartialDate()
        year, month, day = (None if part == "<<" else int(part) for part in (text[:2], text[2:4], text[4:]))
        known = PartialDate(self._century(year, month, day, field), month or None, day or None)
        if known.year and known.month and known.day and known.exact is None:
            self._find("invalid-date", "error", f"{text} is a day that does not exist", place, field)
        elif known != PartialDate() and None in (known.year, known.month, known.day):
            self._find("partial-date", "info", f"{text} leaves a part of the date unknown", place, field)
        return known

    def _century(self, year: int | None, month: int | None, day: int | None, field: str) -> int | None:
        if year is None:
            return None
        full = self.today.year // 100 * 100 + year
        if field == "birth_date":
            later = (full, month or 0, day or 0) > (self.today.year, self.today.month, self.today.day)
            return full - 100 if later else full
        return full - 100 if full > self.today.year + _CENTURY_AHEAD else _not_too_old(full, self.today.year)

    def _find(self, code: str, severity: Severity, text: str, place: Field, field: str | None) -> None:
        where = Position(segment=place.line + 1, element=place.start + 1)
        self.findings.append(QualityFinding(code, severity, text, where, field))


def _not_too_old(full: int, today: int) -> int:
    return full + 100 if full < today - (99 - _CENTURY_AHEAD) else full


def _after(place: Field, rows: tuple[str, ...]) -> str:
    return rows[place.line][place.start + place.length]


def _outcome(text: str, digit: str) -> Check:
    if digit == "<":
        return "fail" if text.strip("<") else "not-run"
    return "pass" if check_digit(text) == digit else "fail"


def _bare(text: str) -> str:
    return text.rstrip("<")


def _words(text: str) -> str:
    return " ".join([word for word in text.split("<") if word])
