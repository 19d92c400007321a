"""Compare what booking, manifest and lane declare about one encounter, and lend what one of them lacks."""

from __future__ import annotations

import polars as pl

COMPARED = ("document_number", "birth_date", "surname", "given_names", "seat", "bag_count")
"""The fields compared, in the order in which differences are listed."""

DOCUMENT = ("document_kind", "document_number", "document_issuer", "document_expires", "mrz_valid")
_CHECKED = (
    *("encounter_id", "kind", "source", "scheduled_at", "surname", "birth_date", "plate", "vehicle_kind"),
    "conveyance_name",
    *(*DOCUMENT, "p_surname", "p_given", "p_number", "p_issuer", "p_plate"),
)
_PLAIN = ("p_surname", "p_given", "p_number", "p_issuer")


def others(rows: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """Pair every row with the latest declaration of each other source about its encounter.

    ``rows`` and ``earlier`` bear the plain columns of ``keys.plainly`` and ``encounter_id``; the answer has
    ``row`` and, of the other declaration, the compared columns and ``source``, suffixed ``_there``. Where no row has
    another, it is empty and has no columns either.
    """
    if earlier.is_empty() and rows["encounter_id"].n_unique() == rows.height:
        return pl.DataFrame()
    shown = ["encounter_id", "source", "received_at", "ordinal", *dict.fromkeys((*COMPARED, *DOCUMENT, *_PLAIN))]
    said = pl.concat([earlier.select(shown), rows.select(shown)])
    shared = said.filter(pl.struct("encounter_id", "source").is_first_distinct().sum().over("encounter_id") > 1)
    if shared.is_empty():
        return pl.DataFrame()
    latest = shared.unique(["encounter_id", "source"], keep="last", maintain_order=True)
    return _paired(rows, latest)


def _paired(rows: pl.DataFrame, latest: pl.DataFrame) -> pl.DataFrame:
    here = rows.select("row", "encounter_id", "source")
    there = latest.rename({name: f"{name}_there" for name in latest.columns if name != "encounter_id"})
    return here.join(there, on="encounter_id").filter(pl.col("source") != pl.col("source_there")).drop("source")


def differences(rows: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Add the fields that differ from another source's to rows: ``differs_from, other_document``.

    Only what both sources say can differ. A given name that begins the other is no difference, nor are two documents
    of different kinds; ``other_document`` holds the other number where kind and issuer agree but the number does not.
    """
    if pairs.is_empty():
        return rows.with_columns(
            pl.lit([], pl.List(pl.String)).alias("differs_from"), pl.lit(None, pl.String).alias("other_document")
        )
    here = rows.select("row", *dict.fromkeys((*COMPARED, *DOCUMENT, *_PLAIN)))
    table = pairs.join(here, on="row").with_columns(_differing()).sort("row", "source_there")
    same_kind = pl.col("document_kind").eq_missing(pl.col("document_kind_there"))
    named = [pl.when(pl.col(f"differs_{name}").any()).then(pl.lit(name)) for name in COMPARED]
    rival = pl.col("differs_document_number") & same_kind & (pl.col("p_issuer") == pl.col("p_issuer_there"))
    found = (
        table.group_by("row")
        .agg(
            pl.concat_list(named).list.drop_nulls().alias("differs_from"),
            pl.col("document_number_there").filter(rival).first().alias("other_document"),
        )
        .with_columns(pl.col("differs_from").list.drop_nulls())
    )
    said = rows.join(found, on="row", how="left", maintain_order="left")
    return said.with_columns(pl.col("differs_from").fill_null([]))


def _differing() -> list[pl.Expr]:
    def differ(here: str) -> pl.Expr:
        return (pl.col(here) != pl.col(f"{here}_there")).fill_null(False)

    given, other = pl.col("p_given"), pl.col("p_given_there")
    kinds = pl.col("document_kind").eq(pl.col("document_kind_there")).fill_null(True)
    tests = {
        "document_number": differ("p_number") & kinds,
        "birth_date": differ("birth_date"),
        "surname": differ("p_surname"),
        "given_names": differ("p_given")
        & ~(given.str.starts_with(other) | other.str.starts_with(given)).fill_null(False),
        "seat": (_seat("seat") != _seat("seat_there")).fill_null(False),
        "bag_count": differ("bag_count"),
    }
    return [test.alias(f"differs_{name}") for name, test in tests.items()]


def _seat(name: str) -> pl.Expr:
    return pl.col(name).str.to_uppercase().str.strip_chars(" ").str.strip_chars_start("0")


def lend_documents(rows: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Give rows without a document the one another source declared, with ``lent_by``, so that checks see the whole.

    Keeps the columns that are checked, adds ``lent_by`` (null where nothing was lent), and fills ``birth_date`` where
    only the other source has it.
    """
    if pairs.is_empty():
        return rows.select("row", *_CHECKED, pl.lit(None, pl.String).alias("lent_by"))
    columns = [f"{name}_there" for name in (*DOCUMENT, *_PLAIN, "birth_date", "source")]
    best = pairs.sort(
        "row", pl.col("document_number_there").is_null(), "received_at_there", descending=[False, False, True]
    ).unique("row", keep="first", maintain_order=True)
    table = rows.select("row", *_CHECKED).join(
        best.select("row", *columns), on="row", how="left", maintain_order="left"
    )
    lent = pl.col("document_number").is_null() & pl.col("document_number_there").is_not_null()
    return table.with_columns(
        *(
            pl.when(lent).then(f"{name}_there").otherwise(name).alias(name)
            for name in (*DOCUMENT, "p_number", "p_issuer")
        ),
        pl.coalesce("birth_date", "birth_date_there").alias("birth_date"),
        pl.when(lent).then("source_there").alias("lent_by"),
    ).drop(columns)
