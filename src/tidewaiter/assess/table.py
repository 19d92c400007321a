"""Assessing a table of features that somebody brings: the walk's own rules and code, without the walk and its world."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import polars as pl

from tidewaiter.assess.features import typed
from tidewaiter.assess.ruleset import Ruleset
from tidewaiter.assess.tally import asked
from tidewaiter.language import Feature
from tidewaiter.language.source import nearest
from tidewaiter.vocabulary.errors import TidewaiterError
from tidewaiter.vocabulary.tables import NUMBER, TEXT, Schema

BATCH = 65_536
"""Rows asked at once: their answers, a bit each, stay in the processor's cache, and a row's number fits 16 bits."""

AT_ONCE = 2
"""Batches worked on side by side."""

OUTCOME: Schema = {
    "score": NUMBER,
    "band": TEXT,
    "fired": pl.List(TEXT),
    "not_evaluable": pl.List(TEXT),
}
"""What an assessment says of a row: the ids of the rules that fired and of those that lacked an input, in order."""

_ACCEPTED = {
    "text": "a text (String, Categorical or Enum)",
    "number": "a number",
    "flag": "Boolean",
    "date": "Date",
    "time": "Datetime with a time zone",
    "texts": "List(String)",
}


def assess_table(frame: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    """Assess a table that has a column for each feature known: a table of ``OUTCOME``, row by row in the same order.

    A column named after no feature is not read; a feature without a column, a null and a NaN are unknown. Raises
    ``TidewaiterError`` (``wrong-table``) for a column of another type than its feature's, naming it.
    """
    check_types(frame.schema, ruleset)
    if frame.height <= BATCH:
        return _batch(frame, ruleset)
    _ = ruleset.questions, ruleset.features_asked  # built once, before several ask
    # Counting what one batch answered holds one core; the other meanwhile asks the next batch.
    with ThreadPoolExecutor(AT_ONCE) as several:
        return pl.concat(several.map(lambda part: _batch(part, ruleset), _slices(frame)))


def features_missing(columns: Sequence[str], ruleset: Ruleset) -> tuple[str, ...]:
    """Name the features that the rules ask for and a table does not have: everywhere unknown, never clear."""
    return tuple(name for name in ruleset.features_asked if name not in columns)


def check_types(schema: pl.Schema, ruleset: Ruleset, features: Sequence[str] | None = None) -> None:
    """Refuse a table in which a feature that is read has a column of another type, naming column and types.

    ``features``: which ones; else those that the rules ask. Raises ``TidewaiterError`` (``wrong-table``).
    """
    for name in ruleset.features_asked if features is None else features:
        if name in schema and not _accepts(ruleset.catalogue[name], schema[name]):
            wanted = _ACCEPTED[ruleset.catalogue[name].type]
            raise TidewaiterError(
                f"the column {name} is {schema[name]}, but the feature {name} is {wanted}", code="wrong-table"
            )


def resembling(columns: Sequence[str], ruleset: Ruleset) -> tuple[str, ...]:
    """Say for each missing feature which column of the table may be meant by it, where one is named much alike."""
    unread = [name for name in columns if name not in ruleset.catalogue]
    asked_for = features_missing(columns, ruleset)
    hints = ((name, nearest(name, unread)) for name in asked_for)
    return tuple(f"{name}{hint}" for name, hint in hints if hint)


def _slices(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for start in range(0, max(frame.height, 1), BATCH):
        yield frame.slice(start, BATCH)


def _batch(frame: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    if not ruleset.rules:
        nothing = pl.lit([], OUTCOME["fired"])
        low = frame.select(score=pl.repeat(0.0, pl.len())).with_columns(fired=nothing, not_evaluable=nothing)
        return low.with_columns(band=ruleset.bands.of(pl.col("score"))).select(list(OUTCOME))
    tally = asked(frame.select(_columns(frame, ruleset)), ruleset)
    names = [rule.id for rule in ruleset.rules]
    said = pl.DataFrame(
        {
            "score": tally.score,
            "fired": tally.fired.lists(names),
            "not_evaluable": tally.not_evaluable.lists(names),
        }
    )
    return said.with_columns(band=ruleset.bands.of(pl.col("score"))).select(list(OUTCOME))


def _columns(frame: pl.DataFrame, ruleset: Ruleset) -> list[pl.Expr]:
    found = []
    for name in ruleset.features_asked:
        column = pl.col(name) if name in frame.columns else pl.repeat(None, pl.len())
        kind = ruleset.catalogue[name].type
        if kind == "time" and name in frame.columns:
            column = column.dt.convert_time_zone("UTC")
        found.append(typed(column, kind).alias(name))
    return found


def _accepts(feature: Feature, dtype: pl.DataType) -> bool:
    match feature.type:
        case _ if dtype == pl.Null:
            return True
        case "number":
            return dtype.is_numeric()
        case "text":
            return dtype in (pl.String, pl.Categorical, pl.Enum)
        case "flag":
            return dtype == pl.Boolean
        case "date":
            return dtype == pl.Date
        case "time":
            return isinstance(dtype, pl.Datetime) and dtype.time_zone is not None
        case "texts":
            return isinstance(dtype, pl.List) and dtype.inner in (pl.String, pl.Categorical, pl.Enum, pl.Null)
