"""Draw encounters for the random stream: keyed by the day's secret, so that nobody can foresee or bend the draw."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from tidewaiter.vocabulary.stream import RandomStream


def drawn(encounters: pl.DataFrame, stream: Callable[[date], RandomStream], today: date) -> pl.DataFrame:
    """Draw for encounters (``encounter_id, day, mode, port``): gives ``draw`` (0 <= n < 1) and ``rate``, row by row.

    ``day`` is the day an encounter is due, so that its booking and its manifest, which come on different days, draw
    alike; where it is unknown the draw is ``today``'s.
    """
    streams: dict[date, RandomStream] = {}
    rates: dict[tuple[date, str | None, str | None], float] = {}
    numbers, shares = [], []
    for encounter_id, due, mode, port in encounters.iter_rows():
        day = due or today
        if day not in streams:
            streams[day] = stream(day)
        place = (day, mode, port)
        if place not in rates:
            rates[place] = streams[day].rate(mode, port)
        numbers.append(streams[day].draw(encounter_id))
        shares.append(rates[place])
    return pl.DataFrame({"draw": numbers, "rate": shares}, schema={"draw": pl.Float64, "rate": pl.Float64})
