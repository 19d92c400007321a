"""Look declarations up in look-out lists: exactly by document, plate and name with birth date, by likeness by name.

One function for one declaration and for a million; ``likeness.py`` holds the part that is not exact.
"""

from __future__ import annotations

from threading import Lock
from typing import Any

import orjson
import polars as pl

from tidewaiter.identify.likeness import SAME_DAY, Likenesses
from tidewaiter.identify.names import joined, plain, plain_issuers, plain_number, plain_plate, untitled
from tidewaiter.identify.plain import PLAIN, plainly
from tidewaiter.identify.policy import ScreeningPolicy, shipped_screening
from tidewaiter.identify.tally import Tally
from tidewaiter.vocabulary.tables import DAY, DECLARED, FLAG, HITS, TEXT, Schema, conform, empty

LISTINGS: Schema = {
    **dict.fromkeys(("list_id", "list_version"), TEXT),
    "list_stale": FLAG,
    **dict.fromkeys(("entry_id", "entry_kind", "category", "severity", "ground", "surname", "given_names"), TEXT),
    "birth_date": DAY,
    **dict.fromkeys(("document_number", "document_issuer", "plate", "plate_issuer"), TEXT),
    **dict.fromkeys(("name", "name_role", "name_quality"), TEXT),
    **dict.fromkeys(("births", "nationalities", "sex"), TEXT),
}
"""The columns of the lists handed in, expired entries already left out: as many rows an entry as its names with their
whole birth dates, or its numbers, need (``listed.exploded``). The name, number and plate of one row have nothing to do
with each other but that one entry has them. ``surname`` is null where the list does not part the ``name``.
``births`` (all birth dates, with semicolons; null: ``birth_date`` is the only one), ``nationalities`` and ``sex`` are
those of the entry, on each of its rows."""

SCREENED = (
    *("declaration_id", "encounter_id", "kind", "surname", "given_names", "birth_date", "document_issuer"),
    *("document_number", "plate_issuer", "plate", "conveyance_name", "nationality", "sex", *PLAIN),
)
"""The columns of declarations that are looked at, once they are plain."""

ISSUER_NOT_LISTED = 0.95
"""Score of a number that is listed without its issuer: another state may issue the same number."""

NAME_AND_BIRTH = 0.9

ORDER = ("document", "plate", "name-and-birth-date", "name", "organisation-name", "conveyance-name")
"""What a hit may rest on, the strongest first."""


def screen(
    table: pl.DataFrame,
    listings: pl.DataFrame,
    *,
    policy: ScreeningPolicy | None = None,
    tally: Tally | None = None,
) -> pl.DataFrame:
    """Find the entries that declarations may mean: HITS, one row a declaration and entry, its strongest basis.

    ``table``: columns of DECLARED and ``encounter_id``; ``listings``: columns of ``LISTINGS``. A stale list is still
    screened against and labelled on every hit. What is less probable than ``policy`` (the shipped one) states is
    counted in ``tally`` and not stated. The hit of an encounter and entry that says most comes last.
    """
    counted = tally or Tally()
    counted.add(declarations=table.height)
    if table.is_empty() or listings.is_empty():
        return empty(HITS)
    rows = table if "p_number" in table.columns else plainly(conform_screened(table))
    ready = _PREPARED.of(listings)
    here, entries = rows.lazy(), ready.entries.lazy()
    ways = [_by_document(here, entries), _by_name(here, entries), _by_plate(here, entries)]
    if rows["conveyance_name"].null_count() < rows.height:
        ways.append(_by_registration(here, entries))
    exact = pl.concat(ways).collect()
    alike = ready.names.find(rows, policy or shipped_screening(), counted)
    if exact.is_empty() and alike.is_empty():
        return empty(HITS)
    hits = _united(exact, alike)
    counted.add(alerted=hits.height)
    return conform(hits, HITS)


def prepare(listings: pl.DataFrame) -> None:
    """Lay the lists in force (``LISTINGS``) out for screening, so that the first message does not wait for it."""
    if not listings.is_empty():
        _PREPARED.of(listings)


def conform_screened(table: pl.DataFrame) -> pl.DataFrame:
    """Add the columns of a declaration that a smaller table lacks, as null."""
    return table.with_columns(
        pl.lit(None, kind).alias(name) for name, kind in DECLARED.items() if name not in table.columns
    )


def _united(exact: pl.DataFrame, alike: pl.DataFrame) -> pl.DataFrame:
    """Make one hit of what several fields say of a declaration and an entry: the strongest basis, all the evidence."""
    told = exact.with_columns(pl.Series("evidence", [_evidence(row) for row in exact.iter_rows(named=True)], TEXT))
    order = pl.col("basis").replace_strict(list(ORDER), list(range(len(ORDER))), return_dtype=pl.UInt8)
    both = pl.concat([told.select(alike.columns), alike]).with_columns(order.alias("order"))
    pair = ("declaration_id", "list_id", "entry_id")
    found = both.sort(*pair, "order", pl.col("score") * -1, "evidence")
    if found.select(pair).is_duplicated().any():
        found = found.group_by(pair, maintain_order=True).agg(
            pl.exclude("score", "evidence").first(),
            pl.col("score").max(),
            pl.col("evidence").map_batches(_merged, return_dtype=TEXT, returns_scalar=True),
        )
    return found.sort("encounter_id", "list_id", "entry_id", pl.col("order") * -1.0, "score", "declaration_id")


def _merged(texts: pl.Series) -> str:
    """Unite what several fields say; of two that speak of one field the later, which was compared by likeness."""
    whole: dict[str, Any] = {}
    for text in texts:
        whole |= orjson.loads(text)
    return orjson.dumps(whole).decode()


