"""What is asked, made ready once: equal names looked up once, equal words compared once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from tidewaiter.identify.matching.heard import Heard
from tidewaiter.identify.matching.lexicon import Bits, Floats, Ints, Likeness
from tidewaiter.identify.matching.names import Name, cut
from tidewaiter.identify.matching.rows import Rows, numbered

NAMES_AT_ONCE = 512


class Part(NamedTuple):
    """Some of the names asked for, with only the words they hold."""

    first: int
    names: Sequence[Name]
    dates: Ints
    rows: Rows
    likeness: Likeness
    organisation: Bits
    lengths: Ints
    """How many words each name holds."""
    tells: Floats
    """What each name would tell if it were met in full."""
    initials: Ints
    """How many of its words are one letter."""


class Questions:
    """The distinct names of a question, each with its date, in the order of their words: neighbours share words."""

    def __init__(self, texts: Sequence[str], dates: Ints, heard: Heard) -> None:
        """Take the texts as asked, the date that goes with each (``dates.as_number``), and the words heard so far."""
        cuts = list(zip(map(cut, texts), dates.tolist(), strict=True))
        asked = sorted({one for one in cuts if one[0].words})
        position = {one: at for at, one in enumerate(asked)}
        self.row = np.array([position.get(one, -1) for one in cuts], np.int32)
        """The distinct question of each text; -1 where nothing is to be compared."""
        self.names = [name for name, _ in asked]
        self._dates = np.array([date for _, date in asked], np.int32)
        self._heard = heard
        heard.hear(word for name in self.names for word in name.words)
        self._table = numbered(self.names, heard.place, -1)

    def parts(self) -> Iterator[Part]:
        """Give the names in parts small enough to lay out in full."""
        for first in range(0, len(self.names), NAMES_AT_ONCE):
            yield self.part(np.arange(first, min(first + NAMES_AT_ONCE, len(self.names)), dtype=np.int32), first)

    def part(self, places: Ints, first: int = 0) -> Part:
        """Give the names at ``places`` with only their own words."""
        rows, likeness = self._heard.only(self._table[places])
        names = [self.names[place] for place in places]
        organisation = np.array([name.organisation for name in names], bool)
        lengths = (rows.table < rows.words).sum(axis=1)
        tells, initials = rows.tells[rows.table].sum(axis=1), (rows.letters[rows.table] == 1).sum(axis=1)
        return Part(first, names, self._dates[places], rows, likeness, organisation, lengths, tells, initials)
