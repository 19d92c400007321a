"""From a booster's margin to a probability that means what it says: isotonic regression, kept as its knots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Knots of a rising curve from margin to probability; between knots it is straight."""

    margins: Vector
    probabilities: Vector

    def __call__(self, margins: Vector) -> Vector:
        """Give the probability of each margin; beyond the ends, that of the end."""
        return np.interp(margins, self.margins, self.probabilities)

    def as_dict(self) -> dict[str, Any]:
        """Give the knots as JSON values."""
        return {"margins": self.margins.tolist(), "probabilities": self.probabilities.tolist()}

    @classmethod
    def of_dict(cls, written: Mapping[str, Any]) -> Calibration:
        """Read what ``as_dict`` wrote."""
        return cls(np.array(written["margins"], float), np.array(written["probabilities"], float))


def fit_calibration(margins: Vector, labels: NDArray[np.bool_], weights: Vector) -> Calibration:
    """Fit by weighted isotonic regression (pool adjacent violators; Zadrozny and Elkan 2002, KDD).

    Two imagined rows, one found and one clear, of the mean weight stand at either end, so that no probability is ever
    0 or 1 on the strength of a few rows.
    """
    from scipy.optimize import isotonic_regression  # slow to load, and only training needs it

    order = np.argsort(margins, kind="stable")
    x, y, w = margins[order], labels[order].astype(float), weights[order]
    base, typical = float(np.average(y, weights=w)), float(w.mean())
    fitted = isotonic_regression(y, weights=w)
    blocks = np.asarray(fitted.blocks)
    total = np.add.reduceat(w, blocks[:-1])
    level = (fitted.x[blocks[:-1]] * total + base * typical) / (total + typical)
    middle = np.add.reduceat(x * w, blocks[:-1]) / total
    level = np.maximum.accumulate(level)
    kept = np.concatenate([[True], np.diff(middle) > 0])
    return Calibration(middle[kept], level[kept])
