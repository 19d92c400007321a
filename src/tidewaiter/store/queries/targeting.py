"""What analysts work through: who is coming with something to look at, whom they come with, where they sit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tidewaiter.store.projections.sql import Cursor, chunks, dicts, places, stamp
from tidewaiter.store.queries.rows import Rows, opened, truths, where

_SHOWN = (
    "encounter_id", "kind", "role", "subject_id", "trip", "direction", "mode", "port", "carrier", "number",
    "departure", "arrival", "scheduled_at", "surname", "given_names", "birth_date", "document_number",
    "document_issuer", "plate", "plate_issuer", "conveyance_name", "seat", "locator", "score", "band", "reasons",
    "assignment", "stream", "lookout", "hits", "status", "version", "cancelled",
)  # fmt: skip
COLUMNS = ", ".join(f"e.{name}" for name in _SHOWN)
FLAGGED = "(e.hits > 0 OR e.score > 0)"
"""Something to look at: a possible match, or a rule that fired. As the partial indexes of the table write it."""
_NOTES = "SELECT handover_id, port, officer, text, left_open, at, taken_by, taken_at FROM handover"


def arrivals(
    cursor: Cursor,
    *,
    first: datetime,
    last: datetime,
    port: str | None = None,
    mode: str | None = None,
    direction: str | None = None,
    band: str | None = None,
    assignment: str | None = None,
    hit: bool | None = None,
    rule: str | None = None,
    carrier: str | None = None,
    number: str | None = None,
    everyone: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> Rows:
    """List who is due between two moments, the one due first on top; ``reasons`` is a list.

    Without ``everyone``: those with a possible match or on whom a rule fired. ``rule``: on whom that one fired.
    """
    condition, values = where(
        {
            "e.port = %s": port,
            "e.scheduled_at >= %s": stamp(first),
            "e.scheduled_at < %s": stamp(last),
            "e.mode = %s": mode,
            "e.direction = %s": direction,
            "e.band = %s": band,
            "e.assignment = %s": assignment,
            "e.carrier = %s": carrier,
            "e.number = %s": number,
            "EXISTS (SELECT 1 FROM fired f WHERE f.rule_id = %s AND f.encounter_id = e.encounter_id)": rule,
        }
    )
    parts = [condition, "NOT e.cancelled"]
    parts += [] if everyone else [FLAGGED]
    parts += [] if hit is None else ["e.hits > 0" if hit else "e.hits = 0"]
    rows = dicts(
        cursor,
        f"SELECT {COLUMNS} FROM encounter e WHERE {' AND '.join(parts)}"
        " ORDER BY e.scheduled_at, e.encounter_id LIMIT %s OFFSET %s",
        [*values, limit, offset],
    )
    return told(rows)


def told(rows: Rows) -> Rows:
    """Bring rows of encounters to JSON values."""
    return opened(truths(rows, "cancelled"), "reasons")


def companions(cursor: Cursor, encounter_id: str, *, port: str | None = None, limit: int = 50) -> Rows:
    """List who shares a booking, a contact or a card with an encounter, each once, with what they share.

    ``shares``: [``kind`` (booking, contact or payment), ``at`` when it was first known]. Of another port nobody is
    listed or counted. It is an association and says nothing of anybody by itself.
    """
    condition, values = where({"e.port = %s": port})
    found = dicts(
        cursor,
        f"SELECT t.kind AS shared, t.at AS shared_at, {COLUMNS} FROM tie o"
        " JOIN tie t ON t.token = o.token AND t.encounter_id <> o.encounter_id"
        " JOIN encounter e ON e.encounter_id = t.encounter_id"
        f" WHERE o.encounter_id = %s AND {condition}"
        " ORDER BY e.scheduled_at DESC NULLS LAST, e.encounter_id, t.kind LIMIT %s",
        [encounter_id, *values, limit * 3],
    )
    by_encounter: dict[str, dict[str, Any]] = {}
    for row in told(found):
        share = {"kind": row.pop("shared"), "at": row.pop("shared_at")}
        one = by_encounter.setdefault(row["encounter_id"], row | {"shares": []})
        if share["kind"] not in [each["kind"] for each in one["shares"]]:
            one["shares"].append(share)
    return list(by_encounter.values())[:limit]


def aboard(cursor: Cursor, trip: str, *, port: str | None = None, limit: int = 1000) -> Rows:
    """List the people of one movement with their seats, by seat."""
    condition, values = where({"e.trip = %s": trip, "e.port = %s": port})
    rows = dicts(
        cursor,
        f"SELECT {COLUMNS} FROM encounter e WHERE {condition} AND e.kind = 'person' AND NOT e.cancelled"
        " ORDER BY e.seat NULLS LAST, e.encounter_id LIMIT %s",
        [*values, limit],
    )
    return told(rows)


def sources(cursor: Cursor, encounter_ids: Sequence[str]) -> dict[str, Rows]:
    """Say of encounters which messages announced them: ``message_id, kinds, sender, received_at``, oldest first."""
    found: dict[str, Rows] = {encounter_id: [] for encounter_id in encounter_ids}
    for part in chunks(list(found)):
        rows = dicts(
            cursor,
            "SELECT DISTINCT a.encounter_id, a.message_id, i.kinds, i.sender, i.carrier, i.received_at FROM announced a"
            f" LEFT JOIN inbox i ON i.message_id = a.message_id WHERE a.encounter_id IN ({places(len(part))})"
            " ORDER BY i.received_at, a.message_id",
            part,
        )
        for row in rows:
            found[row.pop("encounter_id")].append(row)
    return found


def rules_fired(cursor: Cursor, encounter_ids: Sequence[str]) -> dict[str, list[str]]:
    """Name all rules that fired on encounters; their rows show three."""
    found: dict[str, list[str]] = {encounter_id: [] for encounter_id in encounter_ids}
    rules = [str(row["rule_id"]) for row in dicts(cursor, "SELECT DISTINCT rule_id FROM fired_day ORDER BY rule_id")]
    for part in chunks(list(found)):
        cursor.execute(
            f"SELECT rule_id, encounter_id FROM fired WHERE rule_id IN ({places(len(rules)) or 'NULL'})"
            f" AND encounter_id IN ({places(len(part))}) ORDER BY rule_id",
            [*rules, *part],
        )
        for rule, encounter in cursor.fetchall():
            found[encounter].append(str(rule))
    return found


def filters(cursor: Cursor, officer: str, *, port: str | None = None, page: str | None = None) -> Rows:
    """List the filters that an officer keeps, and those that others share with the port; ``query`` is a mapping."""
    condition, values = where({"page = %s": page})
    # What is shared by who works for every port is for every port.
    shared = "shared" if port is None else "shared AND port IN (%s, '*')"
    rows = dicts(
        cursor,
        f"SELECT * FROM saved_filter WHERE {condition} AND (officer = %s OR ({shared})) ORDER BY name, filter_id"
        " LIMIT 200",
        [*values, officer, *([] if port is None else [port])],
    )
    return opened(truths(rows, "shared"), "query")


def filter_kept(cursor: Cursor, filter_id: str) -> dict[str, Any] | None:
    """Give one filter, or None."""
    rows = dicts(cursor, "SELECT * FROM saved_filter WHERE filter_id = %s", [filter_id])
    return opened(truths(rows, "shared"), "query")[0] if rows else None


def filters_kept(cursor: Cursor, officer: str) -> int:
    """Count the filters that an officer keeps."""
    cursor.execute("SELECT COUNT(*) FROM saved_filter WHERE officer = %s", [officer])
    return int((cursor.fetchone() or (0,))[0])


def handovers(cursor: Cursor, *, port: str | None = None, limit: int = 20, offset: int = 0) -> Rows:
    """List notes from shift to shift, the latest first."""
    condition, values = where({"port = %s": port})
    rows = dicts(
        cursor,
        f"{_NOTES} WHERE {condition} ORDER BY at DESC, handover_id LIMIT %s OFFSET %s",
        [*values, limit, offset],
    )
    return opened(rows, "left_open")


def handover(cursor: Cursor, handover_id: str) -> dict[str, Any] | None:
    """Give one note, or None."""
    rows = dicts(cursor, f"{_NOTES} WHERE handover_id = %s", [handover_id])
    return opened(rows, "left_open")[0] if rows else None


def waiting(cursor: Cursor, *, due: datetime, port: str | None = None, most: int = 1000) -> dict[str, int]:
    """Count the hits that wait and those of them past their time, up to ``most``."""
    condition, values = where({"e.port = %s": port})
    cursor.execute(
        "SELECT COUNT(*), COALESCE(SUM(CASE WHEN scheduled_at < %s THEN 1 ELSE 0 END), 0) FROM ("
        " SELECT e.scheduled_at FROM hit h JOIN encounter e ON e.encounter_id = h.encounter_id"
        f" WHERE h.status IN ('open', 'second-look', 'escalated') AND {condition} LIMIT %s) AS found",
        [stamp(due), *values, most],
    )
    row = cursor.fetchone() or (0, 0)
    return {"waiting": int(row[0]), "overdue": int(row[1])}


def fired_by_day(
    cursor: Cursor, rule_id: str, *, since: datetime, labels: Sequence[str], positive: Sequence[str]
) -> Rows:
    """Count by day (UTC) on how many a rule fired, how many of them were examined, and in how many was found.

    ``since``: from its whole day on. ``labels``: outcomes of inspections that teach something; ``positive``: those of
    them that found something. How often it fired is read from the sums by day, and only who was examined is looked at.
    """
    first = stamp(since)[:10]
    rows = dicts(
        cursor, "SELECT day, fired FROM fired_day WHERE rule_id = %s AND day >= %s ORDER BY day", [rule_id, first]
    )
    cursor.execute(
        "SELECT substr(at, 1, 10), outcomes, COUNT(*) FROM fired WHERE rule_id = %s AND at >= %s"
        " AND outcomes IS NOT NULL GROUP BY 1, 2",
        [rule_id, first],
    )
    examined: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for day, outcomes, count in cursor.fetchall():
        codes = set(outcomes.split(","))
        examined[day] += count if codes & set(labels) else 0
        found[day] += count if codes & set(labels) & set(positive) else 0
    return [row | {"examined": examined[row["day"]], "found": found[row["day"]]} for row in rows]
