"""What Assess asks of the world: earlier words about the same encounter, and what the journal counts of a subject."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import polars as pl

from tidewaiter.vocabulary.tables import COUNT, TEXT, UTC, Schema

COUNTS: Schema = {
    "subject_id": TEXT,
    "crossings_30d": COUNT,
    "crossings_90d": COUNT,
    "crossings_365d": COUNT,
    "refusals": COUNT,
    "refusals_5y": COUNT,
    "seizures": COUNT,
    "findings": COUNT,
    "findings_5y": COUNT,
    "last_crossed_at": UTC,
}


class History(Protocol):
    """Batch questions, each asked at most once per batch; nothing after ``as_of`` may be in an answer.

    The last four are asked only where a feature in force reads what they tell.
    """

    def earlier(self, encounter_ids: pl.Series) -> pl.DataFrame:
        """Give the rows of earlier messages about these encounters: DECLARED columns and ``encounter_id``.

        ``checks``, ``differs_from`` and ``link_score`` of IDENTIFIED may stand beside them and are then merged too.
        """
        ...

    def counts(self, subject_ids: pl.Series, as_of: datetime) -> pl.DataFrame:
        """Give one row of ``COUNTS`` for each subject that has any history before ``as_of``."""
        ...

    def routes(self, pairs: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
        """Give ``features.routes.ROUTES`` for each ``departure, arrival`` of ``pairs``."""
        ...

    def ties(self, tokens: pl.Series, as_of: datetime) -> pl.DataFrame:
        """Give the ties (``features.associations.TIES``) of these tokens; of a crowd's not all, but that it is one."""
        ...

    def booked(self, subject_ids: pl.Series, as_of: datetime) -> pl.DataFrame:
        """Give the ties by booking (``TIES``) of these subjects."""
        ...

    def found(self, subject_ids: pl.Series, as_of: datetime) -> pl.DataFrame:
        """Give the findings (``features.associations.FOUND``) on these subjects."""
        ...
