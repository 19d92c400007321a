"""Draw encounters for the random stream: keyed by the day's secret, so that nobody can foresee or bend the draw."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from tidewaiter.inspect.known import Known
from tidewaiter.vocabulary.stream import RandomStream


def drawn(
    encounters: Iterable[Known], stream: Callable[[date], RandomStream], today: date
) -> list[tuple[float, float]]:
    """Draw for encounters: gives for each the number drawn (0 <= n < 1) and the rate it is held to.

    The draw is that of the day an encounter is due, so that its booking and its manifest, which come on different
    days, draw alike; where it is unknown the draw is ``today``'s.
    """
    streams: dict[date, RandomStream] = {}
    rates: dict[tuple[date, str | None, str | None], float] = {}
    draws = []
    for one in encounters:
        day = one.due or today
        if day not in streams:
            streams[day] = stream(day)
        place = (day, one.mode, one.port)
        if place not in rates:
            rates[place] = streams[day].rate(one.mode, one.port)
        draws.append((streams[day].draw(one.encounter_id), rates[place]))
    return draws
