"""Look declarations up in look-out lists: exact, by document, by name with birth date, by plate.

This is the place of the fuzzy matcher too: whatever it becomes, it keeps the signature of ``screen``.
"""

from __future__ import annotations

import polars as pl

from tidewaiter.identify.names import joined, plain, plain_issuers, plain_number, untitled
from tidewaiter.identify.plain import PLAIN, plainly
from tidewaiter.vocabulary.tables import DAY, FLAG, HITS, TEXT, Schema, conform, empty

LISTINGS: Schema = {
    **dict.fromkeys(("list_id", "list_version"), TEXT),
    "list_stale": FLAG,
    **dict.fromkeys(("entry_id", "entry_kind", "category", "severity", "ground", "surname", "given_names"), TEXT),
    "birth_date": DAY,
    **dict.fromkeys(("document_number", "document_issuer", "plate", "plate_issuer"), TEXT),
    **dict.fromkeys(("name", "name_role", "name_quality"), TEXT),
}
"""The columns of the lists handed in, expired entries already left out: as many rows an entry as its names with their
whole birth dates, or its numbers, need (``listed.exploded``). The name, number and plate of one row have nothing to do
with each other but that one entry has them. ``surname`` is null where the list does not part the ``name``."""

SCREENED = (
    *("declaration_id", "encounter_id", "kind", "surname", "given_names", "birth_date", "document_issuer"),
    *("document_number", "plate_issuer", "plate", *PLAIN),
)
"""The columns of declarations that are looked at, once they are plain."""

ISSUER_NOT_LISTED = 0.95
"""Score of a number that is listed without its issuer: another state may issue the same number."""

NAME_AND_BIRTH = 0.9


def screen(table: pl.DataFrame, listings: pl.DataFrame) -> pl.DataFrame:
    """Find the entries that declarations match: HITS, one row a declaration and entry, its strongest basis.

    ``table``: columns of DECLARED and ``encounter_id``; ``listings``: columns of ``LISTINGS``. A stale list is still
    screened against and labelled on every hit.
    """
    if table.is_empty() or listings.is_empty():
        return empty(HITS)
    rows = table if "p_number" in table.columns else plainly(table)
    entries = _PREPARED.entries(listings)
    here = rows.lazy()
    found = pl.concat([_by_document(here, entries), _by_name(here, entries), _by_plate(here, entries)]).collect()
    if found.is_empty():
        return empty(HITS)
    best = found.sort("encounter_id", "declaration_id", "list_id", "entry_id", "order").unique(
        ["declaration_id", "list_id", "entry_id"], keep="first", maintain_order=True
    )
    return conform(best, HITS)


def list_check(rows: pl.DataFrame, hits: pl.DataFrame, listings: pl.DataFrame) -> pl.DataFrame:
    """Say how the check against lists ended for each row: ``row, lists_state, lists_detail``.

    Not run where no list is loaded, or where the row has nothing to compare; stale lists are named either way.
    """
    if listings.is_empty():
        state, detail = pl.lit("not-run"), pl.lit("no list is loaded")
        return rows.select("row", state.alias("lists_state"), detail.alias("lists_detail"))
    stale = listings.filter("list_stale")["list_id"].unique().sort().to_list()
    label = f"; STALE: {', '.join(stale)}" if stale else ""
    entries = listings.select("list_id", "entry_id").n_unique()
    size = f"screened against {entries} entries of {listings['list_id'].n_unique()} lists"
    hit = hits.group_by("encounter_id").agg(
        pl.format("{} entry {}", "list_id", "entry_id").unique(maintain_order=True).str.join(", ").alias("matched")
    )
    name = pl.all_horizontal(pl.col("p_surname", "p_given", "birth_date").is_not_null())
    comparable = pl.col("p_number").is_not_null() | pl.col("p_plate").is_not_null() | name
    matched = pl.col("matched").is_not_null()
    return rows.join(hit, on="encounter_id", how="left", maintain_order="left").select(
        "row",
        pl.when(matched)
        .then(pl.lit("fail"))
        .when(comparable)
        .then(pl.lit("pass"))
        .otherwise(pl.lit("not-run"))
        .alias("lists_state"),
        pl.when(matched)
        .then(pl.format("possible match: {}{}", pl.col("matched").fill_null(""), pl.lit(label)))
        .when(comparable)
        .then(pl.lit(size + label))
        .otherwise(pl.lit("neither document, plate, nor name with birth date to compare" + label))
        .alias("lists_detail"),
    )


class _Prepared:
    """Keeps the plain form of the table seen last: the store hands out the same one until a list changes."""

    def __init__(self) -> None:
        self._kept: tuple[pl.DataFrame, pl.DataFrame] | None = None

    def entries(self, listings: pl.DataFrame) -> pl.LazyFrame:
        """Give the plain form of ``listings``, made once for each table object."""
        kept = self._kept
        if kept is None or kept[0] is not listings:
            kept = self._kept = listings, _plain_entries(conform(listings, LISTINGS)).collect()
        return kept[1].lazy()


