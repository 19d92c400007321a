"""The two boosters under test behind one shape, so that all else of training is the same code."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tidewaiter.assess.model.boosting import PARAMETERS, ROUNDS, train_booster

SHAP_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Trained:
    """A booster at hand: log odds of a matrix, contributions of a matrix."""

    margins: Callable[[Any], Any]
    contributions: Callable[[Any], Any]


def lightgbm(matrix: Any, labels: Any, weights: Any, seed: int) -> Trained:
    """Train the product's own booster."""
    made = train_booster(matrix, labels, weights, [f"c{at}" for at in range(matrix.shape[1])], seed=seed)
    return Trained(made.margins, made.contributions)


def catboost(matrix: Any, labels: Any, weights: Any, seed: int) -> Trained:
    """Train CatBoost with as many rounds, the same rate and one thread; symmetric trees of depth 4 (16 leaves)."""
    from catboost import CatBoostClassifier, Pool

    made = CatBoostClassifier(
        iterations=ROUNDS, learning_rate=PARAMETERS["learning_rate"], depth=4, l2_leaf_reg=PARAMETERS["lambda_l2"],
        random_seed=seed, thread_count=1, verbose=False, allow_writing_files=False,
    )  # fmt: skip
    made.fit(matrix, labels.astype(int), sample_weight=weights / weights.mean())
    return Trained(
        lambda rows: made.predict(rows, prediction_type="RawFormulaVal", thread_count=1),
        lambda rows: made.get_feature_importance(Pool(rows), type="ShapValues", thread_count=1),
    )


PEERS = {"lightgbm": lightgbm, "catboost": catboost}


def costs(made: Trained, matrix: Any) -> dict[str, float]:
    """Measure what scoring costs: the whole matrix, one row (us, median), contributions (rows/s and one row)."""
    begun = time.perf_counter()
    made.margins(matrix)
    whole = time.perf_counter() - begun
    one = np.ascontiguousarray(matrix[:1])
    begun = time.perf_counter()
    made.contributions(matrix[:SHAP_ROWS])
    shap = min(SHAP_ROWS, len(matrix)) / (time.perf_counter() - begun)
    return {
        "rows_per_s": len(matrix) / whole,
        "one_row_us": _median(lambda: made.margins(one), 200),
        "shap_rows_per_s": shap,
        "one_shap_us": _median(lambda: made.contributions(one), 50),
    }


def _median(call: Callable[[], Any], times: int) -> float:
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        spent.append((time.perf_counter() - begun) * 1e6)
    return float(np.median(spent))


def cpu_seconds() -> float:
    """Give the processor time spent so far, which other work on the machine does not change much."""
    spent = os.times()
    return spent.user + spent.system
