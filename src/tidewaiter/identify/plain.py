"""Declared rows in the plain form in which they are compared: as a table, and one by one.

Linking rows to one another is a walk along a graph of keys: it goes row by row, over dicts. On the small tables that
most messages are, a join costs more than a whole such walk; on large ones the walk is a small part of the whole.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

import polars as pl

from tidewaiter.identify.names import joined, plain, plain_issuers, plain_number, plain_plate, telling, untitled

PLAIN = ("p_surname", "p_given", "p_first", "p_number", "p_issuer", "p_plate", "p_plate_issuer", "p_trip")
"""The columns that ``plainly`` adds, besides ``row``."""


class Row(NamedTuple):
    """One declared row: the columns of DECLARED by which it is linked and bound, and its plain values."""

    row: int
    message_id: str
    kind: str
    source: str
    function: str | None
    trip: str | None
    scheduled_us: int | None
    surname: str | None
    given_names: str | None
    birth_date: date | None
    document_kind: str | None
    document_issuer: str | None
    document_number: str | None
    locator: str | None
    presubmission: str | None
    plate: str | None
    plate_issuer: str | None
    conveyance_name: str | None
    p_surname: str | None
    p_given: str | None
    p_first: str | None
    p_number: str | None
    p_issuer: str | None
    p_plate: str | None
    p_plate_issuer: str | None
    p_trip: str


def rows_of(table: pl.DataFrame) -> list[Row]:
    """Take the rows out of a table of ``plainly``, in their order."""
    # Moments with a zone are slow to make one by one: microseconds since 1970 tell their order as well.
    moment = pl.col("scheduled_at").dt.timestamp("us").alias("scheduled_us")
    return list(map(Row._make, table.with_columns(moment).select(Row._fields).rows()))


def plainly(declared: pl.DataFrame) -> pl.DataFrame:
    """Bring a declared table to the values that are compared.

    Adds ``row`` (position in the table), ``p_surname``, ``p_given`` (blanks out), ``p_first`` (first given name),
    ``p_number``, ``p_issuer``, ``p_plate``, ``p_plate_issuer`` and ``p_trip`` (the movement; the message itself where
    none is known); ``p_number`` and ``p_plate`` are null where too little is written to identify by.
    """
    issuers = plain_issuers(declared["document_issuer"])
    values, cut = _plain_values()
    table = declared.lazy().with_row_index("row").with_columns(issuers.alias("p_issuer"))
    return table.with_columns(values).with_columns(cut).collect()


@cache
def _plain_values() -> tuple[list[pl.Expr], list[pl.Expr]]:
    """Build the expressions once: for a small message, building them would cost more than running them."""
    numbers, plates = plain_number(pl.col("document_number")), plain_plate(pl.col("plate"))
    values = [
        joined(plain(pl.col("surname"))).alias("p_surname"),
        untitled(plain(pl.col("given_names"))).alias("p_given"),
        pl.when(telling(numbers)).then(numbers).alias("p_number"),
        pl.when(plates.str.len_chars() >= 2).then(plates).alias("p_plate"),
        pl.col("plate_issuer").str.to_uppercase().fill_null("").alias("p_plate_issuer"),
        pl.coalesce("trip", pl.format("message|{}", "message_id")).alias("p_trip"),
    ]
    return values, [pl.col("p_given").str.split(" ").list.first().alias("p_first"), joined(pl.col("p_given"))]
