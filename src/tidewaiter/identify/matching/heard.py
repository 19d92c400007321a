"""Words asked for, each compared with the list once: whoever asks for the next John finds him compared already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from tidewaiter.identify.matching.forms import Forms, forms
from tidewaiter.identify.matching.lexicon import Ints, Lexicon, Likeness
from tidewaiter.identify.matching.rows import Rows, marked

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
        self._forms = [Column(kind) for kind in (object, object, object, object, bool, np.int32)]
        self._known = [Column(kind) for kind in (np.float32, np.float32, np.int32)]
        self._pairs = [Column(kind) for kind in (np.int32, np.float32, np.float32)]
        self._ends = Column(np.int64)
        self._ends.extend(np.zeros(1, np.int64))

    def hear(self, words: Iterable[str]) -> None:
        """Compare the words that were never asked for. Numbers given before may hold no longer."""
        asked = set(words)
        if len(self.place) + len(asked - self.place.keys()) > MOST_KEPT:
            self._forget()
        new = sorted(asked - self.place.keys())
        for at in range(0, len(new), _AT_ONCE):
            self._compare(new[at : at + _AT_ONCE])

    def _compare(self, words: list[str]) -> None:
        said = forms(words)
        found = self._lexicon.alike(words, said)
        self.place.update(zip(words, range(len(self.place), len(self.place) + len(words)), strict=True))
        known = (self._lexicon.asked_tells(len(words), found), *marked(words))
        pairs = (found.listed, found.alike, found.telling)
        for columns, values in ((self._forms, said), (self._known, known), (self._pairs, pairs)):
            for column, value in zip(columns, values, strict=True):
                column.extend(value)
        ends = np.searchsorted(found.asked, np.arange(1, len(words) + 1))
        self._ends.extend(self._ends.values[-1] + ends)

    def only(self, table: Ints) -> tuple[Rows, Likeness]:
        """Give rows of word numbers, -1 for none, with no word but those in them, renumbered, and what is like them."""
        used, local = np.unique(table, return_inverse=True)
        local = np.asarray(local.reshape(table.shape), np.int32)
        if len(used) and used[0] < 0:
            used = used[1:]
            local = np.asarray((local - 1) % (len(used) + 1), np.int32)
        said = Forms._make(column.values[used] for column in self._forms)
        tells, missed, initial = (np.r_[column.values[used], 0].astype(column.values.dtype) for column in self._known)
        letters = np.r_[said.letters, 0].astype(np.int32)
        starts, ends = self._ends.values[used], self._ends.values[used + 1]
        counts = ends - starts
        at = np.repeat(starts - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        asked = np.repeat(np.arange(len(used), dtype=np.int32), counts)
        likeness = Likeness(asked, *(column.values[at] for column in self._pairs))
        return Rows._make((said, local, tells, missed, initial, letters)), likeness