def _evidence(row: dict[str, Any]) -> str:
    field = {"name-and-birth-date": "name", "conveyance-name": "name"}.get(row["basis"], row["basis"])
    sure = "the same" if row["score"] != ISSUER_NOT_LISTED else "the same number, its issuer said on one side alone"
    if row["basis"] == "name-and-birth-date":
        sure = f"the same letters, {SAME_DAY}"
    said = {"asked": row["declared_value"], "listed": row["listed_value"], "agreement": sure}
    return orjson.dumps({field: said}).decode()


class _Ready:
    """One set of lists made ready: plain for exact look-up, and its names for likeness."""

    def __init__(self, listings: pl.DataFrame) -> None:
        whole = conform(listings, LISTINGS)
        self.listings = listings
        self.entries = _plain_entries(whole).collect()
        self.names = Likenesses(whole)


class _Prepared:
    """Keeps the lists seen last, ready: the store hands out the same table until a list changes.

    An equal table is as good as the same one, so that a new day builds nothing anew.
    """

    def __init__(self) -> None:
        self._kept: _Ready | None = None
        self._turn = Lock()

    def of(self, listings: pl.DataFrame) -> _Ready:
        """Give ``listings`` ready, made once for each set of lists."""
        with self._turn:
            kept = self._kept
            if kept is None or (kept.listings is not listings and not kept.listings.equals(listings)):
                kept = self._kept = _Ready(listings)
            else:
                kept.listings = listings
            return kept


_PREPARED = _Prepared()


def _plain_entries(listings: pl.DataFrame) -> pl.LazyFrame:
    return listings.lazy().with_columns(
        plain_issuers(listings["document_issuer"]).alias("e_issuer"),
        plain_number(pl.col("document_number")).alias("p_number"),
        plain_plate(pl.col("plate")).alias("p_plate"),
        pl.col("plate_issuer").str.to_uppercase().alias("e_plate_issuer"),
        joined(plain(pl.col("surname"))).alias("p_surname"),
        joined(untitled(plain(pl.col("given_names")))).alias("p_given"),
        pl.when(pl.col("surname").is_null()).then(joined(plain(pl.col("name")))).alias("p_name"),
        plain_number(pl.col("name")).alias("p_registration"),
    ).select(
        *("list_id", "list_version", "list_stale", "entry_id", "category", "ground", "entry_kind"),
        *("e_issuer", "p_number", "p_plate", "e_plate_issuer", "p_surname", "p_given", "p_name", "birth_date"),
        "p_registration",
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
    return _as_hits(pairs, "document", score, "listed_document")


def _by_name(rows: pl.LazyFrame, entries: pl.LazyFrame) -> pl.LazyFrame:
    on = ["p_surname", "p_given", "birth_date"]
    shown = pl.concat_str("surname", "given_names", pl.col("birth_date").cast(pl.String), separator=" ")
    here = rows.filter(pl.col("kind") != "conveyance").drop_nulls(on).select(*_ROW, *on, shown.alias("declared_value"))
    orders = [here.with_columns((pl.col(a) + pl.col(b)).alias("p_name")) for a, b in (on[:2], on[1::-1])]
    whole = pl.concat(orders).drop(on[:2]).join(entries, on=["p_name", "birth_date"])
    pairs = pl.concat([here.join(entries, on=on).select(*_ROW, *_NAMED), whole.select(*_ROW, *_NAMED)])
    return _as_hits(pairs, "name-and-birth-date", pl.lit(NAME_AND_BIRTH), "listed_name")


def _by_plate(rows: pl.LazyFrame, entries: pl.LazyFrame) -> pl.LazyFrame:
    shown = pl.concat_str("plate_issuer", "plate", separator=" ", ignore_nulls=True)
    here = rows.drop_nulls("p_plate").select(*_ROW, "p_plate", "p_plate_issuer", shown.alias("declared_value"))
    unsaid = (pl.col("p_plate_issuer") == "") | pl.col("e_plate_issuer").is_null()
    pairs = here.join(entries, on="p_plate").filter(unsaid | (pl.col("p_plate_issuer") == pl.col("e_plate_issuer")))
    score = pl.when(unsaid).then(ISSUER_NOT_LISTED).otherwise(1.0)
    return _as_hits(pairs, "plate", score, "listed_plate")


def _by_registration(rows: pl.LazyFrame, entries: pl.LazyFrame) -> pl.LazyFrame:
    """Look an aircraft up by its registration, which messages bear as its name."""
    listed = entries.filter(pl.col("entry_kind") == "aircraft").drop_nulls("p_registration")
    number = plain_number(pl.col("conveyance_name")).alias("p_registration")
    shown = pl.col("conveyance_name").alias("declared_value")
    here = rows.filter(pl.col("kind") == "conveyance").select(*_ROW, number, shown).drop_nulls("p_registration")
    pairs = here.join(listed, on="p_registration")
    return _as_hits(pairs, "conveyance-name", pl.lit(1.0), "listed_name")


_ROW = ("declaration_id", "encounter_id")
_SAID = ("list_id", "list_version", "list_stale", "entry_id", "category", "ground")
_NAMED = (*_SAID, "declared_value", "listed_name")


def _whole_name() -> pl.Expr:
    """Words of a listed name as they are shown: its parts, or the whole that the list does not part."""
    return pl.coalesce(pl.concat_str("surname", "given_names", separator=" "), "surname", "name")


def _as_hits(pairs: pl.LazyFrame, basis: str, score: pl.Expr, listed: str) -> pl.LazyFrame:
    return pairs.select(
        *_ROW,
        *(*_SAID, "declared_value"),
        pl.lit(basis).alias("basis"),
        score.alias("score"),
        pl.col(listed).alias("listed_value"),
    )
