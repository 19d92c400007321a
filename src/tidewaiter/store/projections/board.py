"""Alarms of the port board, declared staffing, and the log of who read what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import orjson

from tidewaiter.store.projections.sql import Cursor, insert, stamp, upsert
from tidewaiter.vocabulary.facts import FactKind

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

_RAISED = insert(
    "alarm",
    ("alarm_id", "level", "port", "measured", "threshold", "counted", "roles", "shown", "raised_at"),
    conflict="(alarm_id) DO NOTHING",
)
_STAFFED = upsert("staffing", ("port", "hour", "officers", "source", "loaded_by", "loaded_at"), ("port", "hour"))
LISTING = "listing"
_READING = ("seq", "about", "actor", "at", "what", "purpose", "roles", "port", "shown")
_READ = insert("reading", (*_READING, "nth", "again_at"), conflict="(seq) DO NOTHING")
"""A journal whose tail was cut gives its numbers anew: what was read then stays, and comparing the models says so."""
_READ_BEFORE = "SELECT COALESCE(MAX(nth), 0) FROM reading WHERE about = %s AND actor = %s"
_READ_BY_DAY = insert(
    "reading_day",
    ("day", "port", "actor", "roles", "opened", "lists", "shown"),
    conflict="(day, actor, port) DO UPDATE SET opened = reading_day.opened + excluded.opened,"
    " lists = reading_day.lists + excluded.lists, shown = reading_day.shown + excluded.shown,"
    " roles = CASE WHEN excluded.roles IS NULL OR reading_day.roles <= excluded.roles THEN reading_day.roles"
    " ELSE excluded.roles END",
)


def alarms(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Follow each alarm from the figure that raised it, by whom it was shown to and what they said, to its end."""
    for item in stored:
        entry, row = item.entry, orjson.loads(item.entry.rows[0])
        at = stamp(entry.at)
        if entry.kind is FactKind.ALARM_RAISED:
            said = (row["level"], row["port"], row["measured"], row["threshold"], row["counted"])
            cursor.execute(_RAISED, (entry.about, *said, orjson.dumps(row["roles"]).decode(), "[]", at))
        elif entry.kind is FactKind.ALARM_SHOWN:
            _shown(cursor, entry.about, {"officer": entry.actor, "at": at})
        elif entry.kind is FactKind.ALARM_ANSWERED:
            cursor.execute(
                "UPDATE alarm SET answered_by = %s, answered_at = %s, answer = %s WHERE alarm_id = %s",
                (entry.actor, at, row["answer"], entry.about),
            )
        else:
            cursor.execute("UPDATE alarm SET ended_at = %s WHERE alarm_id = %s", (at, entry.about))


def _shown(cursor: Cursor, alarm_id: str, told: dict[str, Any]) -> None:
    cursor.execute("SELECT shown FROM alarm WHERE alarm_id = %s", [alarm_id])
    row = cursor.fetchone()
    if row is not None:
        shown = [*orjson.loads(row[0] or "[]"), told]
        cursor.execute("UPDATE alarm SET shown = %s WHERE alarm_id = %s", (orjson.dumps(shown).decode(), alarm_id))


def staffed(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Keep what a port declared for each hour; a later table replaces the hours it names and no others."""
    rows = []
    for item in stored:
        entry, at = item.entry, stamp(item.entry.at)
        source = entry.about.partition(":")[2] or entry.about
        for row in map(orjson.loads, entry.rows):
            rows.append((row["port"], row["hour"], row["officers"], source, entry.actor, at))
    cursor.executemany(_STAFFED, rows)


def readings(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Keep one row a reading, and sums by reader and day: an auditor finds by both what the journal holds in order."""
    rows, days = [], []
    before: dict[tuple[str, str], int] = {}
    for item in stored:
        entry, said = item.entry, orjson.loads(item.entry.rows[0])
        at, roles, port = stamp(entry.at), ",".join(said.get("roles") or ()) or None, said.get("port")
        shown = 1 if said.get("encounters") is None else len(said["encounters"])
        row = (item.seq, entry.about, entry.actor, at, said.get("what"), said.get("purpose") or None, roles, port)
        listed = entry.about == LISTING
        nth = None if listed else _nth(cursor, entry.about, entry.actor, before)
        rows.append((*row, shown, nth, at if nth and nth > 1 else None))
        days.append((at[:10], port or "", entry.actor, roles, int(not listed), int(listed), shown))
    cursor.executemany(_READ, rows)
    cursor.executemany(_READ_BY_DAY, days)


def _nth(cursor: Cursor, about: str, actor: str, before: dict[tuple[str, str], int]) -> int:
    """Say the how manieth reading of a record by somebody this is; ``before`` counts those not written yet."""
    if (about, actor) not in before:
        cursor.execute(_READ_BEFORE, [about, actor])
        before[about, actor] = int((cursor.fetchone() or (0,))[0])
    before[about, actor] += 1
    return before[about, actor]
