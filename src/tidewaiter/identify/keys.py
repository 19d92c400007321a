"""What a declaration lets its subject be found by: one plain frame of values, and the keys made of them."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import polars as pl

from tidewaiter.identify.names import joined, plain, plain_issuers, plain_number, telling, untitled


class Meaning(NamedTuple):
    """What a kind of key stands for: its strength (0 is the strongest), link basis, score, and words for evidence."""

    rank: int
    basis: str
    score: float
    words: str


KINDS: dict[str, Meaning] = {
    "D": Meaning(0, "document", 1.0, "document and birth date"),
    "P": Meaning(0, "plate", 1.0, "plate"),
    "T": Meaning(1, "document", 0.95, "document on the same movement"),
    "S": Meaning(2, "presubmission", 0.95, "pre-submission code on the same movement"),
    "N": Meaning(3, "name-and-birth-date", 0.9, "name and birth date"),
    "B": Meaning(4, "booking-and-name", 0.85, "booking and name on the same movement"),
    "b": Meaning(5, "booking-and-name", 0.85, "booking and first given name on the same movement"),
    "C": Meaning(7, "conveyance-name", 0.85, "conveyance name on the same movement"),
    "W": Meaning(8, "movement-and-name", 0.7, "name alone on the same movement"),
}
"""Keys by strength. All but D, P and N bear the movement: a locator or a code means nothing on another day."""

PREFIX_RANK = 6
"""Strength of a booking key that meets a stored one only after its given name is shortened."""

_OWN_MOVEMENT = ("lane", "manifest")


PLAIN = ("p_surname", "p_given", "p_first", "p_number", "p_issuer", "p_plate", "p_plate_issuer", "p_trip")
"""The columns that ``plainly`` adds, besides ``row``."""


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
    numbers, plates = plain_number(pl.col("document_number")), plain_number(pl.col("plate"))
    values = [
        joined(plain(pl.col("surname"))).alias("p_surname"),
        untitled(plain(pl.col("given_names"))).alias("p_given"),
        pl.when(telling(numbers)).then(numbers).alias("p_number"),
        pl.when(plates.str.len_chars() >= 2).then(plates).alias("p_plate"),
        pl.col("plate_issuer").str.to_uppercase().fill_null("").alias("p_plate_issuer"),
        pl.coalesce("trip", pl.format("message|{}", "message_id")).alias("p_trip"),
    ]
    return values, [pl.col("p_given").str.split(" ").list.first().alias("p_first"), joined(pl.col("p_given"))]


def keyed(plain_table: pl.DataFrame) -> pl.DataFrame:
    """Make the keys of every row, long: ``row, message_id, key, rank``, strongest first within a row.

    A key that has a missing part is not made. W, the weakest, is made only where no other key is.
    """
    wide = plain_table.lazy().select("row", "message_id", *_key_columns())
    alone = pl.coalesce("D", "T", "S", "N", "B").is_null()
    long = wide.with_columns(pl.when(alone).then("W").alias("W")).unpivot(
        list(KINDS), index=["row", "message_id"], variable_name="letter", value_name="key"
    )
    return long.drop_nulls("key").select("row", "message_id", "key", _RANK).collect()


_RANK = (
    pl.col("letter")
    .replace_strict(list(KINDS), [meaning.rank for meaning in KINDS.values()], return_dtype=pl.UInt8)
    .alias("rank")
)


@cache
def _key_columns() -> list[pl.Expr]:
    person = pl.col("kind") != "conveyance"
    own = person & pl.col("source").is_in(_OWN_MOVEMENT)
    shorter = person & (pl.col("p_first") != pl.col("p_given"))
    booking = ("p_trip", "locator", "p_surname")
    return [
        _key(person, "D", "p_issuer", "p_number", "birth_date").alias("D"),
        _key(~person, "P", "p_plate_issuer", "p_plate").alias("P"),
        _key(own, "T", "p_trip", "p_issuer", "p_number").alias("T"),
        _key(own, "S", "p_trip", "presubmission").alias("S"),
        _key(person, "N", "p_surname", "p_given", "birth_date").alias("N"),
        _key(person, "B", *booking, "p_given").alias("B"),
        _key(shorter, "B", *booking, "p_first").alias("b"),
        _key(~person & pl.col("p_plate").is_null(), "C", "p_trip", "conveyance_name").alias("C"),
        _key(person, "W", "p_trip", "p_surname", "p_given").alias("W"),
    ]


def _key(wanted: pl.Expr, kind: str, *parts: str) -> pl.Expr:
    return pl.when(wanted).then(pl.concat_str(pl.lit(kind), *parts, separator="|"))
