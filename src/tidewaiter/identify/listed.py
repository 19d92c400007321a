"""The lists in force as one table, an entry a row with all it holds, and the same laid out for exact look-up."""

from __future__ import annotations

import polars as pl

from tidewaiter.identify.lookup import LISTINGS
from tidewaiter.vocabulary.listing import SHIP_NUMBERS, TRAVEL_DOCUMENTS
from tidewaiter.vocabulary.tables import FLAG, TEXT, Schema

NAME = pl.Struct(dict.fromkeys(("text", "role", "quality", "surname", "given_names"), pl.String))
NUMBER = pl.Struct(dict.fromkeys(("number", "kind", "issuer"), pl.String))
_TEXTS = pl.List(pl.String)

LISTED: Schema = {
    **dict.fromkeys(("list_id", "list_version"), TEXT),
    "list_stale": FLAG,
    **dict.fromkeys(("entry_id", "entry_kind", "category", "severity", "ground"), TEXT),
    "names": pl.List(NAME),  # whole names; role and quality as in vocabulary.listing.ListedName
    "birth_dates": _TEXTS,  # as vocabulary.listing.birth_span reads them
    "nationalities": _TEXTS,  # evidence of identity, never of risk
    "countries": _TEXTS,
    "sex": TEXT,  # evidence of identity, never of risk
    "documents": pl.List(NUMBER),
    **dict.fromkeys(("plate", "plate_issuer"), TEXT),
}
"""One row an entry in force."""

_KEY = ("list_id", "entry_id")
_SHARED = (*_KEY, "list_version", "list_stale", "entry_kind", "category", "severity", "ground")
_BESIDE = (
    pl.col("birth_dates").list.join(";").alias("births"),
    pl.col("nationalities").list.join("; "),
    pl.col("sex"),
)
_WHOLE_DAY = r"^\d{4}-\d\d-\d\d$"


def exploded(listed: pl.DataFrame) -> pl.DataFrame:
    """Lay ``LISTED`` out as ``LISTINGS``: names by whole birth dates, travel documents and plates, side by side.

    Every entry has a row. Birth dates known in part only are no use to an exact look-up and stand as null there; each
    row has all of them in ``births``.
    """
    table = listed.lazy()
    parts = (_names(table), _documents(table), _plates(table))
    spine = pl.concat([part.select(*_KEY, "place") for part in parts] + [table.select(*_KEY, _FIRST)]).unique()
    wide = spine.join(table.select(*_SHARED, *_BESIDE), on=_KEY, how="left")
    for part in parts:
        wide = wide.join(part, on=[*_KEY, "place"], how="left")
    return wide.sort(*_KEY, "place").select(LISTINGS.keys()).collect()


_FIRST = pl.lit(0, pl.Int64).alias("place")


def _placed(rows: pl.LazyFrame) -> pl.LazyFrame:
    return rows.with_columns(pl.int_range(pl.len()).over(_KEY).alias("place"))


def _names(table: pl.LazyFrame) -> pl.LazyFrame:
    days = pl.col("birth_dates").list.eval(pl.element().filter(pl.element().str.contains(_WHOLE_DAY)))
    named = table.select(*_KEY, "names", days.alias("day")).explode("names").drop_nulls("names")
    rows = named.explode("day", empty_as_null=True, keep_nulls=True).select(
        *_KEY,
        pl.col("day").str.to_date(strict=False).alias("birth_date"),
        pl.col("names").struct.field("surname"),
        pl.col("names").struct.field("given_names"),
        pl.col("names").struct.field("text").alias("name"),
        pl.col("names").struct.field("role").fill_null("name").alias("name_role"),
        pl.col("names").struct.field("quality").fill_null("strong").alias("name_quality"),
    )
    return _placed(rows)


def _documents(table: pl.LazyFrame) -> pl.LazyFrame:
    number = pl.col("documents").struct
    rows = table.select(*_KEY, "documents").explode("documents").drop_nulls("documents")
    shown = number.field("kind").fill_null("document").is_in(sorted(TRAVEL_DOCUMENTS))
    return _placed(
        rows.filter(shown).select(
            *_KEY,
            number.field("number").alias("document_number"),
            number.field("issuer").alias("document_issuer"),
        )
    )


def _plates(table: pl.LazyFrame) -> pl.LazyFrame:
    number = pl.col("documents").struct
    ships = (
        table.filter(pl.col("entry_kind") == "vessel")
        .select(*_KEY, "documents")
        .explode("documents")
        .filter(number.field("kind").is_in(sorted(SHIP_NUMBERS)))
        .select(*_KEY, number.field("number").alias("plate"), pl.lit(None, TEXT).alias("plate_issuer"))
    )
    return _placed(pl.concat([table.select(*_KEY, "plate", "plate_issuer"), ships]).drop_nulls("plate"))
