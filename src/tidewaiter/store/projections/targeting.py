"""On whom which rule fired and what became of them; filters that analysts keep, notes from shift to shift."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import orjson

from tidewaiter.store.projections.sql import Cursor, chunks, insert, places, stamp, upsert
from tidewaiter.vocabulary.facts import FactKind

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

_STANDING = "NOT withdrawn AND outcome IS NOT NULL AND (kind || '') = 'Inspected'"
_FIRED = insert("fired", ("rule_id", "encounter_id", "version", "at"), conflict="(rule_id, encounter_id) DO NOTHING")
_FIRED_BY_DAY = insert(
    "fired_day",
    ("rule_id", "day", "fired"),
    conflict="(rule_id, day) DO UPDATE SET fired = fired_day.fired + excluded.fired",
)
_ENDED = (
    "UPDATE fired SET outcomes = %s WHERE encounter_id = %s AND rule_id IN (SELECT DISTINCT rule_id FROM fired_day)"
)
_FILTER = ("filter_id", "officer", "name", "page", "query", "shared", "port", "at")
_SAVE = upsert("saved_filter", _FILTER, ("filter_id",))
_NOTE = insert(
    "handover",
    ("handover_id", "port", "officer", "text", "left_open", "at"),
    conflict="(handover_id) DO NOTHING",
)


def fired(cursor: Cursor, said: Sequence[tuple[str, str, int | None, str]]) -> None:
    """Remember on whom which rule fired (rule, encounter, version, moment), and count by day; the first time stands."""
    by_day: dict[tuple[str, str], list[tuple[str, str, int | None, str]]] = {}
    for row in said:
        by_day.setdefault((row[0], row[3][:10]), []).append(row)
    for (rule, day), rows in by_day.items():
        cursor.executemany(_FIRED, rows)
        if cursor.rowcount > 0:  # of those, so many are new
            cursor.execute(_FIRED_BY_DAY, [rule, day, cursor.rowcount])
    _late(cursor, sorted({row[1] for row in said}))


def _late(cursor: Cursor, encounter_ids: Sequence[str]) -> None:
    """Lay how inspections ended beside rules that fired only when somebody was assessed anew afterwards."""
    for part in chunks(encounter_ids):
        cursor.execute(
            f"SELECT DISTINCT encounter_id FROM act WHERE encounter_id IN ({places(len(part))}) AND {_STANDING}",
            part,
        )
        ended(cursor, [str(row[0]) for row in cursor.fetchall()])


def ended(cursor: Cursor, encounter_ids: Iterable[str]) -> None:
    """Lay how the inspections of some encounters ended beside every rule that fired on them."""
    for encounter in dict.fromkeys(encounter_ids):
        cursor.execute(f"SELECT DISTINCT outcome FROM act WHERE encounter_id = %s AND {_STANDING}", [encounter])
        codes = sorted(str(row[0]) for row in cursor.fetchall())
        cursor.execute(_ENDED, [",".join(codes) or None, encounter])


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
