"""Compare birth dates with those a list holds: same day, day and month swapped, one digit wrong, year alone, none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tidewaiter.identify.matching.lexicon import Bits, Ints

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
_TELLS = np.array([one.tells for one in AGREEMENTS])


class ListedDates:
    """The birth dates of a list's entities."""

    def __init__(self, dates: Sequence[tuple[str, ...]]) -> None:
        """Take the dates of each entity as the list writes them; what is no date is not compared."""
        said = [[(number, text) for text in one if (number := as_number(text))] for one in dates]
        self._texts = [text for one in said for _, text in one]
        self._numbers = np.array([number for one in said for number, _ in one], np.int32)
        self._ends = np.cumsum([0, *map(len, said)])

    def compare(self, asked: Ints, entity: Ints) -> tuple[Ints, Ints]:
        """Compare each asked date (``as_number``) with those of an entity.

        Gives the place of the best agreement in ``AGREEMENTS``, and of the listed date in ``text``; -1 where none is.
        """
        count = self._ends[entity + 1] - self._ends[entity]
        at = np.where(count > 0, self._ends[entity], -1).astype(np.int32)
        best = np.zeros(len(entity), np.int32)
        both = np.flatnonzero((count > 0) & (asked > 0))
        for turn in range(int(count[both].max(initial=0))):
            here = both[count[both] > turn]
            place = self._ends[entity[here]] + turn
            how = _compared(asked[here], self._numbers[place])
            better = (_TELLS[how] > _TELLS[best[here]]) if turn else np.ones(len(here), bool)
            best[here[better]], at[here[better]] = how[better], place[better]
        return best, at

    def text(self, place: int) -> str | None:
        """Give a listed date as the list writes it."""
        return self._texts[place] if place >= 0 else None


def tells(agreement: Ints) -> npt.NDArray[np.float64]:
    """Give what agreements tell, in nats."""
    return np.asarray(_TELLS[agreement])


def as_number(text: str | None) -> int:
    """Read ``1961``, ``1961-05`` or ``1961-05-27`` as 19610527, with 0 for what is not said; 0 for anything else."""
    found = _DATE.fullmatch(text.strip()) if text else None
    return int(found[1]) * 10000 + int(found[2] or 0) * 100 + int(found[3] or 0) if found else 0


def _compared(mine: Ints, theirs: Ints) -> Ints:
    my_year, my_month, my_day = mine // 10000, mine // 100 % 100, mine % 100
    year, month, day = theirs // 10000, theirs // 100 % 100, theirs % 100
    whole = (my_day > 0) & (day > 0)
    same_year = my_year == year
    cases: list[tuple[Bits, int]] = [
        (same_year & ((my_month == 0) | (month == 0)), _YEAR),
        (same_year & ~whole & (my_month == month), _MONTH),
        (same_year & ~whole, _YEAR_ALONE),
        (mine == theirs, _SAME),
        (same_year & (my_month == day) & (my_day == month), _SWAPPED),
        (whole & (_digits_apart(mine, theirs) == 1), _SLIP),
        (same_year, _YEAR_ALONE),
        (whole & (my_month == month) & (my_day == day), _DAY_ALONE),
        (abs(my_year - year) == 1, _NEXT),
    ]
    return np.select([one for one, _ in cases], [how for _, how in cases], _DIFFERENT).astype(np.int32)


def _digits_apart(mine: Ints, theirs: Ints) -> Ints:
    scale = 10 ** np.arange(8)
    apart = (mine[:, None] // scale % 10) != (theirs[:, None] // scale % 10)
    return np.asarray(apart.sum(axis=1), np.int32)
