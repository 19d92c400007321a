"""Which rows teach, and how much each stands for: most people were never examined, and who was is no fair sample."""

from __future__ import annotations

import polars as pl

LEAST_SHARE = 0.5
"""A band counts as chosen by risk where at least this share of its rows that were not drawn was examined."""


def labelled(snapshot: pl.DataFrame) -> pl.DataFrame:
    """Give the rows that teach, with ``label`` (Boolean) and ``weight``: how many of all rows each stands for.

    A row weighs the inverse of the probability with which it came to be examined (Horvitz and Thompson 1952, JASA
    47:663-685). That is known for those whom the random stream drew, and for bands whose rows are examined as a rule:
    there it is the share examined. Whoever was examined beside both was looked at for a reason that no snapshot
    states; no weight is right for them, so they teach nothing. The share of drawn rows that were examined mends the
    rates where some were missed. Nobody who was not examined is ever taken for clear.
    """
    drawn = pl.col("drawn").fill_null(value=False)
    seen = pl.col("examined").fill_null(value=False) & pl.col("found").is_not_null()
    by_band = snapshot.group_by("live_band").agg(share=seen.filter(~drawn).mean().fill_null(0.0))
    reached = snapshot.select(seen.filter(drawn).mean().fill_null(1.0)).item() or 1.0
    chosen = pl.col("share") >= LEAST_SHARE
    by_draw = pl.col("draw_rate").fill_null(0.0) * reached
    chance = pl.when(chosen).then(by_draw + (1 - by_draw) * pl.col("share")).when(drawn).then(by_draw)
    return (
        snapshot.filter(seen)
        .join(by_band, on="live_band", how="left", maintain_order="left")
        .with_columns(label="found", weight=1 / chance)
        .filter(pl.col("weight").is_finite())
        .drop("share")
    )
