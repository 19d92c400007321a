"""The keys under which words and names are looked up: n-grams and bones, each a number."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tidewaiter.identify.matching.compiled import compiled
from tidewaiter.identify.matching.osa import Letters
from tidewaiter.identify.matching.spelling import Places, Words

Codes = npt.NDArray[np.int64]

MOST_KEYS = 256
"""Keys that one text can have at most."""
LONGEST_NAME = 80
"""Letters of a whole name that are looked at; of a word 30; what is longer is found by its beginning."""
_LONGEST_WORD, _LONGEST_BONE = 30, 9
"""Nine letters of six bits fit a number with its tag."""
_SHORT = 4
"""Words of so many letters have few n-grams of three: those of two help."""
_NAME_GRAM = 4
"""Rarer than those of three letters, and so a third of the work; names written together are long enough for them."""
_EDGE = 63
_LETTER = np.zeros(128, np.int64)
for _at, _sign in enumerate("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", 1):
    _LETTER[ord(_sign)] = _at
_TAG = 54


@compiled
def word_keys(words: Words, word: int, listed: bool, out: Codes) -> int:
    """Write the keys under which a word is looked up into ``out``, sorted, each once; give how many there are.

    N-grams of three of spelling, fold and bones; the bones whole and with each letter left out, under which words meet
    that differ by a consonant; n-grams of two for short words. Words without vowels are looked up by their bones
    and their Arabic spelling; a ``listed`` word may be found by these too.
    """
    letters, fact = words.letters, words.facts[word]
    plain = fact.start
    fold = plain + fact.plain
    bone = fold + fact.fold
    long = bone + fact.bone
    count = _grams(letters, bone, fact.bone, 3, 3, out, 0)
    count = _less_one(letters, bone, fact.bone, 4, out, count)
    if fact.long <= _SHORT:
        count = _grams(letters, long, fact.long, 2, 7, out, count)
    if not fact.bare:
        count = _grams(letters, plain, fact.plain, 3, 1, out, count)
        count = _grams(letters, fold, fact.fold, 3, 2, out, count)
        if fact.plain <= _SHORT:
            count = _grams(letters, plain, fact.plain, 2, 5, out, count)
        if fact.fold <= _SHORT:
            count = _grams(letters, fold, fact.fold, 2, 6, out, count)
    if fact.bare or listed:
        count = _grams(letters, long, fact.long, 3, 8, out, count)
        count = _grams(letters, bone, fact.bone, 2, 9, out, count)
    return _once(out, count)


@compiled
def name_keys(letters: Letters, count: int, out: Codes) -> int:
    """Write the n-grams of four of the first ``count`` letters and their end into ``out``, sorted, each once."""
    code, found = 0, 0
    for at in range(count + 1):
        code = (code << 6 | (_EDGE if at == count else _LETTER[letters[at]])) & (1 << 6 * _NAME_GRAM) - 1
        if at >= _NAME_GRAM - 1:
            out[found] = code
            found += 1
    return _once(out, found)


@compiled
def _grams(letters: Letters, start: int, length: int, size: int, tag: int, out: Codes, found: int) -> int:
    """Add all runs of ``size`` signs of a word between two edges."""
    count = min(length, _LONGEST_WORD) + 2
    code = 0
    for at in range(count):
        sign = _EDGE if at in (0, count - 1) else _LETTER[letters[start + at - 1]]
        code = (code << 6 | sign) & (1 << 6 * size) - 1
        if at >= size - 1:
            out[found] = code | tag << _TAG
            found += 1
    return found


@compiled
def _less_one(letters: Letters, start: int, length: int, tag: int, out: Codes, found: int) -> int:
    """Add a word whole and, from three letters on, with each of its letters left out."""
    count = min(length, _LONGEST_BONE)
    whole = 0
    for at in range(count):
        whole |= _LETTER[letters[start + at]] << 6 * at
    out[found] = whole | tag << _TAG
    found += 1
    for at in range(count if count > 2 else 0):
        out[found] = whole & (1 << 6 * at) - 1 | whole >> 6 * at + 6 << 6 * at | tag << _TAG
        found += 1
    return found


@compiled
def _once(codes: Codes, count: int) -> int:
    """Sort, and leave each out but once."""
    for at in range(1, count):
        code, to = codes[at], at
        while to > 0 and codes[to - 1] > code:
            codes[to] = codes[to - 1]
            to -= 1
        codes[to] = code
    kept = 0
    for at in range(count):
        if at == 0 or codes[at] != codes[kept - 1]:
            codes[kept] = codes[at]
            kept += 1
    return kept


@compiled
def listed_keys(words: Words) -> tuple[Codes, Places]:
    """Give the keys of all listed words one after another, and where each word's keys end."""
    count = len(words.facts)
    ends, out = np.zeros(count + 1, np.int64), np.zeros(MOST_KEYS, np.int64)
    found = np.zeros(count * 40 + MOST_KEYS, np.int64)
    for word in range(count):
        many = word_keys(words, word, True, out)
        ends[word + 1] = ends[word] + many
        if ends[word + 1] > len(found):
            more = np.zeros(len(found) * 2 + MOST_KEYS, np.int64)
            more[: ends[word]] = found[: ends[word]]
            found = more
        found[ends[word] : ends[word + 1]] = out[:many]
    return found[: ends[count]], ends
