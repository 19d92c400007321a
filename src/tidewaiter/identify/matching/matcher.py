"""Screen names against one list: the same function for one name and for a million, with the same answers."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.align import Aligned, Facing, Sums, align, at_best
from tidewaiter.identify.matching.asked import Part, Questions
from tidewaiter.identify.matching.dates import ListedDates, as_number, tells
from tidewaiter.identify.matching.heard import Heard
from tidewaiter.identify.matching.lexicon import Bits, Floats, Ints
from tidewaiter.identify.matching.listed import Candidates, Listed
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

    def plus(self, other: Counts) -> Counts:
        """Add what was looked at elsewhere."""
        return Counts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


class _Found(NamedTuple):
    """The best name of each entity for each distinct name asked for."""

    asked: Ints
    listed: Ints
    odds: npt.NDArray[np.float64]


_SLACK = 0.001
"""Log odds by which bounds may be off through rounding."""
_INITIAL = weights.TOLD * weights.INITIAL_TELLS + weights.ASKED_MISSED + weights.LISTED_MISSED + 0.8
"""Log odds that one initial can add at most, with the shares of what is told."""


class Matcher:
    """One list, indexed; it does not change."""

    def __init__(self, list_table: pl.DataFrame) -> None:
        """Take ``id, schema, name, aliases, birth_date``; more columns are not looked at."""
        self._entities = entities(list_table)
        self._listed = Listed(self._entities.names, self._entities.entity)
        self._ids = pl.Series(self._entities.ids, dtype=pl.String)
        self._heard = Heard(self._listed.lexicon)
        self._facing = Facing(self._listed.rows.words)
        self._turn = Lock()
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
        advance: Callable[[int], object] | None = None,
    ) -> pl.DataFrame:
        """Find the entities each query may mean: columns of ``SCREENED``, best first within a query.

        ``queries``: ``query_id``, ``name`` and, if it is known, ``birth_date`` (ISO 8601, or its year alone). A date
        that is missing on either side excludes nobody. Nothing under the score ``least`` is reported; the higher it is,
        the less has to be looked at. ``advance`` is told how many distinct names are done.
        """
        with self._turn:
            return self._screened(queries, limit, max(least, weights.LEAST_SCORE), advance or (lambda _: None))

    def _screened(
        self, queries: pl.DataFrame, limit: int, least: float, advance: Callable[[int], object]
    ) -> pl.DataFrame:
        said = queries["birth_date"].cast(pl.String).to_list() if "birth_date" in queries.columns else []
        dates = np.array([as_number(text) for text in said] or [0] * queries.height, np.int32)
        questions = Questions(queries["name"].cast(pl.String).fill_null("").to_list(), dates, self._heard)
        found = self._found(questions, float(np.log(least / (1 - least))), advance)
        query, listed, odds = _spread(questions, found)
        entity = self._entities.entity[listed]
        agreement, date = self._dates.compare(dates[query], entity)
        score = probability(with_namesakes(odds) + tells(agreement))
        best = _best_first(query, score, listed, limit, least)
        query, listed, agreement, date, score = query[best], listed[best], agreement[best], date[best], score[best]
        dated = [(said[row] if said else None, how, at) for row, how, at in zip(query, agreement, date, strict=True)]
        evidence = Telling(self._listed, self._entities, self._dates, questions).tell(query, listed, dated, queries)
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

    def _found(self, questions: Questions, needed: float, advance: Callable[[int], object]) -> _Found:
        parts, considered, scored = [], 0, 0
        for part in questions.parts():
            found, pairs, laid = self._part(part, needed)
            parts.append(found)
            considered, scored = considered + pairs, scored + laid
            advance(len(part.names))
        self.counts = Counts(considered, scored, 0)
        if not parts:
            return _Found(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0))
        return _Found(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))

    def _part(self, part: Part, needed: float) -> tuple[_Found, int, int]:
        """Find the best name of each entity for each name of a part; also how many pairs were considered, and laid out.

        Pairs are left out only where what they can come to at most is too little, whatever else is found.
        """
        every = self._listed.candidates(part)
        none = np.zeros(len(every.asked), np.float32)
        most = part.tells[every.asked], self._listed.tells[every.listed]
        bound = Sums(every.at_most, none, none, *most)
        near = every.only(self._hopeful(part, every, bound, needed))
        pairs = self._facing.of(part.rows, part.likeness, self._listed.rows, near.listed)
        laid_out = self._hopeful(part, near, at_best(pairs, near.asked), needed)
        near = near.only(laid_out)
        laid = align(pairs.only(np.flatnonzero(laid_out)), near.asked, near.run_together)
        entity = self._entities.entity[near.listed]
        odds = self._odds(part, laid.sums, _elsewhere(laid, near.asked, entity), near)
        keep = np.flatnonzero(odds >= weights.LEAST_HOPE)
        order = keep[np.lexsort((near.listed[keep], -odds[keep], entity[keep], near.asked[keep]))]
        asked, names, odds, entity = near.asked[order], near.listed[order], odds[order], entity[order]
        first = _changes(asked, entity)
        return _Found(asked[first] + part.first, names[first], odds[first]), len(every.asked), len(near.asked)

    def _hopeful(self, part: Part, near: Candidates, sums: Sums, needed: float) -> Bits:
        """Say which pairs can come to anything by what their words tell at most.

        A pair must reach ``weights.LEAST_HOPE`` by itself, unless words may be joined. An entity must come to
        ``needed`` with its best name, with what may be joined, with initials, with all that its other names tell
        besides, and with the birth dates.
        """
        none = np.zeros(len(sums.told), np.float32)
        alone = self._odds(part, sums, none, near)
        worth = (alone >= weights.LEAST_HOPE) | near.run_together
        if not worth.any():
            return worth
        joined = sums.told + np.minimum(weights.JOINED_MOST, np.maximum(sums.listed_tells - sums.told, 0))
        told = np.where(worth, np.where(near.run_together, joined, sums.told), 0).astype(np.float64)
        whole = Sums(joined, none, none, sums.asked_tells, sums.listed_tells)
        most = np.where(near.run_together, self._odds(part, whole, none, near), alone)
        most += _INITIAL * (part.initials[near.asked] + self._listed.initials[near.listed])
        entity = self._entities.entity[near.listed]
        change = _changes(near.asked, entity)
        first, group = np.flatnonzero(change), np.cumsum(change) - 1
        most += weights.ELSEWHERE * (np.add.reduceat(told, first)[group] - told)
        agreement, _ = self._dates.compare(part.dates[near.asked[first]], entity[first])
        best = np.maximum.reduceat(np.where(worth, most, -np.inf), first)
        enough = with_namesakes(best) + tells(agreement) >= needed - _SLACK
        return np.asarray(worth & enough[group], bool)

    def _odds(self, part: Part, sums: Sums, elsewhere: Floats, near: Candidates) -> npt.NDArray[np.float64]:
        kinds = self._entities
        organisation = part.organisation[near.asked]
        other: Floats = np.where(organisation, kinds.no_organisation[near.listed], kinds.no_person[near.listed])
        return name_odds(sums, elsewhere, part.lengths[near.asked] == 1, other)


def _changes(asked: Ints, entity: Ints) -> Bits:
    """Say where, in pairs sorted by both, another name or another entity begins."""
    first = np.ones(len(asked), bool)
    first[1:] = (asked[1:] != asked[:-1]) | (entity[1:] != entity[:-1])
    return first


def _elsewhere(laid: Aligned, asked: Ints, entity: Ints) -> Floats:
    """Give what words tell that meet not this but another name of the same entity; pairs come sorted by both."""
    if not len(asked):
        return np.zeros(0, np.float32)
    first = np.flatnonzero(_changes(asked, entity))
    together = np.maximum.reduceat(laid.gain, first).sum(axis=1)
    whole = np.repeat(together, np.diff(np.r_[first, len(asked)]))
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
