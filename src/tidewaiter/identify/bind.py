"""Bind resolved subjects to encounters: one subject on one movement is one encounter, whoever announces it."""

from __future__ import annotations

import polars as pl

from tidewaiter.identify.needs import Needs
from tidewaiter.vocabulary.ids import Ids

OPEN = "announced"
"""The status of an encounter to which a lane may still bind; any later one means that this is another crossing."""


def bind(rows: pl.DataFrame, needs: Needs, ids: Ids) -> pl.DataFrame:
    """Add ``encounter_id`` and ``is_new`` to the rows of ``resolve``.

    A subject's own encounter on the movement comes first, then the one that a key of the movement (locator, code)
    leads to, though it stands under another subject: the booking came first, the document shows who it is.

    ``is_new`` marks the first row of an encounter nobody announced before. Where one subject has several encounters
    on a movement (a commuter crosses twice a day under one land key) the latest counts, and a lane opens a new one
    once the latest has been presented; so does a new pre-submission. Crossings that one batch tells of together are
    encounters of their own, as if they had come one after another.
    """
    pair = ["p_trip", "subject_id", "turn"]
    table = _standing(rows.with_columns(_turns(rows)), _stored(rows, needs), pair)
    fresh = table.filter(pl.col("stored").is_null()).select(pair).unique(maintain_order=True)
    fresh = fresh.with_columns(pl.Series("made", ids.many("enc", fresh.height), dtype=pl.String))
    made = pl.col("stored").is_null()
    bound = table.join(fresh, on=pair, how="left", maintain_order="left").select(
        pl.coalesce("stored", "made").alias("encounter_id"),
        (made & pl.col("made").is_first_distinct()).alias("is_new"),
    )
    return rows.hstack(bound)


def _turns(rows: pl.DataFrame) -> pl.Series:
    """Number the crossings of one subject on one movement that lanes tell of in this batch; 0 for all other rows."""
    at_lane = rows.filter(pl.col("source") == "lane").select("p_trip", "subject_id")
    if not at_lane.is_duplicated().any():
        return pl.Series("turn", [0], dtype=pl.UInt32).new_from_index(0, rows.height)
    moment = pl.col("scheduled_at").dt.timestamp("us").fill_null(0).cast(pl.String).str.zfill(20)
    place = pl.concat_str(moment, "message_id").rank("dense").over("p_trip", "subject_id", "source") - 1
    return rows.select(turn=pl.when(pl.col("source") == "lane").then(place).otherwise(0).cast(pl.UInt32))["turn"]


def _standing(rows: pl.DataFrame, stored: pl.DataFrame, pair: list[str]) -> pl.DataFrame:
    """Give ``p_trip, subject_id, stored`` in the order of the rows; null where no encounter stands yet."""
    if stored.is_empty():
        return rows.select(*pair, pl.lit(None, pl.String).alias("stored"))
    own = stored.lazy().select("trip", "subject_id", own="here")
    here = stored.lazy().select("trip", "here", here_as="subject_id")
    return (
        rows.lazy()
        .select("message_id", "trip", "here_as", *pair)
        .join(own, on=["trip", "subject_id"], how="left", maintain_order="left")
        .join(here, on=["trip", "here_as"], how="left", maintain_order="left")
        .with_columns(pl.when(pl.col("turn") == 0).then(_unless_taken()).alias("stored"))
        .select(*pair, pl.col("stored").max().over(pair))
        .collect()
    )


def _unless_taken() -> pl.Expr:
    """Take the subject's own encounter, else the other one unless somebody else of the same message has it."""
    own, here = pl.col("own"), pl.col("here")
    claimed = pl.coalesce(own, here)
    alone = pl.col("subject_id").n_unique().over("message_id", claimed) == 1
    return pl.when(own.is_not_null()).then(own).when(alone).then(here)


def _stored(rows: pl.DataFrame, needs: Needs) -> pl.DataFrame:
    """Find the encounters that stand: ``trip, subject_id, here``."""
    nothing = pl.DataFrame(schema={"trip": pl.String, "subject_id": pl.String, "here": pl.String})
    if not rows["on_record"].any() and rows["here_as"].null_count() == rows.height:
        return nothing
    known = rows.filter(pl.col("trip").is_not_null())
    by_subject = known.filter("on_record").select("trip", "subject_id")
    by_key = known.select("trip", subject_id="here_as").drop_nulls()
    asked = pl.concat([by_subject, by_key]).unique()
    if asked.is_empty():
        return nothing
    found = needs.encounters(asked).group_by("trip", "subject_id").agg(pl.col("encounter_id").max().alias("here"))
    anew = known.filter((pl.col("source") == "lane") | _presubmitted())
    anew = pl.concat([anew.select("trip", "subject_id"), anew.select("trip", subject_id="here_as")])
    lanes = found.join(anew, on=["trip", "subject_id"], how="semi")
    closed = [one for one in lanes["here"].to_list() if (needs.encounter(one) or {}).get("status", OPEN) != OPEN]
    return found.filter(~pl.col("here").is_in(closed))


def _presubmitted() -> pl.Expr:
    """Tell what announces a crossing of one's own by land for the first time: an update speaks of one that stands."""
    return pl.col("trip").str.starts_with("land|") & (pl.col("function") == "original")
