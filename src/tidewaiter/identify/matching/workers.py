"""Screen a large table on every core: the same function on parts of it, with the same answers."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed

import polars as pl

from tidewaiter.identify.matching.matcher import Counts, Matcher

WORTH_SHARING = 50_000
"""Queries under which starting processes costs more than it saves."""
_AT_ONCE = 120_000
_MATCHER: list[Matcher] = []
"""The matcher of a worker process, built there once."""


def screen_all(
    list_table: pl.DataFrame,
    queries: pl.DataFrame,
    limit: int = 5,
    *,
    workers: int | None = None,
    advance: Callable[[int], object] | None = None,
) -> tuple[pl.DataFrame, Counts]:
    """Screen as ``Matcher.screen`` does, on ``workers`` processes (all cores) where there is enough to do.

    Gives what was found, in the order of the queries, and the counts. ``advance`` is told how many queries are done.
    """
    told = advance or (lambda _: None)
    count = workers or os.cpu_count() or 1
    if count == 1 or queries.height < WORTH_SHARING:
        matcher = Matcher.build(list_table)
        found = matcher.screen(queries, limit)
        told(queries.height)
        return found, matcher.counts
    place = queries.select(pl.col("query_id").cast(pl.String)).with_row_index("place")
    ordered = queries.sort("name", maintain_order=True)
    step = min(_AT_ONCE, -(-queries.height // count))
    parts = [ordered.slice(at, step) for at in range(0, ordered.height, step)]
    tables: list[pl.DataFrame] = []
    counts = Counts(0, 0, 0)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, mp_context=context, initializer=_start, initargs=(list_table,)) as pool:
        running = {pool.submit(_screen, part, limit): part.height for part in parts}
        for done in as_completed(running):
            table, mine = done.result()
            tables.append(table)
            counts = Counts(*(a + b for a, b in zip(counts, mine, strict=True)))
            told(running[done])
    best_first = pl.concat(tables).join(place, on="query_id", how="left", maintain_order="left")
    return best_first.sort("place", maintain_order=True).drop("place"), counts


def _start(list_table: pl.DataFrame) -> None:
    _MATCHER.append(Matcher.build(list_table))


def _screen(queries: pl.DataFrame, limit: int) -> tuple[pl.DataFrame, Counts]:
    return _MATCHER[0].screen(queries, limit), _MATCHER[0].counts
