"""Say why two entries were taken for one: field by field, each with the two values compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import orjson
import polars as pl

from tidewaiter.identify.matching.align import JOINED, Aligned, Facing, align
from tidewaiter.identify.matching.asked import NAMES_AT_ONCE, Part, Questions
from tidewaiter.identify.matching.dates import AGREEMENTS, ListedDates
from tidewaiter.identify.matching.lexicon import Ints
from tidewaiter.identify.matching.listed import Listed
from tidewaiter.identify.matching.people import Entities


class Telling:
    """Lays the pairs that are reported beside each other once more, and writes down what met what."""

    def __init__(self, listed: Listed, entities: Entities, dates: ListedDates, questions: Questions) -> None:
        """Take the list and the questions as they were screened."""
        self._listed, self._entities, self._dates, self._questions = listed, entities, dates, questions
        self._facing = Facing(listed.rows.words)

    def tell(
        self, query: Ints, listed: Ints, dated: Sequence[tuple[str | None, int, int]], queries: pl.DataFrame
    ) -> list[str]:
        """Give one JSON object a pair: ``name`` and ``birth_date``, each with what was asked and what is listed.

        ``dated``: for each pair the date asked, and the agreement and place that ``ListedDates.compare`` gave.
        """
        names = self._questions.row[query].astype(np.int64)
        keys, back = np.unique(names * (len(self._entities.names) + 1) + listed, return_inverse=True)
        asked, met = (keys // (len(self._entities.names) + 1)).astype(np.int32), keys % (len(self._entities.names) + 1)
        words = self._words(asked, met.astype(np.int32))
        texts = queries["name"].gather(query).to_list()
        return [
            orjson.dumps(
                {
                    "name": {"asked": text, "listed": self._entities.texts[name], **words[pair]},
                    "birth_date": {"asked": date, "listed": self._dates.text(at), "agreement": AGREEMENTS[how].name},
                }
            ).decode()
            for text, name, pair, (date, how, at) in zip(texts, listed.tolist(), back.tolist(), dated, strict=True)
        ]

    def _words(self, asked: Ints, names: Ints) -> list[dict[str, Any]]:
        """Say for each pair of names which words met; ``asked`` comes in rising order."""
        told: list[dict[str, Any]] = []
        at = 0
        while at < len(asked):
            end = int(np.searchsorted(asked, asked[at] + NAMES_AT_ONCE))
            rows, local = np.unique(asked[at:end], return_inverse=True)
            part = self._questions.part(rows.astype(np.int32))
            here = names[at:end]
            pairs = self._facing.of(part.rows, part.likeness, self._listed.rows, here)
            laid = align(pairs, local.astype(np.int32), np.ones(len(here), bool))
            told += [self._told(part, laid, row, int(local[row]), int(here[row])) for row in range(len(here))]
            at = end
        return told

    def _told(self, part: Part, laid: Aligned, row: int, asked: int, name: int) -> dict[str, Any]:
        words = self._questions_words(part, asked)
        others = [_shown(word) for word in self._entities.names[name].words]
        partner = laid.partner[row].tolist()
        met = [
            [words[at], others[to], round(float(laid.alike[row, at]), 2)] for at, to in enumerate(partner) if to >= 0
        ]
        told: dict[str, Any] = {"words": met}
        joined = [words[at] for at, to in enumerate(partner) if to == JOINED]
        paired = {to for to in partner if to >= 0}
        taken = [at for at in range(len(others)) if laid.taken[row, at] and at not in paired]
        if joined:
            told["joined"] = [" ".join(joined), " ".join(others[at] for at in taken), round(float(laid.joined[row]), 2)]
        told["only_asked"] = [word for at, word in enumerate(words) if partner[at] == -1]
        told["only_listed"] = [word for at, word in enumerate(others) if not laid.taken[row, at]]
        return told

    def _questions_words(self, part: Part, asked: int) -> list[str]:
        return [_shown(word) for word in part.names[asked].words]


def _shown(word: str) -> str:
    return word.lstrip("~")
