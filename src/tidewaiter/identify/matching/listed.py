"""The names of a list made ready: rows of words, and the three indexes by which candidates are found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.asked import Part
from tidewaiter.identify.matching.forms import Texts
from tidewaiter.identify.matching.grams import Grams
from tidewaiter.identify.matching.lexicon import Bits, Floats, Ints, Lexicon
from tidewaiter.identify.matching.names import MOST_WORDS, Name
from tidewaiter.identify.matching.rows import Rows, described, numbered

_EVEN = 4.0
"""Nats added to what a name would tell, so that names of one word do not come first for every one who shares it."""


class Candidates(NamedTuple):
    """Pairs of asked and listed names worth laying beside each other, sorted by both."""

    asked: Ints
    listed: Ints
    at_most: Floats
    """No less than the words of both can tell, in nats."""
    run_together: Bits
    """They are near each other when written without blanks, and hold different numbers of words: some may be joined."""

    def only(self, those: Bits) -> Candidates:
        """Give some of them."""
        return Candidates._make(column[those] for column in self)


class Listed:
    """The names of one list, indexed."""

    def __init__(self, names: Sequence[Name], entity: Ints) -> None:
        """Take the names and, for each, the position of the entity that bears it."""
        words = sorted({word for name in names for word in name.words})
        table = numbered(names, {word: at for at, word in enumerate(words)}, len(words))
        there = table < len(words)
        bearing = np.repeat(entity, MOST_WORDS)[there.ravel()].astype(np.int64) * (len(words) + 1) + table[there]
        holders = np.bincount(np.unique(bearing) % (len(words) + 1), minlength=len(words)).astype(np.int32)
        self.lexicon = Lexicon(words, holders, len(np.unique(entity)))
        self.rows = described(self.lexicon.forms, table, self.lexicon.tells())
        self.tells = self.rows.tells[table].sum(axis=1)
        self.lengths = (table < len(words)).sum(axis=1)
        self.initials = (self.rows.letters[table] == 1).sum(axis=1)
        self._holding = self._by_word()
        self._grams = Grams(run_together(self.rows))
        self._bones = Grams(_bones(self.rows))

    def _by_word(self) -> csr_matrix:
        table, words = self.rows.table, self.rows.words
        rows, columns = np.nonzero(table < words)
        scale = (1.0 / np.sqrt(self.tells + _EVEN))[rows].astype(np.float32)
        held = csr_matrix((scale, (table[rows, columns], rows)), shape=(max(words, 1), len(table)))
        held.sum_duplicates()
        return held

    def candidates(self, part: Part) -> Candidates:
        """Find the listed names worth comparing with each asked one: by its words, its n-grams, its bones."""
        table, words, likeness = part.rows.table, max(part.rows.words, 1), part.likeness
        rows, columns = np.nonzero(table < part.rows.words)
        asks = csr_matrix((np.ones(len(rows), np.float32), (rows, table[rows, columns])), (len(table), words))
        near = csr_matrix((likeness.telling, (likeness.asked, likeness.listed)), (words, self._holding.shape[0]))
        told = (asks @ near).tocsr()
        soft = sp_matmul_topn(told, self._holding, top_n=weights.SOFT_NAMES, threshold=weights.LEAST_SOFT).tocoo()
        gram = self._grams.near(run_together(part.rows)).tocoo()
        bare = np.r_[part.rows.forms.unvowelled, False][table].any(axis=1)
        bone = self._bones.near(np.where(bare, _bones(part.rows), "").tolist()).tocoo()
        return self._union(part, soft, gram, bone)

    def _union(self, part: Part, soft: csr_matrix, gram: csr_matrix, bone: csr_matrix) -> Candidates:
        most = soft.data * np.sqrt(self.tells[soft.col] + _EVEN) * _SLACK
        rows, columns = (np.concatenate([getattr(one, axis) for one in (soft, gram, bone)]) for axis in ("row", "col"))
        keys = rows.astype(np.int64) * len(self.tells) + columns
        together = np.arange(len(keys)) >= len(soft.data)
        bounds = np.r_[most, np.full(len(keys) - len(most), np.inf)].astype(np.float32)
        order = np.argsort(keys, kind="stable")
        keys, together, bounds = keys[order], together[order], bounds[order]
        first = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, np.int64)
        mark = np.logical_or.reduceat(together, first) if len(first) else together
        keys = keys[first]
        asked, listed = (keys // len(self.tells)).astype(np.int32), (keys % len(self.tells)).astype(np.int32)
        at_most = np.minimum(np.minimum(bounds[first], part.tells[asked]), self.tells[listed])
        return Candidates(asked, listed, at_most, mark & (part.lengths[asked] != self.lengths[listed]))


_SLACK = 1.001
"""A bound may be off by rounding, never too low."""


def run_together(rows: Rows) -> list[str]:
    """Write the folds of each name's words without blanks; words without vowels are left out."""
    return _written(rows, np.where(rows.forms.unvowelled, "", rows.forms.fold))


def _bones(rows: Rows) -> list[str]:
    return _written(rows, rows.forms.bone)


def _written(rows: Rows, forms: Texts) -> list[str]:
    parts = np.append(forms, "").astype(object)[rows.table]
    whole = parts[:, 0]
    for at in range(1, MOST_WORDS):
        whole = whole + parts[:, at]
    return list(whole.tolist())
