"""What share of all who cross would be found to violate: only the random stream can say, and with what doubt."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tidewaiter.vocabulary.proportion import Proportion


@dataclass(frozen=True, slots=True)
class BaseRate:
    """The estimate and its 95 % interval; ``estimate`` is None and the interval 0..1 when nobody drawn was examined.

    ``drawn`` were chosen at random, ``examined`` of them have an outcome, ``positive`` of these a finding.
    ``effective`` is the sample size after weighting (Kish).
    """

    drawn: int
    examined: int
    positive: int
    effective: float
    estimate: float | None
    low: float
    high: float

    @property
    def missing(self) -> int:
        """Count those drawn without an outcome: while there are many, the estimate may lean either way."""
        return self.drawn - self.examined


def base_rate(sampled: pl.DataFrame, outcomes: pl.DataFrame) -> BaseRate:
    """Estimate the base rate from ``needs.SAMPLED`` and ``needs.OUTCOMES``.

    The sample is everyone whose draw fell below the rate, also those whom risk chose too: leaving them out would make
    the border look cleaner than it is. Ports draw at different rates, so each counts by the inverse of its rate
    (Hajek); the Wilson interval is taken at the effective sample size.
    """
    drawn = sampled.filter((pl.col("draw") < pl.col("rate")).fill_null(False))
    ended = outcomes.group_by("encounter_id").agg(pl.col("positive").fill_null(False).any())
    seen = drawn.join(ended, on="encounter_id").with_columns((1.0 / pl.col("rate")).alias("weight"))
    if seen.is_empty():
        return BaseRate(drawn.height, 0, 0, 0.0, None, 0.0, 1.0)
    weight = float(seen["weight"].sum())
    share = float(seen.filter("positive")["weight"].sum()) / weight
    effective = weight * weight / float((seen["weight"] ** 2).sum())
    low, high = Proportion(share * effective, effective).interval
    return BaseRate(drawn.height, seen.height, int(seen["positive"].sum()), effective, share, low, high)
