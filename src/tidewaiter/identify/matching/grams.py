"""Find texts by their n-grams: joined and split words meet here."""

from __future__ import annotations

from collections.abc import Sequence

from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.keys import Weighed, name_keys

_FEW = 100


class Grams:
    """Texts weighed by the n-grams in them, rare ones more."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Take the texts to be found."""
        self._weighed = Weighed(*name_keys(texts), len(texts), max(len(texts) * weights.COMMON_GRAM, _FEW))

    def near(self, texts: Sequence[str]) -> csr_matrix:
        """Give for each text the nearest ones, with their cosine."""
        asked = self._weighed.asked(*name_keys(texts), len(texts))
        return sp_matmul_topn(asked, self._weighed.index, top_n=weights.GRAM_NAMES, threshold=weights.LEAST_GRAM)
