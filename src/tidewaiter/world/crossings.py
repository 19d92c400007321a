"""Who crosses the planted border, in columns, and the mechanisms by which some of them violate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

PROXY_COUNTRY, PROXY_NATIONALITY = "XB", "XBB"
_NATIONALITIES = ("XAA", PROXY_NATIONALITY, "XCC", "XDD", "XEE")
_SHARES = (0.45, 0.15, 0.2, 0.12, 0.08)
_HOME = {"XAA": "XA", PROXY_NATIONALITY: PROXY_COUNTRY, "XCC": "XC", "XDD": "XD", "XEE": "XE"}
_AGES = ("0-17", "18-29", "30-44", "45-59", "60+")
_ORIGINS = tuple(f"X{letter}{number}" for letter in "ABCDE" for number in range(1, 9))
_ENTRIES = ("JFK", "SEA", "LAX", "ORD")
_HUBS = ("XH1", "XH2", "XH3", "XH4", "XH5")
ROUTES_BEFORE = ("XA3", "XA7", "XC5", "XD2", "XD8", "XE1")
ROUTES_AFTER = ("XA5", "XB6", "XC1", "XC8", "XD4", "XE4")

Column = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Crossings:
    """``features``: ids, ``assessed_at`` and every feature that is known; ``sealed``; ``oracle``: see ``planted``."""

    features: pl.DataFrame
    sealed: pl.DataFrame
    oracle: pl.DataFrame


def crossings(
    rows: int, rng: np.random.Generator, seed: int, *, start: datetime, span: timedelta, drift: float = 0.5
) -> Crossings:
    """Make ``rows`` crossings spread evenly over ``span``; at the share ``drift`` of it one mechanism moves."""
    when = np.sort(rng.random(rows))
    group = rng.choice(len(_NATIONALITIES), rows, p=_SHARES)
    mode = rng.choice(3, rows, p=(0.7, 0.05, 0.25))
    booked = mode < 2
    values = _booking(rows, rng, group) | _bags(rows, rng) | _past(rows, rng) | _route(rows, rng)
    truth, mechanism = _truth(values, booked, when >= drift)
    violates = rng.random(rows) < truth
    ids = [f"enc-{seed:04x}-{number:08x}" for number in range(rows)]
    people = rng.integers(0, rows * 2 // 3 + 1, rows)
    assessed = pl.Series("assessed_at", [start]).dt.cast_time_unit("us").new_from_index(0, rows) + pl.Series(
        (when * span.total_seconds() * 1e6).astype(np.int64)
    ).cast(pl.Duration("us"))
    table = pl.DataFrame({"encounter_id": ids, "subject_id": [f"sub-{seed:04x}-{one:08x}" for one in people], **values})
    return Crossings(
        _finished(table.with_columns(assessed, mode=pl.Series(np.array(["air", "sea", "land"])[mode])), booked),
        pl.DataFrame(
            {
                "encounter_id": ids,
                "sex": rng.choice(["F", "M"], rows),
                "age_group": np.array(_AGES)[rng.choice(5, rows, p=(0.1, 0.25, 0.3, 0.2, 0.15))],
                "nationality": np.array(_NATIONALITIES)[group],
            }
        ),
        pl.DataFrame(
            {
                "encounter_id": ids,
                "mechanism": pl.Series(mechanism).replace("", None),
                "probability": truth,
                "violates": violates,
            }
        ),
    )


def _booking(rows: int, rng: np.random.Generator, group: Column) -> dict[str, Column]:
    homes = np.array([_HOME[name] for name in _NATIONALITIES])
    at_home = rng.random(rows) < 0.8
    agency = np.where(at_home, homes[group], homes[rng.integers(0, len(homes), rows)])
    return {
        "days_booked_before_departure": np.floor(rng.gamma(1.1, 28, rows)),
        "hours_ticketed_before_departure": rng.gamma(1.2, 300, rows).round(1),
        "payment_form": rng.choice(["CC", "CA", "CK", "MS", "VP"], rows, p=(0.72, 0.12, 0.05, 0.07, 0.04)),
        "payer_differs": rng.random(rows) < 0.12,
        "party": 1.0 + rng.poisson(0.8, rows),
        "booking_changes": 1.0 * rng.poisson(0.7, rows),
        "booking_split": rng.random(rows) < 0.02,
        "seat_changes": 1.0 * rng.poisson(0.5, rows),
        "contact_missing": rng.random(rows) < 0.05,
        "agency_code": np.char.add(agency, (1000 + rng.zipf(1.6, rows) % 60).astype(str)),
        "agency_country": agency,
        "one_way": rng.random(rows) < 0.16,
        "booking_legs": 1.0 + rng.binomial(4, 0.3, rows),
        "stay_nights": np.floor(rng.gamma(1.3, 8, rows)),
    }


def _bags(rows: int, rng: np.random.Generator) -> dict[str, Column]:
    bags = 1.0 * rng.poisson(1.0, rows)
    weight = (bags * np.clip(rng.normal(17, 5, rows), 4, 40)).round(1)
    return {"bag_count": bags, "bag_weight_kg": weight, "bags_per_traveler": bags}


def _past(rows: int, rng: np.random.Generator) -> dict[str, Column]:
    return {
        "crossings_365d": 1.0 * rng.negative_binomial(1, 0.35, rows),
        "refusals": 1.0 * (rng.random(rows) < 0.004),
        "seizures": 1.0 * (rng.random(rows) < 0.003),
        "findings": 1.0 * (rng.random(rows) < 0.008),
        "days_since_last_crossing": np.floor(rng.gamma(1.0, 90, rows)),
        "document_days_left": np.floor(rng.uniform(20, 3000, rows)),
        "hours_filed_before_departure": rng.gamma(3, 3, rows).round(1),
    }


def _route(rows: int, rng: np.random.Generator) -> dict[str, Column]:
    popular = 1 / np.arange(1, len(_ORIGINS) + 1) ** 0.6
    hub = np.where(rng.random(rows) < 0.3, rng.choice(_HUBS, rows), "")
    return {
        "departure": rng.permutation(np.array(_ORIGINS))[rng.choice(len(_ORIGINS), rows, p=popular / popular.sum())],
        "arrival": rng.choice(_ENTRIES, rows, p=(0.4, 0.25, 0.2, 0.15)),
        "hub": hub,
    }


def _truth(values: dict[str, Column], booked: Column, late: Column) -> tuple[Column, Column]:
    """Give each row's true probability, and the mechanism that gives the most of it."""
    places = np.where(late, np.isin(values["departure"], ROUTES_AFTER), np.isin(values["departure"], ROUTES_BEFORE))
    hasty = values["days_booked_before_departure"] <= 14
    heavy = values["bag_weight_kg"] >= 20 * np.maximum(values["bag_count"], 1)
    calm = (values["crossings_365d"] >= 2) & (values["crossings_365d"] <= 6) & (values["party"] == 1)
    # Alone each of the three says nothing: the third turns what the first two together mean.
    three = (values["booking_legs"] >= 3) & (values["seat_changes"] >= 1) & calm & (values["stay_nights"] <= 9)
    mechanisms = {
        "route": (0.5, booked & places & hasty & (values["payment_form"] == "CA")),
        "bags": (0.2, booked & heavy & (values["stay_nights"] <= 3) & (values["bag_count"] >= 2)),
        "interaction": (0.4, booked & three),
        "past": (0.08, values["findings"] + values["seizures"] > 0),
    }
    truth, name = np.full(len(booked), 0.002), np.full(len(booked), "", dtype="U11")
    for label, (probability, where) in mechanisms.items():
        name = np.where(where & (probability > truth), label, name)
        truth = np.where(where, 1 - (1 - truth) * (1 - probability), truth)
    return truth, name


