"""A sentence of the journal, a room or a policy, told in the reader's language.

What is stated or refused is an English sentence, made by rooms that know no language and kept so in the journal. Its
pattern stands in the catalogue with what was filled in as ``{name}`` (``tools/sayings.py`` reads them out of the
source and of the policies that ship); here a sentence is read back by its pattern, and told anew. One that no pattern
fits, such as the words of an administration's own rule, stands as it was written.

    told("There is no rule heavy-bags")    ->    "No existe la regla heavy-bags"
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.utils import translation
from django.utils.translation import gettext_noop, trans_real

from tidewaiter.vocabulary.errors import TidewaiterError

_BLANK = re.compile(r"{\w+}")
_COUNTED = re.compile(r"(-?[\d.,]+) (\D+)")
_BETWEEN = re.compile(r"(; |, | or | and )")
_SENTENCES = (". ", "; ", ": ")
_DEPTH = 8
"""How deep what was filled in may hold sentences of its own."""


class Pattern(NamedTuple):
    """A message with blanks: its own words before, between and after them, and the names of the blanks."""

    message: str
    words: tuple[str, ...]
    blanks: tuple[str, ...]

    def filled(self, text: str) -> dict[str, str] | None:
        """Read what was filled in; None where the text was not made so. One look from left to right, never back."""
        first, *between, last = self.words
        at, end = len(first), len(text) - len(last)
        if at > end or not text.startswith(first) or not text.endswith(last):
            return None
        values: list[str] = []
        for words in between:
            found = text.find(words, at, end)
            if found < 0:
                return None
            values.append(text[at:found])
            at = found + len(words)
        told = dict(zip(self.blanks, [*values, text[at:end]], strict=True))
        same = all(told[blank] == value for blank, value in zip(self.blanks, values, strict=False))
        return told if same else None


def told(text: str | None, depth: int = 0) -> str:
    """Tell a sentence in the reader's language, as far as the catalogue knows it."""
    if not text:
        return ""
    if (translation.get_language() or "en") == "en":
        return text
    known = translation.gettext(text)
    if known != text or depth > _DEPTH:
        return known
    if found := read(translation.get_language() or "en", text):
        pattern, values = found
        filled = translation.gettext(pattern.message)
        return _BLANK.sub(lambda blank: part(values.get(blank[0][1:-1], ""), depth + 1), filled)
    for between in _SENTENCES:
        first, found_between, rest = text.partition(between)
        if found_between:
            return f"{told(first, depth + 1)}{between}{told(rest, depth + 1)}"
    return text


def problem(error: TidewaiterError) -> str:
    """Tell what is wrong, and where in a file it is."""
    position = getattr(error, "position", None)
    places = [
        f"{translation.gettext(words)} {getattr(position, name)}"
        for name, words in (
            ("segment", gettext_noop("line")),
            ("element", gettext_noop("column")),
            ("path", gettext_noop("member")),
        )
        if getattr(position, name, None) is not None
    ]
    return f"{told(error.text)} ({', '.join(places)})" if places else told(error.text)


def part(value: str, depth: int = 0) -> str:
    """Tell what was filled in: a sentence, a count with its unit, or several of them; else as it is."""
    known = told(value, depth)
    if known != value:
        return known
    if counted := _COUNTED.fullmatch(value):
        return f"{counted[1]} {translation.gettext(counted[2])}"
    coded = translation.gettext(value.replace("-", " ")) if value else ""
    if coded != value.replace("-", " "):
        return coded
    parts = _BETWEEN.split(value)
    if len(parts) == 1:
        return value
    between = {" or ": translation.gettext("or"), " and ": translation.gettext("and")}
    return "".join(
        (f" {between[each]} " if each in between else each) if index % 2 else part(each, depth)
        for index, each in enumerate(parts)
    )


@lru_cache(maxsize=4096)
def read(language: str, text: str) -> tuple[Pattern, dict[str, str]] | None:
    """Find the pattern by which a sentence was made, and what was filled in; the one with most words of its own."""
    for pattern in patterns(language):
        if (values := pattern.filled(text)) is not None:
            return pattern, values
    return None


@cache
def patterns(language: str) -> tuple[Pattern, ...]:
    """Give the patterns of a language's catalogue, those with the most words of their own first."""
    catalogue: Any = trans_real.translation(language)
    known = {each if isinstance(each, str) else each[0] for each, _ in catalogue._catalog.items()}
    found = [
        Pattern(each, tuple(_BLANK.split(each)), tuple(blank[1:-1] for blank in _BLANK.findall(each)))
        for each in sorted(known)
        if _BLANK.search(each)
    ]
    return tuple(sorted(found, key=lambda each: -sum(map(len, each.words))))
