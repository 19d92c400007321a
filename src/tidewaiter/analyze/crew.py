"""Crew who came ashore and did not leave with their vessel: a list for a human, who may know where they are."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl

CREW_GRACE = timedelta(days=29)
"""How long crew may stay ashore though no departure was announced (8 CFR 252.1(d); the citation was not opened)."""


def crew_not_returned(announced: pl.DataFrame, *, as_of: datetime, grace: timedelta = CREW_GRACE) -> pl.DataFrame:
    """List crew who arrived by sea and are on no later departure.

    Answers the columns of ``needs.ANNOUNCED`` (which it takes), ``left_without_at`` and ``reason``.
    A crew member is listed once a later departure of the same carrier from the same port was announced without them,
    or when ``grace`` has passed. Any later departure of the subject, as crew or passenger, from any port, clears it.
    """
    crew = announced.filter((pl.col("role") == "crew") & (pl.col("mode") == "sea"))
    arrived = crew.filter((pl.col("direction") == "inbound") & (pl.col("scheduled_at") <= as_of))
    leaving = announced.filter(pl.col("direction") == "outbound")
    left = (
        arrived.select("encounter_id", "subject_id", "scheduled_at")
        .join(leaving.select("subject_id", gone_at="scheduled_at"), on="subject_id")
        .filter(pl.col("gone_at") > pl.col("scheduled_at"))
    )
    sailed = (
        arrived.select("encounter_id", "carrier", "port", "scheduled_at")
        .join(
            leaving.filter(pl.col("role") == "crew").select("carrier", "port", left_without_at="scheduled_at"),
            on=["carrier", "port"],
        )
        .filter((pl.col("left_without_at") > pl.col("scheduled_at")) & (pl.col("left_without_at") <= as_of))
        .group_by("encounter_id")
        .agg(pl.col("left_without_at").min())
    )
    ashore = arrived.join(left, on="encounter_id", how="anti").join(
        sailed, on="encounter_id", how="left", maintain_order="left"
    )
    overdue = pl.col("scheduled_at") + grace <= as_of
    left_behind = pl.col("left_without_at").is_not_null()
    return ashore.filter(left_behind | overdue).select(
        *announced.columns,
        "left_without_at",
        pl.when(left_behind)
        .then(pl.lit("the carrier's crew left this port without this member"))
        .otherwise(pl.lit("no departure of this crew member was announced"))
        .alias("reason"),
    )
