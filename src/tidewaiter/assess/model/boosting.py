"""The gradient-boosted trees themselves, behind four functions: the only file that knows LightGBM."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tidewaiter.vocabulary.errors import Refusal

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]

PARAMETERS: Mapping[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.04,
    "num_leaves": 15,
    "min_data_in_leaf": 20,
    "lambda_l2": 5.0,
    "feature_fraction": 0.7,
    "feature_fraction_seed": 1,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,  # more threads sum in another order, and a score has to come out equal
    "verbosity": -1,
}
ROUNDS = 250


class Booster:
    """One trained booster. ``text`` is LightGBM's own model file, the score of record."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._trees = _lightgbm().Booster(model_str=text)

    def margins(self, matrix: Matrix) -> Vector:
        """Give the log odds of each row, before calibration."""
        return np.asarray(self._trees.predict(matrix, raw_score=True, num_threads=1), dtype=float)

    def contributions(self, matrix: Matrix) -> Matrix:
        """Give each column's share in each row's log odds (TreeSHAP, Lundberg and Lee 2017); they sum to the margin.

        The last column is the expected value over the training rows.
        """
        return np.asarray(self._trees.predict(matrix, pred_contrib=True, num_threads=1), dtype=float)


def train_booster(
    matrix: Matrix, labels: NDArray[np.bool_], weights: Vector, names: list[str], *, seed: int = 1
) -> Booster:
    """Train on labelled rows; the same rows and seed give the same file, byte for byte."""
    lightgbm = _lightgbm()
    data = lightgbm.Dataset(
        matrix, labels.astype(float), weight=weights / weights.mean(), feature_name=names, params={"verbosity": -1}
    )
    trees = lightgbm.train({**PARAMETERS, "seed": seed}, data, num_boost_round=ROUNDS)
    return Booster(trees.model_to_string())


def version() -> str:
    """Name the library and its version, for the card."""
    return f"lightgbm {_lightgbm().__version__}"


def _lightgbm() -> Any:
    try:
        import lightgbm
    except ImportError as error:
        raise Refusal(
            "models need the extra `model`: uv sync --extra model, or pip install 'tidewaiter[model]'",
            code="extra-missing",
        ) from error
    except OSError as error:
        raise Refusal(
            f"models need libgomp (Debian: apt-get install libgomp1): {error}", code="extra-missing"
        ) from error
    return lightgbm
