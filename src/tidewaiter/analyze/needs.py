"""What Analyze asks of the world: tables over a period, in the words of the store's read models."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import polars as pl

from tidewaiter.vocabulary.tables import FLAG, NUMBER, TEXT, UTC, Schema

OUTCOMES: Schema = {"encounter_id": TEXT, "outcome": TEXT, "positive": FLAG}
"""One row an examined encounter: its outcome code, and whether the code stands for a finding."""

SAMPLED: Schema = {"encounter_id": TEXT, "mode": TEXT, "port": TEXT, "draw": NUMBER, "rate": NUMBER}
"""One row an encounter with its random draw: ASSIGNED and the encounter's mode."""

ANNOUNCED: Schema = {
    **dict.fromkeys(("encounter_id", "subject_id", "kind", "role", "trip", "direction", "mode", "port"), TEXT),
    **dict.fromkeys(("carrier", "number", "sources", "status"), TEXT),
    "scheduled_at": UTC,
}
"""One row an encounter: columns of the read model ``encounter``; ``sources`` is comma-separated text."""

PRESENTED: Schema = {"encounter_id": TEXT, "at": UTC, "port": TEXT, "unannounced": FLAG}
"""One row a Presented fact (or a departure, outbound)."""

HIT_LIVES: Schema = {
    **dict.fromkeys(("hit_id", "encounter_id", "list_id", "entry_id", "person"), TEXT),
    **dict.fromkeys(("status", "verdict", "suppressed_by"), TEXT),  # status: vocabulary.hit.HitStatus
    **dict.fromkeys(("at", "opened_at", "settled_at", "scheduled_at"), UTC),
}
"""One row a possible match: when it was found, last opened and last settled, and when its encounter is due.

``person`` is the document with its birth date where one was declared, else the subject: namesakes are several."""

DIFFERENCES: Schema = {"encounter_id": TEXT, "carrier": TEXT, "differs_from": pl.List(pl.String)}
"""One row a declaration that another source of the same encounter could be compared with."""

Period = tuple[datetime, datetime]


class Needs(Protocol):
    """Answered by the store for a period; bounds are UTC, the end not included."""

    def outcomes(self, period: Period) -> pl.DataFrame:
        """Give ``OUTCOMES`` of inspections that ended in the period."""

    def sampled(self, period: Period) -> pl.DataFrame:
        """Give ``SAMPLED`` of encounters scheduled in the period."""

    def announced(self, period: Period) -> pl.DataFrame:
        """Give ``ANNOUNCED`` of encounters scheduled in the period."""

    def presented(self, period: Period) -> pl.DataFrame:
        """Give ``PRESENTED`` of the period."""
