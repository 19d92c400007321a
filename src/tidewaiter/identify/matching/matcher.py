"""Screen names against one list: the same function for one name and for a million, with the same answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.align import Sums, align, at_best, table_of
from tidewaiter.identify.matching.asked import Part, Questions
from tidewaiter.identify.matching.dates import agreement
from tidewaiter.identify.matching.lexicon import Bits, Floats, Ints
from tidewaiter.identify.matching.listed import Listed
from tidewaiter.identify.matching.people import entities
from tidewaiter.identify.matching.scoring import name_odds, probability
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
        self.counts = Counts(0, 0, 0)

    @classmethod
    def build(cls, list_table: pl.DataFrame) -> Matcher:
        """Index a list: ``id, schema, name, aliases, birth_date``, ``;`` between values."""
        return cls(list_table)

    def screen(
        self, queries: pl.DataFrame, limit: int = 5, *, advance: Callable[[int], object] | None = None
    ) -> pl.DataFrame:
        """Find the entities each query may mean: columns of ``SCREENED``, best first within a query.

        ``queries``: ``query_id``, ``name`` and, if it is known, ``birth_date`` (ISO 8601, or its year alone). A date
        that is missing on either side excludes nobody. ``advance`` is told how many distinct names are done.
        """
        dates = queries["birth_date"].cast(pl.String).to_list() if "birth_date" in queries.columns else None
        questions = Questions(queries["name"].cast(pl.String).fill_null("").to_list(), self._listed.lexicon)
        found = self._found(questions, advance or (lambda _: None))
        query, listed, odds, said = self._with_dates(questions, found, dates)
        score = probability(odds)
        enough = score >= weights.LEAST_SCORE
        query, listed, score, said = query[enough], listed[enough], score[enough], said[enough]
        best = _best_first(query, score, listed, limit)
        query, listed, score, said = query[best], listed[best], score[best], said[best]
        evidence = Telling(self._listed, self._entities, questions).tell(query, listed, said, queries["name"])
        self.counts = self.counts._replace(reported=len(query))
        ids = pl.Series(self._entities.ids, dtype=pl.String)
        return pl.DataFrame(
            {
                "query_id": queries["query_id"].cast(pl.String).gather(query),
                "entity_id": ids.gather(self._entities.entity[listed]),
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
        dense = table_of(part.likeness, rows, listed.rows)
        hope = self._odds(part, at_best(dense, rows, listed.rows, near.asked, near.listed), near.asked, near.listed)
        worth = (hope >= weights.LEAST_HOPE) | near.run_together
        asked, names = near.asked[worth], near.listed[worth]
        laid = align(dense, part.likeness, rows, listed.rows, asked, names, near.run_together[worth])
        odds = self._odds(part, laid.sums, asked, names)
        keep = np.flatnonzero(odds >= weights.LEAST_HOPE)
        asked, names, odds = asked[keep], names[keep], odds[keep]
        entity = self._entities.entity[names]
        order = np.lexsort((names, -odds, entity, asked))
        asked, names, odds, entity = asked[order], names[order], odds[order], entity[order]
        first = np.ones(len(asked), bool)
        first[1:] = (asked[1:] != asked[:-1]) | (entity[1:] != entity[:-1])
        return _Found(asked[first] + part.first, names[first], odds[first]), len(near.asked), int(worth.sum())

    def _odds(self, part: Part, sums: Sums, asked: Ints, names: Ints) -> npt.NDArray[np.float64]:
        organisation = np.array([name.organisation for name in part.names])[asked]
        one_word: Bits = ((part.rows.table < len(part.rows.words)).sum(axis=1) == 1)[asked]
        kinds = self._entities
        other: Floats = np.where(organisation, kinds.no_organisation[names], kinds.no_person[names])
        return name_odds(sums, one_word, other)

    def _with_dates(
        self, questions: Questions, found: _Found, dates: list[str | None] | None
    ) -> tuple[Ints, Ints, npt.NDArray[np.float64], npt.NDArray[np.object_]]:
        """Spread what was found for distinct names over the queries, and weigh their birth dates."""
        starts = np.searchsorted(found.asked, np.arange(len(questions.names) + 1))
        asked = np.flatnonzero(questions.row >= 0).astype(np.int32)
        names = questions.row[asked]
        counts = starts[names + 1] - starts[names]
        query = np.repeat(asked, counts)
        before = np.repeat(np.cumsum(counts) - counts, counts)
        at = np.repeat(starts[names], counts) + np.arange(len(query)) - before
        listed, odds = found.listed[at], found.odds[at]
        entity = self._entities.entity[listed]
        held = self._entities.birth_dates
        said = np.empty(len(query), object)
        tells = np.zeros(len(query))
        for row, (one, whom) in enumerate(zip(query.tolist(), entity.tolist(), strict=True)):
            said[row] = agreement(dates[one] if dates else None, held[whom])
            tells[row] = said[row][0].tells
        return query, listed, odds + tells, said


def _best_first(query: Ints, score: npt.NDArray[np.float64], listed: Ints, limit: int) -> npt.NDArray[np.int64]:
    """Order by query and falling score, and keep the first ``limit`` of each query."""
    order = np.lexsort((listed, -score, query))
    ordered = query[order]
    start = np.searchsorted(ordered, ordered)
    return order[np.arange(len(order)) - start < limit]
