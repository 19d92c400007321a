"""Lay two names beside each other word by word: which words are one, which are missed, what that tells."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.compiled import compiled
from tidewaiter.identify.matching.likeness import ALIKE_PARTS, NAT_PARTS, Look, Shorts, compared
from tidewaiter.identify.matching.names import MOST_WORDS
from tidewaiter.identify.matching.osa import LONGEST, Letters, Marks, marked, similarity, unmarked
from tidewaiter.identify.matching.spelling import Ints, Records, Words

JOINED = -2
"""Partner of a word that is written together with others, or one of several that are written as one."""


class Sums(NamedTuple):
    """What a pair of names comes to."""

    told: float
    """All that the words found in both tell, in nats."""
    asked_missed: float
    listed_missed: float
    """Words of one name without partner in the other; titles count little."""


PLACE = np.dtype(
    [
        ("partner", np.int64),  # of a word asked for the place of its listed word in the name, ``JOINED``, or -1
        ("gain", np.float64),  # what it tells by its partner alone
        ("alike", np.float64),  # how much alike the two are
        ("taken", np.bool_),  # whether the word of the listed name is met
        ("row", np.float64),  # what the word asked for tells by the best of all listed words
        ("best", np.float64),  # what the listed word tells by the best of all words asked for
    ],
    align=True,
)
"""One place of two names that are laid beside each other: a word asked for, and a word of the listed name."""


class Pair(NamedTuple):
    """A pair of names as it lies: memory used again for each pair."""

    cells: npt.NDArray[np.float32]
    """What each word asked for tells with each listed word; shape (MOST_WORDS, listed words), nought in between."""
    table: npt.NDArray[np.float32]
    """The same for the words of one listed name."""
    direct: npt.NDArray[np.float64]
    """How much alike words are that were compared whatever their keys; shape of ``table``."""
    look: Look
    places: Records
    """Of type ``PLACE``."""
    marks: Marks
    joined: npt.NDArray[np.uint8]
    """Words written together: of the name asked for, of the listed one."""


def pair(words: int) -> Pair:
    """Make room for pairs with names of a list of so many words."""
    return Pair(
        np.zeros((MOST_WORDS, max(words, 1)), np.float32), np.zeros((MOST_WORDS, MOST_WORDS), np.float32),
        np.zeros((MOST_WORDS, MOST_WORDS), np.float64),
        Look(np.zeros(1, np.int32), np.zeros(1, np.float32), np.zeros((4, 128), np.uint64)),
        np.zeros(MOST_WORDS, PLACE), np.zeros(128, np.uint64), np.zeros((2, LONGEST + 1), np.uint8),
    )  # fmt: skip


class Two(NamedTuple):
    """Two names: where their words stand."""

    mine: Ints
    """The name asked for; shape (MOST_WORDS,)."""
    wide: int
    theirs: Ints
    """The listed name."""
    tall: int


@compiled
def faced(facts: Records, pairs: Records, mine: Ints, wide: int, cells: npt.NDArray[np.float32]) -> None:
    """Write what the words of a name asked for tell with any listed word into ``cells``, which must be nought."""
    for word in range(wide):
        fact = facts[mine[word]]
        for at in range(fact.first, fact.last):
            cells[word, pairs[at].listed] = pairs[at].telling / np.float32(NAT_PARTS)


@compiled
def away(facts: Records, pairs: Records, mine: Ints, wide: int, cells: npt.NDArray[np.float32]) -> None:
    """Make nought again what ``faced`` wrote."""
    for word in range(wide):
        fact = facts[mine[word]]
        for at in range(fact.first, fact.last):
            cells[word, pairs[at].listed] = 0


@compiled
def at_best(asked: Words, listed: Words, rarity: Shorts, two: Two, tells: float, room: Pair) -> Sums:
    """Give what two names come to at best: each word by its best partner, though two may want the same.

    Where that is a good part of what they can tell (``tells``), words that are near no other by their keys are compared
    with each other.
    """
    mine, wide, theirs, tall = two
    for word in range(wide):
        for other in range(tall):
            room.table[word, other], room.direct[word, other] = room.cells[word, theirs[other]], 0.0
    sums = _summed(asked.facts, listed.facts, two, room)
    if sums.told < weights.SECOND_LOOK * tells or sums.asked_missed == 0 or sums.listed_missed == 0:
        return sums
    seen = False
    for word in range(wide):
        for other in range(tall):
            if room.places[word].row <= 0 and room.places[other].best <= 0:
                alike, told = compared(listed, asked, mine[word], theirs[other], rarity, room.look)
                room.table[word, other], room.direct[word, other] = told, alike
                seen |= told > 0
    return _summed(asked.facts, listed.facts, two, room) if seen else sums


@compiled
def _summed(asked: Records, listed: Records, two: Two, room: Pair) -> Sums:
    mine, wide, theirs, tall = two
    table, places = room.table, room.places
    rows, columns, missed, listed_missed = 0.0, 0.0, 0.0, 0.0
    for other in range(tall):
        places[other].best = 0
    for word in range(wide):
        most = 0.0
        for other in range(tall):
            most = max(most, table[word, other])
            places[other].best = max(places[other].best, table[word, other])
        places[word].row = most
        rows += most
        if most <= 0:
            missed += asked[mine[word]].missed
    for other in range(tall):
        columns += places[other].best
        if places[other].best <= 0:
            listed_missed += listed[theirs[other]].missed
    return Sums(min(rows, columns), missed, listed_missed)


@compiled
def align(asked: Words, listed: Words, pairs: Records, two: Two, together: bool, room: Pair) -> tuple[Sums, float]:
    """Lay two names beside each other, whose cells ``at_best`` laid out; words are joined only where ``together``.

    Gives the sums, and how much alike the words are that are written together; 0 where none are.
    """
    mine, wide, theirs, tall = two
    places = room.places
    _pair_up(room.table, places, wide, tall)
    initials = _initials(asked.facts, listed.facts, two, places)
    same, extra = 0.0, 0.0
    if together:
        for word in range(wide):
            place = places[word]
            told = place.partner >= 0 and place.gain > 0
            place.alike = 0.0
            if told:
                direct = room.direct[word, place.partner]
                place.alike = direct if direct > 0 else _alike(pairs, asked.facts[mine[word]], theirs[place.partner])
        same, extra = _join(asked, listed, two, room)
    told, missed, listed_missed = weights.INITIAL_TELLS * initials + extra, 0.0, 0.0
    for word in range(wide):
        told += places[word].gain
        if places[word].partner == -1:
            missed += asked.facts[mine[word]].missed
    for other in range(tall):
        if not places[other].taken:
            listed_missed += listed.facts[theirs[other]].missed
    return Sums(told, missed, listed_missed), same


@compiled
def _alike(pairs: Records, fact: Any, other: int) -> float:
    for at in range(fact.first, fact.last):
        if pairs[at].listed == other:
            return float(pairs[at].alike / ALIKE_PARTS)
    return 0.0


@compiled
def _pair_up(table: npt.NDArray[np.float32], places: Records, wide: int, tall: int) -> None:
    """Take the most telling pair of words again and again, each word once."""
    for word in range(wide):
        places[word].partner, places[word].gain = -1, 0.0
    for other in range(tall):
        places[other].taken = False
    for _ in range(min(wide, tall)):
        most, row, column = np.float32(0), 0, 0
        for word in range(wide):
            if places[word].partner < 0:
                for other in range(tall):
                    if table[word, other] > most and not places[other].taken:
                        most, row, column = table[word, other], word, other
        if most <= 0:
            return
        places[row].partner, places[row].gain, places[column].taken = column, most, True


@compiled
def _initials(asked: Records, listed: Records, two: Two, places: Records) -> int:
    """Pair single letters with words not yet paired that begin with them; give how many are."""
    mine, wide, theirs, tall = two
    count = 0
    for word in range(wide):
        if places[word].partner != -1:
            continue
        fact = asked[mine[word]]
        for other in range(tall):
            to = listed[theirs[other]]
            fits = not places[other].taken and to.initial == fact.initial
            if fits and (fact.plain == 1 or to.plain == 1):
                places[word].partner, places[other].taken = other, True
                count += 1
                break
    return count


@compiled
def _join(asked: Words, listed: Words, two: Two, room: Pair) -> tuple[float, float]:
    """Compare what is not surely paired on both sides, written together: AbuBakr and Abu Bakr.

    Changes the pair where that tells more; gives how much alike the two are, and what it tells.
    """
    mine, wide, theirs, tall = two
    places = room.places
    left, length, gained, bare = 0, 0, 0.0, False
    right, other_length, full = 0, 0, 0.0
    for word in range(wide):
        if _loose(places[word]):
            fact = asked.facts[mine[word]]
            left, length, gained = left + 1, length + fact.plain, gained + places[word].gain
            bare |= fact.bare
    for other in range(tall):
        if _free(places, wide, other):
            fact = listed.facts[theirs[other]]
            right, other_length, full = right + 1, other_length + fact.plain, full + fact.tells
            bare |= fact.bare
    near = min(length, other_length) >= weights.JOINED_LENGTHS * max(length, other_length)
    if not (left and right and left != right and near and length >= 4):
        return 0.0, 0.0
    count, other_count = 0, 0
    for word in range(wide):
        if _loose(places[word]):
            count = _written(asked, mine[word], bare, room.joined[0], count)
    for other in range(tall):
        if _free(places, wide, other):
            other_count = _written(listed, theirs[other], bare, room.joined[1], other_count)
    marked(room.joined[0], 0, count, room.marks)
    how = similarity(room.marks, count, room.joined[1], 0, other_count)
    unmarked(room.joined[0], 0, count, room.marks)
    full = min(full, weights.JOINED_MOST)
    worth = np.rint(full * (1 - weights.JOINED_UNLIKE * (1 - how)) * NAT_PARTS) / NAT_PARTS
    if how < weights.JOINED_LEAST or worth <= gained:
        return 0.0, 0.0
    for other in range(tall):
        places[other].taken |= _free(places, wide, other)
    for word in range(wide):
        if _loose(places[word]):
            places[word].gain, places[word].partner = 0.0, JOINED
    return float(how), float(worth)


@compiled
def _loose(place: Any) -> bool:
    """Say whether a word asked for is not surely paired; one paired as an initial is."""
    return bool(place.partner == -1 or (place.gain > 0 and place.alike < weights.SURE))


@compiled
def _free(places: Records, wide: int, other: int) -> bool:
    """Say whether a listed word is not surely paired."""
    free = True
    for word in range(wide):
        free = free and (places[word].partner != other or _loose(places[word]))
    return free


@compiled
def _written(words: Words, word: int, bare: bool, out: Letters, count: int) -> int:
    """Add a word to what is written together: its fold, or where a word has no vowels its Arabic spelling."""
    letters, fact = words.letters, words.facts[word]
    start = fact.start + fact.plain + (fact.fold + fact.bone if bare else 0)
    for at in range(start, start + (fact.long if bare else fact.fold)):
        if count < LONGEST:
            out[count] = letters[at]
            count += 1
    return count
