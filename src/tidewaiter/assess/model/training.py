"""Train, calibrate and test on three windows of time, one after the other; no row is shuffled across a border."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tidewaiter.assess.model.anomaly import fit_rarity
from tidewaiter.assess.model.boosting import Booster, train_booster
from tidewaiter.assess.model.calibration import fit_calibration
from tidewaiter.assess.model.encoding import fit_encoding
from tidewaiter.assess.model.labels import labelled
from tidewaiter.assess.model.scorer import Abstention, Scorer
from tidewaiter.language import Catalogue
from tidewaiter.vocabulary.errors import Refusal

Vector = NDArray[np.float64]
Train = Callable[[NDArray[np.float64], NDArray[np.bool_], Vector, list[str]], Booster]
SHARES = (0.6, 0.2)
"""Days to train on and to calibrate on; the rest test."""
LEAST_FOUND = 30
"""A window with fewer labelled finds than this teaches nothing that could be relied on."""


@dataclass(frozen=True, slots=True)
class Windows:
    """The three parts of a snapshot, each of whole days, one after the other."""

    train: pl.DataFrame
    calibrate: pl.DataFrame
    test: pl.DataFrame

    def days(self) -> dict[str, tuple[date, date]]:
        """Give the first and last day of each window."""
        return {
            name: (table["assessed_at"].min().date(), table["assessed_at"].max().date())  # type: ignore[union-attr]
            for name, table in (("train", self.train), ("calibrate", self.calibrate), ("test", self.test))
        }


def windows(snapshot: pl.DataFrame) -> Windows:
    """Cut a snapshot by day of assessment. Raises ``Refusal`` where it spans fewer than five days."""
    day = snapshot["assessed_at"].dt.date()
    days = day.unique().sort()
    if days.len() < 5:
        raise Refusal(
            "a model needs snapshots of at least five days: to train, to calibrate and to test", code="too-few-days"
        )
    first = days[max(int(days.len() * SHARES[0]), 1)]
    second = days[max(int(days.len() * sum(SHARES)), 2)]
    return Windows(
        snapshot.filter(day < first), snapshot.filter((day >= first) & (day < second)), snapshot.filter(day >= second)
    )


def train(cut: Windows, catalogue: Catalogue, *, expires_at: datetime, budget: float = 0.05, seed: int = 1) -> Scorer:
    """Train on the first window and calibrate on the second; the third is not touched.

    ``budget``: the share of encounters that can be examined; the score from which one is among them in the second
    window is the threshold around which the model is silent. Raises ``Refusal`` with too few labels.
    """
    taught, checked = labelled(cut.train), labelled(cut.calibrate)
    for name, rows in (("training", taught), ("calibration", checked)):
        found = int(rows["label"].sum())
        if found < LEAST_FOUND:
            raise Refusal(f"{found} finds in the {name} window; {LEAST_FOUND} are needed", code="too-few-finds")
    encoding = fit_encoding(cut.train, catalogue)
    names = [f"{column.feature}.{column.how}" for column in encoding.columns]
    booster = train_booster(encoding.matrix(taught), _flags(taught), _weights(taught), names, seed=seed)
    margins = booster.margins(encoding.matrix(checked))
    calibration = fit_calibration(margins, _flags(checked), _weights(checked))
    everyone = encoding.matrix(cut.calibrate)
    threshold = float(np.quantile(calibration(booster.margins(everyone)), 1 - budget))
    kinds = frozenset(str(kind) for kind in taught["kind"].unique().drop_nulls())
    rarity = fit_rarity(encoding.matrix(cut.train))
    return Scorer(booster, encoding, calibration, rarity, Abstention(threshold), kinds, expires_at)


def _flags(rows: pl.DataFrame) -> NDArray[np.bool_]:
    return rows["label"].to_numpy().astype(bool)


def _weights(rows: pl.DataFrame) -> Vector:
    return rows["weight"].to_numpy().astype(float)
