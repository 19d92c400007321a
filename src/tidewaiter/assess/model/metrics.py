"""How good a score is, where each labelled row stands for many: ranking, calibration, and recall at a fixed budget."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate between the bounds of its 95 % interval; ``estimate`` is NaN where nothing was found at all."""

    estimate: float
    low: float
    high: float

    def as_list(self) -> list[float]:
        """Give estimate, low and high, rounded for a card."""
        return [round(self.estimate, 4), round(self.low, 4), round(self.high, 4)]


def auc(score: Vector, label: Flags, weight: Vector | None = None) -> float:
    """Give the probability that a found row scores above a clear one, ties counting half; weighted."""
    w = np.ones(len(score)) if weight is None else weight
    order = np.argsort(score, kind="stable")
    s, y, w = score[order], label[order], w[order]
    starts = np.flatnonzero(np.concatenate([[True], np.diff(s) != 0])) if len(s) else np.zeros(0, int)
    found = np.add.reduceat(w * y, starts) if len(s) else np.zeros(0)
    clear = np.add.reduceat(w * ~y, starts) if len(s) else np.zeros(0)
    total = found.sum() * clear.sum()
    below = np.cumsum(clear) - clear
    return float((found * (below + clear / 2)).sum() / total) if total else float("nan")


def average_precision(score: Vector, label: Flags, weight: Vector | None = None) -> float:
    """Give the mean precision over the found, from the top of the ranking down; weighted, ties taken together."""
    w = np.ones(len(score)) if weight is None else weight
    order = np.argsort(-score, kind="stable")
    s, y, w = score[order], label[order], w[order]
    if not (w * y).sum():
        return float("nan")
    ends = np.flatnonzero(np.concatenate([np.diff(s) != 0, [True]]))
    found, seen = np.cumsum(w * y)[ends], np.cumsum(w)[ends]
    return float((np.diff(found, prepend=0.0) * found / seen).sum() / found[-1])


def calibration_curve(
    probability: Vector, label: Flags, weight: Vector, bins: int = 10
) -> list[tuple[float, float, float]]:
    """Give (mean probability, share found, share of the weight) in bins of about equal weight; ties stay together."""
    order = np.argsort(probability, kind="stable")
    p, y, w = probability[order], label[order], weight[order]
    starts = np.concatenate([[True], np.diff(p) != 0])
    group = np.cumsum(starts) - 1
    middle = (np.cumsum(np.bincount(group, w)) - np.bincount(group, w) / 2) / w.sum()
    slot = np.minimum((middle * bins).astype(int), bins - 1)[group]
    curve = []
    for each in np.unique(slot):
        here = slot == each
        total = w[here].sum()
        curve.append((float((p * w)[here].sum() / total), float((y * w)[here].sum() / total), float(total / w.sum())))
    return curve


def calibration_error(probability: Vector, label: Flags, weight: Vector, bins: int = 10) -> float:
    """Give the expected calibration error: the mean distance between what was said and what was found."""
    return sum(share * abs(said - found) for said, found, share in calibration_curve(probability, label, weight, bins))


def top(score: Vector, budget: float) -> Vector:
    """Give for each row the probability that it is examined where the best ``budget`` (share) of all are.

    Rows that tie at the border share what is left of the budget, so that the order of a file decides nothing.
    """
    wanted = budget * len(score)
    border = np.sort(score)[::-1][min(int(np.ceil(wanted)), len(score)) - 1] if len(score) else 0.0
    above, at = score > border, score == border
    left = max(wanted - above.sum(), 0.0)
    taken: Vector = above + at * (left / max(at.sum(), 1))
    return taken


def recall(taken: Vector, label: Flags, weight: Vector, *, seed: int = 1, rounds: int = 200) -> Interval:
    """Give the share of the found (by weight) among those taken, with a bootstrap interval over labelled rows."""
    rows = np.flatnonzero(label)
    if not len(rows):
        return Interval(float("nan"), 0.0, 1.0)
    t, w = taken[rows], weight[rows]
    rng = np.random.default_rng(seed)
    picks = rng.integers(0, len(rows), (rounds, len(rows)))
    shares = (t[picks] * w[picks]).sum(axis=1) / w[picks].sum(axis=1)
    low, high = np.quantile(shares, (0.025, 0.975))
    return Interval(float((t * w).sum() / w.sum()), float(low), float(high))
