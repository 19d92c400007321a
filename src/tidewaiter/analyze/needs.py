"""The tables that Analyze is handed, in the words of the store's read models."""

from __future__ import annotations

import polars as pl

from tidewaiter.vocabulary.tables import FLAG, NUMBER, TEXT, UTC, Schema

OUTCOMES: Schema = {"encounter_id": TEXT, "outcome": TEXT, "positive": FLAG}
"""One row an examined encounter: its outcome code, and whether the code stands for a finding."""

SAMPLED: Schema = {"encounter_id": TEXT, "draw": NUMBER, "rate": NUMBER}
"""One row an encounter with its random draw; further columns of ASSIGNED may stand beside them."""

ANNOUNCED: Schema = {
    **dict.fromkeys(("encounter_id", "subject_id", "kind", "role", "trip", "direction", "mode", "port"), TEXT),
    **dict.fromkeys(("carrier", "number", "sources", "status"), TEXT),
    "scheduled_at": UTC,
}
"""One row an encounter: columns of the read model ``encounter``; ``sources`` is comma-separated text."""

DIFFERENCES: Schema = {"encounter_id": TEXT, "carrier": TEXT, "differs_from": pl.List(pl.String)}
"""One row an encounter of which two sources could be compared, with the fields in which they differ."""
