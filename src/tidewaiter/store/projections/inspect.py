"""What inspect stated: who presented, and how an inspection ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tidewaiter.store.projections import acts
from tidewaiter.store.projections.sql import Cursor

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry


def presented(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Note when and at which lane the person reported, and whether anything had announced them.

    Who was due at another port belongs to the port of the officer from now on; the other is kept beside it.
    """
    rows = acts.record(cursor, stored)
    diverted = [act for act in rows if act.data.get("diverted_from")]
    cursor.executemany(
        "UPDATE encounter SET port = %s, diverted_from = %s WHERE encounter_id = %s",
        [(act.data.get("port"), act.data["diverted_from"], act.about) for act in diverted],
    )
    cursor.executemany(
        "UPDATE encounter SET presented_at = COALESCE(presented_at, %s), lane = COALESCE(%s, lane),"
        " port = COALESCE(port, %s), unannounced = %s WHERE encounter_id = %s",
        [
            (act.at, act.data.get("lane"), act.data.get("port"), bool(act.data.get("unannounced")), act.about)
            for act in rows
        ],
    )


def inspected(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Put the outcome of the inspection on the encounter."""
    rows = acts.record(cursor, stored)
    cursor.executemany(
        "UPDATE encounter SET outcome = %s WHERE encounter_id = %s",
        [(act.data.get("outcome"), act.about) for act in rows],
    )
