"""What the past holds of a subject, as known at a moment: crossings, refusals, seizures and findings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import polars as pl

from tidewaiter.assess.features.spans import as_of, standing
from tidewaiter.assess.needs import COUNTS
from tidewaiter.vocabulary.tables import TEXT, UTC, Schema

EVENTS: Schema = {
    "subject_id": TEXT,
    "kind": TEXT,  # crossed | refused | seized | found
    "at": UTC,  # when it happened
    "known_at": UTC,  # when the journal came to know; a machine hears of an exit later than it happened
    "until": UTC,  # when it was taken back, or moved to another subject; null: it stands
}
"""One row for each thing that happened and each subject it stood under."""

FIVE_YEARS = timedelta(days=1826)
COUNTED: Mapping[str, tuple[str, timedelta | None]] = {
    "crossings_30d": ("crossed", timedelta(days=30)),
    "crossings_90d": ("crossed", timedelta(days=90)),
    "crossings_365d": ("crossed", timedelta(days=365)),
    "refusals": ("refused", None),
    "refusals_5y": ("refused", FIVE_YEARS),
    "seizures": ("seized", None),
    "findings": ("found", None),
    "findings_5y": ("found", FIVE_YEARS),
}
"""Each count: of what, and how far back; None: as far as the journal goes."""


def counts(asked: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Count the past, ``EVENTS``, of each row (``subject_id, as_of``) as known then: ``COUNTS``, in its order.

    Nothing counts that happened, or became known, at ``as_of`` or later.
    """
    known = events.with_columns(start=pl.max_horizontal("at", "known_at"), weight=pl.lit(1, pl.Int64))
    found: dict[str, pl.Series] = {}
    for name, (kind, window) in COUNTED.items():
        mine = known.filter(pl.col("kind") == kind)
        outlived = None if window is None else pl.col("at") + window
        end = pl.col("until") if outlived is None else pl.min_horizontal("until", outlived)
        found[name] = standing(asked, mine.with_columns(end=end), ["subject_id"])
    table = asked.select("subject_id").with_columns(**found, last_crossed_at=_last(asked, known))
    return table.select(pl.col(name).cast(kind) for name, kind in COUNTS.items())


def _last(asked: pl.DataFrame, known: pl.DataFrame) -> pl.Series:
    """Give when each row's subject last crossed. What stands for good is looked up, what was taken back tried out."""
    crossed = known.filter(pl.col("kind") == "crossed").sort("start")
    lasting = crossed.filter(pl.col("until").is_null())
    steps = lasting.select("subject_id", "start", last=pl.col("at").cum_max().over("subject_id"))
    moments = asked.select("subject_id", "as_of").with_row_index("row").sort("as_of")
    found = as_of(moments, steps, ["subject_id"], "start").select("row", "last")
    passing = crossed.filter(pl.col("until").is_not_null())
    tried = moments.join(passing.select("subject_id", "start", "until", "at"), on="subject_id").filter(
        (pl.col("start") < pl.col("as_of")) & (pl.col("as_of") <= pl.col("until"))
    )
    both = pl.concat([found, tried.select("row", last="at")])
    return both.group_by("row").agg(pl.col("last").max()).sort("row")["last"]
