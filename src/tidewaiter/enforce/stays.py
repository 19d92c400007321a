"""Exits close stays. An exit or a stay left over is a gap in the data first, and never an accusation."""

from __future__ import annotations

from datetime import date

import polars as pl

from tidewaiter.vocabulary.tables import DAY, TEXT, UTC

KEY = ("document_number", "document_issuer", "birth_date")
STAYS = {
    "encounter_id": TEXT,
    **dict(zip(KEY, (TEXT, TEXT, DAY), strict=True)),
    "admitted_at": UTC,
    "until": DAY,
    "closed_at": UTC,
}
EXITS = {"encounter_id": TEXT, **dict(zip(KEY, (TEXT, TEXT, DAY), strict=True)), "departed_at": UTC}


def match_exits(exits: pl.DataFrame, stays: pl.DataFrame) -> pl.DataFrame:
    """Match each exit with the open stay it closes.

    ``exits`` has the columns of ``EXITS``, ``stays`` those of ``STAYS``. Returns one row an exit, in the order given:
    exit_encounter_id, stay_encounter_id, closed_at, standing (closed | data-gap), note. An exit closes the latest open
    stay of the same document, issuer and birth date that began before it; the first exit closes, a second is a gap.
    """
    left = exits.with_row_index("row").with_columns(_key()).sort("departed_at", "row")
    right = (
        stays.filter(pl.col("closed_at").is_null())
        .with_columns(_key())
        .filter(pl.col("key").is_not_null())
        .select("key", "admitted_at", stay_encounter_id="encounter_id")
        .sort("admitted_at", "stay_encounter_id")
    )
    joined = left.join_asof(
        right, left_on="departed_at", right_on="admitted_at", by="key", strategy="backward", check_sortedness=False
    )
    stay = pl.col("stay_encounter_id")
    first = stay.is_not_null() & (pl.int_range(pl.len()).over("stay_encounter_id") == 0)
    return (
        joined.with_columns(first=first, doubled=stay.is_not_null() & ~first)
        .sort("row")
        .select(
            exit_encounter_id="encounter_id",
            stay_encounter_id=pl.when("first").then(stay),
            closed_at=pl.when("first").then("departed_at"),
            standing=pl.when("first").then(pl.lit("closed")).otherwise(pl.lit("data-gap")),
            note=pl.when("first")
            .then(pl.lit("document, issuer and birth date agree"))
            .when("doubled")
            .then(pl.lit("an earlier exit already closed this stay"))
            .when(pl.col("key").is_null())
            .then(pl.lit("the exit lacks document number, issuer or birth date"))
            .otherwise(pl.lit("no open stay with this document, issuer and birth date")),
        )
    )


def overstays(stays: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """List open stays whose last day lies before ``as_of``, longest first: a list for a human to look into.

    ``stays`` has the columns of ``STAYS``. Returns encounter_id, the key columns, admitted_at, until, days_past,
    standing (past-date | data-gap), note. Who entered again since has left in between: only the exit is missing.
    """
    keyed = stays.with_columns(_key()).with_columns(
        latest=pl.when(pl.col("key").is_not_null()).then(pl.col("admitted_at").max().over("key"))
    )
    again = (pl.col("latest") > pl.col("admitted_at")).fill_null(value=False)
    unmatched = pl.col("key").is_null()
    return (
        keyed.filter(pl.col("closed_at").is_null() & (pl.col("until") < as_of))
        .with_columns(gap=again | unmatched, again=again)
        .select(
            "encounter_id",
            *KEY,
            "admitted_at",
            "until",
            days_past=(pl.lit(as_of) - pl.col("until")).dt.total_days(),
            standing=pl.when("gap").then(pl.lit("data-gap")).otherwise(pl.lit("past-date")),
            note=pl.when("again")
            .then(pl.lit("entered again later: the exit in between was not recorded"))
            .when(unmatched)
            .then(pl.lit("the stay lacks document number, issuer or birth date: no exit could be matched"))
            .otherwise(pl.lit("no exit is recorded; extension or change of status is not known here")),
        )
        .sort("days_past", "encounter_id", descending=[True, False])
    )


def _key() -> pl.Expr:
    """Document, issuer and birth date as one text, null where one is missing; blanks and hyphens do not count."""
    number = pl.col("document_number").str.to_uppercase().str.replace_all(r"[^A-Z0-9]", "")
    issuer = pl.col("document_issuer").str.to_uppercase().str.strip_chars()
    parts = (number.replace("", None), issuer.replace("", None), pl.col("birth_date").cast(pl.String))
    return pl.concat_str(*parts, separator="|").alias("key")
