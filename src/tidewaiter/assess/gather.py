"""One wide row for each encounter: all that was ever said about it, merged, with hits and history beside it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import polars as pl

from tidewaiter.assess.features.associations import ASSOCIATIONS, TIES, associations, tokens
from tidewaiter.assess.features.counts import COUNTED
from tidewaiter.assess.features.routes import ROUTES
from tidewaiter.assess.needs import COUNTS, History
from tidewaiter.vocabulary.errors import TidewaiterError
from tidewaiter.vocabulary.tables import DECLARED

_PLACES = ("booking_places", "departure", "arrival", "embarkation", "debarkation")
_OF_ROUTES = ("route_travelers", "all_travelers")
_TIED = {
    "companions": ("DECLARED.trip", "DECLARED.locator", "TIES.token"),
    "contacts": ("DECLARED.contact_digests", "TIES.token"),
    "payments": ("DECLARED.payment_digests", "TIES.token"),
}
DERIVED: dict[str, tuple[str, ...]] = {
    "sources": ("DECLARED.source",),
    "booked": ("DECLARED.source",),
    "filed": ("DECLARED.source",),
    "filed_at": ("DECLARED.received_at", "DECLARED.source"),
    "booked_share": ("DECLARED.source", "DECLARED.role", "DECLARED.trip"),
    "listed_on_plate": ("DECLARED.message_id", "DECLARED.plate", "DECLARED.kind"),
    "bags_of_party": ("DECLARED.bag_count", "DECLARED.trip", "DECLARED.locator"),
    "places": tuple(f"DECLARED.{name}" for name in _PLACES),
    "hit_bases": ("HITS.basis",),
    "hit_stale": ("HITS.list_stale",),
    "hit_lists": ("HITS.list_id",),
    "hit_lists_said": ("HITS.list_id", "HITS.list_stale"),
    "hit_categories": ("HITS.category",),
    **{name: (f"IDENTIFIED.{name}",) for name in ("checks", "differs_from", "link_score")},
    **{name: (f"COUNTS.{name}",) for name in COUNTS if name != "subject_id"},
    **{name: (f"ROUTES.{name}", "DECLARED.departure", "DECLARED.arrival") for name in _OF_ROUTES},
    **{
        name: (*_TIED[name.partition("_")[0]], *(("FOUND.subject_id",) if name.endswith("finding") else ()))
        for name in ASSOCIATIONS
    },
}
"""Columns of the gathered table that are not DECLARED's own, each with the columns it is made of."""

_ALWAYS = ("kind", "role", "trip", "message_id", "plate", "locator", "bag_count", "source", "received_at", *_PLACES)
_FROM_IDENTIFIED = ("encounter_id", "subject_id", "checks", "differs_from", "link_score")
_BETWEEN = "\x1f"
_TEXTS = pl.List(pl.String)
_HIT_TEXTS = ("hit_bases", "hit_lists", "hit_lists_said", "hit_categories")


def gather(
    declared: pl.DataFrame,
    identified: pl.DataFrame,
    hits: pl.DataFrame | None,
    needs: History,
    *,
    columns: Collection[str],
    as_of: datetime,
) -> pl.DataFrame:
    """Merge rows into one for each encounter of this batch, in order of first appearance.

    ``columns`` are those the features in force read; no other DECLARED column enters, so that a protected one is not
    even copied. Later statements win, column by column; lists and checks are united. ``hits`` of None says that
    screening did not run.
    """
    wanted = wanted_of(columns)
    rows = declared.select("declaration_id", *wanted).join(
        identified.select("declaration_id", "is_new", *_FROM_IDENTIFIED), on="declaration_id", maintain_order="left"
    )
    if rows.height != declared.height:
        raise TidewaiterError("declared rows without an identity, or with two, cannot be assessed", code="unidentified")
    if rows["encounter_id"].null_count():
        raise TidewaiterError("identified rows without an encounter cannot be assessed", code="unidentified")
    merged = merge(pl.concat([_earlier(rows, needs), rows.drop("declaration_id", "is_new")]), wanted)
    if merged.height > 1 and not merged["encounter_id"].equals(rows["encounter_id"]):
        encounters = rows.select(pl.col("encounter_id").unique(maintain_order=True))
        merged = encounters.join(merged, on="encounter_id", how="left", maintain_order="left")
    merged = _with_counts(with_hits(merged, hits), needs, as_of)
    if not COLUMNS_OF_PAST.isdisjoint(columns):
        merged = _with_past(merged, needs, columns, as_of)
    return merged


