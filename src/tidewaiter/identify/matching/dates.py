"""Compare birth dates with those a list holds: same day, day and month swapped, one digit wrong, year alone, none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tidewaiter.identify.matching.compiled import compiled
from tidewaiter.identify.matching.spelling import Ints, Places

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


class Agreement(NamedTuple):
    """How two birth dates stand to each other, and what that tells in nats."""

    name: str
    tells: float


AGREEMENTS = (
    Agreement("not said", 0.0),
    Agreement("same day", 8.5),
    Agreement("day and month swapped", 6.5),
    Agreement("same month, day not said", 6.0),
    Agreement("one digit differs", 4.5),
    Agreement("same year, day not said", 3.5),
    Agreement("same day and month, another year", 2.0),
    Agreement("same year, another day", 1.0),
    Agreement("a year apart", 0.0),
    Agreement("different", -5.0),
)
"""From the rarity of such an agreement by chance among adults, and how often one date is written so; not fitted."""
_NOT_SAID, _SAME, _SWAPPED, _MONTH, _SLIP, _YEAR, _DAY_ALONE, _YEAR_ALONE, _NEXT, _DIFFERENT = range(len(AGREEMENTS))
TELLS = np.array([one.tells for one in AGREEMENTS])
MOST_TOLD = float(TELLS.max())


class Dates(NamedTuple):
    """The birth dates of a list's entities, as numbers (``as_number``)."""

    numbers: Ints
    ends: Places
    """Where the dates of each entity end, from 0 on."""


class ListedDates:
    """The birth dates of a list's entities."""

    def __init__(self, dates: Sequence[tuple[str, ...]]) -> None:
        """Take the dates of each entity as the list writes them; what is no date is not compared."""
        said = [[(number, text) for text in one if (number := as_number(text))] for one in dates]
        self._texts = [text for one in said for _, text in one]
        numbers = np.array([number for one in said for number, _ in one], np.int32)
        self.dates = Dates(numbers, np.cumsum([0, *map(len, said)]))

    def compare(self, asked: Ints, entity: Ints) -> tuple[Ints, Ints]:
        """Compare each asked date (``as_number``) with those of an entity.

        Gives the place of the best agreement in ``AGREEMENTS``, and of the listed date in ``text``; -1 where none is.
        """
        return _each(self.dates, asked.astype(np.int32), entity.astype(np.int32))

    def text(self, place: int) -> str | None:
        """Give a listed date as the list writes it."""
        return self._texts[place] if place >= 0 else None


def tells(agreement: Ints) -> npt.NDArray[np.float64]:
    """Give what agreements tell, in nats."""
    return np.asarray(TELLS[agreement])


@lru_cache(maxsize=1 << 16)
def as_number(text: str | None) -> int:
    """Read ``1961``, ``1961-05`` or ``1961-05-27`` as 19610527, with 0 for what is not said; 0 for anything else."""
    found = _DATE.fullmatch(text.strip()) if text else None
    return int(found[1]) * 10000 + int(found[2] or 0) * 100 + int(found[3] or 0) if found else 0


@compiled
def best_agreement(dates: Dates, asked: int, entity: int) -> tuple[int, int]:
    """Give the best agreement of a date with those of an entity, and the place of that one; -1 where there is none."""
    best, at = _NOT_SAID, -1
    for place in range(dates.ends[entity], dates.ends[entity + 1]):
        how = _compared(asked, dates.numbers[place]) if asked else _NOT_SAID
        if at < 0 or TELLS[how] > TELLS[best]:
            best, at = how, place
    return best, at


@compiled
def date_tells(dates: Dates, asked: int, entity: int) -> float:
    """Give what a date tells beside those of an entity, in nats."""
    return float(TELLS[best_agreement(dates, asked, entity)[0]])


@compiled
def _each(dates: Dates, asked: Ints, entity: Ints) -> tuple[Ints, Ints]:
    best, at = np.zeros(len(asked), np.int32), np.zeros(len(asked), np.int32)
    for row in range(len(asked)):
        best[row], at[row] = best_agreement(dates, asked[row], entity[row])
    return best, at


@compiled
def _compared(mine: int, theirs: int) -> int:
    my_year, my_month, my_day = mine // 10000, mine // 100 % 100, mine % 100
    year, month, day = theirs // 10000, theirs // 100 % 100, theirs % 100
    whole = my_day > 0 and day > 0
    if my_year == year:
        if my_month == 0 or month == 0:
            return _YEAR
        if not whole:
            return _MONTH if my_month == month else _YEAR_ALONE
        if mine == theirs:
            return _SAME
        if my_month == day and my_day == month:
            return _SWAPPED
    if whole and _digits_apart(mine, theirs) == 1:
        return _SLIP
    if my_year == year:
        return _YEAR_ALONE
    if whole and my_month == month and my_day == day:
        return _DAY_ALONE
    return _NEXT if abs(my_year - year) == 1 else _DIFFERENT


@compiled
def _digits_apart(mine: int, theirs: int) -> int:
    apart = 0
    for _ in range(8):
        apart += mine % 10 != theirs % 10
        mine, theirs = mine // 10, theirs // 10
    return apart
