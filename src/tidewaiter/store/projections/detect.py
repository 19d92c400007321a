"""What detect stated: things found on or with an encounter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tidewaiter.store.projections import acts
from tidewaiter.store.projections.sql import Cursor, insert

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

_FINDING = insert(
    "finding", ("seq", "encounter_id", "subject_id", "finding_kind", "quantity", "unit", "note", "officer", "at")
)


def found(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Write one finding per fact, with the officer who made it."""
    cursor.executemany(
        _FINDING,
        [
            (
                act.seq, act.about, act.said("subject_id"), act.data.get("finding_kind"), act.data.get("quantity"),
                act.data.get("unit"), act.data.get("note"), act.actor, act.at,
            )
            for act in acts.record(cursor, stored)
        ],
    )  # fmt: skip
