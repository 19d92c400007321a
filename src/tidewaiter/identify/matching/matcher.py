"""Screen names against one list: the same function for one name and for a million, with the same answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.align import Aligned, Cells, Sums, align, at_best
from tidewaiter.identify.matching.asked import Part, Questions
from tidewaiter.identify.matching.dates import ListedDates, as_number, tells
from tidewaiter.identify.matching.lexicon import Bits, Floats, Ints
from tidewaiter.identify.matching.listed import Listed
from tidewaiter.identify.matching.people import entities
from tidewaiter.identify.matching.scoring import name_odds, probability, with_namesakes
from tidewaiter.identify.matching.telling import Telling

SCREENED = {"query_id": pl.String, "entity_id": pl.String, "score": pl.Float64, "evidence": pl.String}
"""The columns of what ``Matcher.screen`` finds."""


class Counts(NamedTuple):
    """What was looked at: nothing is dropped without a trace."""

    considered: int
    """Pairs of names that an index brought together."""
    scored: int
    """Pairs laid beside each other word by word."""
    reported: int
    """Pairs of a query and an entity given back."""


class _Found(NamedTuple):
    """The best name of each entity for each distinct name asked for."""

    asked: Ints
    listed: Ints
    odds: npt.NDArray[np.float64]


class Matcher:
    """One list, indexed; it does not change."""

    def __init__(self, list_table: pl.DataFrame) -> None:
        """Take ``id, schema, name, aliases, birth_date``; more columns are not looked at."""
        self._entities = entities(list_table)
        self._listed = Listed(self._entities.names, self._entities.entity)
        self._ids = pl.Series(self._entities.ids, dtype=pl.String)
        self._cells = Cells()
        self._dates = ListedDates(self._entities.birth_dates)
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
        that is missing on either side excludes nobody. Nothing less probable than ``least`` is given; where no answer
        has to be ``explained``, the evidence is left out. ``advance`` is told how many distinct names are done.
        """
        said = queries["birth_date"].cast(pl.String).to_list() if "birth_date" in queries.columns else []
        dates = np.array([as_number(text) for text in said] or [0] * queries.height, np.int32)
        questions = Questions(queries["name"].cast(pl.String).fill_null("").to_list(), self._listed.lexicon)
        query, listed, odds = _spread(questions, self._found(questions, advance or (lambda _: None)))
        entity = self._entities.entity[listed]
        agreement, date = self._dates.compare(dates[query], entity)
        score = probability(with_namesakes(odds) + tells(agreement))
        best = _best_first(query, score, listed, limit, least)
        query, listed, agreement, date, score = query[best], listed[best], agreement[best], date[best], score[best]
        dated = [(said[row] if said else None, how, at) for row, how, at in zip(query, agreement, date, strict=True)]
        telling = Telling(self._listed, self._entities, self._dates, questions)
        evidence = telling.tell(query, listed, dated, queries) if explained else [None] * len(query)
        self.counts = self.counts._replace(reported=len(query))
        return pl.DataFrame(
            {
                "query_id": queries["query_id"].cast(pl.String).gather(query),
                "entity_id": self._ids.gather(self._entities.entity[listed]),
                "score": score,
                "evidence": evidence,
            },
            schema=SCREENED,
        )

    def _found(self, questions: Questions, advance: Callable[[int], object]) -> _Found:
        parts, considered, scored = [], 0, 0
        for part in questions.parts():
            found, pairs, laid = self._part(part)
            parts.append(found)
            considered, scored = considered + pairs, scored + laid
            advance(len(part.names))
        self.counts = Counts(considered, scored, 0)
        if not parts:
            return _Found(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0))
        return _Found(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))

    def _part(self, part: Part) -> tuple[_Found, int, int]:
        rows, listed = part.rows, self._listed
        near = listed.candidates(rows.table, part.likeness, len(rows.words), part.names)
        dense = self._cells.table_of(part.likeness, rows, listed.rows)
        none = np.zeros(len(near.asked), np.float32)
        best = at_best(dense, rows, listed.rows, near.asked, near.listed)
        hope = self._odds(part, best, none, near.asked, near.listed)
        worth = (hope >= weights.LEAST_HOPE) | near.run_together
        asked, names = near.asked[worth], near.listed[worth]
        entity = self._entities.entity[names]
        laid = align(dense, part.likeness, rows, listed.rows, asked, names, near.run_together[worth])
        elsewhere = _elsewhere(laid, asked, entity)
        odds = self._odds(part, laid.sums, elsewhere, asked, names)
        keep = np.flatnonzero(odds >= weights.LEAST_HOPE)
        order = keep[np.lexsort((names[keep], -odds[keep], entity[keep], asked[keep]))]
        asked, names, odds, entity = asked[order], names[order], odds[order], entity[order]
        first = np.ones(len(asked), bool)
        first[1:] = (asked[1:] != asked[:-1]) | (entity[1:] != entity[:-1])
        return _Found(asked[first] + part.first, names[first], odds[first]), len(near.asked), int(worth.sum())

    def _odds(self, part: Part, sums: Sums, elsewhere: Floats, asked: Ints, names: Ints) -> npt.NDArray[np.float64]:
        organisation = np.array([name.organisation for name in part.names])[asked]
        one_word: Bits = ((part.rows.table < len(part.rows.words)).sum(axis=1) == 1)[asked]
        kinds = self._entities
        other: Floats = np.where(organisation, kinds.no_organisation[names], kinds.no_person[names])
        return name_odds(sums, elsewhere, one_word, other)


def _elsewhere(laid: Aligned, asked: Ints, entity: Ints) -> Floats:
    """Give what words tell that meet not this but another name of the same entity."""
    if not len(asked):
        return np.zeros(0, np.float32)
    order = np.lexsort((entity, asked))
    change = (asked[order][1:] != asked[order][:-1]) | (entity[order][1:] != entity[order][:-1])
    first = np.flatnonzero(np.r_[True, change])
    together = np.maximum.reduceat(laid.gain[order], first).sum(axis=1)
    whole = np.zeros(len(asked), np.float32)
    whole[order] = np.repeat(together, np.diff(np.r_[first, len(asked)]))
    return np.asarray(np.maximum(whole - laid.sums.told, 0), np.float32)


def _spread(questions: Questions, found: _Found) -> tuple[Ints, Ints, npt.NDArray[np.float64]]:
    """Spread what was found for distinct names over the queries that asked for them."""
    starts = np.searchsorted(found.asked, np.arange(len(questions.names) + 1))
    asked = np.flatnonzero(questions.row >= 0).astype(np.int32)
    names = questions.row[asked]
    counts = starts[names + 1] - starts[names]
    query = np.repeat(asked, counts)
    at = np.repeat(starts[names] - np.cumsum(counts) + counts, counts) + np.arange(len(query))
    return query, found.listed[at], found.odds[at]


def _best_first(
    query: Ints, score: npt.NDArray[np.float64], listed: Ints, limit: int, least: float
) -> npt.NDArray[np.int64]:
    """Order by query and falling score; keep the first ``limit`` of each query, none under ``least``."""
    enough = np.flatnonzero(score >= least)
    order = enough[np.lexsort((listed[enough], -score[enough], query[enough]))]
    ordered = query[order]
    start = np.searchsorted(ordered, ordered)
    return order[np.arange(len(order)) - start < limit]
