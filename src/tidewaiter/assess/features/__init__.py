"""The features of the catalogue as columns: one pure expression each over the gathered table."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import polars as pl

from tidewaiter.assess.features.booking import BOOKING
from tidewaiter.assess.features.document import DOCUMENT
from tidewaiter.assess.features.grounded import GROUNDED
from tidewaiter.assess.features.history import HISTORY
from tidewaiter.assess.features.movement import MOVEMENT
from tidewaiter.assess.model.says import OF_MODELS
from tidewaiter.language import Catalogue
from tidewaiter.vocabulary.snapshot import FEATURE_TYPES

MODEL = {name: pl.lit(None) for name in OF_MODELS}
"""Unknown until ``model.filled`` has asked the model in force."""
FEATURES: dict[str, pl.Expr] = {**MOVEMENT, **BOOKING, **DOCUMENT, **HISTORY, **GROUNDED, **MODEL}


def columns_read(names: Iterable[str]) -> set[str]:
    """Name the columns of the gathered table that these features read."""
    return {column for name in names for column in FEATURES[name].meta.root_names()}


def feature_table(gathered: pl.DataFrame, names: Iterable[str], catalogue: Catalogue) -> pl.DataFrame:
    """Compute the named features beside ``encounter_id``, typed as the catalogue says; null where unknown."""
    return gathered.select("encounter_id", *[_column(name, catalogue[name].type) for name in names])


@cache
def _column(name: str, kind: str) -> pl.Expr:
    return typed(FEATURES[name], kind).alias(name)


def typed(expression: pl.Expr, kind: str) -> pl.Expr:
    """Bring a column to the dtype of a feature type; a number that is none becomes unknown."""
    cast = expression.cast(FEATURE_TYPES[kind])
    return cast.fill_nan(None) if kind == "number" else cast
