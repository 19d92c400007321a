"""Screen a large table on every core, slice after slice: the same function on parts of it, with the same answers."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor

import polars as pl

from tidewaiter.identify.matching.matcher import SCREENED, Counts, Matcher
from tidewaiter.identify.matching.weights import LEAST_SCORE

WORTH_SHARING = 50_000
"""Queries under which starting processes costs more than it saves."""
_AT_ONCE = 20_000
_AHEAD = 2
"""Slices handed to each process before the first is asked back: enough to keep it busy, and no more in memory."""
_MATCHER: list[Matcher] = []
"""The matcher of a worker process, built there once."""


def screen_all(
    list_table: pl.DataFrame,
    queries: pl.DataFrame,
    limit: int = 5,
    *,
    least: float = LEAST_SCORE,
    workers: int | None = None,
    advance: Callable[[int], object] | None = None,
) -> tuple[pl.DataFrame, Counts]:
    """Screen as ``Matcher.screen`` does, on ``workers`` processes (all cores) where there is enough to do.

    Gives what was found, in the order of the queries, and the counts. ``advance`` is told how many queries are done.
    """
    tables, counts = [pl.DataFrame(schema=SCREENED)], Counts(0, 0, 0)
    for table, mine, done in screen_slices(list_table, queries, limit, least=least, workers=workers):
        tables.append(table)
        counts = counts.plus(mine)
        if advance:
            advance(done)
    return pl.concat(tables), counts


def screen_slices(
    list_table: pl.DataFrame,
    queries: pl.DataFrame,
    limit: int = 5,
    *,
    least: float = LEAST_SCORE,
    workers: int | None = None,
) -> Iterator[tuple[pl.DataFrame, Counts, int]]:
    """Screen slice after slice, in the order of the queries, so that nobody has to hold all that is found.

    Gives for each slice what was found, the counts, and the number of its queries.
    """
    count = workers or os.cpu_count() or 1
    step = max(1, min(_AT_ONCE, -(-queries.height // count)))
    slices = (queries.slice(at, step) for at in range(0, queries.height, step))
    if count == 1 or queries.height < WORTH_SHARING:
        matcher = Matcher.build(list_table)
        for one in slices:
            found = matcher.screen(one, limit, least=least)
            yield found, matcher.counts, one.height
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, mp_context=context, initializer=_start, initargs=(list_table,)) as pool:
        running: deque[tuple[Future[tuple[pl.DataFrame, Counts]], int]] = deque()
        for one in slices:
            running.append((pool.submit(_screen, one, limit, least), one.height))
            if len(running) > count * _AHEAD:
                yield _first(running)
        while running:
            yield _first(running)


def _first(running: deque[tuple[Future[tuple[pl.DataFrame, Counts]], int]]) -> tuple[pl.DataFrame, Counts, int]:
    future, height = running.popleft()
    return *future.result(), height


def _start(list_table: pl.DataFrame) -> None:
    _MATCHER.append(Matcher.build(list_table))


def _screen(queries: pl.DataFrame, limit: int, least: float) -> tuple[pl.DataFrame, Counts]:
    return _MATCHER[0].screen(queries, limit, least=least), _MATCHER[0].counts
