"""A model asked of a whole table of features: its columns beside the rows, in slices, two at a time."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import polars as pl

from tidewaiter.assess.features import typed
from tidewaiter.assess.model.filled import filled
from tidewaiter.vocabulary.tables import NUMBER, TEXT, Schema

if TYPE_CHECKING:
    from tidewaiter.assess.model.scorer import Scorer
    from tidewaiter.language import Catalogue

SLICE = 65_536
"""Rows scored at once: the matrix of a model's inputs is far wider than the table it is made of."""
AT_ONCE = 2
"""Slices worked on side by side; each row is scored by itself, so the cut changes no score."""

SAID: Schema = {"model_score": NUMBER, "anomaly_score": NUMBER, "model_silent": TEXT, "model": TEXT}
"""What a model says of a row: its score, null where it is silent; how unlike it is; why it is silent; its hash."""
REASONED: Schema = {**SAID, "model_reasons": pl.List(TEXT)}


def score_table(frame: pl.DataFrame, model: Scorer, catalogue: Catalogue, *, reasons: bool = False) -> pl.DataFrame:
    """Ask a model of a table that has a column for each feature known: a table of ``SAID``, row by row, in order.

    A feature without a column is unknown. With ``reasons`` also ``model_reasons``, for rows at or above the model's
    threshold, which cost a hundred times what their score does.
    """
    schema = REASONED if reasons else SAID
    if frame.is_empty():
        return pl.DataFrame(schema=dict(schema))
    unknown = pl.repeat(None, pl.len())
    asked = frame.select(
        typed(pl.col(name) if name in frame.columns else unknown, catalogue[name].type).alias(name)
        for name in model.features
    )
    blank = [pl.lit(None, kind).alias(name) for name, kind in REASONED.items()]

    def said(start: int) -> pl.DataFrame:
        part = asked.slice(start, SLICE).with_columns(blank)
        return filled(part, model, catalogue, reasons=reasons).select(schema.keys())

    with ThreadPoolExecutor(AT_ONCE) as several:
        return pl.concat(several.map(said, range(0, frame.height, SLICE)))


def inputs_missing(columns: Sequence[str], model: Scorer) -> tuple[str, ...]:
    """Name the features that the model reads and a table does not have: everywhere unknown."""
    return tuple(name for name in model.features if name not in columns)
