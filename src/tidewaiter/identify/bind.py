"""Bind resolved subjects to encounters: one subject on one movement is one encounter, whoever announces it."""

from __future__ import annotations

import polars as pl

from tidewaiter.identify.needs import Needs
from tidewaiter.vocabulary.ids import Ids

OPEN = "announced"
"""The status of an encounter to which a lane may still bind; any later one means that this is another crossing."""


def bind(rows: pl.DataFrame, needs: Needs, ids: Ids) -> pl.DataFrame:
    """Add ``encounter_id`` and ``is_new`` to rows with ``row, p_trip, trip, source, subject_id, on_record``.

    ``is_new`` marks the first row of an encounter nobody announced before. Where one subject has several encounters
    on a movement (a commuter crosses twice a day under one land key) the latest counts, and a lane opens a new one
    once the latest has been presented.
    """
    stored = _stored(rows, needs)
    table = rows.lazy().join(stored.lazy(), on=["trip", "subject_id"], how="left", maintain_order="left").collect()
    pair = ["p_trip", "subject_id"]
    fresh = table.lazy().filter(pl.col("stored").is_null()).select(pair).unique(maintain_order=True).collect()
    fresh = fresh.with_columns(pl.Series("made", ids.many("enc", fresh.height), dtype=pl.String))
    made = pl.col("stored").is_null()
    return (
        table.lazy()
        .join(fresh.lazy(), on=pair, how="left", maintain_order="left")
        .with_columns(
            pl.coalesce("stored", "made").alias("encounter_id"),
            (made & pl.struct(pair).is_first_distinct()).alias("is_new"),
        )
        .drop("stored", "made")
        .collect()
    )


def _stored(rows: pl.DataFrame, needs: Needs) -> pl.DataFrame:
    """Find the encounters that stand: ``trip, subject_id, stored``."""
    nothing = pl.DataFrame(schema={"trip": pl.String, "subject_id": pl.String, "stored": pl.String})
    asked = rows.filter(pl.col("trip").is_not_null() & pl.col("on_record")).select("trip", "subject_id").unique()
    if asked.is_empty():
        return nothing
    found = needs.encounters(asked).group_by("trip", "subject_id").agg(pl.col("encounter_id").max().alias("stored"))
    at_lane = rows.filter(pl.col("source") == "lane").select("trip", "subject_id")
    lanes = found.join(at_lane, on=["trip", "subject_id"], how="semi")
    closed = [one for one in lanes["stored"].to_list() if (needs.encounter(one) or {}).get("status", OPEN) != OPEN]
    return found.filter(~pl.col("stored").is_in(closed))
