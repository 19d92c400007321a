"""Lay two names beside each other word by word: which words are one, which are missed, what that tells."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from tidewaiter.identify.matching.forms import forms
from tidewaiter.identify.matching.lexicon import Floats, Ints, Likeness
from tidewaiter.identify.matching.listed import Listed


class Aligned(NamedTuple):
    """Pairs of names laid beside each other; every array has one row a pair."""

    partner: Ints
    """For each word asked for, the position of its listed word, or -1; shape (pairs, words)."""
    gain: Floats
    """What each word asked for tells, in nats; shape (pairs, words)."""
    told: Floats
    """All that the pair tells."""
    joined: Floats
    """Part of ``told`` that comes of words written together on one side."""
    asked_missed: Floats
    listed_missed: Floats
    """Words of one name without partner in the other; titles count little."""
    initials: Floats
    asked_own: Floats
    listed_own: Floats
    """What each name would tell if it were matched in full."""


TITLE_MISSED = 0.25
INITIAL_TELLS = 1.2
STRONG = 0.78
JOIN_LEAST = 0.74


class Asked(NamedTuple):
    """Names asked for, as rows of word numbers."""

    words: list[str]
    table: Ints
    own: Floats
    """What each word would tell on this list, in nats; one a word, and a zero for the padding."""
    title: npt.NDArray[np.bool_]
    initial: Ints
    letters: Ints


def align(listed: Listed, asked: Asked, likeness: Likeness, rows: Ints, names: Ints) -> Aligned:
    """Lay the asked names ``rows`` beside the listed ``names``, pair by pair."""
    left, right = asked.table[rows], listed.table[names]
    wide, tall = _width(left, len(asked.words)), _width(right, len(listed.lexicon.words))
    left, right = left[:, :wide], right[:, :tall]
    dense = np.zeros((len(asked.words) + 1, len(listed.lexicon.words) + 1), np.float32)
    dense[likeness.asked, likeness.listed] = np.maximum(likeness.telling, 0)
    strong = np.zeros(dense.shape, bool)
    strong[likeness.asked, likeness.listed] = likeness.alike >= STRONG
    told = dense[left[:, :, None], right[:, None, :]]
    partner, gain = _pair_up(told.copy())
    pairs = np.arange(len(rows))
    sure = np.zeros(left.shape, bool)
    for column in range(wide):
        has = partner[:, column] >= 0
        sure[has, column] = strong[left[has, column], right[pairs[has], partner[has, column]]]
    real, listed_real = left < len(asked.words), right < len(listed.lexicon.words)
    taken = _taken(partner, tall)
    initials = _initials(listed, asked, left, right, partner, taken)
    joined = _joined(listed, asked, left, right, partner, gain, sure, taken)
    missed = (real & (partner < 0)) * np.where(asked.title[left], TITLE_MISSED, 1.0)
    listed_missed = (listed_real & ~taken) * np.where(listed.title[right], TITLE_MISSED, 1.0)
    return Aligned(
        partner,
        gain,
        gain.sum(axis=1) + joined + INITIAL_TELLS * initials,
        joined,
        missed.sum(axis=1).astype(np.float32),
        listed_missed.sum(axis=1).astype(np.float32),
        initials,
        asked.own[left].sum(axis=1),
        listed.own[names],
    )


def _width(table: Ints, padding: int) -> int:
    return max(1, int((table < padding).sum(axis=1).max(initial=1)))


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


def _taken(partner: Ints, tall: int) -> npt.NDArray[np.bool_]:
    taken = np.zeros((len(partner), tall + 1), bool)
    taken[np.arange(len(partner))[:, None], partner] = True
    return taken[:, :tall]


def _initials(
    listed: Listed, asked: Asked, left: Ints, right: Ints, partner: Ints, taken: npt.NDArray[np.bool_]
) -> Floats:
    """Pair single letters with unpaired words that begin with them; both then count as paired."""
    count = np.zeros(len(left), np.float32)
    short = (asked.letters[left] == 1).any(axis=1) | (listed.letters[right] == 1).any(axis=1)
    for at in np.flatnonzero(short):
        for i in np.flatnonzero(partner[at] < 0):
            word = left[at, i]
            for j in np.flatnonzero(~taken[at]):
                other = right[at, j]
                single = asked.letters[word] == 1 or listed.letters[other] == 1
                if single and asked.initial[word] and asked.initial[word] == listed.initial[other]:
                    partner[at, i], taken[at, j] = j, True
                    count[at] += 1
                    break
    return count


def _joined(
    listed: Listed, asked: Asked, left: Ints, right: Ints, partner: Ints, gain: Floats,
    sure: npt.NDArray[np.bool_], taken: npt.NDArray[np.bool_],
) -> Floats:  # fmt: skip
    """Compare what is left on both sides, written together: AbuBakr and Abu Bakr, Soleimanisohrab."""
    loose = (left < len(asked.words)) & ~sure & ~((partner >= 0) & (gain == 0))
    held = np.zeros_like(taken)
    pairs = np.arange(len(left))
    for column in range(left.shape[1]):
        has = (partner[:, column] >= 0) & ~loose[:, column]
        held[pairs[has], partner[has, column]] = True
    free = (right < len(listed.lexicon.words)) & ~held
    mine, theirs = loose.sum(axis=1), free.sum(axis=1)
    may = np.flatnonzero((mine > 0) & (theirs > 0) & (mine != theirs) & (mine + theirs <= 7))
    long_left = (asked.letters[left] * loose)[may].sum(axis=1)
    long_right = (listed.letters[right] * free)[may].sum(axis=1)
    may = may[(np.minimum(long_left, long_right) >= 0.7 * np.maximum(long_left, long_right)) & (long_left >= 4)]
    extra = np.zeros(len(left), np.float32)
    if not len(may):
        return extra
    words, others = asked.words, listed.lexicon.words
    ours = ["".join(forms(words[w]).fold for w in left[at][loose[at]]) for at in may]
    lists = ["".join(forms(others[w]).fold for w in right[at][free[at]]) for at in may]
    alike = cpdist(ours, lists, scorer=OSA.normalized_similarity, dtype=np.float32)
    for at, same in zip(may[alike >= JOIN_LEAST], alike[alike >= JOIN_LEAST], strict=True):
        full = min(float(listed.rarity[right[at][free[at]]].sum()), 12.0)
        worth = full * (1 - 2.5 * (1 - float(same)))
        instead = float(gain[at][loose[at]].sum())
        if worth > instead:
            gain[at][loose[at]] = 0
            gain[at, loose[at]] = 0
            partner[at, loose[at]] = int(np.flatnonzero(free[at])[0])
            taken[at] |= free[at]
            extra[at] = worth
    return extra
