"""Features of what crosses, by which way, on what and how it was filed."""

from __future__ import annotations

import polars as pl

_col = pl.col
HOUR_US = 3.6e9


def hours_between(start: str, end: str) -> pl.Expr:
    """Give the hours from one time column to another, with their fraction."""
    return (_col(end) - _col(start)).dt.total_microseconds() / HOUR_US


def days_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Give the calendar days (UTC) from one date or time to another."""
    return (end.cast(pl.Date) - start.cast(pl.Date)).dt.total_days()


_IN_VEHICLE = (_col("mode") == "land") & ((_col("kind") == "conveyance") | _col("vehicle_kind").is_not_null())

MOVEMENT: dict[str, pl.Expr] = {
    **{name: _col(name) for name in ("kind", "role", "mode", "direction", "sources", "scheduled_at")},
    **{name: _col(name) for name in ("port", "departure", "arrival", "in_transit")},
    "via": _col("places"),
    # Add one to both: a route nobody took yet is rare, not infinitely rare; without any history nothing can be said.
    "route_rarity": pl.when(_col("all_travelers") > 0).then(
        ((_col("all_travelers") + 1) / (_col("route_travelers") + 1)).log()
    ),
    "places_count": _col("places").list.len(),
    "hours_filed_before_departure": hours_between("filed_at", "departs_at"),
    "hours_filed_before_arrival": hours_between("filed_at", "arrives_at"),
    "bag_count": _col("bag_count"),
    "bag_weight_kg": _col("bag_weight_kg"),
    "bags_per_traveler": _col("bags_of_party"),
    "plate_missing": pl.when(_IN_VEHICLE).then(_col("plate").is_null()).otherwise(statement=False),
    "vehicle_kind": _col("vehicle_kind"),
    "occupants": _col("occupants"),
    "occupants_unlisted": _col("occupants").cast(pl.Int64) - _col("listed_on_plate").cast(pl.Int64),
    "presubmitted": _col("presubmission").is_not_null(),
    "known_traveler": _col("known_traveler_number").is_not_null(),
}
