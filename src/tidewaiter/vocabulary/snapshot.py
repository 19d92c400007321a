"""The snapshot of assessments and the sealed table of audited groups: their columns, in the one place.

Both lie as Parquet under ``FOLDER/day=YYYY-MM-DD/part-N.parquet``, by the day (UTC) of the assessment. A snapshot
holds no protected attribute; the sealed table holds nothing but these, for the measuring of fairness alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from tidewaiter.vocabulary.tables import FLAG, NUMBER, TEXT, UTC, Schema

FEATURE_TYPES: Mapping[str, pl.DataType] = {
    "text": pl.String(),
    "number": pl.Float64(),
    "flag": pl.Boolean(),
    "date": pl.Date(),
    "time": pl.Datetime("us", "UTC"),
    "texts": pl.List(pl.String),
}
"""The column type of each type of the feature catalogue; null is unknown."""

WHICH: Schema = {"encounter_id": TEXT, "subject_id": TEXT, "assessed_at": UTC}
"""Which assessment a row is about."""

LIVE: Schema = {
    "live_ruleset": TEXT,
    "live_fired": pl.List(pl.String),
    "live_score": NUMBER,
    "live_band": TEXT,
}
"""What the rules in force said then."""

OUTCOME: Schema = {
    "drawn": FLAG,  # by the random stream
    "draw_rate": NUMBER,  # the probability with which it was drawn; a drawn row weighs 1 / rate
    "examined": FLAG,
    "found": FLAG,  # null where nobody examined: never read as clear
}
"""What came of it, as known when the snapshot was built."""

SEALED: Schema = {
    "encounter_id": TEXT,
    "sex": TEXT,
    "age_group": TEXT,  # one of AGE_GROUPS, on the scheduled day
    "nationality": TEXT,
}
"""Audited groups, never read by Assess."""

AGE_GROUPS: tuple[tuple[str, int], ...] = (("0-17", 0), ("18-29", 18), ("30-44", 30), ("45-59", 45), ("60+", 60))
"""Each group with its first whole year of age."""


def snapshot_schema(features: Mapping[str, str]) -> Schema:
    """Give the columns of a snapshot; ``features``: every unprotected feature of the catalogue and its type."""
    return {**WHICH, **{name: FEATURE_TYPES[kind] for name, kind in features.items()}, **LIVE, **OUTCOME}


def part(folder: Path, day: date, number: int = 0) -> Path:
    """Name one file of a day."""
    return folder / f"day={day.isoformat()}" / f"part-{number}.parquet"


def parts(folder: Path, first: date | None = None, last: date | None = None) -> list[Path]:
    """List the files of the days from ``first`` to ``last`` (both included), in order; all days where neither is named.

    Folders that are no day are left out.
    """
    found = []
    for path in folder.glob("day=*/part-*.parquet"):
        try:
            day = date.fromisoformat(path.parent.name.removeprefix("day="))
        except ValueError:
            continue
        if (first is None or day >= first) and (last is None or day <= last):
            found.append((day, int(path.stem.removeprefix("part-")), path))
    return [path for _, _, path in sorted(found)]
