"""Words asked for, each compared with the list once: whoever asks for the next John finds him compared already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from tidewaiter.identify.matching.forms import forms
from tidewaiter.identify.matching.lexicon import Lexicon
from tidewaiter.identify.matching.likeness import PAIR, Likeness
from tidewaiter.identify.matching.spelling import WORD, Words, spelt

_AT_ONCE = 8192
MOST_KEPT = 400_000
"""Words kept between questions; with more of them all are forgotten, so that memory stays bounded."""


class Column:
    """An array that grows at its end."""

    def __init__(self, kind: npt.DTypeLike) -> None:
        """Take the type of its values."""
        self._room: npt.NDArray[Any] = np.zeros(1024, kind)
        self._used = 0

    def extend(self, values: npt.NDArray[Any]) -> None:
        """Put values at the end."""
        used = self._used + len(values)
        if used > len(self._room):
            more = np.zeros(max(used, len(self._room) * 3 // 2), self._room.dtype)
            more[: self._used] = self._room[: self._used]
            self._room = more
        self._room[self._used : used] = values
        self._used = used

    @property
    def values(self) -> npt.NDArray[Any]:
        """What is in it."""
        return self._room[: self._used]


class Heard:
    """The words asked for so far, with the listed words that each may be meant as."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Take the words of the list."""
        self._lexicon = lexicon
        self._forget()

    def _forget(self) -> None:
        self.place: dict[str, int] = {}
        """Of each word asked for so far its number."""
        self._letters, self._facts, self._pairs = Column(np.uint8), Column(WORD), Column(PAIR)
        self._rarity = Column(np.uint16)

    def hear(self, words: Iterable[str]) -> None:
        """Compare the words that were never asked for. Numbers given before may hold no longer."""
        asked = set(words)
        new = sorted(asked - self.place.keys())
        if len(self.place) + len(new) > MOST_KEPT:
            self._forget()
            new = sorted(asked)
        for at in range(0, len(new), _AT_ONCE):
            self._compare(new[at : at + _AT_ONCE])

    def _compare(self, words: list[str]) -> None:
        said = spelt(forms(words))
        found = self._lexicon.alike(words, said)
        said.facts["start"] += len(self._letters.values)
        for end in ("first", "last"):
            said.facts[end] += len(self._pairs.values)
        self._letters.extend(said.letters)
        self._facts.extend(said.facts)
        self._pairs.extend(found.pairs)
        self._rarity.extend(found.rarity)
        self.place.update(zip(words, range(len(self.place), len(self.place) + len(words)), strict=True))

    @property
    def words(self) -> Words:
        """All words heard, by their numbers; ``first`` and ``last`` lead to their pairs."""
        return Words(self._letters.values, self._facts.values)

    @property
    def likeness(self) -> Likeness:
        """The listed words that each may be meant as."""
        return Likeness(self._pairs.values, self._rarity.values)
