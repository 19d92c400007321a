"""Screen names against one list: the same function for one name and for a million, with the same answers."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.asked import Questions
from tidewaiter.identify.matching.dates import ListedDates, as_number, tells
from tidewaiter.identify.matching.heard import Heard
from tidewaiter.identify.matching.lexicon import Reach
from tidewaiter.identify.matching.listed import listed
from tidewaiter.identify.matching.people import entities
from tidewaiter.identify.matching.scoring import probability, with_namesakes
from tidewaiter.identify.matching.search import Need, Numbers, desk, search
from tidewaiter.identify.matching.spelling import Ints
from tidewaiter.identify.matching.telling import Telling

SCREENED = {"query_id": pl.String, "entity_id": pl.String, "score": pl.Float64, "evidence": pl.String}
"""The columns of what ``Matcher.screen`` finds."""
_AT_ONCE = 2048
"""Names asked for between two reports of progress."""


class Counts(NamedTuple):
    """What was looked at: nothing is dropped without a trace."""

    considered: int
    """Pairs of names that an index brought together."""
    scored: int
    """Pairs laid beside each other word by word."""
    reported: int
    """Pairs of a query and an entity given back."""

    def plus(self, other: Counts) -> Counts:
        """Add what was looked at elsewhere."""
        return Counts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


class Matcher:
    """One list, indexed; it does not change."""

    def __init__(self, list_table: pl.DataFrame, reach: Reach | None = None) -> None:
        """Take ``id, schema, name, aliases, birth_date``; more columns are not looked at."""
        self.reach = reach or Reach()
        self.entities = entities(list_table)
        lexicon, self.index = listed(self.entities, self.reach)
        self.heard = Heard(lexicon)
        self._ids = pl.Series(self.entities.ids, dtype=pl.String)
        self._desk = desk(len(self.index.words.facts), len(self.index.names))
        self._turn = Lock()
        self._dates = ListedDates(self.entities.birth_dates)
        self.counts = Counts(0, 0, 0)

    @classmethod
    def build(cls, list_table: pl.DataFrame) -> Matcher:
        """Index a list: ``id, schema, name, aliases, birth_date``, ``;`` between values."""
        return cls(list_table)

    def screen(
        self,
        queries: pl.DataFrame,
        limit: int = 5,
        *,
        least: float = weights.LEAST_SCORE,
        explained: bool = True,
        advance: Callable[[int], object] | None = None,
    ) -> pl.DataFrame:
        """Find the entities each query may mean: columns of ``SCREENED``, best first within a query.

        ``queries``: ``query_id``, ``name`` and, if it is known, ``birth_date`` (ISO 8601, or its year alone). A date
        that is missing on either side excludes nobody. Nothing less probable than ``least`` is given; the higher it is,
        the less has to be looked at. Where no answer has to be ``explained``, the evidence is left out. ``advance`` is
        told how many distinct names are done.
        """
        with self._turn:
            least = max(least, weights.LEAST_SCORE)
            return self._screened(queries, limit, least, advance or (lambda _: None), explained=explained)

    def _screened(
        self, queries: pl.DataFrame, limit: int, least: float, advance: Callable[[int], object], *, explained: bool
    ) -> pl.DataFrame:
        said = queries["birth_date"].cast(pl.String).to_list() if "birth_date" in queries.columns else []
        said = said or [None] * queries.height
        texts = queries["name"].cast(pl.String).fill_null("").to_list()
        questions = Questions(texts, [as_number(text) for text in said], self.heard)
        need = Need(float(np.log(least / (1 - least))), weights.LEAST_HOPE, self.reach.grams, self.reach.every, False)
        places, numbers = self.found(questions, need, advance)
        query, at = _spread(questions, places[:, 0])
        names, agreement, date = places[at, 1], places[at, 2], places[at, 3]
        score = probability(with_namesakes(numbers[at, 0]) + tells(agreement))
        best = _best_first(query, score, names, limit, least)
        query, names, agreement, date, score = query[best], names[best], agreement[best], date[best], score[best]
        self.counts = self.counts._replace(reported=len(query))
        told: list[str] | list[None] = [None] * len(query)
        if explained:
            dated = [(said[row], how, at) for row, how, at in zip(query, agreement, date, strict=True)]
            telling = Telling(self.index, self.entities, self._dates, questions, self.heard, self._desk.pair)
            told = telling.tell(query, names, dated, texts)
        return pl.DataFrame(
            {
                "query_id": queries["query_id"].cast(pl.String).gather(query),
                "entity_id": self._ids.gather(self.entities.entity[names]),
                "score": score,
                "evidence": told,
            },
            schema=SCREENED,
        )

    def found(
        self, questions: Questions, need: Need, advance: Callable[[int], object] = lambda _: None
    ) -> tuple[Ints, Numbers]:
        """Give ``search.PLACES`` and ``search.NUMBERS`` of what is found; counts what was looked at."""
        words, likeness, dates = self.heard.words, self.heard.likeness, self._dates.dates
        places, numbers, considered, scored = [np.zeros((0, 4), np.int32)], [np.zeros((0, 5))], 0, 0
        for first in range(0, len(questions.names), _AT_ONCE):
            asked, table = questions.asked[first : first + _AT_ONCE], questions.table[first : first + _AT_ONCE]
            where, how, met, laid = search(asked, table, words, likeness, self.index, dates, need, self._desk, first)
            places.append(where)
            numbers.append(how)
            considered, scored = considered + met, scored + laid
            advance(len(asked))
        self.counts = Counts(considered, scored, 0)
        return np.concatenate(places), np.concatenate(numbers)


def _spread(questions: Questions, asked: Ints) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Spread what was found for distinct names over the queries that asked for them: the query, and what was found."""
    starts = np.searchsorted(asked, np.arange(len(questions.names) + 1))
    query = np.flatnonzero(questions.row >= 0)
    names = questions.row[query]
    counts = starts[names + 1] - starts[names]
    at = np.repeat(starts[names] - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    return np.repeat(query, counts), at


def _best_first(
    query: npt.NDArray[np.int64], score: Numbers, listed: Ints, limit: int, least: float
) -> npt.NDArray[np.int64]:
    """Order by query and falling score; keep the first ``limit`` of each query, none under ``least``."""
    enough = np.flatnonzero(score >= least)
    order = enough[np.lexsort((listed[enough], -score[enough], query[enough]))]
    ordered = query[order]
    start = np.searchsorted(ordered, ordered)
    return order[np.arange(len(order)) - start < limit]
