"""Who is coming: lists for a port, one encounter whole, and everything the journal holds about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import orjson

from tidewaiter.store.needs_of_rooms import RoomNeeds
from tidewaiter.store.projections.sql import Cursor, chunks, dicts, places, stamp
from tidewaiter.store.queries.rows import Rows, day_of, opened, truths, where
from tidewaiter.vocabulary.facts import FactKind
from tidewaiter.vocabulary.hit import SILENT

_OF_MESSAGE = (
    FactKind.DECLARED,
    FactKind.IDENTIFIED,
    FactKind.LIST_HIT,
    FactKind.ASSESSED,
    FactKind.ASSIGNED,
)


_FLAGS = ("unaccompanied_minor", "cancelled", "unannounced")


def encounters(
    cursor: Cursor,
    *,
    port: str | None = None,
    band: str | None = None,
    status: str | None = None,
    assignment: str | None = None,
    direction: str | None = None,
    trip: str | None = None,
    day: date | None = None,
    kind: str | None = None,
    subject_id: str | None = None,
    document_number: str | None = None,
    surname: str | None = None,
    birth_date: date | None = None,
    plate: str | None = None,
    limit: int = 100,
    offset: int = 0,
) -> Rows:
    """List encounters by when they are due; ``day`` is the UTC day of the scheduled time. ``reasons`` is a list.

    Document number, surname and plate are matched as they were declared (upper case): the look-up at primary.
    """
    first, last = day_of(day)
    condition, values = where(
        {
            "port = %s": port,
            "band = %s": band,
            "status = %s": status,
            "assignment = %s": assignment,
            "direction = %s": direction,
            "trip = %s": trip,
            "kind = %s": kind,
            "subject_id = %s": subject_id,
            "document_number = %s": document_number,
            "surname = %s": surname,
            "birth_date = %s": birth_date.isoformat() if birth_date else None,
            "plate = %s": plate,
            "scheduled_at >= %s": first,
            "scheduled_at < %s": last,
        }
    )
    rows = dicts(
        cursor,
        f"SELECT * FROM encounter WHERE {condition} ORDER BY scheduled_at NULLS FIRST, encounter_id LIMIT %s OFFSET %s",
        [*values, limit, offset],
    )
    return opened(truths(rows, *_FLAGS), "reasons")


def encounter(cursor: Cursor, encounter_id: str) -> dict[str, Any] | None:
    """Give one encounter with its reasons, hits, acts, findings and cases, or None."""
    rows = dicts(cursor, "SELECT * FROM encounter WHERE encounter_id = %s", [encounter_id])
    if not rows:
        return None
    row = opened(truths(rows, *_FLAGS), "reasons")[0]
    for name, table, order in (
        ("possible_matches", "hit", "list_id, entry_id"),
        ("acts", "act", "seq"),
        ("findings", "finding", "seq"),
        ("cases", "enforcement_case", "case_id"),
        ("announced_by", "announced", "declaration_id"),
    ):
        row[name] = dicts(cursor, f"SELECT * FROM {table} WHERE encounter_id = %s ORDER BY {order}", [encounter_id])
    return row


def screening(cursor: Cursor, encounter_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Say of each encounter which checks failed and which never ran, over all that announced it.

    ``{encounter_id: {"state", "failed", "not_run"}}``; state is ``fail``, ``not-run`` or ``pass``. A check that ran on
    any one announcement has run. Where nothing is recorded at all, the state is ``not-run``.
    """
    noted: dict[str, list[str]] = {encounter_id: [] for encounter_id in encounter_ids}
    for part in chunks(noted):
        rows = dicts(
            cursor, f"SELECT encounter_id, checks FROM announced WHERE encounter_id IN ({places(len(part))})", part
        )
        for row in rows:
            if row["checks"] is not None:
                noted[row["encounter_id"]].append(row["checks"])
    told = {encounter_id: _screened(texts) for encounter_id, texts in noted.items()}
    doubted = [encounter_id for encounter_id, found in told.items() if _LISTS in found["failed"]]
    for encounter_id in all_silent(cursor, doubted):
        told[encounter_id] = _screened([_without_lists(text) for text in noted[encounter_id]])
    return told


