"""A mapping of a policy file with the place of everything in it, and a getter for each kind of value."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from tidewaiter.language.source import nearest
from tidewaiter.vocabulary.errors import InvalidPolicy

MANY = 12
"""Of more allowed words than this an error names only the nearest."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Citation(NamedTuple):
    """A legal citation; ``verified`` says that somebody opened the cited text and found it to say so."""

    text: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Value:
    """One value as written: plain ``data``, and the line and column, from 1, at which it begins.

    ``begins`` is where the first character of a text stands; None where no character can be pointed at, since the text
    was folded over lines. ``parts`` are the record or the items inside a mapping or a list.
    """

    data: Any
    line: int
    column: int | None = None
    begins: tuple[int, int] | None = None
    parts: PolicyRecord | tuple[Value, ...] | None = None


@dataclass(frozen=True, slots=True)
class PolicyRecord:
    """One mapping of a policy file, and where it begins. Every getter raises ``InvalidPolicy`` with the place.

    ``keys`` holds the places of the keys themselves; the cells of a table have none.
    """

    where: str
    fields: Mapping[str, Value]
    line: int = 1
    column: int | None = None
    keys: Mapping[str, Value] = field(default_factory=dict)

    @property
    def data(self) -> dict[str, Any]:
        """Give the record as plain data."""
        return {key: value.data for key, value in self.fields.items()}

    def wrong(self, text: str, at: str | Value | None = None) -> InvalidPolicy:
        """Make the error that points at a value, at a key's value, or at the record itself."""
        place = self.fields.get(at) if isinstance(at, str) else at
        line, column = (self.line, self.column) if place is None else (place.line, place.column)
        return InvalidPolicy(text, where=self.where, line=line, column=column)

    def only(self, required: Sequence[str], optional: Sequence[str] = ()) -> None:
        """Refuse a key that nobody reads, since a misspelt key must not pass for a missing one; then missing keys."""
        for key in self.fields:
            if key not in required and key not in optional:
                raise self.wrong(f"{key} is no key here{nearest(key, [*required, *optional])}", self.keys.get(key))
        if missing := [key for key in required if key not in self.fields]:
            raise self.wrong(f"there is no {', no '.join(missing)}")

    def get(self, key: str) -> Any:
        """Give the plain data under a key; None where it is missing."""
        return self.fields[key].data if key in self.fields else None

    def blank(self, key: str) -> bool:
        """Say whether a key is missing, null or an empty text."""
        return self.get(key) in (None, "")

    def text(self, key: str, allowed: Collection[str] | None = None) -> str:
        """Give a text that is not empty, where ``allowed`` is given one of these."""
        value = self.get(key)
        if not isinstance(value, str) or not value.strip():
            hint = "" if value is None or isinstance(value, str | list | dict) else "; put it in quotes"
            raise self.wrong(f"{key} is a text that is not empty{hint}", key)
        return self._allowed(key, value.strip(), allowed, key)

    def optional_text(self, key: str, allowed: Collection[str] | None = None) -> str | None:
        """Give a text, or None where the record leaves it out or blank."""
        return None if self.blank(key) else self.text(key, allowed)

    def whole_number(self, key: str) -> int:
        """Give a whole number from 1; the cells of a table are texts, so a text of digits is one too."""
        value = self.get(key)
        if isinstance(value, str) and value.isascii() and value.isdigit():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self.wrong(f"{key} is a whole number from 1", key)
        return value

    def number(self, key: str, least: float = -math.inf, most: float = math.inf) -> float:
        """Give a finite number from ``least`` to ``most``."""
        value = self.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise self.wrong(f"{key} is a number{_range(least, most)}", key)
        if not math.isfinite(value):
            raise self.wrong(f"{key} is a finite number", key)
        return float(value)

    def day(self, key: str) -> date:
        """Give a day; the cells of a table are texts, so a text that says a day is one too."""
        value = self.get(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return date.fromisoformat(value if isinstance(value, str) and _DAY.fullmatch(value) else "")
        except ValueError as error:
            raise self.wrong(f"{key} is a day such as 2027-11-30", key) from error

    def term(self) -> tuple[date, date]:
        """Give ``review_at`` and ``expires_at``: what goes on for ever without review is refused."""
        review, expires = self.day("review_at"), self.day("expires_at")
        if expires < review:
            raise self.wrong("expires_at lies before review_at", "expires_at")
        return review, expires

    def flag(self, key: str) -> bool:
        """Give true or false."""
        value = self.get(key)
        if not isinstance(value, bool):
            raise self.wrong(f"{key} is true or false", key)
        return value

    def days(self, key: str) -> int | None:
        """Give a number of days; the key must stand there, null says that no clock runs."""
        if key in self.fields and self.get(key) is None:
            return None
        if key not in self.fields or type(self.get(key)) is not int or self.get(key) < 1:
            raise self.wrong(f"{key} is a number of days from 1, or null where no clock runs", key)
        return int(self.get(key))

    def texts(self, key: str, allowed: Collection[str] | None = None) -> tuple[str, ...]:
        """Give a list of texts, each one of ``allowed`` where that is given; the error points at the item."""
        for item in self.items(key):
            if not isinstance(item.data, str) or not item.data.strip():
                raise self.wrong(f"{key} is a list of texts (quote NO, YES, ON and numbers)", item)
            self._allowed(key, item.data, allowed, item)
        return tuple(item.data for item in self.items(key))

    def items(self, key: str) -> tuple[Value, ...]:
        """Give the items of a list."""
        parts = self.fields[key].parts if key in self.fields else None
        if not isinstance(parts, tuple):
            raise self.wrong(f"{key} is a list", key)
        return parts

    def mapping(self, key: str) -> PolicyRecord:
        """Give the record under a key."""
        parts = self.fields[key].parts if key in self.fields else None
        if not isinstance(parts, PolicyRecord):
            raise self.wrong(f"{key} is a mapping of keys to values", key)
        return parts

    def records(self, key: str) -> tuple[PolicyRecord, ...]:
        """Give the records of a list."""
        for item in self.items(key):
            if not isinstance(item.parts, PolicyRecord):
                raise self.wrong(f"each item of {key} is a mapping of keys to values", item)
        return tuple(item.parts for item in self.items(key) if isinstance(item.parts, PolicyRecord))

    def citation(self, key: str = "citation") -> Citation:
        """Give a citation, written ``{text: ..., verified: true or false}``."""
        entry = self.mapping(key)
        entry.only(("text", "verified"))
        return Citation(entry.text("text"), entry.flag("verified"))

    def block(self, key: str) -> tuple[str, int, int]:
        """Give a text with the line and column at which it begins: one line, or a block written ``|``."""
        text, begins = self.text(key), self.fields[key].begins
        if begins is None:
            raise self.wrong(f"write {key}: | for a text of several lines, so that errors can point into it", key)
        return text, *begins

    def _allowed(self, key: str, value: str, allowed: Collection[str] | None, at: str | Value) -> str:
        if allowed is not None and value not in allowed:
            known = sorted(allowed) if isinstance(allowed, set | frozenset) else allowed
            listed = f"; known are {', '.join(known)}" if len(allowed) <= MANY else ""
            raise self.wrong(f"{key} cannot be '{value}'{nearest(value, allowed)}{listed}", at)
        return value


@dataclass(frozen=True, slots=True)
class PolicyFile(PolicyRecord):
    """A policy file as a whole: somebody owns it, and somebody must look at it again."""

    @property
    def owner(self) -> str:
        """Give who answers for the policy."""
        return self.text("owner")

    @property
    def review_at(self) -> date:
        """Give the day by which the owner must have looked at it again."""
        return self.day("review_at")


def _range(least: float, most: float) -> str:
    low = "" if least == -math.inf else f" from {least:g}"
    return low if most == math.inf else f"{low} to {most:g}"
