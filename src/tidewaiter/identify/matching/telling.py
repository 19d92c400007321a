"""Say why two entries were taken for one: field by field, each with the two values compared."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from tidewaiter.identify.matching.align import JOINED, Aligned, align, table_of
from tidewaiter.identify.matching.asked import NAMES_AT_ONCE, Part, Questions
from tidewaiter.identify.matching.lexicon import Ints
from tidewaiter.identify.matching.listed import Listed
from tidewaiter.identify.matching.people import Entities


class Telling:
    """Lays the pairs that are reported beside each other once more, and writes down what met what."""

    def __init__(self, listed: Listed, entities: Entities, questions: Questions) -> None:
        """Take the list and the questions as they were screened."""
        self._listed, self._entities, self._questions = listed, entities, questions

    def tell(self, query: Ints, listed: Ints, said: npt.NDArray[np.object_], texts: pl.Series) -> list[str]:
        """Give one JSON object a pair: ``name`` and, where both sides hold one, ``birth_date``."""
        names = self._questions.row[query].astype(np.int64)
        keys, back = np.unique(names * (len(self._entities.names) + 1) + listed, return_inverse=True)
        asked, met = (keys // (len(self._entities.names) + 1)).astype(np.int32), keys % (len(self._entities.names) + 1)
        words = self._words(asked, met.astype(np.int32))
        asked_texts = texts.gather(query).to_list()
        return [
            json.dumps(
                {
                    "name": {"asked": text, "listed": self._entities.texts[name], **words[pair]},
                    "birth_date": {"asked": date[2], "listed": date[1], "agreement": date[0].name},
                },
                ensure_ascii=False,
                separators=(",", ":"),
            )
            for text, name, pair, date in zip(asked_texts, listed.tolist(), back.tolist(), said, strict=True)
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
            listed = self._listed.rows
            dense = table_of(part.likeness, part.rows, listed)
            marks = np.ones(len(here), bool)
            laid = align(dense, part.likeness, part.rows, listed, local.astype(np.int32), here, marks)
            told += [self._told(part, laid, row, int(local[row]), int(here[row])) for row in range(len(here))]
            at = end
        return told

    def _told(self, part: Part, laid: Aligned, row: int, asked: int, name: int) -> dict[str, Any]:
        words = self._questions_words(part, asked)
        others = [_shown(word) for word in self._entities.names[name].words]
        partner = laid.partner[row].tolist()
        met = [[words[at], others[to], round(float(laid.alike[row, at]), 2)] for at, to in enumerate(partner) if to >= 0]
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
