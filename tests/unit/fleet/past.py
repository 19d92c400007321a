"""A small past of our own: snapshots and sealed groups, written by the schema, with counts that a loop can check."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from tidewaiter.language import Catalogue
from tidewaiter.vocabulary.snapshot import SEALED, part, snapshot_schema

FIRST = date(2026, 5, 1)
LIVE_RULES = ("cash-one-way-late", "earlier-refusal", "large-party-late")


def features(catalogue: Catalogue) -> dict[str, str]:
    return {name: feature.type for name, feature in catalogue.items() if feature.protected is None}


def rows(number: int, catalogue: Catalogue, *, seed: int = 5, day: date = FIRST) -> pl.DataFrame:
    """Encounters of one day: bookings with holes in them, some examined by what was live, some drawn at random."""
    draw = random.Random(seed)
    table: list[dict[str, Any]] = []
    for at in range(number):
        fired = sorted(draw.sample(LIVE_RULES, draw.choice((0, 0, 0, 1, 1, 2))))
        drawn = draw.random() < 0.2
        examined = drawn or bool(fired and draw.random() < 0.5)
        minutes = draw.randrange(1440)
        table.append(
            {
                "encounter_id": f"enc-{seed}-{at}",
                "subject_id": f"sub-{at % 50}",
                "assessed_at": datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minutes),
                "kind": "person",
                "role": draw.choice(("passenger", "passenger", "crew")),
                "mode": draw.choice(("air", "sea", "land")),
                "port": draw.choice(("JFK", "MIA", None)),
                "payment_form": draw.choice(("CA", "CC", None)),
                "one_way": draw.choice((True, False, None)),
                "days_booked_before_departure": draw.choice((0.0, 1.0, 5.0, None)),
                "party": draw.choice((1.0, 2.0, 11.0, None)),
                "live_ruleset": "then",
                "live_fired": fired,
                "live_score": 25.0 * len(fired),
                "live_band": ("low", "low", "medium")[len(fired)],
                "drawn": drawn,
                "draw_rate": 0.2 if at % 2 else 0.5,
                "examined": examined,
                "found": (draw.random() < 0.3) if examined else None,
            }
        )
    schema = snapshot_schema(features(catalogue))
    whole = [{name: row.get(name) for name in schema} for row in table]
    return pl.DataFrame(whole, schema=dict(schema))


def sealed(encounters: pl.Series, seed: int = 5) -> pl.DataFrame:
    draw = random.Random(seed)
    said = [
        (
            one,
            draw.choice("FM"),
            draw.choice(("18-29", "30-44", None)),
            "ISL" if at < 3 else draw.choice(("GBR", "FRA")),
        )
        for at, one in enumerate(encounters)
    ]
    return pl.DataFrame(said, schema=dict(SEALED), orient="row")


def written(
    folder: Path, catalogue: Catalogue, days: int = 3, number: int = 400, *, first: date = FIRST
) -> tuple[Path, Path]:
    """Write snapshots and the sealed table of some days; give both folders."""
    for at in range(days):
        day = first + timedelta(days=at)
        table = rows(number, catalogue, seed=at, day=day)
        for name, frame in (("snapshots", table), ("sealed", sealed(table["encounter_id"], at))):
            path = part(folder / name, day)
            path.parent.mkdir(parents=True, exist_ok=True)
            frame.write_parquet(path)
    return folder / "snapshots", folder / "sealed"
