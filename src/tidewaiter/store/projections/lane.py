"""What officers checked at lanes: the latest outcome of each check stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import orjson

from tidewaiter.store.projections.sql import Cursor, stamp, upsert

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

_CHECK = upsert(
    "lane_check",
    ("encounter_id", "name", "state", "how", "detail", "note", "officer", "at"),
    ("encounter_id", "name"),
)


def checked(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Write each check of a reading, or of an officer's eye, over the one before."""
    rows = []
    for item in stored:
        said = orjson.loads(item.entry.rows[0])
        how, note, at = said.get("how"), said.get("note"), stamp(item.entry.at)
        rows += [
            (item.entry.about, each["name"], each["state"], how, each.get("detail"), note, item.entry.actor, at)
            for each in said["checks"]
        ]
    cursor.executemany(_CHECK, rows)
