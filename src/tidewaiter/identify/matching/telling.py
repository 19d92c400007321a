"""Say why two entries were taken for one: field by field, each with the two values compared."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import orjson

from tidewaiter.identify.matching.align import JOINED, Pair, Two, align, at_best, away, faced
from tidewaiter.identify.matching.asked import Questions
from tidewaiter.identify.matching.compiled import compiled
from tidewaiter.identify.matching.dates import AGREEMENTS, ListedDates
from tidewaiter.identify.matching.heard import Heard
from tidewaiter.identify.matching.likeness import Likeness
from tidewaiter.identify.matching.listed import Index
from tidewaiter.identify.matching.names import MOST_WORDS
from tidewaiter.identify.matching.people import Entities
from tidewaiter.identify.matching.spelling import Bits, Ints, Records, Words


class Telling:
    """Lays the pairs that are reported beside each other once more, and writes down what met what."""

    def __init__(
        self, index: Index, entities: Entities, dates: ListedDates, questions: Questions, heard: Heard, room: Pair
    ) -> None:
        """Take the list and the questions as they were screened."""
        self._index, self._entities, self._dates, self._questions = index, entities, dates, questions
        self._heard, self._room = heard, room

    def tell(
        self,
        query: npt.NDArray[np.int64],
        listed: Ints,
        dated: Sequence[tuple[str | None, int, int]],
        texts: Sequence[str],
    ) -> list[str]:
        """Give one JSON object a pair: ``name`` and ``birth_date``, each with what was asked and what is listed.

        ``dated``: for each pair the date asked, and the agreement and place that ``ListedDates.compare`` gave.
        """
        asked = self._questions.row[query]
        said, heard = self._questions, self._heard
        laid = _laid(said.asked, said.table, heard.words, heard.likeness, self._index, asked, listed, self._room)
        partner, taken, alike, joined = (column.tolist() for column in laid)
        return [
            orjson.dumps(
                {
                    "name": {
                        "asked": texts[row],
                        "listed": self._entities.texts[name],
                        **self._told(one, name, partner[at], taken[at], alike[at], joined[at]),
                    },
                    "birth_date": {"asked": date, "listed": self._dates.text(to), "agreement": AGREEMENTS[how].name},
                }
            ).decode()
            for at, (row, one, name, (date, how, to)) in enumerate(
                zip(query.tolist(), asked.tolist(), listed.tolist(), dated, strict=True)
            )
        ]

    def _told(
        self, asked: int, name: int, partner: list[int], taken: list[bool], alike: list[float], joined: float
    ) -> dict[str, object]:
        words = [_shown(word) for word in self._questions.names[asked].words]
        others = [_shown(word) for word in self._entities.names[name].words]
        partner = partner[: len(words)]
        told: dict[str, object] = {
            "words": [
                [word, others[to], alike[at]]
                for at, (word, to) in enumerate(zip(words, partner, strict=False))
                if to >= 0
            ]
        }
        together = [word for word, to in zip(words, partner, strict=False) if to == JOINED]
        if together:
            met = [word for at, word in enumerate(others) if taken[at] and at not in partner]
            told["joined"] = [" ".join(together), " ".join(met), joined]
        told["only_asked"] = [word for word, to in zip(words, partner, strict=False) if to == -1]
        told["only_listed"] = [word for word, met in zip(others, taken, strict=False) if not met]
        return told


def _shown(word: str) -> str:
    return word.lstrip("~")


@compiled
def _laid(
    asked: Records, table: Ints, words: Words, likeness: Likeness, index: Index, rows: Ints, listed: Ints, room: Pair
) -> tuple[Ints, Bits, npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Lay pairs of names out: partners, which listed words are met, how much alike, and how those joined are."""
    partner, taken = np.zeros((len(rows), MOST_WORDS), np.int32), np.zeros((len(rows), MOST_WORDS), np.bool_)
    alike, joined = np.zeros((len(rows), MOST_WORDS), np.float64), np.zeros(len(rows), np.float64)
    for at in range(len(rows)):
        two = Two(table[rows[at]], asked[rows[at]].count, index.table[listed[at]], index.names[listed[at]].count)
        faced(words.facts, likeness.pairs, two.mine, two.wide, room.cells)
        tells = 0.0
        for word in range(two.wide):
            tells += words.facts[two.mine[word]].tells
        tells = min(tells, index.names[listed[at]].tells)
        at_best(words, index.words, likeness.rarity, two, tells, room)
        away(words.facts, likeness.pairs, two.mine, two.wide, room.cells)
        _, how = align(words, index.words, likeness.pairs, two, True, room)
        joined[at] = np.rint(how * 100) / 100
        for word in range(MOST_WORDS):
            place = room.places[word]
            partner[at, word], taken[at, word] = place.partner, place.taken
            alike[at, word] = np.rint(place.alike * 100) / 100
    return partner, taken, alike, joined
