"""Put links between rows and subjects into words an officer can check: basis, score, the two values compared."""

from __future__ import annotations

from functools import cache

import polars as pl

from tidewaiter.identify.keys import KINDS, PREFIX_RANK

_ANYWHERE = (KINDS["D"].rank, KINDS["N"].rank)
"""Strengths of the keys that hold beyond one movement (a plate's is a document's)."""

UNSEEN_DOCUMENT = 0.1
"""What a link loses when the row shows a document that the subject was never seen with."""


def worded(
    plain_table: pl.DataFrame, settled: pl.DataFrame, keys: pl.DataFrame, known: pl.DataFrame, dropped: pl.DataFrame
) -> pl.DataFrame:
    """Give ``row, subject_id, here_as, link_basis, link_score, link_evidence, subject_keys`` from what was settled.

    ``here_as`` is another subject by which a key of this very movement knows the row: a booking came before the
    document that shows who it is.
    ``settled``: ``row, subject_id, key, rank, within, apart``, in the order of ``plain_table``; ``known``: every
    stored subject a key led to; ``dropped``: keys that did not identify.
    """
    table = plain_table.select("row", *_SHOWN).hstack(settled.drop("row"))
    of_row = keys.group_by("row").agg(pl.col("key").alias("subject_keys"))
    table = table.join(of_row, on="row", how="left", maintain_order="left")
    table = table.join(_elsewhere(known, settled), on="row", how="left", maintain_order="left")
    return table.with_columns(unclear=pl.col("row").is_in(dropped["row"].unique().implode())).select(_told())


def _elsewhere(known: pl.DataFrame, settled: pl.DataFrame) -> pl.DataFrame:
    """Sum up for each row what its keys are known by: ``row, seen, rivals, here_as``."""
    if known.is_empty():
        return known.select("row", seen=pl.lit(None, pl.Boolean), rivals="subject_id", here_as="subject_id")
    other = pl.col("subject_id").filter(pl.col("subject_id") != pl.col("taken"))
    taken = settled.select("row", taken="subject_id")
    return (
        known.join(taken, on="row", maintain_order="left")
        .group_by("row")
        .agg(
            (pl.col("rank") == KINDS["D"].rank).any().alias("seen"),
            other.unique(maintain_order=True).str.join(", ").alias("rivals"),
            pl.col("subject_id")
            .filter((pl.col("subject_id") != pl.col("taken")) & ~pl.col("rank").is_in(_ANYWHERE))
            .first()
            .alias("here_as"),
        )
    )


@cache
def _told() -> list[pl.Expr]:
    linked = pl.col("key").is_not_null()
    unseen = (
        linked
        & (pl.col("rank") > KINDS["S"].rank)
        & pl.col("p_number").is_not_null()
        & ~pl.col("seen").fill_null(False)
    )
    return [
        pl.col("row"),
        pl.col("subject_id"),
        pl.col("here_as"),
        pl.when(linked).then(_by_kind("basis")).otherwise(pl.lit("new")).alias("link_basis"),
        (pl.when(linked).then(_by_kind("score")).otherwise(1.0) - pl.when(unseen).then(UNSEEN_DOCUMENT).otherwise(0.0))
        .round(3)
        .alias("link_score"),
        _evidence(linked, unseen).alias("link_evidence"),
        pl.when(~pl.col("apart")).then("subject_keys").otherwise(_own_only()).fill_null([]).alias("subject_keys"),
    ]


_SHOWN = (
    *("surname", "given_names", "birth_date", "document_kind", "document_issuer", "document_number", "p_number"),
    *("locator", "presubmission", "plate", "plate_issuer", "conveyance_name"),
)


def _own_only() -> pl.Expr:
    """Keep only the keys of a document for a row set apart: its name would lead to the other person."""
    return pl.col("subject_keys").list.eval(pl.element().filter(pl.element().str.starts_with("D|")))


def _by_kind(what: str) -> pl.Expr:
    """Translate the rank of the key that linked into its basis, score or words."""
    of_rank = {meaning.rank: getattr(meaning, what) for kind, meaning in KINDS.items() if kind != "P"}
    of_rank[PREFIX_RANK] = getattr(KINDS["b"], what) if what != "words" else "booking and beginning of the given name"
    kind = pl.Float64 if what == "score" else pl.String
    plate = pl.lit(getattr(KINDS["P"], what))
    said = pl.col("rank").replace_strict(list(of_rank), list(of_rank.values()), default=None, return_dtype=kind)
    return pl.when(pl.col("key").str.starts_with("P|")).then(plate).otherwise(said)


def _evidence(linked: pl.Expr, unseen: pl.Expr) -> pl.Expr:
    known_as = pl.col("key").str.slice(2).str.replace_all("|", " ", literal=True)
    person = _said("surname", "given_names", "birth_date")
    declared = (
        pl.when(pl.col("rank") <= KINDS["T"].rank)
        .then(
            pl.when(pl.col("key").str.starts_with("P|"))
            .then(_said("plate_issuer", "plate"))
            .otherwise(_said("document_kind", "document_issuer", "document_number", "birth_date"))
        )
        .when(pl.col("rank") == KINDS["S"].rank)
        .then(_said("presubmission"))
        .when(pl.col("rank") == KINDS["C"].rank)
        .then(_said("conveyance_name"))
        .when(pl.col("rank") > KINDS["N"].rank)
        .then(pl.concat_str(_said("locator"), person, separator=" "))
        .otherwise(person)
    )
    where = pl.when(pl.col("within") == 1).then(pl.lit("of another row of this batch")).otherwise(pl.lit("on record"))
    link = pl.format("{}: declared '{}', {} '{}'", _by_kind("words"), declared, where, known_as)
    notes = [
        pl.when(linked).then(link).otherwise(pl.lit("no earlier declaration shares a key")),
        pl.when(unseen)
        .then(pl.lit("; the document declared was not seen with this subject before"))
        .otherwise(pl.lit("")),
        pl.when(pl.col("rivals").fill_null("") != "")
        .then(pl.format("; a weaker key also leads to {}, left apart", pl.col("rivals").fill_null("")))
        .otherwise(pl.lit("")),
        pl.when("unclear")
        .then(pl.lit("; a key shared by different people of this message was not used"))
        .otherwise(pl.lit("")),
        pl.when(pl.col("apart"))
        .then(pl.lit("; kept apart from another person of this message who shares a weaker key"))
        .otherwise(pl.lit("")),
    ]
    return pl.concat_str(notes)


def _said(*columns: str) -> pl.Expr:
    return pl.concat_str([pl.col(column).cast(pl.String) for column in columns], separator=" ", ignore_nulls=True)
