"""Which texts hold a key, the rare keys weighing more: a text is near those that share its rarest keys."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tidewaiter.identify.matching.compiled import compiled
from tidewaiter.identify.matching.keys import MOST_KEYS, Codes
from tidewaiter.identify.matching.spelling import Floats, Ints, Places, Records

_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_STEPS = 256
"""Steps of nearness among which the nearest are parted; within a step their keys' order decides."""


SLOT = np.dtype([("key", np.int64), ("first", np.int32), ("last", np.int32), ("weight", np.float32)], align=True)
"""A key, -1 where the slot is free; the texts that hold it; the square of its rarity, 0 if it leads nowhere."""


class Postings(NamedTuple):
    """The texts to be found, by their keys."""

    slots: Records
    """A table of hashes, of type ``SLOT``."""
    texts: Ints
    """The texts that hold each key."""
    inverse: Floats
    """Of each text 1 by the root of what its keys weigh together."""


class Room(NamedTuple):
    """Memory used again for each text asked for; ``near`` is nought in between."""

    near: Floats
    touched: Ints
    nearness: Floats
    slots: Places


def room(texts: int) -> Room:
    """Make room for so many texts to be found."""
    size = max(texts, 1)
    return Room(np.zeros(size, np.float32), np.zeros(size + 1, np.int32), np.zeros(size + 1, np.float32),
                np.zeros(MOST_KEYS, np.int64))  # fmt: skip


def postings(codes: Codes, ends: Places, common: float) -> Postings:
    """Index texts by their keys (of each text once); keys that more than ``common`` texts hold lead nowhere."""
    count = len(ends) - 1
    known, numbers, spread = np.unique(codes, return_inverse=True, return_counts=True)
    rarity = np.where(spread > common, 0, np.log((count + 1) / (spread + 1)))
    weight = (rarity**2).astype(np.float32)
    text = np.repeat(np.arange(count, dtype=np.int32), np.diff(ends))
    norm = np.sqrt(np.bincount(text, weight[numbers], minlength=count))
    starts = np.cumsum(spread) - spread
    slots = np.zeros(1 << max(4, int(len(known) * 2).bit_length()), SLOT)
    slots["key"] = -1
    _hashed(known, starts, starts + spread, weight, slots)
    inverse = (1 / np.maximum(norm, 1e-9)).astype(np.float32)
    return Postings(slots, text[np.argsort(numbers, kind="stable")], inverse)


@compiled
def _hashed(known: Codes, first: Places, last: Places, weight: Floats, slots: Records) -> None:
    for at in range(len(known)):
        slot = slots[_slot(known[at], slots)]
        slot.key, slot.first, slot.last, slot.weight = known[at], first[at], last[at], weight[at]


@compiled
def _slot(code: int, slots: Records) -> int:
    """Give the slot of a key, or the free one where it would stand."""
    slot = int((np.uint64(code) * _SPREAD) >> np.uint64(32)) & len(slots) - 1
    while slots[slot].key >= 0 and slots[slot].key != code:
        slot = slot + 1 & len(slots) - 1
    return int(slot)


@compiled
def nearest(
    index: Postings, codes: Codes, count: int, top: int, least: float, spared: float, room: Room, out: Ints
) -> int:
    """Write the ``top`` texts nearest to the first ``count`` keys into ``out``; give how many there are.

    Near is the cosine of the keys, each by its rarity; ``least`` at least. The commonest keys lead to most texts
    and tell least: those that weigh ``spared`` of all keys together are not followed.
    """
    slots, texts, near, chosen, used = index.slots, index.texts, room.near, room.touched, room.slots
    norm, known = 0.0, 0
    for at in range(count):
        slot = _slot(codes[at], slots)
        if slots[slot].key >= 0 and slots[slot].weight > 0:
            norm += slots[slot].weight
            used[known] = slot
            known += 1
    known = _telling_most(slots, used, known, norm * spared)
    touched = 0
    for at in range(known):
        slot = slots[used[at]]
        weight = slot.weight
        for here in range(slot.first, slot.last):
            text = texts[here]
            chosen[touched] = text
            touched += near[text] == 0
            near[text] += weight
    return _best(index.inverse, norm, touched, top, least, near, chosen, room.nearness, out)


@compiled
def _telling_most(slots: Records, used: Places, known: int, spared: float) -> int:
    """Leave out the commonest keys that weigh no more than ``spared`` together; give how many are left."""
    while known > 1:
        common = 0
        for at in range(1, known):
            if slots[used[at]].weight < slots[used[common]].weight:
                common = at
        spared -= slots[used[common]].weight
        if spared < 0:
            return known
        known -= 1
        used[common] = used[known]
    return known


@compiled
def _best(
    inverse: Floats, norm: float, touched: int, top: int, least: float, near: Floats, chosen: Ints, nearness: Floats,
    out: Ints,
) -> int:  # fmt: skip
    length = np.float32(1 / np.sqrt(max(norm, 1e-9)))
    bar = np.float32(least)
    found = 0
    for at in range(touched):
        text = chosen[at]
        how = near[text] * inverse[text] * length
        near[text] = 0
        chosen[found], nearness[found] = text, how
        found += how >= bar
    step = _enough(nearness, found, top)
    taken = 0
    for at in range(found):
        if np.int64(nearness[at] * _STEPS) > step:
            out[taken] = chosen[at]
            taken += 1
    for at in range(found):
        if taken < top and np.int64(nearness[at] * _STEPS) == step:
            out[taken] = chosen[at]
            taken += 1
    return taken


@compiled
def _enough(nearness: Floats, found: int, top: int) -> int:
    """Give the step of nearness above which there are fewer than ``top``, and from which on there are enough."""
    if found <= top:
        return -1
    steps = np.zeros(_STEPS + 2, np.int64)
    for at in range(found):
        steps[min(int(nearness[at] * _STEPS), _STEPS + 1)] += 1
    step, count = _STEPS + 1, 0
    while step >= 0 and count + steps[step] < top:
        count += steps[step]
        step -= 1
    return step
