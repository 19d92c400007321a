"""Crossings and stays: what admissions, refusals and exits make, from what the facts themselves say.

Nothing here reads what was announced: announcements are destroyed years before the crossings that followed from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tidewaiter.enforce.stays import Exit, Stay, match_exits
from tidewaiter.store.projections.acts import Performed
from tidewaiter.store.projections.identify import remember
from tidewaiter.store.projections.sql import Cursor, Row, chunks, insert, moment, places, upsert

_CROSSING = insert(
    "crossing",
    ("seq", "encounter_id", "subject_id", "kind", "document_key", "at", "port", "direction", "outcome", "source"),
)
_STAY = upsert(
    "stay", ("encounter_id", "subject_id", "document_key", "admitted_at", "until", "port"), ("encounter_id",)
)
_STAYS = "SELECT encounter_id, document_key, admitted_at FROM stay WHERE document_key IN ({})"
_EXITS = (
    "SELECT encounter_id, document_key, at, seq FROM crossing WHERE outcome = 'departed' AND direction = 'outbound'"
    " AND kind = 'person' AND document_key IN ({})"
)
_CLOSE = "UPDATE stay SET closed_at = %s, closed_by = %s WHERE encounter_id = %s"


def cross(cursor: Cursor, acts: Sequence[Performed], outcome: str) -> None:
    """Write crossings, and remember whom their documents belong to; exits close stays."""
    cursor.executemany(_CROSSING, [_crossing(act, outcome) for act in acts])
    remember(cursor, [(act.said("subject_id"), act.said("document_key"), act.at) for act in acts])
    if outcome == "departed":
        match(cursor, (act.said("document_key") for act in acts))


def begin(cursor: Cursor, acts: Sequence[Performed]) -> None:
    """Begin a stay for each person who was let in."""
    stayed = [act for act in acts if act.said("kind") == "person" and act.said("direction") == "inbound"]
    cursor.executemany(
        _STAY,
        [
            (
                act.about, act.said("subject_id"), act.said("document_key"), act.at, moment(act.data.get("until")),
                act.port,
            )
            for act in stayed
        ],
    )  # fmt: skip
    match(cursor, (act.said("document_key") for act in stayed))


def take_back(cursor: Cursor, act: Performed, seq: int) -> None:
    """Take back the crossing of journal number ``seq`` and the stay that it began or closed."""
    cursor.execute("SELECT document_key FROM crossing WHERE seq = %s", [seq])
    keys = [row[0] for row in cursor.fetchall()]
    cursor.execute("DELETE FROM crossing WHERE seq = %s", [seq])
    if act.data.get("fact") == "Admitted":
        cursor.execute("DELETE FROM stay WHERE encounter_id = %s", [act.about])
    match(cursor, keys)


def match(cursor: Cursor, keys: Iterable[str | None]) -> None:
    """Bring the stays of some documents up to date with the exits there are."""
    for part in chunks(sorted({key for key in keys if key})):
        found = places(len(part))
        stays = [Stay(*row) for row in _rows(cursor, _STAYS.format(found), part)]
        exits = [Exit(*row) for row in _rows(cursor, _EXITS.format(found), part)] if stays else []
        closed = match_exits(exits, stays)
        cursor.executemany(_CLOSE, [(*_closing(closed.get(stay.encounter_id)), stay.encounter_id) for stay in stays])


def _closing(left: Exit | None) -> tuple[str | None, str | None]:
    return (left.left_at, left.encounter_id) if left else (None, None)


def _crossing(act: Performed, outcome: str) -> Row:
    return (
        act.seq,
        act.about,
        *(act.said(name) for name in ("subject_id", "kind", "document_key")),
        moment(act.data.get("left_at")) or act.at,  # a machine hears of an exit later than it happened
        act.port,
        act.said("direction"),
        outcome,
        act.data.get("source") or "officer",
    )


def _rows(cursor: Cursor, sql: str, values: Sequence[Any]) -> list[Row]:
    cursor.execute(sql, values)
    return cursor.fetchall()
