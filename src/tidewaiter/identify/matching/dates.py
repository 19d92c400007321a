"""Compare a birth date with those a list holds: same day, day and month swapped, one digit wrong, year alone, none."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


class Agreement(NamedTuple):
    """How two birth dates stand to each other, and what that tells in nats."""

    name: str
    tells: float


NOT_SAID = Agreement("not said", 0.0)
SAME_DAY = Agreement("same day", 8.5)
SAME_MONTH = Agreement("same month, day not said", 6.0)
SWAPPED = Agreement("day and month swapped", 6.5)
SLIP = Agreement("one digit differs", 4.5)
SAME_YEAR = Agreement("same year, day not said", 3.5)
SAME_YEAR_ONLY = Agreement("same year, another day", 1.0)
SAME_DAY_ONLY = Agreement("same day and month, another year", 2.0)
NEXT_YEAR = Agreement("a year apart", 0.0)
DIFFERENT = Agreement("different", -5.0)
_NEAR_YEARS = 1


def parts(text: str | None) -> tuple[int, int, int] | None:
    """Read ``1961``, ``1961-05`` or ``1961-05-27`` as year, month, day; 0 where not said; None for anything else."""
    found = _DATE.fullmatch(text.strip()) if text else None
    return (int(found[1]), int(found[2] or 0), int(found[3] or 0)) if found else None


@lru_cache(maxsize=1 << 20)
def agreement(asked: str | None, listed: tuple[str, ...]) -> tuple[Agreement, str | None, str | None]:
    """Give the best agreement of a date with any of the listed ones, the listed one that agrees, and what was asked."""
    mine = parts(asked)
    theirs = [(_compared(mine, one), text) for text in listed if (one := parts(text))] if mine else []
    best = max(theirs, key=lambda pair: pair[0].tells, default=(NOT_SAID, listed[0] if listed else None))
    return *best, asked


def _compared(mine: tuple[int, int, int], theirs: tuple[int, int, int]) -> Agreement:
    if mine[0] == theirs[0]:
        return _within_year(mine, theirs)
    whole = mine[2] and theirs[2]
    if whole and sum(a != b for a, b in zip(_digits(mine), _digits(theirs), strict=True)) == 1:
        return SLIP
    if whole and mine[1:] == theirs[1:]:
        return SAME_DAY_ONLY
    return NEXT_YEAR if abs(mine[0] - theirs[0]) <= _NEAR_YEARS else DIFFERENT


def _within_year(mine: tuple[int, int, int], theirs: tuple[int, int, int]) -> Agreement:
    if not (mine[1] and theirs[1]):
        return SAME_YEAR
    if not (mine[2] and theirs[2]):
        return SAME_MONTH if mine[1] == theirs[1] else SAME_YEAR_ONLY
    if mine == theirs:
        return SAME_DAY
    if mine[1] == theirs[2] and mine[2] == theirs[1]:
        return SWAPPED
    if sum(a != b for a, b in zip(_digits(mine), _digits(theirs), strict=True)) == 1:
        return SLIP
    return SAME_YEAR_ONLY


def _digits(date: tuple[int, int, int]) -> str:
    return f"{date[0]:04}{date[1]:02}{date[2]:02}"
