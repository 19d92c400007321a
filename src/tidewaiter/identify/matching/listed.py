"""A list made ready: its names as rows of words, its entities, and the two indexes by which candidates are found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, diags
from sparse_dot_topn import sp_matmul_topn

from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.forms import forms
from tidewaiter.identify.matching.lexicon import Floats, Ints, Lexicon, Likeness
from tidewaiter.identify.matching.names import MOST_WORDS, Name, is_title


class Listed:
    """The names of one partition of a list."""

    def __init__(self, names: Sequence[Name], entity: Ints) -> None:
        """Take the names and, for each, the position of the entity that bears it."""
        self.names, self.entity = names, entity
        words = sorted({word for name in names for word in name.words})
        position = {word: at for at, word in enumerate(words)}
        self.table = np.full((len(names), MOST_WORDS), len(words), np.int32)
        for row, name in enumerate(names):
            self.table[row, : len(name.words)] = [position[word] for word in name.words]
        bears = np.unique(
            np.stack([np.repeat(entity, MOST_WORDS), self.table.ravel()], axis=1)[self.table.ravel() < len(words)], axis=0
        )
        holders = np.bincount(bears[:, 1], minlength=len(words)).astype(np.int32)
        self.lexicon = Lexicon(words, holders, len(np.unique(entity)))
        self.rarity = np.r_[self.lexicon.rarity(), np.float32(0)]
        self.title = np.array([is_title(word) for word in words] + [False])
        self.initial = np.array([ord(word[-1] if word[0] == "~" else word[0]) for word in words] + [0], np.int32)
        self.letters = np.array([len(word) for word in words] + [0], np.int32)
        self.own = self.rarity[self.table].sum(axis=1)
        self._holding = self._by_word()
        self._grams = Grams(names)

    def _by_word(self) -> csr_matrix:
        rows, columns = np.nonzero(self.table < len(self.lexicon.words))
        scale = 1.0 / np.sqrt(self.own + 4.0)
        values = scale[rows].astype(np.float32)
        shape = (len(self.lexicon.words), len(self.names))
        held = csr_matrix((values, (self.table[rows, columns], rows)), shape=shape, dtype=np.float32)
        held.sum_duplicates()
        return held

    def candidates(self, table: Ints, likeness: Likeness, words: int, texts: Sequence[str]) -> tuple[Ints, Ints]:
        """Find the names worth comparing: positions of the asked and of the listed name, no pair twice.

        ``table``: asked names as rows of word numbers, padded with ``words``, the number of words asked for.
        """
        rows, columns = np.nonzero(table < words)
        asks = csr_matrix(
            (np.ones(len(rows), np.float32), (rows, table[rows, columns])), shape=(len(table), max(words, 1))
        )
        told = np.maximum(likeness.telling, 0)
        near = csr_matrix((told, (likeness.asked, likeness.listed)), shape=(max(words, 1), len(self.lexicon.words)))
        soft = sp_matmul_topn((asks @ near).tocsr(), self._holding, top_n=weights.SOFT_NAMES, threshold=0.1).tocoo()
        gram = self._grams.near(texts).tocoo()
        pairs = np.unique(
            np.r_[soft.row, gram.row].astype(np.int64) * len(self.names) + np.r_[soft.col, gram.col]
        )
        return (pairs // len(self.names)).astype(np.int32), (pairs % len(self.names)).astype(np.int32)


class Grams:
    """Finds names by n-grams of the whole, written without blanks: joined and split words meet here."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._known: dict[str, int] = {}
        columns, rows = self._counted([run_together(name.words) for name in names], learn=True)
        spread = np.bincount(columns, minlength=len(self._known))
        self._rarity = np.log((len(names) + 1) / (spread + 1)).astype(np.float32)
        self._index = self._matrix(columns, rows, len(names)).T.tocsr()

    def near(self, texts: Sequence[str]) -> csr_matrix:
        """Give the nearest listed names of each text, with the cosine."""
        columns, rows = self._counted(texts, learn=False)
        asked = self._matrix(columns, rows, len(texts))
        return sp_matmul_topn(asked, self._index, top_n=weights.GRAM_NAMES, threshold=0.2)

    def _counted(self, texts: Sequence[str], *, learn: bool) -> tuple[Ints, Ints]:
        found: list[int] = []
        rows: list[int] = []
        known = self._known
        for at, text in enumerate(texts):
            grams = {text[i : i + 3] for i in range(max(len(text) - 2, 0))}
            if learn:
                ids = [known.setdefault(gram, len(known)) for gram in grams]
            else:
                ids = [one for gram in grams if (one := known.get(gram)) is not None]
            found += ids
            rows += [at] * len(ids)
        return np.array(found, np.int32), np.array(rows, np.int32)

    def _matrix(self, columns: Ints, rows: Ints, height: int) -> csr_matrix:
        values = self._rarity[columns] if len(columns) else np.zeros(0, np.float32)
        norm = np.sqrt(np.bincount(rows, values.astype(np.float64) ** 2, minlength=height))
        values = (values / np.maximum(norm[rows], 1e-9)).astype(np.float32)
        return csr_matrix((values, (rows, columns)), shape=(height, max(len(self._known), 1)), dtype=np.float32)


def run_together(words: Sequence[str]) -> str:
    """Write the folds of words without blanks; words without vowels are left out."""
    return "".join(forms(word).fold for word in words if not word.startswith("~"))
