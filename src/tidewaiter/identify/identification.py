"""The verb of the room: declared rows in, who they are and which lists may know them out."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from tidewaiter.identify.bind import bind
from tidewaiter.identify.differences import differences, lend_documents, others
from tidewaiter.identify.document_use import document_checks, together
from tidewaiter.identify.documents import checks
from tidewaiter.identify.evidence import link_evidence, link_score, subject_keys
from tidewaiter.identify.lookup import SCREENED, screen
from tidewaiter.identify.needs import Needs
from tidewaiter.identify.plain import PLAIN, plainly, rows_of
from tidewaiter.identify.policy import ScreeningPolicy
from tidewaiter.identify.resolve import resolve
from tidewaiter.identify.tally import Tally
from tidewaiter.identify.troubles import list_check
from tidewaiter.vocabulary.ids import Ids
from tidewaiter.vocabulary.place import Places
from tidewaiter.vocabulary.tables import DECLARED, HITS, IDENTIFIED, TEXT, conform, empty

OTHER_DOCUMENT = 0.2
"""What a link by name or booking loses when another source declared another document of the same kind and issuer."""


def identify(
    declared: pl.DataFrame,
    needs: Needs,
    *,
    ids: Ids,
    places: Places,
    as_of: datetime,
    screening: ScreeningPolicy | None = None,
    tally: Tally | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Resolve every declared row to one subject and one encounter, check its documents, screen it against lists.

    Returns IDENTIFIED, in the order of ``declared``, and HITS. Hits and document checks see the encounter whole: what
    earlier messages declared about it counts too, so that a late booking never washes away what a manifest showed.
    ``screening`` says what is stated as a hit (the shipped policy where None); ``tally`` counts what was looked at.
    """
    if declared.is_empty():
        return empty(IDENTIFIED), empty(HITS)
    rows = plainly(_at_known_places(declared, places))
    rows = rows.hstack(_bound(rows, needs, ids))
    earlier = _earlier(rows, needs)
    pairs = others(rows, earlier)
    listings = needs.listings(as_of.date())
    both = pl.concat([rows.select(SCREENED), earlier.select(SCREENED)])
    hits = screen(both, listings, policy=screening, tally=tally)
    whole = lend_documents(rows, pairs)
    checked = checks(whole, as_of, list_check(whole, hits, listings, needs.list_troubles(as_of.date())))
    checked = together(checked, document_checks(rows, hits, listings, needs))
    told = differences(rows, pairs).with_columns(checked.alias("checks"), *_lowered())
    return conform(told, IDENTIFIED), hits


def _bound(rows: pl.DataFrame, needs: Needs, ids: Ids) -> list[pl.Series]:
    """Resolve and bind plain rows: the columns of IDENTIFIED that say who and which encounter they are."""
    people = resolve(rows_of(rows), needs, ids)
    encounters, new = zip(*bind(people, needs, ids), strict=True)
    values = {
        "encounter_id": encounters,
        "is_new": new,
        "subject_id": [one.subject_id for one in people],
        "link_basis": [one.key.meaning.basis if one.key else "new" for one in people],
        "link_score": [link_score(one) for one in people],
        "link_evidence": [link_evidence(one) for one in people],
        "subject_keys": [subject_keys(one) for one in people],
    }
    return [pl.Series(name, column, dtype=IDENTIFIED[name]) for name, column in values.items()]


def _at_known_places(declared: pl.DataFrame, places: Places) -> pl.DataFrame:
    """Write ports by their registered code, so that an alias of the same place makes no second one."""
    codes = declared["port"].unique().drop_nulls().to_list()
    known = {code: place.code for code in codes if (place := places.get(code)) is not None and place.code != code}
    return declared.with_columns(pl.col("port").replace(known)) if known else declared


def _earlier(rows: pl.DataFrame, needs: Needs) -> pl.DataFrame:
    """Give what earlier messages declared about the encounters of this batch, plain, oldest first."""
    schema = {**DECLARED, "encounter_id": TEXT}
    if rows["is_new"].sum() == rows["encounter_id"].n_unique():
        return rows.head(0).select("row", *schema, *PLAIN)
    fresh = rows.filter("is_new").select("encounter_id")
    known = rows.join(fresh, on="encounter_id", how="anti")["encounter_id"].unique()
    said = conform(needs.earlier(known), schema)
    said = said.join(rows, on="declaration_id", how="anti", maintain_order="left")
    return plainly(said).select("row", *schema, *PLAIN)


def _lowered() -> list[pl.Expr]:
    """Lower a link that does not rest on a document when another source names another one, and say so."""
    rival = pl.col("other_document").is_not_null() & ~pl.col("link_basis").is_in(["document", "new"])
    note = pl.format(
        "; another document of the same kind and issuer: declared '{}', elsewhere '{}'",
        pl.col("document_number").fill_null(""),
        pl.col("other_document").fill_null(""),
    )
    return [
        (pl.col("link_score") - pl.when(rival).then(OTHER_DOCUMENT).otherwise(0.0)).round(3).alias("link_score"),
        pl.concat_str("link_evidence", pl.when(rival).then(note).otherwise(pl.lit(""))).alias("link_evidence"),
    ]
