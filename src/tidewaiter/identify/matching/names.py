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
_ABD = frozenset(("abd", "abdul", "abdel", "abdal", "abdol", "abdur", "abdus", "abdoul", "~bd"))
_DIN = frozenset(("din", "deen", "dine", "eddin", "uddin", "eddine", "aldin", "eldin", "addin", "ullah", "allah", "~dyn", "~allh", "~alh", "~lh"))
MOST_WORDS = 8
"""Words of one name that are compared; longer names are those of organisations, whose first words tell most."""


class Name(NamedTuple):
    """A name as it is compared."""

    words: tuple[str, ...]
    organisation: bool
    """It bears a legal form or another word that names of people do not hold."""


@lru_cache(maxsize=1 << 18)
def cut(text: str) -> Name:
    """Cut a name into words; a name without any letter has none."""
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
        return _RUNS.findall(_SILENT.sub("", text.lower()))
    folded = _MARKS.sub("", _SILENT.sub("", unicodedata.normalize("NFKC", text)))
    return [form for run in _SEPARATORS.split(folded) if run for part in _by_script(run) for form in _latin(part)]


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
    if part.startswith("عبدال") and len(part) > 6:
        part = "عبد" + part[5:]
    return latin(part)


def _glued(words: list[str]) -> list[str]:
    """Put compounds together: Abd al-Rahman, Hizb ullah, Saif al-Din are one name each."""
    found: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        after = at + 1
        while word in _ABD and after < len(words) - 1 and words[after] in ARTICLES:
            after += 1
        if word in _ABD and after < len(words) and len(words[after]) > 2:
            mark = UNVOWELLED if word[0] == UNVOWELLED else ""
            found.append(f"{mark}{'bd' if mark else 'abd'}{words[after].lstrip(UNVOWELLED)}")
            at = after + 1
            continue
        if word in _DIN and found:
            if found[-1] in ARTICLES and len(found) > 1:
                found.pop()
            found[-1] += word.lstrip(UNVOWELLED)
        else:
            found.append(word)
        at += 1
    return found
