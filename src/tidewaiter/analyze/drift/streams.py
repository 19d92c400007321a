"""Changes in what comes one after the other: scores, and the yield of examinations, by ADWIN."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from tidewaiter.analyze.drift.policy import DriftPolicy
from tidewaiter.vocabulary.tables import NUMBER, TEXT, UTC, Schema

CHANGES: Schema = {
    "stream": TEXT,  # score | yield
    "at": UTC,  # the row at which the change was noticed
    **dict.fromkeys(("before", "now"), NUMBER),  # the mean before it began to differ, and since
    "rows": pl.Int64(),  # of the window that is left: how recent the change is
}
"""One row a change noticed."""

_MOST = 200_000
"""ADWIN takes each row by itself; longer streams go in by the means of blocks of equal size."""

_STREAMS: dict[str, pl.Expr] = {
    "score": pl.col("live_score"),
    "yield": pl.when(pl.col("examined") & ~pl.col("drawn").fill_null(value=False)).then(
        pl.col("found").cast(pl.Float64)
    ),
}


def changes(
    snapshot: pl.DataFrame, policy: DriftPolicy, advance: Callable[[int], object] = lambda _: None
) -> pl.DataFrame:
    """Watch scores and yields over time, as assessed: columns of a snapshot to ``CHANGES``."""
    from river.drift import ADWIN  # it takes a moment to load

    ordered = snapshot.sort("assessed_at", maintain_order=True)
    found: list[dict[str, object]] = []
    for name, values in _STREAMS.items():
        rows = ordered.select("assessed_at", values.alias("value")).drop_nulls()
        size = -(-rows.height // _MOST) or 1
        blocks = rows.group_by(pl.int_range(pl.len()) // size, maintain_order=True).agg(
            pl.col("assessed_at").last(), pl.col("value").mean()
        )
        watch: Any = ADWIN(delta=policy.delta)  # type: ignore[no-untyped-call]
        for at, value in blocks.select("assessed_at", "value").iter_rows():
            before = watch.estimation
            watch.update(value)
            if watch.drift_detected:
                means = {"before": before, "now": watch.estimation}
                found.append({"stream": name, "at": at, **means, "rows": int(watch.width) * size})
        advance(rows.height)
    return pl.DataFrame(found, schema=CHANGES)
