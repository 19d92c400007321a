"""What the choice of candidates loses: our own scorer over all pairs of names, beside the answers as they are given.

Over all pairs means: every word asked for is compared with every word of the list, not with the nearest by its keys,
and every name with every name. Two names may be written together where their n-grams meet; that is part of the scorer.
Nothing but the candidates differs; an alert is a pair of query and entity with a score of ``ALERT`` or more.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from tidewaiter.identify.matching import Matcher
from tidewaiter.identify.matching.lexicon import EVERYTHING

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
    usual = Matcher.build(listed).screen(queries, 1000, explained=False)
    whole = over_all_pairs(listed, queries)
    both = whole.join(usual.select("query_id", "entity_id", usual="score"), on=["query_id", "entity_id"], how="left")
    alerted = (both["usual"].fill_null(0) >= ALERT).sum()
    return Kept(queries.height, both.height, alerted, both.height - both["usual"].null_count())


def over_all_pairs(listed: pl.DataFrame, queries: pl.DataFrame) -> pl.DataFrame:
    """Give the alerts of our scorer when no index chooses for it."""
    return Matcher(listed, EVERYTHING).screen(queries, 1000, least=ALERT, explained=False)
