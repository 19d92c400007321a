"""How a model does on a window of time that it was not taught: metrics with intervals, and the audit for leaks."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from tidewaiter.assess.model.labels import labelled
from tidewaiter.assess.model.leaks import LeakReport, audit
from tidewaiter.assess.model.metrics import (
    auc,
    average_precision,
    calibration_curve,
    calibration_error,
    recall,
    top,
)
from tidewaiter.assess.model.scorer import Scorer, silences
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.proportion import Proportion

MOST_ECE = 0.02
"""A model whose probabilities are further off than this, on the mean, is not promoted."""


def evaluate(scorer: Scorer, window: pl.DataFrame, *, budget: float, seed: int = 1) -> dict[str, Any]:
    """Measure a model on a window of snapshots; JSON values, shares 0 to 1, each interval [estimate, low, high].

    Each labelled row weighs what ``labels`` says, so that the figures are about everybody who crossed. Rows on which
    the model is silent count as not chosen. ``rules_recall`` is that of the live score, by the same budget. Raises
    ``Refusal`` where the window holds no finds.
    """
    rows = labelled(window)
    if not rows["label"].any():
        raise Refusal("no finds in the window: nothing can be measured on it", code="too-few-finds")
    everyone = scorer.score(window)
    chosen = top(everyone["model_score"].fill_null(-1.0).to_numpy(), budget) * everyone["silent"].is_null().to_numpy()
    by_rules = top(window["live_score"].fill_null(0.0).to_numpy(), budget)
    place = (
        window.with_row_index("row").join(rows.select("encounter_id"), on="encounter_id", how="semi")["row"].to_numpy()
    )
    label, weight = rows["label"].to_numpy(), rows["weight"].to_numpy()
    probability = everyone["probability"].to_numpy()[place]
    low, high = _spread(probability, label, weight, seed)
    days = window["assessed_at"].dt.date()
    return {
        "days": [str(days.min()), str(days.max())],
        "rows": window.height,
        "labelled": rows.height,
        "found": int(label.sum()),
        "base_rate": round(float(np.average(label, weights=weight)), 5),
        "budget": budget,
        "recall": recall(chosen[place], label, weight, seed=seed).as_list(),
        "rules_recall": recall(by_rules[place], label, weight, seed=seed).as_list(),
        "auc": [round(auc(probability, label, weight), 4), round(low, 4), round(high, 4)],
        "average_precision": round(average_precision(probability, label, weight), 4),
        "ece": round(calibration_error(probability, label, weight), 5),
        "calibration": [
            [round(value, 5) for value in point] for point in calibration_curve(probability, label, weight)
        ],
        "silent": dict(silences(everyone)),
        "yield_at_threshold": _yield(scorer, rows, probability),
    }


def audited(scorer: Scorer, train: pl.DataFrame, test: pl.DataFrame) -> LeakReport:
    """Audit two windows for leaks, by the features the model reads, its own score beside the look-up's."""
    rows = labelled(test)
    score = scorer.score(rows)["probability"]
    return audit(labelled(train), rows, scorer.encoding.features, "label", model_score=score)


def _yield(scorer: Scorer, rows: pl.DataFrame, probability: Any) -> list[float | None]:
    """Give the share found among labelled rows at or above the threshold, unweighted, with its Wilson interval."""
    above = probability >= scorer.abstention.threshold
    share = Proportion(float(rows["label"].to_numpy()[above].sum()), float(above.sum()))
    low, high = share.interval
    return [None if share.estimate is None else round(share.estimate, 4), round(low, 4), round(high, 4)]


def _spread(score: Any, label: Any, weight: Any, seed: int, rounds: int = 60) -> tuple[float, float]:
    rng = np.random.default_rng(seed)
    picks = (rng.integers(0, len(score), len(score)) for _ in range(rounds))
    found = [auc(score[pick], label[pick], weight[pick]) for pick in picks if label[pick].any()]
    low, high = np.quantile(found, (0.025, 0.975))
    return float(low), float(high)
