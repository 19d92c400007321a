"""The forms in which a word of a name is compared: as written, folded over spellings, bones of consonants.

Folding follows the families of transliteration in general use (ISO 9, BGN/PCGN, GOST, French and German press
spellings, Wade-Giles and pinyin, Revised and McCune-Reischauer romanisation); it holds no name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from tidewaiter.identify.matching.scripts import UNVOWELLED


class Forms(NamedTuple):
    """One word, four ways."""

    plain: str
    """Small Latin letters and digits, as written."""
    fold: str
    """Spelling variants brought together, vowels kept in classes."""
    bone: str
    """Consonant classes alone; unvowelled scripts and vowelled ones meet here."""
    long: str
    """Consonants with the vowels that Arabic would write (i as y, u as w); finer than bones."""
    unvowelled: bool


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
_FOLDING = [(re.compile(pattern), to) for pattern, to in _DIGRAPHS]
_HARD_C = re.compile(r"c(?=[aou]|[bdfgklmnprstv])(?!h)")
_BONES = str.maketrans(
    {**dict.fromkeys("aeiouy", ""), "d": "T", "t": "T", "s": "S", "z": "S", "c": "S", "j": "S", "k": "K", "g": "K",
     "b": "B", "v": "V", "f": "F", "p": "P", "h": "H", "m": "M", "n": "N", "l": "L", "r": "R"}
)  # fmt: skip
_AS_ARABIC = str.maketrans({"a": "", "e": "y", "i": "y", "o": "w", "u": "w"})
_RUNS = re.compile(r"(.)\1+")
_SHORT_A = re.compile(r"[ae]")


@lru_cache(maxsize=1 << 20)
def forms(word: str) -> Forms:
    """Give the forms of a word as ``scripts.latin`` wrote it."""
    if word.startswith(UNVOWELLED):
        return _unvowelled(word)
    if word.isdigit():
        return Forms(word, word, word, word, unvowelled=False)
    fold = _folded(word)
    bone = _RUNS.sub(r"\1", fold.translate(_BONES)) or fold
    long = _RUNS.sub(r"\1", _long(word))
    return Forms(word, fold, bone, long, unvowelled=False)


def _folded(word: str) -> str:
    fold = _HARD_C.sub("k", word.replace("ch", "C")).replace("C", "ch")
    for pattern, to in _FOLDING:
        fold = pattern.sub(to, fold)
    return fold or word


def _consonants(word: str) -> str:
    for pattern, to in _FOLDING[2:12]:
        word = pattern.sub(to, word)
    return word


def _long(word: str) -> str:
    fine = _consonants(word)
    fine = fine.replace("ou", "w").replace("oo", "w").replace("ee", "y").replace("ai", "y").replace("ei", "y")
    fine = _SHORT_A.sub("", fine).replace("i", "y").replace("o", "w").replace("u", "w").replace("v", "w")
    return (fine[:-1] if fine.endswith("h") and len(fine) > 2 else fine) or word


def _unvowelled(word: str) -> Forms:
    bare = word[1:]
    fine = bare
    head, rest = fine[:1], fine[1:]
    inner = rest.replace("w", "").replace("y", "")
    bone = _RUNS.sub(r"\1", (head.replace("w", "v") + inner).rstrip("h" if len(inner) > 2 else "").translate(_BONES))
    long = _RUNS.sub(r"\1", fine.translate(_AS_ARABIC))
    long = long[:-1] if long.endswith("h") and len(long) > 2 else long
    return Forms(word, bare, bone or bare, long or bare, unvowelled=True)
