"""How unlike everything seen before: a score for what no label can teach, and the measure of where a model is blind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]
_BINS = 24
_RANKS = 2001


@dataclass(frozen=True, slots=True)
class Rarity:
    """For each column, the edges of its bins and how surprising each is (bits); and the ranks of the training rows.

    The first surprise of a column is that of a missing value, the last two are of values below and above all seen.
    """

    edges: tuple[Vector, ...]
    surprise: tuple[Vector, ...]
    ranks: Vector

    def bits(self, matrix: Matrix) -> Matrix:
        """Give the surprise of each value, in bits, column by column."""
        found = [self.surprise[column][self._bin(column, matrix[:, column])] for column in range(matrix.shape[1])]
        return np.column_stack(found) if found else np.zeros((len(matrix), 0))

    def score(self, matrix: Matrix) -> Vector:
        """Give each row's rank among the training rows, 0 (most ordinary) to 1 (rarer than all of them)."""
        rank: Vector = np.searchsorted(self.ranks, self.bits(matrix).sum(axis=1), side="right") / len(self.ranks)
        return rank

    def _bin(self, column: int, values: Vector) -> NDArray[np.int64]:
        edges = self.edges[column]
        place = np.searchsorted(edges, values, side="right")
        inside = np.where(values == edges[-1], len(edges) - 1, place)  # the last bin holds its upper edge
        below, above = len(edges), len(edges) + 1
        found = np.where(inside == 0, below, np.where(inside == len(edges), above, inside))
        return np.where(np.isnan(values), 0, found)

    def as_dict(self) -> dict[str, Any]:
        """Give it as JSON values."""
        return {
            "edges": [each.tolist() for each in self.edges],
            "surprise": [each.tolist() for each in self.surprise],
            "ranks": self.ranks.tolist(),
        }

    @classmethod
    def of_dict(cls, written: Mapping[str, Any]) -> Rarity:
        """Read what ``as_dict`` wrote."""
        edges = tuple(np.array(each, float) for each in written["edges"])
        surprise = tuple(np.array(each, float) for each in written["surprise"])
        return cls(edges, surprise, np.array(written["ranks"], float))


def fit_rarity(matrix: Matrix) -> Rarity:
    """Learn from all rows of a window, without labels: histograms by column (HBOS, Goldstein and Dengel 2012, KI).

    Columns count as if independent, so a rare combination of common values is not seen; in return every score falls
    into parts that can be said, and needs no forest to be stored.
    """
    edges, surprise = [], []
    for column in range(matrix.shape[1]):
        values = matrix[:, column]
        known = values[~np.isnan(values)]
        cuts = (
            np.unique(np.quantile(known, np.linspace(0, 1, _BINS + 1), method="nearest")) if len(known) else np.zeros(1)
        )
        cuts = np.append(cuts, cuts[0] + 1) if len(cuts) == 1 else cuts
        edges.append(cuts)
        place = np.clip(np.searchsorted(cuts, known, side="right"), 1, len(cuts) - 1)
        counts = np.bincount(place, minlength=len(cuts)).astype(float)
        counts[0] = len(values) - len(known)
        shares = (np.concatenate([counts, [0, 0]]) + 0.5) / (len(values) + 1)
        surprise.append((-np.log2(shares)).round(6))
    made = Rarity(tuple(edges), tuple(surprise), np.zeros(1))
    totals = made.bits(matrix).sum(axis=1)
    return Rarity(made.edges, made.surprise, np.quantile(totals, np.linspace(0, 1, _RANKS)).round(6))
