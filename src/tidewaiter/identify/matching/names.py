"""Cut a name of any script into the words that are compared: articles left out, compounds put together."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from tidewaiter.identify.matching.scripts import UNVOWELLED, latin, script_of
from tidewaiter.identify.matching.words import ARTICLES, KINSHIP, LEGAL_FORMS, ORGANISATION_WORDS, TITLES

_SILENT = re.compile(r"['’‘`´ʼʻʿʾ\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]|(?<=\w)\.(?=\w\.)")
_MARKS = re.compile(r"[\u064b-\u065f\u0670\u0591-\u05c7]")
_SEPARATORS = re.compile(r"[^\w\u0300-\u036f\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]+|_+")
_RUNS = re.compile(r"[a-z0-9]+")
_ABD = re.compile(
    r"(abd[aeiou]?(?:l|r(?=r)|s(?=s)|n(?=n)|z(?=z))?)(?=[^aeiou]|[aeiou][^aeiou])(?!l?l?a[hy]?$|l?lah)(..+)"
)
_DIN = frozenset(
    (
        "din",
        "deen",
        "dine",
        "eddin",
        "uddin",
        "eddine",
        "aldin",
        "eldin",
        "addin",
        "ullah",
        "allah",
        "~dyn",
        "~allh",
        "~alh",
        "~lh",
    )
)
_ABD_FORMS = frozenset(("abd", "abdul", "abdel", "abdal", "abdol", "abdur", "abdoul", "abdus", "abdil"))
_LAH = frozenset(("allah", "ullah", "lah", "illah", "~allh", "~alh"))
MOST_WORDS = 8
"""Words of one name that are compared; longer names are those of organisations, whose first words tell most."""


class Name(NamedTuple):
    """A name as it is compared."""

    words: tuple[str, ...]
    organisation: bool
    """It bears a legal form or another word that names of people do not hold."""


_NEEDS_CARE = frozenset((*ARTICLES, *KINSHIP, *ORGANISATION_WORDS, *_DIN, *_ABD_FORMS, *_LAH))


def cut(text: str) -> Name:
    """Cut a name into words; a name without any letter has none."""
    if text.isascii() and text.replace(" ", "").isalnum():
        words = text.lower().split()
        if words and _NEEDS_CARE.isdisjoint(words) and " abd" not in f" {text.lower()}":
            return Name(tuple(words[:MOST_WORDS]), False)
    return _cut(text)


@lru_cache(maxsize=1 << 16)
def _cut(text: str) -> Name:
    words = _words(text)
    organisation = any(word in ORGANISATION_WORDS for word in words)
    glued = _glued(words)
    kept = [word for word in glued if word not in ARTICLES and word not in KINSHIP]
    if organisation:
        kept = [word for word in kept if word not in LEGAL_FORMS] or kept
    return Name(tuple((kept or glued)[:MOST_WORDS]), organisation)


def is_title(word: str) -> bool:
    """Say whether a word is a title, which is hardly missed when absent."""
    return word in TITLES


def _words(text: str) -> list[str]:
    if text.isascii():
        return _apart(_RUNS.findall(_SILENT.sub("", text.lower())))
    folded = _MARKS.sub("", _SILENT.sub("", unicodedata.normalize("NFKC", text)))
    parts = [part for run in _SEPARATORS.split(folded) if run for part in _by_script(run)]
    return _apart([form for part in parts for form in _latin(part)])


def _apart(words: list[str]) -> list[str]:
    """Write Abd apart from the name it belongs to, which is written in many ways; Abdullah stays one word."""
    found: list[str] = []
    for at, word in enumerate(words):
        if word in _ABD_FORMS:
            found.append("abd" if at + 1 < len(words) else word)
        elif word.startswith("abd") and (split := _ABD.fullmatch(word)):
            found += ["abd", split[2]]
        else:
            found.append(word)
    return found


def _by_script(run: str) -> list[str]:
    """Split a run of letters where the script changes; marks stay with their letter."""
    parts: list[str] = []
    last = ""
    for letter in run:
        script = script_of(letter)
        if not script:
            continue
        if script == last or (parts and script == "COMBINING"):
            parts[-1] += letter
        else:
            parts.append(letter)
            last = script
    return parts


def _latin(part: str) -> list[str]:
    if part[0] == "ا" and part[:2] == "ال" and len(part) > 3 and part not in ("الله", "اللہ"):
        part = part[2:]
    if part.startswith("عبدال") and len(part) > 6 and part not in ("عبدالله", "عبداللہ"):
        return [*latin("عبد"), *latin(part[5:])]
    return latin(part)


def _glued(words: list[str]) -> list[str]:
    """Put compounds together that are one name: Hizb ullah, Saif al-Din."""
    found: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word in _LAH and found and found[-1] in ("abd", "~bd"):
            found[-1] += "ullah" if found[-1] == "abd" else "alh"
        elif word in _DIN and found:
            if found[-1] in ARTICLES and len(found) > 1:
                found.pop()
            found[-1] += word.lstrip(UNVOWELLED)
        else:
            found.append(word)
        at += 1
    return found