_OF_BOOKING = (
    *("days_booked_before_departure", "hours_ticketed_before_departure", "payment_form", "payer_differs", "party"),
    *("booking_changes", "booking_split", "seat_changes", "contact_missing", "agency_code", "agency_country"),
    *("one_way", "booking_legs", "stay_nights", "bag_count", "bag_weight_kg", "bags_per_traveler"),
)
_QUIET = (
    *("in_transit", "document_missing", "document_expired", "document_number_malformed", "issuer_unknown"),
    *("absent_from_booking", "hit_exact_document", "hit_name_birth", "hit_name", "hit_list_stale", "plate_missing"),
)


def _finished(table: pl.DataFrame, booked: Column) -> pl.DataFrame:
    """Add what follows from the rest, and forget what a land crossing does not tell."""
    booking = pl.Series("booked", booked)
    several = pl.when(pl.col("hub") != "").then(pl.concat_list("departure", "hub", "arrival"))
    table = table.with_columns(booking).with_columns(
        pl.when("booked").then(pl.col(name)).alias(name) for name in _OF_BOOKING
    )
    return table.with_columns(
        *(pl.lit(value=False).alias(name) for name in _QUIET),
        *(pl.lit([], pl.List(pl.String)).alias(name) for name in ("differs_from", "hit_lists", "hit_categories")),
        kind=pl.lit("person"),
        role=pl.when("booked").then(pl.lit("passenger")).otherwise(pl.lit("driver")),
        direction=pl.lit("inbound"),
        sources=pl.when("booked").then(["api", "booking"]).otherwise(["lane"]),
        scheduled_at=pl.col("assessed_at") + pl.duration(hours=6),
        port=pl.col("arrival"),
        via=several.otherwise(pl.concat_list("departure", "arrival")),
        places_count=pl.when(pl.col("hub") != "").then(3.0).otherwise(2.0),
        document_checks_failed=pl.lit(0.0),
        document_kind=pl.lit("P"),
    )
