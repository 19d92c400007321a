"""The record of an inspection in secondary: begun by a referral, worked on, closed by an outcome, amended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from tidewaiter.store.projections import detect, enforce, inspect, targeting
from tidewaiter.store.projections.sql import Cursor, insert, stamp
from tidewaiter.vocabulary.facts import FactKind

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

_REFERRED = insert(
    "inspection",
    (
        *("inspection_id", "encounter_id", "number", "port", "status", "referral", "drawn", "referred_at"),
        *("referred_by", "change", "amendments"),
    ),
    conflict="(inspection_id) DO NOTHING",
)
_LAST = "SELECT inspection_id FROM inspection WHERE encounter_id = %s"
_PRESENT = f"{_LAST} AND status IN ('open', 'waiting') ORDER BY status, number DESC LIMIT 1"
"""Who was left in an open inspection is inspected there; else in the one that waits."""
_ASKED = insert(
    "inspection_approval",
    ("inspection_id", "number", "encounter_id", "what", "code", "words", "asked_by", "asked_at", "at_change"),
    conflict="(inspection_id, number) DO NOTHING",
)
_ATTACHED = insert(
    "attachment",
    (
        *("attachment_id", "inspection_id", "encounter_id", "section", "title", "name", "media_type", "size"),
        *("digest", "officer", "at"),
    ),
    conflict="(attachment_id) DO NOTHING",
)


class _Step(NamedTuple):
    """One fact about an inspection: about which encounter, by whom, when, and its data."""

    about: str
    actor: str
    at: str
    data: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.data["inspection"])


def _steps(stored: Sequence[StoredEntry]) -> list[_Step]:
    entries = [item.entry for item in stored]
    return [_Step(each.about, each.actor, stamp(each.at), orjson.loads(each.rows[0])) for each in entries]


def referred(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Write the act, and begin an inspection that waits to be taken up."""
    enforce.acted(cursor, stored)
    for step in _steps(stored):
        cursor.execute("SELECT count(*) FROM inspection WHERE encounter_id = %s", [step.about])
        number = int((cursor.fetchone() or (0,))[0]) + 1
        # As inspect.secondary.state.inspection_id names it: the fact of its opening finds the row by this name.
        name = f"ins-{step.about.removeprefix('enc-')}-{number}"
        port = step.data.get("port") or (step.data.get("encounter") or {}).get("port")
        said = (step.data.get("reason"), bool(step.data.get("random")), step.at, step.actor)
        cursor.execute(_REFERRED, [name, step.about, number, port, "waiting", *said, 0, 0])


def withdrawn(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Take an act back; an inspection whose referral was a slip never was."""
    enforce.withdrawn(cursor, stored)
    for step in _steps(stored):
        if step.data.get("fact") == FactKind.REFERRED:
            last = f"inspection_id = ({_LAST} ORDER BY number DESC LIMIT 1)"
            cursor.execute(f"UPDATE inspection SET status = 'void' WHERE {last}", [step.about])
        elif step.data.get("fact") == FactKind.INSPECTED:
            targeting.ended(cursor, [step.about])


def opened(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Say who took an inspection up, and for which reason."""
    cursor.executemany(
        "UPDATE inspection SET status = 'open', reason = %s, origin = %s, opened_at = %s, opened_by = %s, holder = %s"
        " WHERE inspection_id = %s",
        [
            (step.data["reason"], step.data["origin"], step.at, step.actor, step.actor, step.name)
            for step in _steps(stored)
        ],
    )


def taken_over(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Say who holds an inspection now."""
    cursor.executemany(
        "UPDATE inspection SET holder = %s WHERE inspection_id = %s",
        [(step.actor, step.name) for step in _steps(stored)],
    )


def went_on(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Count a change of the content."""
    _changed(cursor, _steps(stored))


def _changed(cursor: Cursor, steps: Sequence[_Step]) -> None:
    cursor.executemany(
        "UPDATE inspection SET change = change + 1 WHERE inspection_id = %s", [(step.name,) for step in steps]
    )


def found(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Write the finding; it changes the inspection in which it was made."""
    detect.found(cursor, stored)
    cursor.executemany(
        f"UPDATE inspection SET change = change + 1 WHERE inspection_id = ({_PRESENT})",
        [(step.about,) for step in _steps(stored)],
    )


def attached(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Write what was attached; its bytes are not here."""
    steps = _steps(stored)
    _changed(cursor, steps)
    rows = []
    for step in steps:
        said = map(step.data.get, ("section", "title", "name", "media_type", "size", "digest"))
        rows.append((step.data["attachment_id"], step.name, step.about, *said, step.actor, step.at))
    cursor.executemany(_ATTACHED, rows)


def asked(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Write a question to a supervisor, and which state of the record it is about."""
    for step in _steps(stored):
        cursor.execute("SELECT change FROM inspection WHERE inspection_id = %s", [step.name])
        change = int((cursor.fetchone() or (0,))[0])
        said = map(step.data.get, ("what", "code", "words"))
        cursor.execute(_ASKED, [step.name, step.data["number"], step.about, *said, step.actor, step.at, change])


def answered(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Write a supervisor's answer."""
    cursor.executemany(
        "UPDATE inspection_approval SET answer = %s, answered_by = %s, answered_at = %s"
        " WHERE inspection_id = %s AND number = %s",
        [
            ("granted" if step.data["granted"] else "returned", step.actor, step.at, step.name, step.data["number"])
            for step in _steps(stored)
        ],
    )


_CLOSE = "UPDATE inspection SET status = 'closed', outcome = %s, closed_at = %s, closed_by = %s WHERE inspection_id = "


def inspected(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Put the outcome on the encounter, and close the inspection with it."""
    inspect.inspected(cursor, stored)
    cursor.executemany(
        f"{_CLOSE} ({_PRESENT})",
        [(step.data.get("outcome"), step.at, step.actor, step.about) for step in _steps(stored)],
    )
    targeting.ended(cursor, [item.entry.about for item in stored])


def closed(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Close an inspection whose person another act took out of secondary."""
    cursor.executemany(
        f"{_CLOSE} %s", [(step.data.get("outcome"), step.at, step.actor, step.name) for step in _steps(stored)]
    )


def amended(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Count an amendment."""
    cursor.executemany(
        "UPDATE inspection SET amendments = amendments + 1 WHERE inspection_id = %s",
        [(step.name,) for step in _steps(stored)],
    )
