"""Comprehensive Reporting: everyone announced either reported to an officer or stands on the list of those who did not.

Crew who came ashore and did not leave with their vessel, and stowaways, stand on it too. The list is for a human: most
of those on it never boarded, or were seen where no record was made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

GRACE = timedelta(hours=12)
"""How long after the scheduled time somebody may still report before standing on the list."""

CREW_GRACE = timedelta(days=29)
"""How long crew may stay ashore though no departure was announced (8 CFR 252.1(d); the citation was not opened)."""


@dataclass(frozen=True, slots=True)
class Reporting:
    """The sum that must close: ``announced`` = ``reported`` + ``not_yet_due`` + those listed as not reported.

    ``missing``: columns of ``needs.ANNOUNCED`` and ``reason``. ``by_carrier``: ``carrier, announced, reported,
    not_yet_due, not_reported``.
    """

    announced: int
    reported: int
    not_yet_due: int
    missing: pl.DataFrame
    by_carrier: pl.DataFrame

    @property
    def closes(self) -> bool:
        """Tell whether nobody fell between the lists."""
        return self.announced == self.reported + self.not_yet_due + self.missing.height


def reporting(
    announced: pl.DataFrame, presented: pl.DataFrame, *, as_of: datetime, grace: timedelta = GRACE
) -> Reporting:
    """Set those announced (``needs.ANNOUNCED``) against those who presented themselves (``needs.PRESENTED``).

    An unknown scheduled time counts as due: not knowing when is no reason not to be on a list.
    """
    seen = presented.select("encounter_id").unique().with_columns(pl.lit(True).alias("seen"))
    due = (pl.col("scheduled_at") + grace <= as_of).fill_null(True)
    table = announced.unique("encounter_id", keep="last", maintain_order=True)
    table = table.join(seen, on="encounter_id", how="left", maintain_order="left").with_columns(
        pl.when(pl.col("seen").fill_null(False))
        .then(pl.lit("reported"))
        .when(due)
        .then(pl.lit("not_reported"))
        .otherwise(pl.lit("not_yet_due"))
        .alias("state")
    )
    states = ("reported", "not_yet_due", "not_reported")
    by_carrier = table.group_by("carrier").agg(
        pl.len().alias("announced"), *((pl.col("state") == state).sum().alias(state) for state in states)
    )
    missing = table.filter(pl.col("state") == "not_reported").select(*announced.columns, _reason())
    counts = {state: table.filter(pl.col("state") == state).height for state in states}
    return Reporting(
        table.height,
        counts["reported"],
        counts["not_yet_due"],
        missing,
        by_carrier.sort("not_reported", "carrier", descending=[True, False], nulls_last=True),
    )


def _reason() -> pl.Expr:
    stowaway, outbound = pl.col("role") == "stowaway", pl.col("direction") == "outbound"
    unscheduled = pl.col("scheduled_at").is_null()
    return (
        pl.when(stowaway)
        .then(pl.lit("stowaway announced, not presented to an officer"))
        .when(pl.col("role") == "crew")
        .then(pl.lit("crew announced, not presented"))
        .when(outbound)
        .then(pl.lit("departure announced, not recorded as departed"))
        .when(unscheduled)
        .then(pl.lit("announced without a time, not presented"))
        .otherwise(pl.lit("announced, not presented"))
        .alias("reason")
    )


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


def unannounced(presented: pl.DataFrame, announced: pl.DataFrame, assessed: pl.DataFrame) -> pl.DataFrame:
    """List who presented themselves without an earlier announcement: ``PRESENTED`` columns, ``carrier``, ``screened``.

    Unannounced is who an officer marked so, whom no message named, and whom only the lane read. ``screened`` tells
    whether an assessment stands all the same: at the lane it must.
    """
    known = announced.select("encounter_id", "carrier", "sources").unique("encounter_id", keep="last")
    marked = presented.join(known, on="encounter_id", how="left", maintain_order="left").filter(
        pl.col("unannounced").fill_null(False) | pl.col("sources").is_null() | (pl.col("sources") == "lane")
    )
    scored = assessed.select("encounter_id").unique().with_columns(pl.lit(True).alias("screened"))
    return marked.join(scored, on="encounter_id", how="left", maintain_order="left").select(
        *presented.columns, "carrier", pl.col("screened").fill_null(False)
    )
