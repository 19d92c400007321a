"""From features to the numbers a model reads: alike for one row and a million, and nothing protected among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tidewaiter.assess.model.says import OF_MODELS
from tidewaiter.language import Catalogue, Feature

Matrix = NDArray[np.float64]
_READABLE = ("number", "flag", "text", "texts")
_KEPT_VALUES = 500


def inputs(catalogue: Catalogue) -> tuple[str, ...]:
    """Name the features a model may read, in the catalogue's order.

    Not: protected attributes, on whatever ground; possible matches of lists, which humans settle and rules weigh;
    what is no ground alone (``sole_ground: no``), so that a score cannot launder an association; and bare moments,
    which never come again.
    """
    return tuple(name for name, feature in catalogue.items() if _may_read(feature))


def _may_read(feature: Feature) -> bool:
    return (
        feature.protected is None
        and feature.type in _READABLE
        and feature.sensitivity != "list"
        and feature.sole_ground
        and "assess" in feature.may_be_used_for
        and feature.name not in OF_MODELS
    )


@dataclass(frozen=True, slots=True)
class Column:
    """One number made of one feature. ``how``: number, flag, share (of a text), rarest or count (of texts).

    ``shares``: how often each value stood in the training window, as a share of the rows that had one; a value unseen
    then has none. A value's outcomes are never encoded.
    """

    feature: str
    how: str
    shares: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Encoding:
    """The columns of a model, in order."""

    columns: tuple[Column, ...]

    @property
    def features(self) -> tuple[str, ...]:
        """Name each feature read, once."""
        return tuple(dict.fromkeys(column.feature for column in self.columns))

    def matrix(self, features: pl.DataFrame) -> Matrix:
        """Give one row of numbers for each row of a feature table; NaN where unknown."""
        if features.is_empty():
            return np.empty((0, len(self.columns)))
        coded = [_coded(features[column.feature], column).cast(pl.Float64) for column in self.columns]
        return np.column_stack([series.fill_null(float("nan")).to_numpy() for series in coded])

    def as_dict(self) -> list[dict[str, Any]]:
        """Give the columns as JSON values."""
        return [{"feature": each.feature, "how": each.how, "shares": dict(each.shares)} for each in self.columns]

    @classmethod
    def of_dict(cls, written: Iterable[Mapping[str, Any]]) -> Encoding:
        """Read what ``as_dict`` wrote."""
        return cls(tuple(Column(str(each["feature"]), str(each["how"]), dict(each["shares"])) for each in written))


def fit_encoding(window: pl.DataFrame, catalogue: Catalogue) -> Encoding:
    """Learn the encoding from the whole training window, examined or not; what never varies there is left out."""
    columns: list[Column] = []
    for name in inputs(catalogue):
        if name not in window.columns or window[name].n_unique() < 2:
            continue
        kind = catalogue[name].type
        if kind in ("number", "flag"):
            columns.append(Column(name, kind, {}))
        elif kind == "text":
            columns.append(Column(name, "share", _shares(window[name])))
        else:
            said = window[name].explode(empty_as_null=False)
            columns += [Column(name, "rarest", _shares(said)), Column(name, "count", {})]
    return Encoding(tuple(columns))


def _shares(values: pl.Series) -> dict[str, float]:
    known = values.drop_nulls().cast(pl.String)
    counts = known.value_counts(sort=True).sort("count", known.name, descending=[True, False]).head(_KEPT_VALUES)
    total = max(known.len(), 1)
    return {str(value): round(count / total, 6) for value, count in counts.iter_rows()}


def _coded(series: pl.Series, column: Column) -> pl.Series:
    if column.how in ("number", "flag"):
        return series.cast(pl.Float64)
    if column.how == "count":
        return series.list.len().cast(pl.Float64)
    values = _said(pl.col("value"), column.shares)
    if column.how == "share":
        return series.cast(pl.String).alias("value").to_frame().select(values).to_series()
    each = _said(pl.element(), column.shares)
    return series.alias("value").to_frame().select(pl.col("value").list.eval(each).list.min()).to_series()


def _said(value: pl.Expr, shares: Mapping[str, float]) -> pl.Expr:
    known = value.replace_strict(list(shares), list(shares.values()), default=0.0, return_dtype=pl.Float64)
    return pl.when(value.is_not_null()).then(known)
