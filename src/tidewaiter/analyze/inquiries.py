"""Possible matches as inquiries: how many there were, how they ended, how long that took, and who was stopped twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import polars as pl

from tidewaiter.vocabulary.hit import SETTLED, UNSETTLED, HitStatus

_PAIR = ("person", "list_id", "entry_id")


def inquiries(lives: pl.DataFrame, *, as_of: datetime, before: timedelta) -> list[dict[str, Any]]:
    """Count hits: one row for ``all``, one for each ``list``, one for each ``day`` on which any was found.

    ``lives``: ``needs.HIT_LIVES``. Every row has ``kind, id, hits, suppressed, settled, confirmed, not_a_match,
    cannot_tell, waiting, overdue, median_minutes_to_settle``; ``all`` also what ``repeat_stops`` gives. ``before`` is
    how long before arrival a hit has to be settled. A suppressed hit is counted, and waits for nobody.
    """
    told = lives.with_columns(*_flags(as_of, before), day=pl.col("at").dt.date().cast(pl.String))
    rows = [{"kind": "all", "id": "all", **_summed(told).row(0, named=True), **repeat_stops(lives)}]
    for kind, column in (("list", "list_id"), ("day", "day")):
        for part in told.partition_by(column, maintain_order=False):
            rows.append({"kind": kind, "id": part[column][0], **_summed(part).row(0, named=True)})
    order = {"all": 0, "list": 1, "day": 2}
    return sorted(rows, key=lambda row: (order[str(row["kind"])], str(row["id"])))


def repeat_stops(lives: pl.DataFrame) -> dict[str, Any]:
    """Measure what suppression spares: hits on a person and entry that were settled as no match before.

    ``repeat_stops_before``: all of them, for each would have stopped the same person for the same entry again;
    ``repeat_stops_after``: those that did; ``repeat_stops_drop``: the share spared, null where there was none. A hit
    that redress suppressed counts too: the case rests on such a settlement.
    """
    cleared = (
        lives.filter(pl.col("verdict") == HitStatus.NOT_A_MATCH)
        .drop_nulls(["person", "settled_at"])
        .group_by(_PAIR)
        .agg(pl.col("settled_at").min().alias("cleared_at"))
    )
    seen = lives.join(cleared, on=_PAIR, how="left")
    silent = pl.col("status") == HitStatus.SUPPRESSED
    repeated = seen.filter(silent | (pl.col("at") > pl.col("cleared_at")).fill_null(False))
    spared = repeated.filter(silent).height
    return {
        "repeat_stops_before": repeated.height,
        "repeat_stops_after": repeated.height - spared,
        "repeat_stops_drop": spared / repeated.height if repeated.height else None,
    }


def _flags(as_of: datetime, before: timedelta) -> list[pl.Expr]:
    waits = pl.col("status").is_in([str(each) for each in UNSETTLED])
    verdict = pl.col("status").is_in([str(each) for each in SETTLED])
    return [
        waits.alias("waits"),
        (waits & (pl.col("scheduled_at") - before < as_of)).fill_null(False).alias("late"),
        pl.when(verdict)
        .then((pl.col("settled_at") - pl.col("opened_at")).dt.total_seconds(fractional=True) / 60)
        .alias("minutes"),
    ]


def _summed(table: pl.DataFrame) -> pl.DataFrame:
    def of(status: HitStatus) -> pl.Expr:
        return (pl.col("status") == status).sum()

    return table.select(
        pl.len().alias("hits"),
        of(HitStatus.SUPPRESSED).alias("suppressed"),
        pl.col("minutes").is_not_null().sum().alias("settled"),
        of(HitStatus.CONFIRMED).alias("confirmed"),
        of(HitStatus.NOT_A_MATCH).alias("not_a_match"),
        of(HitStatus.CANNOT_TELL).alias("cannot_tell"),
        pl.col("waits").sum().alias("waiting"),
        pl.col("late").sum().alias("overdue"),
        pl.col("minutes").median().round(1).alias("median_minutes_to_settle"),
    )
