"""What enforce stated: decisions of officers, the crossings and stays they make, and the cases they open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tidewaiter.store.projections import acts
from tidewaiter.store.projections.acts import Performed
from tidewaiter.store.projections.sql import Cursor, moment, upsert

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

# Who crossed, in which direction and where is what the encounter says; the act says when and how it ended.
_CROSSING = (
    "INSERT INTO crossing (seq, encounter_id, subject_id, at, port, direction, outcome)"
    " SELECT %s, encounter_id, subject_id, %s, COALESCE(%s, port), direction, %s FROM encounter WHERE encounter_id = %s"
)
_STAY = (
    "INSERT INTO stay (encounter_id, subject_id, document_key, admitted_at, until, port)"
    " SELECT encounter_id, subject_id, document_key, %s, %s, COALESCE(%s, port) FROM encounter"
    " WHERE encounter_id = %s AND kind = 'person' AND direction = 'inbound'"
    " ON CONFLICT (encounter_id) DO UPDATE SET admitted_at = excluded.admitted_at, until = excluded.until"
)
# An exit closes the latest stay alone: an earlier one still open misses its own exit, which a human should see.
_CLOSE = (
    "UPDATE stay SET closed_at = %s, closed_by = %s WHERE encounter_id = (SELECT s.encounter_id FROM stay s"
    " JOIN encounter e ON e.document_key = s.document_key WHERE e.encounter_id = %s AND e.direction = 'outbound'"
    " AND s.closed_at IS NULL AND s.admitted_at <= %s ORDER BY s.admitted_at DESC, s.encounter_id DESC LIMIT 1)"
)


def acted(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Write acts that change nothing but the status: referred, seized, released, arrested, protection."""
    acts.record(cursor, stored)


def admitted(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Write the crossing, and begin a stay for each person who came in."""
    rows = acts.record(cursor, stored)
    _cross(cursor, rows, "admitted")
    cursor.executemany(
        _STAY, [(act.at, moment(act.data.get("until")), act.data.get("port"), act.about) for act in rows]
    )


def refused(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Write the refusal among the crossings."""
    _cross(cursor, acts.record(cursor, stored), "refused")


def departed(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Write the exit, and close the stays begun on the same document by a person of the same birth date.

    An exit that closes no stay is a gap in our data; nothing is inferred about the person.
    """
    rows = acts.record(cursor, stored)
    _cross(cursor, rows, "departed")
    cursor.executemany(_CLOSE, [(act.at, act.about, act.about, act.at) for act in rows])


def _cross(cursor: Cursor, rows: Sequence[Performed], outcome: str) -> None:
    cursor.executemany(_CROSSING, [(act.seq, act.at, act.data.get("port"), outcome, act.about) for act in rows])


def withdrawn(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Take back an act within its time of grace: its crossing and the stay it began or closed go with it."""
    for act in acts.record(cursor, stored):
        seq = acts.withdraw(cursor, act)
        if seq is None:
            continue
        cursor.execute("DELETE FROM crossing WHERE seq = %s", [seq])
        if act.data.get("fact") == "Admitted":
            cursor.execute("DELETE FROM stay WHERE encounter_id = %s", [act.about])
        elif act.data.get("fact") == "Departed":
            cursor.execute("UPDATE stay SET closed_at = NULL, closed_by = NULL WHERE closed_by = %s", [act.about])


_CASE = upsert(
    "enforcement_case",
    (
        "case_id",
        "encounter_id",
        "kind",
        "ground",
        "status",
        "opened_at",
        "due_at",
        "appeal_until",
        "officer",
        "updated_at",
    ),
    ("case_id",),
)


def cases_opened(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Open a case with its clocks."""
    cursor.executemany(
        _CASE,
        [
            (
                act.data["case_id"], act.data.get("encounter_id") or act.about, act.data.get("kind"),
                act.data.get("ground"), act.data.get("status") or "open", act.at, moment(act.data.get("due_at")),
                moment(act.data.get("appeal_until")), act.actor, act.at,
            )
            for act in acts.record(cursor, stored)
        ],
    )  # fmt: skip


def cases_advanced(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Move a case to its next status."""
    cursor.executemany(
        "UPDATE enforcement_case SET status = %s, updated_at = %s WHERE case_id = %s",
        [(act.data.get("status"), act.at, act.data["case_id"]) for act in acts.record(cursor, stored)],
    )
