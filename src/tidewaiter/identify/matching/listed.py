"""The names of a list made ready: rows of words, and the three indexes by which candidates are found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.forms import forms
from tidewaiter.identify.matching.grams import Grams
from tidewaiter.identify.matching.lexicon import Bits, Floats, Ints, Lexicon, Likeness
from tidewaiter.identify.matching.names import MOST_WORDS, Name, is_title

_EVEN = 4.0
"""Nats added to what a name would tell, so that names of one word do not come first for every one who shares it."""


class Rows(NamedTuple):
    """Names as rows of word numbers, and what is to be known of each word; a last entry stands for no word."""

    words: list[str]
    table: Ints
    """Shape (names, MOST_WORDS); ``len(words)`` where a name has no further word."""
    tells: Floats
    """What each word tells on the list if it is met as it stands, in nats."""
    missed: Floats
    """What it counts if it is not met: 1, less for titles."""
    initial: Ints
    letters: Ints


class Candidates(NamedTuple):
    """Pairs of asked and listed names worth laying beside each other."""

    asked: Ints
    listed: Ints
    run_together: Bits
    """They are near each other when written without blanks."""


class Listed:
    """The names of one list, indexed."""

    def __init__(self, names: Sequence[Name], entity: Ints) -> None:
        """Take the names and, for each, the position of the entity that bears it."""
        words, table = as_rows(names)
        bearing = np.stack([np.repeat(entity, MOST_WORDS), table.ravel()], axis=1)[table.ravel() < len(words)]
        holders = np.bincount(np.unique(bearing, axis=0)[:, 1], minlength=len(words)).astype(np.int32)
        self.lexicon = Lexicon(words, holders, len(np.unique(entity)))
        self.rows = described(words, table, self.lexicon.tells())
        self.tells = self.rows.tells[table].sum(axis=1)
        self._holding = self._by_word()
        self._grams = Grams([run_together(name.words) for name in names])
        self._bones = Grams([_bones(name.words) for name in names])

    def _by_word(self) -> csr_matrix:
        table, words = self.rows.table, self.lexicon.words
        rows, columns = np.nonzero(table < len(words))
        scale = (1.0 / np.sqrt(self.tells + _EVEN))[rows].astype(np.float32)
        held = csr_matrix((scale, (table[rows, columns], rows)), shape=(max(len(words), 1), len(table)))
        held.sum_duplicates()
        return held

    def candidates(self, table: Ints, likeness: Likeness, words: int, asked: Sequence[Name]) -> Candidates:
        """Find the listed names worth comparing with each asked one: by its words, its n-grams, its bones.

        ``table``: asked names as rows of word numbers below ``words``.
        """
        rows, columns = np.nonzero(table < words)
        asks = csr_matrix((np.ones(len(rows), np.float32), (rows, table[rows, columns])), (len(table), max(words, 1)))
        near = csr_matrix(
            (likeness.telling, (likeness.asked, likeness.listed)), (max(words, 1), self._holding.shape[0])
        )
        soft = sp_matmul_topn(
            (asks @ near).tocsr(), self._holding, top_n=weights.SOFT_NAMES, threshold=weights.LEAST_SOFT
        )
        gram = self._grams.near([run_together(name.words) for name in asked])
        bone = self._bones.near([_bones(name.words) if _bare(name.words) else "" for name in asked])
        pairs: list[npt.NDArray[np.int64]] = []
        marks: list[Bits] = []
        for found in (soft.tocoo(), gram.tocoo(), bone.tocoo()):
            pairs.append(found.row.astype(np.int64) * len(self.tells) + found.col)
            marks.append(np.full(len(found.row), bool(marks)))
        keys = np.concatenate(pairs)
        order = np.argsort(keys, kind="stable")
        keys, together = keys[order], np.concatenate(marks)[order]
        first = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, np.int64)
        mark = np.logical_or.reduceat(together, first) if len(first) else together
        keys = keys[first]
        return Candidates((keys // len(self.tells)).astype(np.int32), (keys % len(self.tells)).astype(np.int32), mark)


def as_rows(names: Sequence[Name]) -> tuple[list[str], Ints]:
    """Number the distinct words of names, and write each name as a row of numbers."""
    words = sorted({word for name in names for word in name.words})
    position = {word: at for at, word in enumerate(words)}
    table = np.full((len(names), MOST_WORDS), len(words), np.int32)
    for row, name in enumerate(names):
        table[row, : len(name.words)] = [position[word] for word in name.words]
    return words, table


def described(words: list[str], table: Ints, tells: Floats) -> Rows:
    """Put beside each word what alignment asks of it."""
    missed = [weights.TITLE_MISSED if is_title(word) else 1.0 for word in words]
    initial = [ord(word[-1] if word[0] == "~" else word[0]) for word in words]
    return Rows(
        words,
        table,
        np.r_[tells, 0].astype(np.float32),
        np.array([*missed, 0], np.float32),
        np.array([*initial, 0], np.int32),
        np.array([*map(len, words), 0], np.int32),
    )


def run_together(words: Sequence[str]) -> str:
    """Write the folds of words without blanks; words without vowels are left out."""
    return "".join(forms(word).fold for word in words if not word.startswith("~"))


def _bare(words: Sequence[str]) -> bool:
    return any(word.startswith("~") for word in words)


def _bones(words: Sequence[str]) -> str:
    return "".join(forms(word).bone for word in words)
