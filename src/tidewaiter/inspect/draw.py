"""Draw encounters for the random stream: keyed by the day's secret, so that nobody can foresee or bend the draw."""

from __future__ import annotations

import polars as pl

from tidewaiter.vocabulary.stream import RandomStream


def draws(encounter_ids: pl.Series, stream: RandomStream) -> pl.Series:
    """Draw a number 0 <= n < 1 for each encounter; the same encounter and day always draw the same."""
    return pl.Series("draw", [stream.draw(one) for one in encounter_ids.to_list()], dtype=pl.Float64)


def rates(modes: pl.Series, ports: pl.Series, stream: RandomStream) -> pl.Series:
    """Give the rate that holds for each encounter's mode and port."""
    known: dict[tuple[str | None, str | None], float] = {}
    pairs = list(zip(modes.to_list(), ports.to_list(), strict=True))
    for mode, port in set(pairs):
        known[mode, port] = stream.rate(mode, port)
    return pl.Series("rate", [known[pair] for pair in pairs], dtype=pl.Float64)
