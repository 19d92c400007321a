"""What enforce stated: decisions of officers, the crossings and stays they make, and the cases they open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tidewaiter.store.projections import acts, stays
from tidewaiter.store.projections.sql import Cursor, moment, upsert

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry


def acted(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Write acts that change nothing but the status: referred, seized, released, arrested, protection."""
    acts.record(cursor, stored)


def admitted(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Write the crossing, and begin a stay for each person who came in."""
    rows = acts.record(cursor, stored)
    stays.cross(cursor, rows, "admitted")
    stays.begin(cursor, rows)


def refused(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Write the refusal among the crossings."""
    stays.cross(cursor, acts.record(cursor, stored), "refused")


def departed(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Write the exit, and close the stay begun on the same document by a person of the same birth date.

    An exit that closes no stay is a gap in our data; nothing is inferred about the person.
    """
    stays.cross(cursor, acts.record(cursor, stored), "departed")


def withdrawn(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Take back an act, an officer's slip or a machine's that was corrected: its crossing and stay go with it."""
    for act in acts.record(cursor, stored):
        seq = acts.withdraw(cursor, act)
        if seq is not None:
            stays.take_back(cursor, act, seq)


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
