"""What moved a score, in words from the feature catalogue: no share of log odds is ever shown to an officer."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tidewaiter.assess.model.encoding import Encoding
from tidewaiter.assess.reasons import spoken
from tidewaiter.language import Catalogue

Matrix = NDArray[np.float64]
STRONG, SOME = 0.7, 0.2
"""Log odds from which an effect is strong (odds doubled), and below which it is not worth a word."""


def effects(
    features: pl.DataFrame, contributions: Matrix, encoding: Encoding, catalogue: Catalogue, *, most: int
) -> list[list[str]]:
    """Say for each row up to ``most`` features that moved its score, strongest first.

    ``contributions``: one column for each column of the encoding and a last for the expected value (log odds). The
    columns of one feature count together.
    """
    names = encoding.features
    places = {name: [at for at, each in enumerate(encoding.columns) if each.feature == name] for name in names}
    summed = np.column_stack([contributions[:, places[name]].sum(axis=1) for name in names])
    order = np.argsort(-np.abs(summed), axis=1, kind="stable")[:, :most]
    told = features.select(spoken(pl.col(name), catalogue[name]).alias(name) for name in names).rows()
    return [
        [
            _effect(catalogue[names[at]].meaning, told[row][at], summed[row, at])
            for at in picks
            if abs(summed[row, at]) >= SOME
        ]
        for row, picks in enumerate(order)
    ]


def _effect(meaning: str, value: str | None, moved: float) -> str:
    said = (
        f"{meaning[:1].lower()}{meaning[1:]}: {value}"
        if value is not None
        else f"{meaning[:1].lower()}{meaning[1:]}: not known"
    )
    return f"{said} ({'raises' if moved > 0 else 'lowers'} it{' strongly' if abs(moved) >= STRONG else ''})"
