"""What Assess asks of the world: earlier words about the same encounter, and what the journal counts of a subject."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import polars as pl

from tidewaiter.vocabulary.tables import COUNT, TEXT, UTC, Schema

COUNTS: Schema = {
    "subject_id": TEXT,
    "crossings_365d": COUNT,
    "refusals": COUNT,
    "seizures": COUNT,
    "findings": COUNT,
    "last_crossed_at": UTC,
}


class History(Protocol):
    """Two batch questions, each asked once per batch; nothing after ``as_of`` may be in an answer."""

    def earlier(self, encounter_ids: pl.Series) -> pl.DataFrame:
        """Give the rows of earlier messages about these encounters: DECLARED columns and ``encounter_id``.

        ``checks``, ``differs_from`` and ``link_score`` of IDENTIFIED may stand beside them and are then merged too.
        """
        ...

    def counts(self, subject_ids: pl.Series, as_of: datetime) -> pl.DataFrame:
        """Give one row of ``COUNTS`` for each subject that has any history before ``as_of``."""
        ...
