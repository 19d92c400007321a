"""Proposals to join subjects, what humans decided about them, and what a merge or its undoing moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import orjson

from tidewaiter.store.projections import documents
from tidewaiter.store.projections.sql import Cursor, chunks, insert, places, stamp, upsert
from tidewaiter.vocabulary.facts import FactKind

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

_PROPOSED = insert(
    "link_proposal",
    ("proposal_id", "subject_id", "other_id", "weight", "probability", "evidence", "status", "at"),
    conflict="(proposal_id) DO NOTHING",
)
_DECIDED = upsert(
    "link_proposal",
    ("proposal_id", "subject_id", "other_id", "weight", "status", "officer", "reason", "decided_at"),
    ("proposal_id",),
)
_STATUS = {
    FactKind.SUBJECTS_MERGED: "accepted",
    FactKind.LINK_REJECTED: "rejected",
    FactKind.MERGE_UNDONE: "undone",
}


def proposed(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Keep proposals, each field compared beside its weight."""
    rows = []
    for item in stored:
        for row in map(orjson.loads, item.entry.rows):
            evidence = orjson.dumps(row["evidence"]).decode()
            said = (row["proposal_id"], row["subject_id"], row["other_id"], row["weight"], row["probability"])
            rows.append((*said, evidence, "proposed", stamp(item.entry.at)))
    cursor.executemany(_PROPOSED, rows)


def decided(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Keep what a human decided, and move what a merge or its undoing names."""
    for item in stored:
        entry = item.entry
        for row in map(orjson.loads, entry.rows):
            pair = row["subject_id"], row["other_id"]
            told = (_STATUS[entry.kind], entry.actor, row["reason"], stamp(entry.at))
            cursor.execute(_DECIDED, [entry.about, *pair, row["weight"], *told])
            if entry.kind is FactKind.SUBJECTS_MERGED:
                _move(cursor, row, old=pair[1], new=pair[0])
            elif entry.kind is FactKind.MERGE_UNDONE:
                _move(cursor, row, old=pair[0], new=pair[1])


def _move(cursor: Cursor, row: dict[str, Any], *, old: str, new: str) -> None:
    for part in chunks(row["encounters"]):
        for table in ("encounter", "crossing", "stay", "act", "finding", "tie"):
            sql = f"UPDATE {table} SET subject_id = %s WHERE encounter_id IN ({places(len(part))})"
            cursor.execute(sql, [new, *part])
    for part in chunks(row["keys"]):
        cursor.execute(f"UPDATE subject_key SET subject_id = %s WHERE key IN ({places(len(part))})", [new, *part])
        documents.move(cursor, part, old, new)
