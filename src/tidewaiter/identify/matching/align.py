"""Lay two names beside each other word by word: which words are one, which are missed, what that tells."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.lexicon import Bits, Floats, Ints, Likeness
from tidewaiter.identify.matching.rows import Rows


class Sums(NamedTuple):
    """What pairs of names come to; every array has one row a pair."""

    told: Floats
    """All that the words found in both tell, in nats."""
    asked_missed: Floats
    listed_missed: Floats
    """Words of one name without partner in the other; titles count little."""
    asked_tells: Floats
    listed_tells: Floats
    """What each name would tell if it were met in full."""


class Aligned(NamedTuple):
    """Pairs of names laid beside each other; every array has one row a pair."""

    sums: Sums
    partner: Ints
    """For each word asked for the place of its listed word, ``JOINED``, or -1; shape (pairs, words)."""
    taken: Bits
    """Which listed words are met; shape (pairs, words)."""
    alike: Floats
    """How much alike each word asked for and its partner are."""
    joined: Floats
    """How much alike the words written together are; 0 where none are."""
    gain: Floats
    """What each word asked for tells by its partner alone."""


JOINED = -2


class Pairs(NamedTuple):
    """Names asked for and listed names that face them: their words, renumbered, and how much alike those are."""

    asked: Rows
    listed: Rows
    likeness: Likeness
    cells: Floats
    """What each pair of words tells, laid out in full, zero where they are not alike; the last row and column stand for
    no word. Shape (asked.words + 1, listed.words + 1)."""

    def only(self, places: npt.NDArray[np.intp]) -> Pairs:
        """Give some of the listed names."""
        return self._replace(listed=self.listed._replace(table=self.listed.table[places]))


class Facing:
    """Lays the words of names out in full; the same memory is used again for the next names."""

    def __init__(self, words: int) -> None:
        """Take the number of listed words."""
        self._place = np.full(words + 1, -1, np.int32)
        self._room = np.zeros(1 << 16, np.float32)
        self._written: npt.NDArray[np.int64] = np.zeros(0, np.int64)

    def of(self, asked: Rows, likeness: Likeness, listed: Rows, names: Ints) -> Pairs:
        """Lay out ``asked`` beside the listed ``names`` alone, in their order; it holds until the next call."""
        table = listed.table[names]
        self._place[table] = 0
        used = np.flatnonzero(self._place[:-1] == 0).astype(np.int32)
        self._place[used] = np.arange(len(used), dtype=np.int32)
        self._place[-1] = len(used)
        others = listed.only(used, self._place[table])
        column = self._place[likeness.listed]
        self._place[used] = -1
        there = column >= 0
        near = Likeness(likeness.asked[there], column[there], likeness.alike[there], likeness.telling[there])
        self._room[self._written] = 0
        size = (asked.words + 1) * (others.words + 1)
        if len(self._room) < size:
            self._room = np.zeros(size, np.float32)
        self._written = near.asked.astype(np.int64) * (others.words + 1) + near.listed
        self._room[self._written] = near.telling
        return Pairs(asked, others, near, self._room[:size].reshape(asked.words + 1, others.words + 1))


def at_best(pairs: Pairs, rows: Ints) -> Sums:
    """Give what each pair of names comes to at best: each word by its best partner, though two may want the same.

    ``rows``: for each listed name of the pairs the name asked for that it faces.
    """
    asked, listed = pairs.asked, pairs.listed
    count = len(rows)
    told = np.zeros(count, np.float32)
    asked_missed, listed_missed = np.zeros(count, np.float32), np.zeros(count, np.float32)
    words, others = asked.table[rows], listed.table
    widths = (words < asked.words).sum(axis=1)
    talls = (others < listed.words).sum(axis=1)
    for low, high, short, tall in _SIZES:
        here = np.flatnonzero((widths > low) & (widths <= high) & (talls > short) & (talls <= tall))
        if not len(here):
            continue
        left, right = words[here, :high], others[here, :tall]
        cells = pairs.cells[left[:, :, None], right[:, None, :]]
        mine, theirs = cells.max(axis=2), cells.max(axis=1)
        told[here] = np.minimum(mine.sum(axis=1), theirs.sum(axis=1))
        asked_missed[here] = (asked.missed[left] * (mine <= 0)).sum(axis=1)
        listed_missed[here] = (listed.missed[right] * (theirs <= 0)).sum(axis=1)
    return Sums(told, asked_missed, listed_missed, asked.tells[words].sum(axis=1), listed.tells[others].sum(axis=1))


_SIZES = tuple(
    (low, high, short, tall) for low, high in ((-1, 3), (3, 5), (5, 8)) for short, tall in ((-1, 3), (3, 5), (5, 8))
)


def align(pairs: Pairs, rows: Ints, together: Bits) -> Aligned:
    """Lay the asked names ``rows`` beside the listed names they face; words are joined only where ``together``."""
    asked, listed = pairs.asked, pairs.listed
    left, right = asked.table[rows], listed.table
    partner, gain = _pair_up(pairs.cells[left[:, :, None], right[:, None, :]])
    alike = _likeness_of(pairs.likeness, left, right, partner, listed.words)
    taken = np.zeros(right.shape, bool)
    pair, word = np.nonzero(partner >= 0)
    taken[pair, partner[pair, word]] = True
    initials = _initials(asked, listed, left, right, partner, taken)
    joined, extra = _join(asked, listed, left, right, partner, gain, alike, taken, together)
    missed = (asked.missed[left] * (partner == -1)).sum(axis=1)
    listed_missed = (listed.missed[right] * ~taken).sum(axis=1)
    told = gain.sum(axis=1) + weights.INITIAL_TELLS * initials + extra
    sums = Sums(told, missed, listed_missed, asked.tells[left].sum(axis=1), listed.tells[right].sum(axis=1))
    return Aligned(sums, partner, taken, alike, joined, gain)


def _pair_up(told: Floats) -> tuple[Ints, Floats]:
    """Take the most telling pair of words again and again, each word once."""
    count, wide, tall = told.shape
    partner = np.full((count, wide), -1, np.int32)
    gain = np.zeros((count, wide), np.float32)
    flat = told.reshape(count, wide * tall)
    live = np.arange(count)
    for _ in range(min(wide, tall)):
        best = flat[live].argmax(axis=1)
        value = flat[live, best]
        keep = value > 0
        live, best, value = live[keep], best[keep], value[keep]
        if not len(live):
            break
        row, column = best // tall, best % tall
        partner[live, row], gain[live, row] = column, value
        told[live, row, :] = 0
        told[live, :, column] = 0
    return partner, gain


def _likeness_of(likeness: Likeness, left: Ints, right: Ints, partner: Ints, words: int) -> Floats:
    keys = likeness.asked.astype(np.int64) * (words + 1) + likeness.listed
    order = np.argsort(keys)
    alike = np.zeros(partner.shape, np.float32)
    pair, word = np.nonzero(partner >= 0)
    wanted = left[pair, word].astype(np.int64) * (words + 1) + right[pair, partner[pair, word]]
    if len(wanted):
        alike[pair, word] = likeness.alike[order[np.searchsorted(keys, wanted, sorter=order)]]
    return alike


def _initials(asked: Rows, listed: Rows, left: Ints, right: Ints, partner: Ints, taken: Bits) -> Floats:
    """Pair single letters with words not yet paired that begin with them."""
    count = np.zeros(len(left), np.float32)
    short = (asked.letters[left] == 1).any(axis=1) | (listed.letters[right] == 1).any(axis=1)
    for at in np.flatnonzero(short):
        for word in np.flatnonzero((partner[at] == -1) & (asked.letters[left[at]] > 0)):
            mine = left[at, word]
            fits = ~taken[at] & (listed.initial[right[at]] == asked.initial[mine])
            if asked.letters[mine] > 1:
                fits &= listed.letters[right[at]] == 1
            if fits.any():
                other = int(fits.argmax())
                partner[at, word], taken[at, other] = other, True
                count[at] += 1
    return count


def _join(
    asked: Rows, listed: Rows, left: Ints, right: Ints, partner: Ints, gain: Floats, alike: Floats, taken: Bits,
    together: Bits,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Compare what is not surely paired on both sides, written together: AbuBakr and Abu Bakr.

    Changes ``partner``, ``gain`` and ``taken`` where that tells more; gives how much alike, and what it tells.
    """
    initial = (partner >= 0) & (gain == 0)
    loose = (asked.letters[left] > 0) & (alike < weights.SURE) & ~initial
    held = np.zeros(right.shape, bool)
    pair, word = np.nonzero((partner >= 0) & ~loose)
    held[pair, partner[pair, word]] = True
    free = (listed.letters[right] > 0) & ~held
    mine, theirs = loose.sum(axis=1), free.sum(axis=1)
    length, other = (asked.letters[left] * loose).sum(axis=1), (listed.letters[right] * free).sum(axis=1)
    near = np.minimum(length, other) >= weights.JOINED_LENGTHS * np.maximum(length, other)
    may = np.flatnonzero(together & (mine > 0) & (theirs > 0) & (mine != theirs) & near & (length >= 4))
    same, extra = np.zeros(len(left), np.float32), np.zeros(len(left), np.float32)
    if not len(may):
        return same, extra
    said = [_together(asked, left[at][loose[at]], listed, right[at][free[at]]) for at in may]
    likeness = cpdist([one for one, _ in said], [one for _, one in said], scorer=OSA.normalized_similarity)
    for at, how in zip(may, likeness, strict=True):
        full = min(float(listed.tells[right[at][free[at]]].sum()), weights.JOINED_MOST)
        worth = round((full * (1 - weights.JOINED_UNLIKE * (1 - float(how)))) * 1024) / 1024
        if how >= weights.JOINED_LEAST and worth > float(gain[at][loose[at]].sum()):
            gain[at, loose[at]] = 0
            partner[at, loose[at]] = JOINED
            taken[at] |= free[at]
            same[at], extra[at] = how, worth
    return same, extra


def _together(asked: Rows, words: Ints, listed: Rows, others: Ints) -> tuple[str, str]:
    mine, theirs = asked.forms, listed.forms
    if mine.unvowelled[words].any() or theirs.unvowelled[others].any():
        return "".join(mine.long[words]), "".join(theirs.long[others])
    return "".join(mine.fold[words]), "".join(theirs.fold[others])
