"""The population stability index of each feature and of the score: one window beside another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import chi2

from tidewaiter.analyze.drift.policy import DriftPolicy
from tidewaiter.vocabulary.tables import FLAG, NUMBER, TEXT, Schema

STABILITY: Schema = {
    "column": TEXT,
    **dict.fromkeys(("before", "now"), pl.Int64()),  # rows of each window
    "psi": NUMBER,
    "chance": NUMBER,  # an index that windows of these sizes exceed by chance alone once in a hundred times
    "level": TEXT,  # stable | moderate | large | too few
    "most": TEXT,  # the value or range that moved most, with its two shares, in words
    "drifted": FLAG,
}
"""One row a column, the least stable first."""

_BINS = 10
_NAMED = 20
"""So many values of a text stand for themselves; the others are one bin."""
_LEAST = 100
"""Windows of fewer rows say nothing about stability."""
_FLOOR = 1e-4
_OTHER, _MISSING = "any other", "missing"


def stability(before: pl.DataFrame, now: pl.DataFrame, kinds: Mapping[str, str], policy: DriftPolicy) -> pl.DataFrame:
    """Compare two windows of a snapshot column by column: ``STABILITY``.

    ``kinds``: the columns and their types as in the feature catalogue; moments and days move by nature and are left
    out. Bins come from ``before``: deciles of a number, the commonest values of a text, each value of a list once.
    """
    rows = [
        _row(name, _binned(before[name], now[name], kind), before.height, now.height, policy)
        for name, kind in kinds.items()
        if kind not in ("time", "date") and name in before.columns and name in now.columns
    ]
    return pl.DataFrame(rows, schema=STABILITY).sort("psi", descending=True, nulls_last=True, maintain_order=True)


def _row(
    name: str, shares: tuple[Sequence[str], Any, Any], before: int, now: int, policy: DriftPolicy
) -> dict[str, Any]:
    said: dict[str, Any] = {"column": name, "before": before, "now": now, "drifted": False}
    if min(before, now) < _LEAST:
        return said | {"level": "too few"}
    labels, first, second = shares
    p, q = np.maximum(first, _FLOOR), np.maximum(second, _FLOOR)
    parts = (q - p) * np.log(q / p)
    psi = float(parts.sum())
    chance = float(chi2.ppf(0.99, max(1, len(labels) - 1)) * (1 / before + 1 / now))
    level = "stable" if psi < max(policy.moderate, chance) else "moderate" if psi < policy.large else "large"
    at = int(np.argmax(parts)) if len(labels) else 0
    most = f"{labels[at]}: {first[at]:.1%} before, {second[at]:.1%} now" if len(labels) else None
    return said | {"psi": psi, "chance": chance, "level": level, "most": most, "drifted": level == "large"}


def _binned(before: pl.Series, now: pl.Series, kind: str) -> tuple[Sequence[str], Any, Any]:
    """Give labels of bins, and the share of rows of each window in each bin."""
    if kind == "number":
        return _ranges(before, now)
    named = _values(before).value_counts(sort=True).head(_NAMED)
    labels = [*sorted(map(str, named[named.columns[0]].to_list())), _OTHER, _MISSING]
    return labels, *(_named_shares(series, labels) for series in (before, now))


def _values(series: pl.Series) -> pl.Series:
    """Give the values that speak, as text; of a list each."""
    flat = series.explode(empty_as_null=False) if series.dtype == pl.List else series
    return flat.drop_nulls().cast(pl.String).alias("value")


def _named_shares(series: pl.Series, labels: Sequence[str]) -> Any:
    counts = dict.fromkeys(labels, 0)
    values = _values(series)
    for value, count in values.value_counts().iter_rows():
        counts[value if value in counts else _OTHER] += count
    counts[_MISSING] += series.null_count()
    return np.array(list(counts.values()), float) / max(1, sum(counts.values()))


def _ranges(before: pl.Series, now: pl.Series) -> tuple[Sequence[str], Any, Any]:
    known = before.drop_nulls().to_numpy()
    edges = np.unique(np.quantile(known, np.linspace(0, 1, _BINS + 1)[1:-1])) if len(known) else np.zeros(0)
    # Where many rows share the least value, it is a bin of its own, not the lower half of one.
    bounds = [-np.inf, *edges, np.inf]
    labels = [
        f"over {low:g}" if high == np.inf else f"up to {high:g}" if low == -np.inf else f"over {low:g} to {high:g}"
        for low, high in pairwise(bounds)
    ]
    return [*labels, _MISSING], *(_range_shares(series, edges) for series in (before, now))


def _range_shares(series: pl.Series, edges: Any) -> Any:
    known = series.drop_nulls().to_numpy()
    inside = np.bincount(np.searchsorted(edges, known, side="left"), minlength=len(edges) + 1)
    return np.r_[inside, series.null_count()] / max(1, len(series))
