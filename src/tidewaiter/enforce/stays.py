"""Exits close stays. An exit or a stay left over is a gap in the data first, and never an accusation.

Which exit closes which stay depends on the crossings there are, not on the order in which they became known: an
admission entered late, an exit delivered late or one taken back give the same answer as if all had come in time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import NamedTuple

PAST, GAP = "past-date", "data-gap"


class Exit(NamedTuple):
    """One person left. ``key`` is document, issuer and birth date as identify compares them; ``seq`` settles ties.

    Moments are text that sorts as time does (``2026-01-01T12:00:00.000000Z``).
    """

    encounter_id: str
    key: str | None
    left_at: str
    seq: int


class Stay(NamedTuple):
    """One person was admitted under a key, as in ``Exit``."""

    encounter_id: str
    key: str | None
    admitted_at: str


def match_exits(exits: Iterable[Exit], stays: Iterable[Stay]) -> Mapping[str, Exit]:
    """Give the exit that closed each stay, by the stay's encounter; a stay that is not named is open.

    An exit speaks of the latest stay of its key that began before it, and the first such exit closes it. A second one
    closes nothing, nor does it fall back on an earlier stay: that stay misses its own exit, which a human should see.
    """
    begun: dict[str, list[Stay]] = {}
    for stay in sorted(stays, key=lambda stay: (stay.admitted_at, stay.encounter_id)):
        if stay.key:
            begun.setdefault(stay.key, []).append(stay)
    closed: dict[str, Exit] = {}
    for left in sorted(exits, key=lambda left: (left.left_at, left.seq)):
        own = begun.get(left.key or "", [])
        place = bisect_right(own, left.left_at, key=lambda stay: stay.admitted_at)
        if place:
            closed.setdefault(own[place - 1].encounter_id, left)
    return closed


def past_its_date(*, keyed: bool, again: bool) -> tuple[str, str]:
    """Say what an open stay past its last day is: ``past-date`` or ``data-gap``, and a note for the human who looks.

    ``keyed``: an exit could be matched with it; ``again``: the same document was admitted again later.
    """
    if again:
        return GAP, "entered again later: the exit in between was not recorded"
    if not keyed:
        return GAP, "the stay lacks document number, issuer or birth date: no exit could be matched"
    return PAST, "no exit is recorded; extension or change of status is not known here"


def unmatched(*, keyed: bool, begun: bool) -> str:
    """Say why an exit closed no stay: always a gap in our data. ``begun``: a stay of its key began before it."""
    if not keyed:
        return "the exit lacks document number, issuer or birth date"
    if begun:
        return "an earlier exit already closed this stay"
    return "no stay with this document, issuer and birth date is known"
