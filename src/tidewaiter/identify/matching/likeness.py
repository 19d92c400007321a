"""How much alike words are, and what that tells: the loop that every word never heard before goes through once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.compiled import compiled
from tidewaiter.identify.matching.keys import MOST_KEYS, Codes, word_keys
from tidewaiter.identify.matching.osa import Letters, marked, similarity
from tidewaiter.identify.matching.postings import Postings, Room, nearest
from tidewaiter.identify.matching.spelling import Floats, Ints, Records, Words

Shorts = npt.NDArray[np.uint16]

ALIKE_PARTS, NAT_PARTS = 10_000, 1024
"""Likeness and nats are kept as whole numbers of such parts."""


PAIR = np.dtype([("listed", np.int32), ("alike", np.uint16), ("telling", np.uint16)], align=True)
"""A listed word that a word asked for may be meant as; ``alike``: ``ALIKE_PARTS`` for the same spelling, down to
``weights.LEAST_ALIKE`` of them; ``telling``, in parts of a nat: the rarer a word this much alike is, the more.
"""


RARITIES = weights.STEPS + 1


class Likeness(NamedTuple):
    """What is like the words asked for."""

    pairs: Records
    """Of type ``PAIR``, one word after another."""
    rarity: Shorts
    """What a word tells by how rare those are that are this much alike, in parts of a nat: ``RARITIES`` a word."""


class Look(NamedTuple):
    """Memory used again for each two words."""

    those: Ints
    alike: Floats
    marks: npt.NDArray[np.uint64]


@compiled
def likenesses(
    index: Postings, listed: Words, asked: Words, same: Ints, holders: Ints, entities: int, near: tuple[int, int],
    room: Room,
) -> Likeness:  # fmt: skip
    """Compare each word asked for with the ``near`` listed words nearest by their keys (the second: without vowels).

    ``same``: the place of the word on the list, or -1. Gives the pairs that tell anything, and writes to
    ``asked`` where each word's pairs stand, and what the word would tell if the list held it as it stands.
    """
    count, texts = len(asked.facts), len(listed.facts)
    pairs = np.zeros(count * 48 + texts, PAIR)
    keys, those, alike = np.zeros(MOST_KEYS, np.int64), np.zeros(texts + 1, np.int32), np.zeros(texts + 1, np.float32)
    marks, rarity = np.zeros((4, 128), np.uint64), np.zeros(count * RARITIES, np.uint16)
    used = 0
    for word in range(count):
        many = _near(index, asked, word, same[word], near, keys, room, those)
        compare(listed, asked, word, those, many, marks, alike)
        if used + many > len(pairs):
            more = np.zeros(2 * used + many, PAIR)
            more[:used] = pairs[:used]
            pairs = more
        fact = asked.facts[word]
        fact.first = used
        mine = rarity[word * RARITIES : (word + 1) * RARITIES]
        used, fact.tells = _telling(holders, entities, those, many, alike, pairs, used, mine)
        fact.last = used
    return Likeness(pairs[:used], rarity)


@compiled
def _near(
    index: Postings, asked: Words, word: int, same: int, near: tuple[int, int], keys: Codes, room: Room, out: Ints
) -> int:
    """Give the listed words that share most keys with a word, and the one that is spelt the same."""
    top, least = (near[1], weights.LEAST_BARE) if asked.facts[word].bare else (near[0], weights.LEAST_NEAR)
    if top >= len(out):
        for at in range(len(out) - 1):
            out[at] = at
        return len(out) - 1
    many = nearest(index, keys, word_keys(asked, word, False, keys), top, least, weights.SPARED_WORD, room, out)
    for at in range(many):
        if out[at] == same:
            return many
    if same >= 0:
        out[many] = same
        many += 1
    return many


@compiled
def compare(
    listed: Words, asked: Words, word: int, those: Ints, many: int, marks: npt.NDArray[np.uint64], out: Floats
) -> None:
    """Write how much alike a word and each of ``those`` listed words are."""
    mine, letters, facts = asked.facts[word], listed.letters, listed.facts
    plain, fold, bone, long = marks[0], marks[1], marks[2], marks[3]
    start = mine.start
    marked(asked.letters, start, mine.plain, plain)
    marked(asked.letters, start + mine.plain, mine.fold, fold)
    marked(asked.letters, start + mine.plain + mine.fold, mine.bone, bone)
    marked(asked.letters, start + mine.plain + mine.fold + mine.bone, mine.long, long)
    for at in range(many):
        other = facts[those[at]]
        to = other.start + other.plain + other.fold
        bones = similarity(bone, mine.bone, letters, to, other.bone)
        if mine.bare != other.bare:
            longs = similarity(long, mine.long, letters, to + other.bone, other.long)
            out[at] = np.float32(weights.BONE_ALONE) * bones + np.float32(1 - weights.BONE_ALONE) * longs
            continue
        plains = similarity(plain, mine.plain, letters, other.start, other.plain)
        folds = similarity(fold, mine.fold, letters, other.start + other.plain, other.fold)
        mixed = (
            np.float32(weights.PLAIN_PART) * plains
            + np.float32(weights.FOLD_PART) * folds
            + np.float32(weights.BONE_PART) * bones
        )
        alike = max(plains, mixed)
        shorter = min(mine.plain, other.plain)
        short_form = alike < weights.SHORT_FORM_ALIKE and shorter >= weights.SHORT_FORM
        if short_form and _begins(asked.letters, start, letters, other.start, shorter):
            alike = np.float32(weights.SHORT_FORM_ALIKE)
        out[at] = alike
    marks[:] = np.uint64(0)


@compiled
def _begins(mine: Letters, start: int, other: Letters, from_: int, count: int) -> bool:
    same = 0
    while same < count and mine[start + same] == other[from_ + same]:
        same += 1
    return same == count


@compiled
def _telling(
    holders: Ints, entities: int, those: Ints, many: int, alike: Floats, pairs: Records, used: int, rarity: Shorts
) -> tuple[int, float]:
    """Weigh each pair by how many entities hold a word at least as much alike; write those that tell anything."""
    steps = np.zeros(weights.STEPS + 1, np.float64)
    for at in range(many):
        if alike[at] >= weights.LEAST_ALIKE:
            steps[np.int64(np.rint(alike[at] * weights.STEPS))] += holders[those[at]]
    held = 0.0
    for step in range(weights.STEPS, -1, -1):
        held += steps[step]
        rarity[step] = np.rint(-np.log(min((held + 1 + weights.UNSEEN) / (entities + weights.UNSEEN), 1.0)) * NAT_PARTS)
        steps[step] = -np.log(min((held + weights.UNSEEN) / (entities + weights.UNSEEN), 1.0))
    most = np.rint(np.log1p(entities / weights.UNSEEN) * NAT_PARTS)
    for at in range(many):
        if alike[at] < weights.LEAST_ALIKE:
            continue
        rare = steps[np.int64(np.rint(alike[at] * weights.STEPS))]
        nats = np.rint((rare - weights.UNLIKE * (1.0 - alike[at])) * NAT_PARTS)
        if nats <= 0:
            continue
        pair = pairs[used]
        pair.listed, pair.alike, pair.telling = those[at], np.rint(alike[at] * ALIKE_PARTS), nats
        used += 1
        if alike[at] > 1 - 1e-6:
            most = min(most, nats)
    return used, most / NAT_PARTS


@compiled
def compared(listed: Words, asked: Words, word: int, other: int, rarity: Shorts, room: Look) -> tuple[float, float]:
    """Compare two words whatever their keys: how much alike they are, and what that tells; 0 if they are not."""
    mine, theirs = asked.facts[word], listed.facts[other]
    if mine.plain == 1 or theirs.plain == 1 or 2 * min(mine.bone, theirs.bone) < max(mine.bone, theirs.bone):
        return 0.0, 0.0
    room.those[0] = other
    compare(listed, asked, word, room.those, 1, room.marks, room.alike)
    alike = np.float64(room.alike[0])
    if alike < weights.LEAST_ALIKE:
        return 0.0, 0.0
    rare = rarity[word * RARITIES + np.int64(np.rint(alike * weights.STEPS))]
    return alike, max(np.rint(rare - weights.UNLIKE * (1.0 - alike) * NAT_PARTS), 0.0) / NAT_PARTS
