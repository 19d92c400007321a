"""What was compared with look-out lists: counts by day, and how far new entries were looked for among those known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import orjson

from tidewaiter.store.projections.sql import Cursor, insert, stamp

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

COUNTS = ("declarations", "names", "considered", "scored", "alerted")
_ADDED = ", ".join(f"{name} = screening.{name} + excluded.{name}" for name in ("messages", *COUNTS))
_SCREENED = insert("screening", ("day", "messages", *COUNTS), conflict=f"(day) DO UPDATE SET {_ADDED}")
_SAID = ("base", "stated", "version", "through", "done", "entries")
_UNSAID = {"done": False, "entries": 0}
# A step of the same search adds to its counts; the first step of another one begins anew.
_SAME = "rescreening.stated = excluded.stated AND NOT rescreening.done"
_STEP = ", ".join(
    [
        *(f"{name} = excluded.{name}" for name in (*_SAID, "at")),
        *(f"{name} = CASE WHEN {_SAME} THEN rescreening.{name} ELSE 0 END + excluded.{name}" for name in COUNTS),
        f"begun_at = CASE WHEN {_SAME} THEN rescreening.begun_at ELSE excluded.begun_at END",
    ]
)
_RESCREENED = insert(
    "rescreening", ("list_id", *_SAID, *COUNTS, "begun_at", "at"), conflict=f"(list_id) DO UPDATE SET {_STEP}"
)


def screened(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Add what each walk compared to the counts of its day."""
    rows = [(stamp(item.entry.at)[:10], orjson.loads(line)) for item in stored for line in item.entry.rows]
    cursor.executemany(
        _SCREENED, [(day, len(row["messages"]), *(row.get(name, 0) for name in COUNTS)) for day, row in rows]
    )


def rescreened(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Note how far the search for the entries of a version went, and which hits an altered entry no longer makes."""
    rows = [(stamp(item.entry.at), item.entry.about, orjson.loads(item.entry.rows[0])) for item in stored]
    cursor.executemany(
        _RESCREENED,
        [
            (
                about,
                *(row.get(name, _UNSAID.get(name)) for name in _SAID),
                *(row.get(name, 0) for name in COUNTS),
                at,
                at,
            )
            for at, about, row in rows
        ],
    )
    unfit = [
        (at, about, encounter_id, entry_id)
        for at, about, row in rows
        for encounter_id, entry_id in row.get("unfit") or ()
    ]
    cursor.executemany(
        "UPDATE hit SET unfit_at = %s WHERE list_id = %s AND encounter_id = %s AND entry_id = %s AND unfit_at IS NULL",
        unfit,
    )
