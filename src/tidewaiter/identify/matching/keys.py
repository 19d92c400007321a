"""Cut many short texts into n-grams at once: each n-gram a number, so that a million words cost a few array passes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from tidewaiter.identify.matching.forms import Forms, Texts

Codes = npt.NDArray[np.int64]
_LONGEST_WORD, _LONGEST_NAME, _LONGEST_BONE = 30, 80, 9
"""Letters looked at; what is longer is found by its beginning. Nine letters of six bits fit a number with its tag."""
_SHORT = 4
"""Words of so many letters have few n-grams of three: those of two help."""
_NAME_GRAM = 4
"""Rarer than those of three letters, and so a third of the work; names written together are long enough for them."""
_EDGE = 63
_LETTER = np.zeros(256, np.int64)
for _at, _sign in enumerate("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", 1):
    _LETTER[ord(_sign)] = _at
_TAG = 54


def word_keys(words: Forms) -> tuple[Codes, Codes]:
    """Give the keys under which each word is looked up, as ``(key, place of the word)``, sorted by place, each once.

    N-grams of three of spelling, fold and bones; the bones whole and with each letter left out, under which words meet
    that differ by a consonant; n-grams of two for short words. Words without vowels are looked up by their bones
    and their Arabic spelling.
    """
    bare = np.flatnonzero(words.unvowelled)
    full = np.flatnonzero(~words.unvowelled)
    plain, fold = _spelt(words.plain[full], _LONGEST_WORD), _spelt(words.fold[full], _LONGEST_WORD)
    bone, long = _spelt(words.bone, _LONGEST_WORD), _spelt(words.long, _LONGEST_WORD)
    found = [
        _grams(plain, 3, 1, full),
        _grams(fold, 3, 2, full),
        _grams(bone, 3, 3),
        _less_one(bone, 4),
        _grams(plain, 2, 5, full, shorter=_SHORT),
        _grams(fold, 2, 6, full, shorter=_SHORT),
        _grams(long, 2, 7, shorter=_SHORT),
        _grams(long[bare], 3, 8, bare),
        _grams(bone[bare], 2, 9, bare),
    ]
    return _once([codes for codes, _ in found], [rows for _, rows in found])


def word_marks(words: Forms) -> tuple[Codes, Codes]:
    """Give the keys under which a listed word may be found: those of ``word_keys``, and those of unvowelled scripts."""
    codes, rows = word_keys(words)
    bone, long = _spelt(words.bone, _LONGEST_WORD), _spelt(words.long, _LONGEST_WORD)
    more = [_grams(long, 3, 8), _grams(bone, 2, 9)]
    return _once([codes, *(one for one, _ in more)], [rows, *(row for _, row in more)])


def name_keys(texts: Sequence[str]) -> tuple[Codes, Codes]:
    """Give the n-grams of four letters of each text, as ``(key, place of the text)``, sorted by place, each once."""
    signs = _spelt(np.array([*texts, None], object)[:-1], _LONGEST_NAME)
    codes, rows = _grams(signs[:, 1:], _NAME_GRAM, 1)
    return _once([codes], [rows])


def _spelt(texts: Texts, longest: int) -> Codes:
    """Write texts as rows of letter numbers: an edge, the letters, an edge, noughts."""
    if not len(texts):
        return np.zeros((0, 2), np.int64)
    raw = np.array([text[:longest].encode("ascii", "ignore") for text in texts], bytes)
    width = raw.dtype.itemsize
    signs = np.zeros((len(texts), width + 2), np.int64)
    signs[:, 1 : width + 1] = _LETTER[raw.view(np.uint8).reshape(len(texts), width)]
    signs[:, 0] = _EDGE
    signs[np.arange(len(texts)), (signs[:, 1:] > 0).sum(axis=1) + 1] = _EDGE
    return signs


def _grams(
    signs: Codes, size: int, tag: int, places: npt.NDArray[np.intp] | None = None, *, shorter: int | None = None
) -> tuple[Codes, Codes]:
    """Give all runs of ``size`` signs; of texts of at most ``shorter`` letters only, where that is said."""
    width = signs.shape[1] - size + 1
    if width <= 0 or not len(signs):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    codes = np.zeros((len(signs), width), np.int64)
    for at in range(size):
        codes = codes << 6 | signs[:, at : at + width]
    there = signs[:, size - 1 :] > 0
    if shorter is not None:
        there &= ((signs > 0).sum(axis=1) <= shorter + 2)[:, None]
    rows, columns = np.nonzero(there)
    return codes[rows, columns] | tag << _TAG, rows if places is None else places[rows]


def _less_one(signs: Codes, tag: int) -> tuple[Codes, Codes]:
    """Give each text whole and, from three letters on, with each of its letters left out."""
    letters = signs[:, 1 : 1 + _LONGEST_BONE] % _EDGE
    length = (letters > 0).sum(axis=1)
    whole = (letters << 6 * np.arange(letters.shape[1])).sum(axis=1)
    codes, rows = [whole], [np.arange(len(whole))]
    for at in range(letters.shape[1]):
        here = np.flatnonzero((length > 2) & (length > at))
        codes.append(whole[here] & (1 << 6 * at) - 1 | whole[here] >> 6 * at + 6 << 6 * at)
        rows.append(here)
    return np.concatenate(codes) | tag << _TAG, np.concatenate(rows)


def _once(codes: Sequence[Codes], rows: Sequence[Codes]) -> tuple[Codes, Codes]:
    code, row = np.concatenate(codes), np.concatenate(rows)
    order = np.lexsort((code, row))
    code, row = code[order], row[order]
    first = np.ones(len(code), bool)
    first[1:] = (code[1:] != code[:-1]) | (row[1:] != row[:-1])
    return code[first], row[first]


class Weighed:
    """Texts by their keys, the rare keys weighing more: rows of length one, for a cosine by one sparse product."""

    def __init__(self, codes: Codes, rows: Codes, texts: int, common: float) -> None:
        """Take the keys of the texts to be found; keys that ``common`` texts or more hold lead nowhere."""
        self._known, columns, spread = np.unique(codes, return_inverse=True, return_counts=True)
        self._rarity = np.where(spread > common, 0, np.log((texts + 1) / (spread + 1))).astype(np.float32)
        self.index = self._matrix(columns, rows, texts).T.tocsr()

    def asked(self, codes: Codes, rows: Codes, texts: int) -> csr_matrix:
        """Give texts asked for as rows over the known keys."""
        columns = np.searchsorted(self._known, codes)
        columns[columns == len(self._known)] = 0
        known = self._known[columns] == codes if len(self._known) else np.zeros(len(codes), bool)
        return self._matrix(columns[known], rows[known], texts)

    def _matrix(self, columns: Codes, rows: Codes, height: int) -> csr_matrix:
        values = self._rarity[columns]
        norm = np.sqrt(np.bincount(rows, values.astype(np.float64) ** 2, minlength=height))
        values = (values / np.maximum(norm[rows], 1e-9)).astype(np.float32)
        keep = values > 0
        ends = np.r_[0, np.cumsum(np.bincount(rows[keep], minlength=height))].astype(np.int32)
        shape = (height, max(len(self._known), 1))
        return csr_matrix((values[keep], columns[keep].astype(np.int32), ends), shape=shape)
