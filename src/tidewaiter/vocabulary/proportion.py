"""A share of something counted, with the interval that says how little a small count proves."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import polars as pl

Z95 = 1.959963984540054
"""Standard normal quantile of a two-sided 95 % interval."""


@dataclass(frozen=True, slots=True)
class Proportion:
    """``positive`` out of ``trials``; trials may be an effective sample size and so need not be whole."""

    positive: float
    trials: float

    @property
    def estimate(self) -> float | None:
        """The share itself; None when nothing was counted."""
        return self.positive / self.trials if self.trials else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson score interval at 95 % (E. B. Wilson 1927, JASA 22:209-212); 0..1 when nothing was counted."""
        n = self.trials
        if not n:
            return 0.0, 1.0
        p, z2 = self.positive / n, Z95 * Z95
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        half = Z95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return max(0.0, middle - half), min(1.0, middle + half)


def with_interval(table: pl.DataFrame, positive: str, trials: str) -> pl.DataFrame:
    """Add ``estimate``, ``low`` and ``high`` (Wilson, 95 %) to a table of counts; estimate is null without trials."""
    shares = [Proportion(float(k), float(n)) for k, n in table.select(positive, trials).iter_rows()]
    bounds = [share.interval for share in shares]
    return table.with_columns(
        pl.Series("estimate", [share.estimate for share in shares], dtype=pl.Float64),
        pl.Series("low", [low for low, _ in bounds], dtype=pl.Float64),
        pl.Series("high", [high for _, high in bounds], dtype=pl.Float64),
    )
