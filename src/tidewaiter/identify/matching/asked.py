"""What is asked, made ready once: equal names looked up once, equal words compared once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from tidewaiter.identify.matching.lexicon import Ints, Lexicon, Likeness
from tidewaiter.identify.matching.listed import Rows, as_rows, described
from tidewaiter.identify.matching.names import Name, cut

WORDS_AT_ONCE = 8192
NAMES_AT_ONCE = 256


class Part(NamedTuple):
    """Some of the names asked for, with only the words they hold."""

    first: int
    names: Sequence[Name]
    rows: Rows
    likeness: Likeness


class Questions:
    """The distinct names of a question, in the order of their words, so that neighbours share words."""

    def __init__(self, texts: Sequence[str], lexicon: Lexicon) -> None:
        """Take the texts as asked, and the lexicon of the list."""
        cuts = [cut(text) for text in texts]
        self.names = sorted({name for name in cuts if name.words})
        position = {name: at for at, name in enumerate(self.names)}
        self.row = np.array([position.get(name, -1) for name in cuts], np.int32)
        """The distinct name of each text; -1 where nothing is to be compared."""
        self._words, self._table = as_rows(self.names)
        found = [
            lexicon.alike(self._words[at : at + WORDS_AT_ONCE])
            for at in range(0, max(len(self._words), 1), WORDS_AT_ONCE)
        ]
        starts = np.repeat(np.arange(len(found)) * WORDS_AT_ONCE, [len(one.asked) for one in found]).astype(np.int32)
        self._likeness = Likeness(
            np.concatenate([one.asked for one in found]) + starts,
            np.concatenate([one.listed for one in found]),
            np.concatenate([one.alike for one in found]),
            np.concatenate([one.telling for one in found]),
        )
        self._tells = lexicon.asked_tells(self._words, self._likeness)
        self._ends = np.searchsorted(self._likeness.asked, np.arange(len(self._words) + 1))

    def parts(self) -> Iterator[Part]:
        """Give the names in parts small enough to lay out in full."""
        for first in range(0, len(self.names), NAMES_AT_ONCE):
            yield self.part(np.arange(first, min(first + NAMES_AT_ONCE, len(self.names)), dtype=np.int32), first)

    def part(self, rows: Ints, first: int = 0) -> Part:
        """Give the names at ``rows`` with only their own words."""
        table = self._table[rows]
        used, local = np.unique(table, return_inverse=True)
        local = local.reshape(table.shape)
        used = used[used < len(self._words)]
        spans = [np.arange(self._ends[word], self._ends[word + 1]) for word in used]
        taken = np.concatenate(spans) if spans else np.zeros(0, np.int64)
        asked = np.repeat(np.arange(len(used), dtype=np.int32), [len(span) for span in spans])
        whole = self._likeness
        likeness = Likeness(asked, whole.listed[taken], whole.alike[taken], whole.telling[taken])
        words = [self._words[word] for word in used]
        return Part(
            first,
            [self.names[row] for row in rows],
            described(words, np.asarray(local, np.int32), self._tells[used]),
            likeness,
        )