_PREPARED = _Prepared()


def _plain_entries(listings: pl.DataFrame) -> pl.LazyFrame:
    return listings.lazy().with_columns(
        plain_issuers(listings["document_issuer"]).alias("e_issuer"),
        plain_number(pl.col("document_number")).alias("p_number"),
        plain_number(pl.col("plate")).alias("p_plate"),
        pl.col("plate_issuer").str.to_uppercase().alias("e_plate_issuer"),
        joined(plain(pl.col("surname"))).alias("p_surname"),
        joined(untitled(plain(pl.col("given_names")))).alias("p_given"),
        pl.when(pl.col("surname").is_null()).then(joined(plain(pl.col("name")))).alias("p_name"),
    ).select(
        *("list_id", "list_version", "list_stale", "entry_id", "category", "ground"),
        *("e_issuer", "p_number", "p_plate", "e_plate_issuer", "p_surname", "p_given", "p_name", "birth_date"),
        pl.concat_str("document_issuer", "document_number", separator=" ", ignore_nulls=True).alias("listed_document"),
        pl.concat_str("plate_issuer", "plate", separator=" ", ignore_nulls=True).alias("listed_plate"),
        pl.concat_str(_whole_name(), pl.col("birth_date").cast(pl.String), separator=" ", ignore_nulls=True)
        .alias("listed_name"),
    )  # fmt: skip


def _by_document(rows: pl.LazyFrame, entries: pl.LazyFrame) -> pl.LazyFrame:
    shown = pl.concat_str("document_issuer", "document_number", separator=" ", ignore_nulls=True)
    here = rows.drop_nulls("p_number").select(*_ROW, "p_number", "p_issuer", shown.alias("declared_value"))
    pairs = here.join(entries, on="p_number").filter((pl.col("p_issuer") == pl.col("e_issuer")).fill_null(True))
    sure = pl.col("e_issuer").is_not_null() & pl.col("p_issuer").is_not_null()
    score = pl.when(sure).then(1.0).otherwise(ISSUER_NOT_LISTED)
    return _as_hits(pairs, 0, "document", score, "listed_document")


def _by_name(rows: pl.LazyFrame, entries: pl.LazyFrame) -> pl.LazyFrame:
    on = ["p_surname", "p_given", "birth_date"]
    shown = pl.concat_str("surname", "given_names", pl.col("birth_date").cast(pl.String), separator=" ")
    here = rows.filter(pl.col("kind") != "conveyance").drop_nulls(on).select(*_ROW, *on, shown.alias("declared_value"))
    orders = [here.with_columns((pl.col(a) + pl.col(b)).alias("p_name")) for a, b in (on[:2], on[1::-1])]
    whole = pl.concat(orders).drop(on[:2]).join(entries, on=["p_name", "birth_date"])
    pairs = pl.concat([here.join(entries, on=on).select(*_ROW, *_NAMED), whole.select(*_ROW, *_NAMED)])
    return _as_hits(pairs, 2, "name-and-birth-date", pl.lit(NAME_AND_BIRTH), "listed_name")


def _by_plate(rows: pl.LazyFrame, entries: pl.LazyFrame) -> pl.LazyFrame:
    shown = pl.concat_str("plate_issuer", "plate", separator=" ", ignore_nulls=True)
    here = rows.drop_nulls("p_plate").select(*_ROW, "p_plate", "p_plate_issuer", shown.alias("declared_value"))
    unsaid = (pl.col("p_plate_issuer") == "") | pl.col("e_plate_issuer").is_null()
    pairs = here.join(entries, on="p_plate").filter(unsaid | (pl.col("p_plate_issuer") == pl.col("e_plate_issuer")))
    score = pl.when(unsaid).then(ISSUER_NOT_LISTED).otherwise(1.0)
    return _as_hits(pairs, 1, "plate", score, "listed_plate")


_ROW = ("declaration_id", "encounter_id")
_SAID = ("list_id", "list_version", "list_stale", "entry_id", "category", "ground")
_NAMED = (*_SAID, "declared_value", "listed_name")


def _whole_name() -> pl.Expr:
    """Words of a listed name as they are shown: its parts, or the whole that the list does not part."""
    return pl.coalesce(pl.concat_str("surname", "given_names", separator=" "), "surname", "name")


def _as_hits(pairs: pl.LazyFrame, order: int, basis: str, score: pl.Expr, listed: str) -> pl.LazyFrame:
    return pairs.select(
        *_ROW,
        *(*_SAID, "declared_value"),
        pl.lit(basis).alias("basis"),
        score.alias("score"),
        pl.col(listed).alias("listed_value"),
        pl.lit(order, pl.UInt8).alias("order"),
    )
