"""Find texts by their n-grams: joined and split words meet here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.lexicon import Ints

_LENGTH = 3
_FEW = 100


class Grams:
    """Texts weighed by the n-grams in them, rare ones more."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Take the texts to be found."""
        self._known: dict[str, int] = {}
        for text in texts:
            for gram in _grams(text):
                self._known.setdefault(gram, len(self._known))
        columns, rows = self._counted(texts)
        spread = np.bincount(columns, minlength=max(len(self._known), 1))
        common = spread > max(len(texts) * weights.COMMON_GRAM, _FEW)
        self._rarity = np.where(common, 0, np.log((len(texts) + 1) / (spread + 1))).astype(np.float32)
        self._index = self._matrix(columns, rows, len(texts)).T.tocsr()

    def near(self, texts: Sequence[str]) -> csr_matrix:
        """Give for each text the nearest ones, with their cosine."""
        columns, rows = self._counted(texts)
        asked = self._matrix(columns, rows, len(texts))
        return sp_matmul_topn(asked, self._index, top_n=weights.GRAM_NAMES, threshold=weights.LEAST_GRAM)

    def _counted(self, texts: Sequence[str]) -> tuple[Ints, Ints]:
        found: list[int] = []
        counts: list[int] = []
        known = self._known
        for text in texts:
            before = len(found)
            found += [known[gram] for gram in _grams(text) if gram in known]
            counts.append(len(found) - before)
        return np.array(found, np.int32), np.repeat(np.arange(len(texts), dtype=np.int32), counts)

    def _matrix(self, columns: Ints, rows: Ints, height: int) -> csr_matrix:
        values = self._rarity[columns] if len(columns) else np.zeros(0, np.float32)
        norm = np.sqrt(np.bincount(rows, values.astype(np.float64) ** 2, minlength=height))
        values = (values / np.maximum(norm[rows], 1e-9)).astype(np.float32)
        keep = values > 0
        values, rows, columns = values[keep], rows[keep], columns[keep]
        return csr_matrix((values, (rows, columns)), shape=(height, max(len(self._known), 1)), dtype=np.float32)


def _grams(text: str) -> list[str]:
    return sorted({text[at : at + _LENGTH] for at in range(len(text) - _LENGTH + 1)})
