"""What is asked, made ready once: equal names looked up once, equal words compared once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tidewaiter.identify.matching.heard import Heard
from tidewaiter.identify.matching.listed import numbered
from tidewaiter.identify.matching.names import Name, cut

ASKED = np.dtype([("count", np.int32), ("date", np.int32), ("organisation", np.bool_)], align=True)
"""How many words a name asked for has, the date that goes with it (``dates.as_number``), and its kind."""


class Questions:
    """The distinct names of a question, each with its date."""

    def __init__(self, texts: Sequence[str], dates: Sequence[int], heard: Heard) -> None:
        """Take the texts as asked, the date that goes with each (``dates.as_number``), and the words heard so far."""
        place: dict[tuple[Name, int], int] = {}
        row: list[int] = []
        for text, date in zip(texts, dates, strict=True):
            name = cut(text)
            row.append(place.setdefault((name, date), len(place)) if name.words else -1)
        self.row = np.array(row, np.int32)
        """The distinct question of each text; -1 where nothing is to be compared."""
        self.names = [name for name, _ in place]
        heard.hear(word for name in self.names for word in name.words)
        self.table, counts = numbered(self.names, heard.place)
        """The numbers of each name's words among those heard, -1 behind the last; shape (names, MOST_WORDS)."""
        self.asked = np.zeros(len(place), ASKED)
        """Of type ``ASKED``, one a name."""
        self.asked["count"], self.asked["date"] = counts, [date for _, date in place]
        self.asked["organisation"] = [name.organisation for name in self.names]
