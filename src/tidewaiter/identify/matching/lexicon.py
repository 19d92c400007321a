"""The words of a list, how rare each is there, and which of them a word asked for may be meant as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.forms import forms
from tidewaiter.identify.matching.keys import listed_keys
from tidewaiter.identify.matching.likeness import Likeness, likenesses
from tidewaiter.identify.matching.postings import postings, room
from tidewaiter.identify.matching.spelling import Ints, Words, spelt


class Reach(NamedTuple):
    """How far it is looked: the usual reach costs little; one without end shows what the usual one loses."""

    words: int = weights.NEAR_WORDS
    bare: int = weights.NEAR_BARE
    """Listed words compared with a word asked for, and with one without vowels."""
    grams: int = weights.GRAM_NAMES
    """Names taken into comparison by n-grams of the whole."""
    every: bool = False
    """Every name is laid beside every one asked for, whatever its words are like."""


EVERYTHING = Reach(1 << 30, 1 << 30, 100_000, every=True)


class Lexicon:
    """The words of one list, ready to be compared with others."""

    def __init__(self, words: Sequence[str], holders: Ints, entities: int, reach: Reach) -> None:
        """Take distinct ``words``, the number of entities that hold each, and the number of entities in all."""
        self.position = {word: at for at, word in enumerate(words)}
        self.holders = holders
        self.entities = max(entities, weights.FEWEST_ENTITIES)
        rarity = -np.log((holders + weights.UNSEEN) / (self.entities + weights.UNSEEN))
        self.words = spelt(forms(words))
        self.words.facts["tells"] = weights.exact(rarity)
        self._index = postings(*listed_keys(self.words), np.inf)
        self._room = room(len(words))
        self._near = reach.words, reach.bare

    def alike(self, words: Sequence[str], said: Words) -> Likeness:
        """Find the listed words that each of ``words`` may be meant as: one word after another.

        ``said`` is how they are spelt; where the pairs of each stand is written there, and what each would tell if the
        list held it as it stands: most, where it does not.
        """
        same = np.fromiter((self.position.get(word, -1) for word in words), np.int32, len(words))
        return likenesses(self._index, self.words, said, same, self.holders, self.entities, self._near, self._room)
