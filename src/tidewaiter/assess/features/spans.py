"""Counting what stood at a moment: each piece of history stands for a span of time, and a count asks how many stand.

A piece counts at a moment t where start < t <= end: it was known before t, and not yet outlived or taken back. Two
sorted look-ups answer for any number of moments, so a million encounters cost no more than sorting them.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

_ROW = "asked row"


def standing(asked: pl.DataFrame, spans: pl.DataFrame, by: Sequence[str]) -> pl.Series:
    """Give for each row of ``asked`` (``by``, ``as_of``) the summed weight of its spans that stand; 0 where none does.

    ``spans``: ``by``, ``start``, ``end`` (null: for good) and ``weight``. A null in ``by`` has no spans.
    """
    whole = spans.filter(pl.col("end").is_null() | (pl.col("start") < pl.col("end")))
    moments = asked.select(*by, "as_of").with_row_index(_ROW).sort("as_of")
    begun, ended = (_before(moments, whole, by, side) for side in ("start", "end"))
    counted = moments.select(_ROW, (begun - ended).alias("standing"))
    return counted.sort(_ROW)["standing"]


def _before(moments: pl.DataFrame, spans: pl.DataFrame, by: Sequence[str], side: str) -> pl.Series:
    steps = spans.drop_nulls(side).sort(side).select(*by, side, total=pl.col("weight").cum_sum().over(by))
    found = as_of(moments, steps, by, side)
    return found["total"].fill_null(0)


def as_of(moments: pl.DataFrame, steps: pl.DataFrame, by: Sequence[str], side: str) -> pl.DataFrame:
    """Join to each moment the last step strictly before it; both are sorted by their time."""
    return moments.join_asof(
        steps,
        left_on="as_of",
        right_on=side,
        by=list(by),
        strategy="backward",
        allow_exact_matches=False,
        check_sortedness=False,  # both were sorted just above; within groups it cannot be checked
    )
