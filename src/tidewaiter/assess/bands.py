"""Which score is which band; a policy with an owner and a ground, since it decides who is looked at first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from tidewaiter.language.policy import read_policy

_BANDS = ["low", "medium", "high"]


@dataclass(frozen=True, slots=True)
class Bands:
    """Bands from the lowest up, each with the score it begins at."""

    owner: str
    ground: str
    review_at: date
    steps: tuple[tuple[str, float], ...]
    written: Mapping[str, Any]

    def of(self, score: pl.Expr) -> pl.Expr:
        """Give the band of a score column."""
        band = pl.lit(self.steps[0][0])
        for name, begins in self.steps[1:]:
            band = pl.when(score >= begins).then(pl.lit(name)).otherwise(band)
        return band

    def named(self, score: float) -> str:
        """Give the band of one score."""
        return next(name for name, begins in reversed(self.steps) if score >= begins)


def read_bands(text: str, where: str) -> Bands:
    """Read the bands: low from 0, then medium and high at rising scores. Raises ``InvalidPolicy``."""
    file = read_policy(text, where, required=("ground", "bands"), optional=("citation",))
    if "citation" in file.fields:
        file.citation()
    entries = file.records("bands")
    for entry in entries:
        entry.only(("band", "from"))
    steps = tuple((entry.text("band", _BANDS), entry.number("from")) for entry in entries)
    begins = [score for _, score in steps]
    if [name for name, _ in steps] != _BANDS or begins[0] != 0 or begins != sorted(set(begins)):
        raise file.wrong("bands are low from 0, medium and high, each from a higher score", "bands")
    return Bands(file.owner, file.text("ground"), file.review_at, steps, file.data)
