"""Ask an indexed list for names: which listed names come into question, what each comes to, who is worth reporting.

Pairs are left out only where what they can come to at most is too little, whatever else is found; how much is needed
changes how much is looked at, and never what is found above it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.align import Pair, Sums, Two, align, at_best, away, faced, pair
from tidewaiter.identify.matching.compiled import compiled
from tidewaiter.identify.matching.dates import MOST_TOLD, TELLS, Dates, best_agreement, date_tells
from tidewaiter.identify.matching.keys import LONGEST_NAME, MOST_KEYS, Codes, name_keys
from tidewaiter.identify.matching.likeness import NAT_PARTS, Likeness, Shorts
from tidewaiter.identify.matching.listed import Index, run_together
from tidewaiter.identify.matching.names import MOST_WORDS
from tidewaiter.identify.matching.osa import Letters
from tidewaiter.identify.matching.postings import Room, nearest, room
from tidewaiter.identify.matching.scoring import name_odds
from tidewaiter.identify.matching.spelling import Floats, Ints, Records, Words

Numbers = npt.NDArray[np.float64]

_SLACK = 0.001
"""Log odds by which bounds may be off through rounding."""
_INITIAL = weights.TOLD * weights.INITIAL_TELLS + weights.ASKED_MISSED + weights.LISTED_MISSED + 0.8
"""Log odds that one initial can add at most, with the shares of what is told."""
NUMBERS = ("odds", "told", "elsewhere", "asked_missed", "listed_missed")
PLACES = ("asked", "listed", "agreement", "date")
"""The columns of what is found: the best name of each entity for each name asked for, and how its dates agree."""


class Need(NamedTuple):
    """What is looked for."""

    odds: float
    """Log odds, dates included, under which nobody is reported."""
    hope: float
    """Log odds of two names under which they are not laid beside each other."""
    grams: int
    """Names taken into comparison by n-grams of the whole."""
    every: bool
    """Every listed name is laid beside every one asked for."""
    apart: bool
    """Every pair laid out is given, not the best name of each entity alone."""


WORTH = np.dtype(
    [
        ("name", np.int64),
        ("odds", np.float64),  # what that comes to by itself
        ("more", np.float64),  # what words may tell besides that were not compared yet
        ("joins", np.bool_),  # words of it may be joined, or written apart
        ("told", np.float64), ("asked_missed", np.float64), ("listed_missed", np.float64),  # at most; once laid, indeed
    ],
    align=True,
)  # fmt: skip
"""A listed name worth a look."""


class Desk(NamedTuple):
    """Memory used again for each name asked for; what is by listed name is nought in between."""

    near: Room
    pair: Pair
    told: Floats
    """What the words of each listed name tell, each by all that is like it."""
    alone: Floats
    """What that comes to by itself; it is written before it is read, and never made nought."""
    touched: Ints
    together: npt.NDArray[np.uint8]
    """1 for names found by the whole, 2 for those of which words may be joined besides."""
    worth: Records
    """Of type ``WORTH``, in the order of the list."""
    order: npt.NDArray[np.int64]
    keys: Codes
    letters: Letters
    those: Ints


def desk(words: int, names: int) -> Desk:
    """Make room to ask a list of so many words and names."""
    size = names + 1
    return Desk(
        room(names), pair(words), np.zeros(size, np.float32), np.zeros(size, np.float32), np.zeros(size, np.int32),
        np.zeros(size, np.uint8), np.zeros(size, WORTH), np.zeros(size, np.int64), np.zeros(MOST_KEYS, np.int64),
        np.zeros(LONGEST_NAME, np.uint8), np.zeros(size, np.int32),
    )  # fmt: skip


class One(NamedTuple):
    """One name asked for."""

    wide: int
    """How many words it has."""
    tells: float
    initials: int
    organisation: bool
    date: int
    bare: bool


@compiled
def search(
    asked: Records, table: Ints, words: Words, likeness: Likeness, index: Index, dates: Dates, need: Need, desk: Desk,
    first: int,
) -> tuple[Ints, Numbers, int, int]:  # fmt: skip
    """Give ``PLACES`` and ``NUMBERS`` of what is found, pairs brought together by an index, and pairs laid out.

    ``asked`` and ``table`` are of the names asked for, the first of which has the number ``first``.
    """
    places, numbers = np.zeros((len(table) + 64, 4), np.int32), np.zeros((len(table) + 64, 5), np.float64)
    found, considered, laid = 0, 0, 0
    worth, names, cells, facts, pairs = desk.worth, index.names, desk.pair.cells, words.facts, likeness.pairs
    for row in range(len(table)):
        one = _one(asked[row], table, row, facts)
        touched = _touched(one, table, row, facts, pairs, index, desk)
        touched = _by_whole(one, table, row, words, index, need, touched, desk)
        considered += touched
        count = _worth(one, names, touched, need, desk)
        if not count:
            continue
        while found + count > len(places):
            places, numbers = _doubled(places), _doubled(numbers)
        mine = table[row]
        faced(facts, pairs, mine, one.wide, cells)
        start = 0
        while start < count:
            end = start + 1
            entity = names[worth[start].name].entity
            while end < count and names[worth[end].name].entity == entity:
                end += 1
            if _enough(one, names, dates, entity, worth, start, end, need):
                some = _at_best(one, mine, words, likeness.rarity, index, worth, start, end, need, desk.pair)
                if some > start and _enough(one, names, dates, entity, worth, start, some, need):
                    laid += some - start
                    gained = _laid(one, mine, words, likeness, index, worth, start, some, desk.pair)
                    more = _best(one, names, dates, worth, start, some, gained, need, places, numbers, found)
                    places[found:more, 0] = row + first
                    found = more
            start = end
        away(facts, pairs, mine, one.wide, cells)
    return places[:found], numbers[:found], considered, laid


@compiled
def _doubled(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    more = np.zeros((len(values) * 2, values.shape[1]), values.dtype)
    more[: len(values)] = values
    return more


@compiled
def _one(asked: Any, table: Ints, row: int, facts: Records) -> One:
    tells, initials, bare = 0.0, 0, False
    for at in range(asked.count):
        fact = facts[table[row, at]]
        tells += fact.tells
        initials += fact.plain == 1
        bare |= fact.bare
    return One(asked.count, tells, initials, asked.organisation, asked.date, bare)


@compiled
def _touched(one: One, table: Ints, row: int, facts: Records, pairs: Records, index: Index, desk: Desk) -> int:
    """Find the listed names that any word leads to; give how many they are."""
    told, chosen, holding, listed = desk.told, desk.touched, index.holding, index.words.facts
    touched = 0
    for place in range(one.wide):
        fact = facts[table[row, place]]
        for at in range(fact.first, fact.last):
            telling = pairs[at].telling / np.float32(NAT_PARTS)
            other = listed[pairs[at].listed]
            for here in range(other.first, other.last):
                name = holding[here]
                chosen[touched] = name
                touched += told[name] == 0
                told[name] += telling
    return touched


@compiled
def _by_whole(one: One, table: Ints, row: int, words: Words, index: Index, need: Need, touched: int, desk: Desk) -> int:
    """Add the names near to one that is written without blanks; words may be joined where their numbers differ."""
    told, chosen, together, those, names = desk.told, desk.touched, desk.together, desk.those, index.names
    if need.every:
        touched = len(names)
        for name in range(touched):
            chosen[name], together[name] = name, 1
    top = min(need.grams, len(those) - 1)
    for turn in range(2 if one.bare else 1):
        letters = run_together(words, table, row, one.wide, turn == 1, desk.letters)
        count = name_keys(desk.letters, letters, desk.keys)
        wholes = index.grams if turn == 0 else index.bones
        for at in range(
            nearest(wholes, desk.keys, count, top, weights.LEAST_GRAM, weights.SPARED_NAME, desk.near, those)
        ):
            name = those[at]
            if told[name] == 0 and together[name] == 0:
                chosen[touched] = name
                touched += 1
            together[name] = 2 if names[name].count != one.wide else 1
    return touched


@compiled
def _odds(one: One, name: Any, sums: Sums, elsewhere: float) -> float:
    other = name.no_organisation if one.organisation else name.no_person
    return name_odds(sums, elsewhere, one.tells, name.tells, one.wide == 1, other)


@compiled
def _worth(one: One, names: Records, touched: int, need: Need, desk: Desk) -> int:
    """Keep the names that can come to anything by themselves, in the order of the list; give how many they are."""
    told, together, chosen, order, worth = desk.told, desk.together, desk.touched, desk.order, desk.worth
    alone = desk.alone
    kept = 0
    for at in range(touched):
        name = chosen[at]
        fact = names[name]
        odds = _odds(one, fact, Sums(min(told[name], one.tells, fact.tells), 0.0, 0.0), 0.0)
        if together[name] == 2 or odds >= need.hope:
            alone[name] = odds
            order[kept] = name
            kept += 1
        else:
            told[name], together[name] = 0, 0
    order[:kept].sort()
    for at in range(kept):
        name, one_worth = order[at], worth[at]
        one_worth.name, one_worth.joins = name, together[name] == 2
        one_worth.told = min(told[name], one.tells, names[name].tells)
        one_worth.asked_missed, one_worth.listed_missed, one_worth.odds = 0.0, 0.0, alone[name]
        most = min(one.tells, names[name].tells)
        one_worth.more = most - one_worth.told if one_worth.told >= weights.SECOND_LOOK * most - _SLACK else 0.0
        told[name], together[name] = 0, 0
    return kept


@compiled
def _enough(
    one: One, names: Records, dates: Dates, entity: int, worth: Records, start: int, end: int, need: Need
) -> bool:
    """Say whether an entity can come to what is needed.

    With its best name, with what may be joined, with initials, with all that its other names tell besides, and with
    the birth dates.
    """
    total, best = 0.0, -np.inf
    for at in range(start, end):
        total += _told_at_most(worth[at], names)
    for at in range(start, end):
        here = worth[at]
        told, name = _told_at_most(here, names), names[here.name]
        most = here.odds + weights.ELSEWHERE * (total - told)
        if here.joins or here.more > 0:
            sums = Sums(told, 0.0, 0.0) if here.joins else Sums(told, here.asked_missed, here.listed_missed)
            most = _odds(one, name, sums, total - told)
        best = max(best, most + _INITIAL * (one.initials + name.initials))
    return best + MOST_TOLD >= need.odds - _SLACK and _reaches(best, date_tells(dates, one.date, entity), need)


@compiled
def _told_at_most(here: Any, names: Records) -> float:
    told = here.told + here.more
    if here.joins:
        told += min(weights.JOINED_MOST, max(names[here.name].tells - told, 0.0))
    return float(told)


@compiled
def _reaches(odds: float, date: float, need: Need) -> bool:
    bar = need.odds - _SLACK - date
    return bool(odds >= bar and -np.log(np.exp(-odds) + weights.NAMESAKES) >= bar)


@compiled
def _at_best(
    one: One, mine: Ints, words: Words, rarity: Shorts, index: Index, worth: Records, start: int, end: int, need: Need,
    room: Pair,
) -> int:  # fmt: skip
    """Look at what the words of an entity's names tell at best; keep those worth laying out, give where they end."""
    kept, names, table = start, index.names, index.table
    for at in range(start, end):
        name = names[worth[at].name]
        two = Two(mine, one.wide, table[worth[at].name], name.count)
        sums = at_best(words, index.words, rarity, two, min(one.tells, name.tells), room)
        odds = _odds(one, name, sums, 0.0)
        if worth[at].joins or odds >= need.hope:
            here = worth[kept]
            here.odds = odds
            here.name, here.joins, here.told, here.more = worth[at].name, worth[at].joins, sums.told, 0.0
            here.asked_missed, here.listed_missed = sums.asked_missed, sums.listed_missed
            kept += 1
    return kept