COLUMNS_OF_PAST = frozenset({*_OF_ROUTES, *ASSOCIATIONS})
"""What is asked of the world only where a feature in force reads it."""


def wanted_of(columns: Collection[str]) -> list[str]:
    """Name the columns of DECLARED that are gathered so that these can be made."""
    digests = {f"{kind}_digests" for kind in ("contact", "payment") if any(n.startswith(kind) for n in columns)}
    return [name for name in DECLARED if name in columns or name in _ALWAYS or name in digests]


def merge(rows: pl.DataFrame, wanted: list[str]) -> pl.DataFrame:
    """Merge all rows about each encounter into one, with what they say of movement, booking, vehicle and places.

    ``rows``: the ``wanted`` columns of DECLARED, ``encounter_id, subject_id, checks, differs_from, link_score``.
    """
    return _with_places(_merge(rows, wanted).with_columns(_movement()))


def _earlier(rows: pl.DataFrame, needs: History) -> pl.DataFrame:
    now = rows.drop("declaration_id", "is_new")
    known = rows.filter(pl.col("is_new").fill_null(value=False).not_())["encounter_id"].unique()
    if known.is_empty():
        return now.clear()
    before = needs.earlier(known).join(rows.select("declaration_id"), on="declaration_id", how="anti")
    return before.select(
        (pl.col(name) if name in before.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in now.schema.items()
    )


def _merge(rows: pl.DataFrame, wanted: list[str]) -> pl.DataFrame:
    alone = rows["encounter_id"].is_unique()
    filed = pl.col("source") != "booking"
    single = (rows if alone.all() else rows.filter(alone)).with_columns(
        sources=pl.concat_list("source").list.drop_nulls(),
        filed_at=pl.when(filed).then("received_at"),
    )
    if alone.all():
        return single
    several = rows.filter(~alone)
    united = (
        several.sort("received_at", maintain_order=True)
        .group_by("encounter_id", maintain_order=True)
        .agg(
            *[pl.col(name).drop_nulls().last() for name in (*wanted, "subject_id")],
            pl.col("checks").explode(empty_as_null=False, keep_nulls=False).drop_nulls().unique(maintain_order=True),
            pl.col("differs_from").explode(empty_as_null=False, keep_nulls=False).unique(maintain_order=True),
            pl.col("link_score").min(),
            pl.col("source").drop_nulls().unique(maintain_order=True).alias("sources"),
            pl.col("received_at").filter(filed).min().alias("filed_at"),
        )
    )
    return pl.concat([single, united.select(single.columns)])


def _movement() -> list[pl.Expr]:
    """What the batch says of the movement, the booking and the vehicle as a whole."""
    booked = pl.col("sources").list.contains("booking")
    passenger = pl.col("role") == "passenger"
    return [
        booked.alias("booked"),
        (pl.col("sources").list.len() > booked.cast(pl.UInt32)).alias("filed"),
        pl.when(pl.col("trip").is_not_null())
        .then((booked & passenger).sum().over("trip") / passenger.sum().over("trip"))
        .alias("booked_share"),
        pl.when(pl.col("plate").is_not_null())
        .then((pl.col("kind") == "person").sum().over("message_id", "plate"))
        .alias("listed_on_plate"),
        pl.when(pl.col("locator").is_not_null())
        .then(pl.col("bag_count").mean().over("trip", "locator"))
        .alias("bags_of_party"),
    ]


def _with_places(merged: pl.DataFrame) -> pl.DataFrame:
    """List the distinct places of each journey; a batch has few journeys, so each list is made once."""
    booked = pl.col("booking_places").list.join(_BETWEEN)
    journey = pl.concat_str(booked, *_PLACES[1:], separator=_BETWEEN, ignore_nulls=True)
    journeys = merged.select(journey.alias("journey"))["journey"]
    said = journeys.unique().drop_nulls()
    places = [list(dict.fromkeys(filter(None, one.split(_BETWEEN)))) or None for one in said]
    known = pl.DataFrame([said, pl.Series("places", places, dtype=_TEXTS)])
    found = journeys.to_frame().join(known, on="journey", how="left", maintain_order="left")
    return merged.with_columns(found["places"])


def with_hits(merged: pl.DataFrame, hits: pl.DataFrame | None) -> pl.DataFrame:
    """Add what the hits of each encounter say; null in every column where screening did not run (``hits`` of None)."""
    if hits is None or hits.is_empty():
        # Nobody was found: an answer where screening ran, unknown where it did not.
        texts, stale = (pl.lit(None, _TEXTS), None) if hits is None else (pl.lit([], _TEXTS), False)
        return merged.with_columns(
            *(texts.alias(name) for name in _HIT_TEXTS), pl.lit(stale, pl.Boolean).alias("hit_stale")
        )
    label = pl.when("list_stale").then(pl.lit(", which is out of date")).otherwise(pl.lit(""))
    found = hits.group_by("encounter_id").agg(
        hit_bases=pl.col("basis").drop_nulls().unique().sort(),
        hit_stale=pl.col("list_stale").any(),
        hit_lists=pl.col("list_id").drop_nulls().unique().sort(),
        hit_lists_said=(pl.col("list_id") + label).drop_nulls().unique().sort(),
        hit_categories=pl.col("category").drop_nulls().unique().sort(),
    )
    nothing = pl.lit([], _TEXTS)
    return merged.join(found, on="encounter_id", how="left", maintain_order="left").with_columns(
        pl.col(_HIT_TEXTS).fill_null(nothing),
        pl.col("hit_stale").fill_null(value=False),
    )


def _with_counts(merged: pl.DataFrame, needs: History, as_of: datetime) -> pl.DataFrame:
    subjects = merged["subject_id"].drop_nulls().unique()
    counts = needs.counts(subjects, as_of).select(pl.col(name).cast(kind) for name, kind in COUNTS.items())
    return known_counts(merged.join(counts, on="subject_id", how="left", maintain_order="left"))


def known_counts(joined: pl.DataFrame) -> pl.DataFrame:
    """Read a missing count as none where there is a subject to count for."""
    # The journal knows of nothing before: for a resolved subject that is a count of none, not an unknown.
    known = pl.col("subject_id").is_not_null()
    return joined.with_columns(pl.when(known).then(pl.col(name).fill_null(0)).alias(name) for name in COUNTED)


def _with_past(merged: pl.DataFrame, needs: History, columns: Collection[str], as_of: datetime) -> pl.DataFrame:
    """Add routes and associations, where a feature in force reads them; what nobody reads is not asked for."""
    if not set(_OF_ROUTES).isdisjoint(columns):
        pairs = merged.select("departure", "arrival").drop_nulls().unique()
        told = needs.routes(pairs, as_of).select(pl.col(name).cast(kind) for name, kind in ROUTES.items())
        merged = merged.join(told, on=["departure", "arrival"], how="left", maintain_order="left")
    read = [name for name in ASSOCIATIONS if name in columns]
    if not read:
        return merged
    asked = asked_of_ties(merged.with_columns(as_of=pl.lit(as_of, pl.Datetime("us", "UTC"))))
    own = tokens(asked).select(*TIES.keys() - {"at", "known_at", "until"}, at="as_of", known_at="as_of")
    known = needs.ties(own["token"].unique(), as_of)
    # What this batch itself ties is not in the store yet; what it says again was known before.
    fresh = own.with_columns(until=pl.lit(None, pl.Datetime("us", "UTC"))).join(
        known, on=["token", "encounter_id"], how="anti"
    )
    ties = pl.concat([known.select(TIES.keys()), fresh.select(TIES.keys())])
    people = ties["subject_id"].unique()
    before = needs.booked(people, as_of) if "companions_before" in read else ties.clear()
    every = pl.concat([ties, before.select(TIES.keys())]).unique(["token", "encounter_id"], maintain_order=True)
    told = associations(asked, every, needs.found(people, as_of))
    return merged.with_columns(told.select(read))


def asked_of_ties(merged: pl.DataFrame) -> pl.DataFrame:
    """Give what ``associations`` asks of gathered rows; a digest that nothing reads was not gathered."""
    digests = [
        (pl.col(name) if name in merged.columns else pl.lit(None)).cast(_TEXTS).alias(name)
        for name in ("contact_digests", "payment_digests")
    ]
    person = pl.when(pl.col("kind") == "person")
    return merged.select(
        "encounter_id", "as_of", "trip", "locator", *digests, subject_id=person.then(pl.col("subject_id"))
    )
