"""The forms in which a word of a name is compared: as written, folded over spellings, bones of consonants.

Folding follows the families of transliteration in general use (ISO 9, BGN/PCGN, GOST, French and German press
spellings, Wade-Giles and pinyin, Revised and McCune-Reischauer romanisation); it holds no name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tidewaiter.identify.matching.scripts import UNVOWELLED

Texts = npt.NDArray[Any]
"""An array of ``str`` objects."""


class Forms(NamedTuple):
    """Words four ways; every array has one place a word."""

    plain: Texts
    """Small Latin letters and digits, as written; the mark of unvowelled scripts included."""
    fold: Texts
    """Spelling variants brought together, vowels kept in classes."""
    bone: Texts
    """Consonant classes alone; unvowelled scripts and vowelled ones meet here."""
    long: Texts
    """Consonants with the vowels that Arabic would write (i as y, u as w); finer than bones."""
    unvowelled: npt.NDArray[np.bool_]
    letters: npt.NDArray[np.int32]
    """How long the plain form is."""

    def at(self, places: npt.NDArray[Any]) -> Forms:
        """Give the forms of some of the words."""
        return Forms._make(column[places] for column in self)


_DIGRAPHS = [
    (r"(?:ull?ah|all?ah|oll?ah|ell?ah|ulla|alla|ollah)$", "ala"),
    (r"(?:uddin|addin|eddin|aldin|eldin|udin|iddin|oddin|eddine|uddeen|aldeen|ddin)e?$", "adin"),
    (r"shch|schtsch|stch|sch|sh", "s"),
    (r"dzh|dsch|dj|zh", "j"),
    (r"tch|tsch|cz|ch", "c"),
    (r"th", "t"),
    (r"dh", "d"),
    (r"ph", "f"),
    (r"kh", "h"),
    (r"gh", "g"),
    (r"ts|tz", "c"),
    (r"ck|q", "k"),
    (r"^x|^hs", "s"),
    (r"x", "ks"),
    (r"c(?=[aou])(?<!h)", "c"),
    (r"e[yi]?ev", "ev"),
    (r"ou|oo|eu|uo", "u"),
    (r"eo", "o"),
    (r"ee|iy|ij|yi|ii|yy|ie", "i"),
    (r"ey|ei|ai|ay|ae", "e"),
    (r"(?:yev|iev)", "ev"),
    (r"^ye", "e"),
    (r"yu|iu", "u"),
    (r"ya|ia", "a"),
    (r"aw|au|ow", "o"),
    (r"y", "i"),
    (r"w", "v"),
    (r"(?<=[aeiou])h$", ""),
    (r"c", "j"),
    (r"(.)\1+", r"\1"),
]
_FOLDING = [(re.compile(pattern, re.MULTILINE), to) for pattern, to in _DIGRAPHS]
_HARD_C = re.compile(r"c(?=[aou]|[bdfgklmnprstv])(?!h)")
_BONES = str.maketrans(
    {**dict.fromkeys("aeiouy", ""), "d": "T", "t": "T", "s": "S", "z": "S", "c": "S", "j": "S", "k": "K", "g": "K",
     "b": "B", "v": "V", "f": "F", "p": "P", "h": "H", "m": "M", "n": "N", "l": "L", "r": "R"}
)  # fmt: skip
_AS_ARABIC = str.maketrans({"a": "", "e": "y", "i": "y", "o": "w", "u": "w"})
_RUNS = re.compile(r"(.)\1+")
_LAST_H = re.compile(r"(?<=[^\n]{2})h$", re.MULTILINE)
_SHORT_A = re.compile(r"[ae]")


def forms(words: Sequence[str]) -> Forms:
    """Give the forms of words as ``scripts.latin`` wrote them.

    Vowelled words are folded all at once, as lines of one text: a rule of spelling then costs one pass, not one a word.
    """
    count = len(words)
    plain, fold, bone, long = (np.array([*words, None], object)[:-1] for _ in range(4))
    unvowelled = np.array([word.startswith(UNVOWELLED) for word in words], bool)
    usual = np.array([not (bare or word.isdigit()) for word, bare in zip(words, unvowelled, strict=True)], bool)
    if usual.any():
        said = plain[usual].tolist()
        fold[usual] = folded = _folded(said)
        bone[usual] = _bones(folded)
        long[usual] = _long(said)
    for at in np.flatnonzero(unvowelled).tolist():
        fold[at], bone[at], long[at] = _unvowelled(words[at])
    letters = np.fromiter(map(len, words), np.int32, count)
    return Forms(plain, fold, bone, long, unvowelled, letters)


def _lines(text: str, words: Sequence[str]) -> list[str]:
    """Cut a text into its words again; a word of which nothing was left stays as it was."""
    return [line or word for line, word in zip(text.split("\n"), words, strict=True)]


def _folded(words: list[str]) -> list[str]:
    text = _HARD_C.sub("k", "\n".join(words).replace("ch", "C")).replace("C", "ch")
    for pattern, to in _FOLDING:
        text = pattern.sub(to, text)
    return _lines(text, words)


def _bones(folds: list[str]) -> list[str]:
    return _lines(_RUNS.sub(r"\1", "\n".join(folds).translate(_BONES)), folds)


def _long(words: list[str]) -> list[str]:
    fine = "\n".join(words)
    for pattern, to in _FOLDING[2:12]:
        fine = pattern.sub(to, fine)
    fine = fine.replace("ou", "w").replace("oo", "w").replace("ee", "y").replace("ai", "y").replace("ei", "y")
    fine = _SHORT_A.sub("", fine).replace("i", "y").replace("o", "w").replace("u", "w").replace("v", "w")
    return _lines(_RUNS.sub(r"\1", _LAST_H.sub("", fine)), words)


def _unvowelled(word: str) -> tuple[str, str, str]:
    """Give fold, bone and long form of a word whose script leaves vowels out."""
    bare = word[1:]
    head, rest = bare[:1], bare[1:]
    inner = rest.replace("w", "").replace("y", "")
    bone = _RUNS.sub(r"\1", (head.replace("w", "v") + inner).rstrip("h" if len(inner) > 2 else "").translate(_BONES))
    long = _RUNS.sub(r"\1", bare.translate(_AS_ARABIC))
    long = long[:-1] if long.endswith("h") and len(long) > 2 else long
    return bare, bone or bare, long or bare