@compiled
def _laid(
    one: One, mine: Ints, words: Words, likeness: Likeness, index: Index, worth: Records, start: int, end: int,
    room: Pair,
) -> float:  # fmt: skip
    """Lay an entity's names beside the one asked for; give what its words tell by any of them."""
    gains = np.zeros(MOST_WORDS, np.float64)
    for at in range(start, end):
        here = worth[at]
        name = index.names[here.name]
        two = Two(mine, one.wide, index.table[here.name], name.count)
        at_best(words, index.words, likeness.rarity, two, min(one.tells, name.tells), room)
        sums, _ = align(words, index.words, likeness.pairs, two, here.joins, room)
        here.told, here.asked_missed, here.listed_missed = sums
        for word in range(one.wide):
            gains[word] = max(gains[word], room.places[word].gain)
    return float(gains.sum())


@compiled
def _best(
    one: One, names: Records, dates: Dates, worth: Records, start: int, end: int, gained: float, need: Need,
    places: Ints, numbers: Numbers, found: int,
) -> int:  # fmt: skip
    """Write down the best of an entity's names, or all where they are wanted ``apart``; give how many are found."""
    best, to = -np.inf, found
    for at in range(start, end):
        here = worth[at]
        elsewhere = max(gained - here.told, 0.0)
        sums = Sums(here.told, here.asked_missed, here.listed_missed)
        odds = _odds(one, names[here.name], sums, elsewhere)
        if odds < need.hope or (odds <= best and not need.apart):
            continue
        agreement, date = best_agreement(dates, one.date, names[here.name].entity)
        if not need.apart and not _reaches(odds, TELLS[agreement], need):
            continue
        best = odds
        place = to if need.apart else found
        places[place, 1], places[place, 2], places[place, 3] = here.name, agreement, date
        numbers[place, 0], numbers[place, 1], numbers[place, 2] = odds, here.told, elsewhere
        numbers[place, 3], numbers[place, 4] = here.asked_missed, here.listed_missed
        to = place + 1
    return to