_LISTS = "lists"


def all_silent(cursor: Cursor, encounter_ids: Sequence[str]) -> set[str]:
    """Give the encounters that have possible matches, all of which are settled as no match or suppressed."""
    found: set[str] = set()
    silent = sorted(map(str, SILENT))
    for part in chunks(encounter_ids):
        cursor.execute(
            f"SELECT encounter_id FROM hit WHERE encounter_id IN ({places(len(part))}) GROUP BY encounter_id"
            f" HAVING SUM(CASE WHEN status IN ({places(len(silent))}) THEN 0 ELSE 1 END) = 0",
            [*part, *silent],
        )
        found.update(str(row[0]) for row in cursor.fetchall())
    return found


def _without_lists(text: str) -> str:
    return ",".join(item for item in text.split(",") if item != f"{_LISTS}:fail")


def _screened(texts: Sequence[str]) -> dict[str, Any]:
    stated = [dict(item.split(":", 1) for item in text.split(",") if item) for text in texts]
    failed = sorted({name for checks in stated for name, state in checks.items() if state == "fail"})
    silent = [{name for name, state in checks.items() if state == "not-run"} for checks in stated]
    not_run = sorted(set.intersection(*silent)) if silent else ["all"]
    return {"state": "fail" if failed else "not-run" if not_run else "pass", "failed": failed, "not_run": not_run}


def explain(reader: RoomNeeds, encounter_id: str) -> dict[str, Any] | None:
    """Give everything the journal holds about one encounter, in the journal's order, or None.

    ``facts``: ``seq, kind, room, at, actor, data``; of the tables of messages only the encounter's own rows.
    """
    found = encounter(reader.cursor, encounter_id)
    if found is None:
        return None
    declarations = {row["declaration_id"] for row in found["announced_by"]}
    messages = sorted({row["message_id"] for row in found["announced_by"]})
    facts: Rows = []
    for about, kinds in [*((message, _OF_MESSAGE) for message in messages), (encounter_id, None)]:
        for stored in reader.entries(about=about, kinds=kinds):
            for row in map(orjson.loads, stored.entry.rows):
                own = row.get("encounter_id") == encounter_id or row.get("declaration_id") in declarations
                if kinds is None or own:
                    entry = stored.entry
                    said = {"seq": stored.seq, "kind": str(entry.kind), "room": entry.kind.room}
                    facts.append({**said, "at": stamp(entry.at), "actor": entry.actor, "data": row})
    facts.sort(key=lambda fact: int(fact["seq"]))
    return {"encounter": found, "facts": facts}


def held(cursor: Cursor) -> set[str]:
    """Give what retention may not destroy yet: encounters with a case that is not closed, their messages and files."""
    rows = dicts(
        cursor,
        "SELECT c.encounter_id, a.message_id, f.attachment_id FROM enforcement_case c"
        " LEFT JOIN announced a ON a.encounter_id = c.encounter_id"
        " LEFT JOIN attachment f ON f.encounter_id = c.encounter_id WHERE c.status <> 'closed'",
    )
    return {value for row in rows for value in row.values() if value}


def cases(
    cursor: Cursor,
    *,
    status: str | None = None,
    kind: str | None = None,
    port: str | None = None,
    limit: int = 100,
    offset: int = 0,
) -> Rows:
    """List enforcement cases, the one due first on top; ``port`` is that of the encounter."""
    condition, values = where({"c.status = %s": status, "c.kind = %s": kind, "e.port = %s": port})
    return dicts(
        cursor,
        "SELECT c.*, e.port FROM enforcement_case c LEFT JOIN encounter e ON e.encounter_id = c.encounter_id"
        f" WHERE {condition} ORDER BY c.due_at NULLS LAST, c.case_id LIMIT %s OFFSET %s",
        [*values, limit, offset],
    )
