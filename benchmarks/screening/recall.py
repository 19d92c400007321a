"""What the choice of candidates loses: our own scorer over all pairs of names, beside the answers as they are given.

Over all pairs means: every word asked for is compared with every word of the list, not with the nearest by its keys,
and every name with every name. Two names may be written together where their n-grams meet; that is part of the scorer.
Nothing but the candidates differs; an alert is a pair of query and entity with a score of ``ALERT`` or more.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np
import polars as pl

from tidewaiter.identify.matching import Matcher, asked, weights
from tidewaiter.identify.matching.asked import Part
from tidewaiter.identify.matching.lexicon import Ints, Lexicon
from tidewaiter.identify.matching.listed import Candidates, Listed

ALERT = 0.5


class Kept(NamedTuple):
    """How many of the alerts over all pairs are alerts as answers are given, and how many are at least reported."""

    queries: int
    alerts: int
    alerted: int
    reported: int

    @property
    def share(self) -> float:
        """Alerts kept."""
        return self.alerted / self.alerts if self.alerts else 1.0


def kept(listed: pl.DataFrame, queries: pl.DataFrame) -> Kept:
    """Screen ``queries`` as usual and over all pairs, and compare."""
    usual = Matcher.build(listed).screen(queries, 1000)
    whole = over_all_pairs(listed, queries)
    both = whole.join(usual.select("query_id", "entity_id", usual="score"), on=["query_id", "entity_id"], how="left")
    alerted = (both["usual"].fill_null(0) >= ALERT).sum()
    return Kept(queries.height, both.height, alerted, both.height - both["usual"].null_count())


def over_all_pairs(listed: pl.DataFrame, queries: pl.DataFrame) -> pl.DataFrame:
    """Give the alerts of our scorer when no index chooses for it."""
    with ExitStack() as changes:
        changes.enter_context(patch.object(Lexicon, "_near", _every_word))
        changes.enter_context(patch.object(Listed, "candidates", _every_name))
        changes.enter_context(patch.object(weights, "GRAM_NAMES", 100_000))
        changes.enter_context(patch.object(asked, "NAMES_AT_ONCE", 8))
        changes.enter_context(patch("tidewaiter.identify.matching.heard._AT_ONCE", 100))
        return Matcher.build(listed).screen(queries, 1000, least=ALERT)


def _every_word(lexicon: Lexicon, words: list[str], _: Any) -> tuple[Ints, Ints]:
    count = len(lexicon.words)
    return (
        np.repeat(np.arange(len(words), dtype=np.int32), count),
        np.tile(np.arange(count, dtype=np.int32), len(words)),
    )


_choose = Listed.candidates


def _every_name(listed: Listed, part: Part) -> Candidates:
    height, count = len(part.names), len(listed.tells)
    pairs = np.repeat(np.arange(height, dtype=np.int32), count), np.tile(np.arange(count, dtype=np.int32), height)
    at_most = np.minimum(part.tells[pairs[0]], listed.tells[pairs[1]])
    near = _choose(listed, part)
    together = np.zeros(height * count, bool)
    together[near.asked[near.run_together].astype(np.int64) * count + near.listed[near.run_together]] = True
    return Candidates(*pairs, at_most, together)
