"""What a page says in a language: each message of the catalogue between brackets, and what stands outside of them.

Whatever is put into a message, such as a name, is left outside, so that an English word that was put in is found too.
Spanish itself is spoken, and its catalogue asked, so that also what a policy tells by language is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any

LANGUAGE = "es"
OPEN, SHUT = "⟦", "⟧"
_KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^>]+>)")
_MARKED = re.compile(f"{OPEN}[^{OPEN}{SHUT}]*{SHUT}")
_WORD = re.compile(r"(?<![\w'./@#-])[A-Za-z]?[a-z]{2,}(?![\w@/]|\.\w)")
SEEN = ("title", "aria-label", "placeholder", "alt", "data-label", "data-key-words", "data-row-j", "data-search")
VOID = {"br", "hr", "img", "input", "link", "meta", "wbr", "col", "source"}
UNSEEN = {"script", "style", "template", "svg", "code", "pre", "kbd", "textarea"}


def marked(text: str) -> str:
    """Put every part of a message between brackets but what is put into it."""
    parts = _KEPT.split(text)
    return "".join(part if index % 2 or not part.strip() else f"{OPEN}{part}{SHUT}" for index, part in enumerate(parts))


@contextmanager
def speaking() -> Iterator[None]:
    """Let pages speak a language in which every message that a catalogue has is marked, and none else."""
    from django.utils import translation
    from django.utils.translation import trans_real

    with translation.override(LANGUAGE):
        catalogue: Any = trans_real.translation(LANGUAGE)._catalog
    trans: Any = translation._trans
    kept = {name: getattr(trans, name) for name in ("gettext", "ngettext", "pgettext", "npgettext")}

    def say(text: str, context: str = "") -> str:
        known = f"{context}\x04{text}" if context else text
        return marked(text) if catalogue.get(known) or catalogue.get((known, 1)) else text

    def count(one: str, many: str, number: Any) -> str:
        return marked(one if number == 1 else many) if catalogue.get((one, 1)) else one

    trans.gettext = lambda text: say(str(text))
    trans.ngettext = count
    trans.pgettext = lambda context, text: say(text, context)
    trans.npgettext = lambda context, one, many, number: count(f"{context}\x04{one}", many, number)
    titled = _titles()
    try:
        yield
    finally:
        for name, function in kept.items():
            setattr(trans, name, function)
        for module, title_of in titled.items():
            module.title_of = title_of


def _titles() -> dict[Any, Any]:
    """Mark the titles that policies tell by language themselves."""
    from tidewaiter.desk import file_told
    from tidewaiter.web.secondary import lists, record, words

    plain, here = file_told.title_of, (file_told, lists, record, words)

    def title_of(titles: Any, language: str) -> str:
        return marked(plain(titles, language)) if LANGUAGE in titles else plain(titles, language)

    for module in here:
        module.title_of = title_of  # type: ignore[attr-defined]
    return dict.fromkeys(here, plain)


class _Reader(HTMLParser):
    """Gathers what is read or heard on a page, but for what says that it is in a language of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.open: list[tuple[str, bool]] = []

    @property
    def hidden(self) -> bool:
        return any(hidden for _, hidden in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        own = (tag != "html" and "lang" in told) or told.get("translate") == "no" or tag in UNSEEN
        if tag not in VOID:
            self.open.append((tag, own))
        if not self.hidden and not own:
            self.said += [" ".join(text.split()) for name, text in attrs if name in SEEN and text]

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.hidden and data.strip():
            self.said.append(" ".join(data.split()))


def unmarked(html: str, data: re.Pattern[str]) -> list[str]:
    """Give what a page says that holds English words outside of every message, and that is no data."""
    reader = _Reader()
    reader.feed(html)
    return [text for text in dict.fromkeys(reader.said) if _WORD.search(data.sub(" ", _MARKED.sub(" ", text)))]
