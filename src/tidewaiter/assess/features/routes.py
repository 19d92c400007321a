"""How rare a route is: travelers announced from one place to another, beside all that were announced."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from tidewaiter.assess.features.spans import standing
from tidewaiter.vocabulary.tables import COUNT, DAY, TEXT, Schema

ROUTE_DAYS = 180
"""How far back; announcements are kept a year, so that a past day can be computed anew for half a year."""

ROUTE_TRAVELERS: Schema = {"departure": TEXT, "arrival": TEXT, "day": DAY, "travelers": COUNT}
"""Travelers announced for the first time on a day (UTC) from one place to another."""

ROUTES: Schema = {"departure": TEXT, "arrival": TEXT, "route_travelers": COUNT, "all_travelers": COUNT}
"""The same over ``ROUTE_DAYS`` whole days before the day asked about, beside the travelers of all routes."""


def routes(asked: pl.DataFrame, travelers: pl.DataFrame) -> pl.DataFrame:
    """Count ``ROUTE_TRAVELERS`` for each row of ``asked`` (``departure, arrival, as_of``): ``ROUTES``, row by row.

    The day of ``as_of`` itself does not count: all of one day get one answer.
    """
    midnight = pl.col("day").cast(pl.Datetime("us", "UTC"))
    # A day counts from the midnight that ends it; a microsecond before, since a span begins before what it counts in.
    spans = travelers.select(
        "departure",
        "arrival",
        start=midnight + timedelta(days=1) - timedelta(microseconds=1),
        end=midnight + timedelta(days=ROUTE_DAYS + 1) - timedelta(microseconds=1),
        weight=pl.col("travelers").cast(pl.Int64),
    )
    every = spans.with_columns(all=pl.lit(1))
    table = asked.select("departure", "arrival").with_columns(
        route_travelers=standing(asked, spans, ["departure", "arrival"]),
        all_travelers=standing(asked.with_columns(all=pl.lit(1)), every, ["all"]),
    )
    return table.select(pl.col(name).cast(kind) for name, kind in ROUTES.items())
