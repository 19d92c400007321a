"""Break-glass as it stands: who opened which record of another port, and who has looked at why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import orjson

from tidewaiter.store.projections.sql import Cursor, insert, moment, stamp

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

_OPENED = insert(
    "break_glass",
    ("glass_id", "encounter_id", "port", "officer", "officer_port", "reason", "opened_at", "until", "review_due"),
    conflict="(glass_id) DO NOTHING",
)
_REVIEWED = (
    "UPDATE break_glass SET reviewed_at = %s, reviewed_by = %s, justified = %s, review_reason = %s WHERE glass_id = %s"
)


def opened(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Enter what was opened."""
    for item in stored:
        said, entry = orjson.loads(item.entry.rows[0]), item.entry
        who = (said["port"], entry.actor, said["officer_port"], said["reason"])
        times = (stamp(entry.at), moment(said["until"]), moment(said["review_due"]))
        cursor.execute(_OPENED, (said["glass_id"], entry.about, *who, *times))


def reviewed(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Enter what a reviewer found."""
    for item in stored:
        said, entry = orjson.loads(item.entry.rows[0]), item.entry
        found = (stamp(entry.at), entry.actor, said["justified"], said["reason"], said["glass_id"])
        cursor.execute(_REVIEWED, found)
