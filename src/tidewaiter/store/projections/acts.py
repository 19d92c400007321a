"""The acts of people about one encounter, and the status that follows from the last one that stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from tidewaiter.store.projections.sql import Cursor, insert, stamp
from tidewaiter.vocabulary.act import STATUS_AFTER
from tidewaiter.vocabulary.facts import FactKind

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

_ACT = insert(
    "act",
    ("seq", "encounter_id", "subject_id", "kind", "status", "outcome", "at", "actor", "port", "withdrawn"),
    conflict="(seq) DO NOTHING",
)
_STATUS = (
    "UPDATE encounter SET status = COALESCE(%s, status), status_at = CASE WHEN %s IS NULL THEN status_at ELSE %s END,"
    " updated_at = %s, version = version + 1 WHERE encounter_id = %s"
)


class Performed(NamedTuple):
    """One act as the projections handle it: journal number, encounter, kind, moment as text, actor and data.

    What the act concerns it says itself (``walk.whole``); what was announced may be destroyed by now.
    """

    seq: int
    about: str
    kind: FactKind
    at: str
    actor: str
    data: dict[str, Any]

    def said(self, name: str) -> str | None:
        """Give what the act says of its encounter: subject_id, kind, direction, port, document_key."""
        value = (self.data.get("encounter") or {}).get(name)
        return None if value is None else str(value)

    @property
    def port(self) -> str | None:
        """Give the port of the act, else the one at which the encounter stood."""
        return self.data.get("port") or self.said("port")


def record(cursor: Cursor, stored: Sequence[StoredEntry]) -> list[Performed]:
    """Write acts and the status they give; each raises the encounter's version by one. Give them back parsed."""
    acts = [
        Performed(
            item.seq,
            item.entry.about,
            item.entry.kind,
            stamp(item.entry.at),
            item.entry.actor,
            orjson.loads(item.entry.rows[0]),
        )
        for item in stored
    ]
    cursor.executemany(
        _ACT,
        [
            (
                act.seq, act.about, act.said("subject_id"), str(act.kind), STATUS_AFTER.get(act.kind),
                act.data.get("outcome"), act.at, act.actor, act.port, False,
            )
            for act in acts
        ],
    )  # fmt: skip
    cursor.executemany(
        _STATUS,
        [(STATUS_AFTER.get(act.kind), STATUS_AFTER.get(act.kind), act.at, act.at, act.about) for act in acts],
    )
    return acts


def withdraw(cursor: Cursor, act: Performed) -> int | None:
    """Take back the act a Withdrawn fact names and give the status of the last act that still stands.

    The act is the one of journal number ``seq`` where that fits, else the encounter's last act of the kind
    ``fact``. Gives the journal number of the act taken back, None when there is none.
    """
    fact, seq = act.data.get("fact"), act.data.get("seq")
    cursor.execute(
        "SELECT seq FROM act WHERE encounter_id = %s AND kind = %s AND NOT withdrawn AND seq < %s"
        " ORDER BY CASE WHEN seq = %s THEN 0 ELSE 1 END, seq DESC LIMIT 1",
        (act.about, fact, act.seq, seq if isinstance(seq, int) else -1),
    )
    row = cursor.fetchone()
    if row is None:
        return None
    cursor.execute("UPDATE act SET withdrawn = %s WHERE seq = %s", (True, row[0]))
    cursor.execute(
        "SELECT status FROM act WHERE encounter_id = %s AND status IS NOT NULL AND NOT withdrawn"
        " ORDER BY seq DESC LIMIT 1",
        [act.about],
    )
    standing = cursor.fetchone()
    cursor.execute(
        "UPDATE encounter SET status = %s, status_at = %s WHERE encounter_id = %s",
        (standing[0] if standing else "announced", act.at, act.about),
    )
    return int(row[0])
