"""Filters that analysts keep, and notes from shift to shift."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import orjson

from tidewaiter.store.projections.sql import Cursor, insert, stamp, upsert
from tidewaiter.vocabulary.facts import FactKind

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

FIRED = insert("fired", ("rule_id", "encounter_id", "version", "at"), conflict="(rule_id, encounter_id) DO NOTHING")
"""Remember on whom a rule fired; the first time stands."""
_FILTER = ("filter_id", "officer", "name", "page", "query", "shared", "port", "at")
_SAVE = upsert("saved_filter", _FILTER, ("filter_id",))
_NOTE = insert(
    "handover",
    ("handover_id", "port", "officer", "text", "left_open", "at"),
    conflict="(handover_id) DO NOTHING",
)


def filters(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Keep a filter as it was saved last; one that was dropped is gone."""
    for item in stored:
        entry = item.entry
        if entry.kind is FactKind.FILTER_DROPPED:
            cursor.execute("DELETE FROM saved_filter WHERE filter_id = %s", [entry.about])
            continue
        said = orjson.loads(entry.rows[0])
        query = orjson.dumps(said["query"], option=orjson.OPT_SORT_KEYS).decode()
        row = (entry.about, entry.actor, said["name"], said["page"], query, bool(said["shared"]), said["port"])
        cursor.execute(_SAVE, (*row, stamp(entry.at)))


def handovers(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Keep what one shift left to the next, and who took it."""
    for item in stored:
        entry, said = item.entry, orjson.loads(item.entry.rows[0])
        if entry.kind is FactKind.HANDOVER_NOTED:
            left = orjson.dumps(said["left"], option=orjson.OPT_SORT_KEYS).decode()
            cursor.execute(_NOTE, (entry.about, said["port"], entry.actor, said["text"], left, stamp(entry.at)))
        else:
            cursor.execute(
                "UPDATE handover SET taken_by = %s, taken_at = %s WHERE handover_id = %s",
                [entry.actor, stamp(entry.at), entry.about],
            )
