"""Looking things up by what was typed: exactly and by their beginnings, each within bounds and at the asker's port."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tidewaiter.store.projections.sql import Cursor, chunks, dicts, places
from tidewaiter.store.queries.rows import Rows, where
from tidewaiter.store.queries.targeting import COLUMNS, told

# Not as bare columns: a planner would walk all of a port by its index instead of the few that were typed.
_HERE = "(COALESCE(e.port, '') = %s OR COALESCE(e.diverted_from, '') = %s)"


def by_column(cursor: Cursor, column: str, spellings: Sequence[str], *, port: str | None, limit: int) -> Rows:
    """List encounters whose ``column`` begins with one of the spellings, the latest due first.

    ``column``: surname, document_number, plate or conveyance_name. Each spelling is a range of the column's index.
    """
    if column not in ("surname", "document_number", "plate", "conveyance_name") or not spellings:
        return []
    ranges = [(text, after(text)) for text in dict.fromkeys(spellings)]
    condition = " OR ".join([f"(e.{column} >= %s AND e.{column} < %s)"] * len(ranges))
    here, own = (f" AND {_HERE}", [port, port]) if port else ("", [])
    values = [value for pair in ranges for value in pair]
    rows = dicts(
        cursor,
        f"SELECT {COLUMNS} FROM encounter e WHERE ({condition}){here}"
        " ORDER BY e.scheduled_at DESC NULLS LAST, e.encounter_id LIMIT %s",
        [*values, *own, limit],
    )
    return told(rows)


def after(text: str) -> str:
    """Give the first text that comes after all those which begin with ``text``."""
    return text[:-1] + chr(ord(text[-1]) + 1)


def by_ids(cursor: Cursor, encounter_ids: Sequence[str], *, port: str | None) -> Rows:
    """List encounters by their ids."""
    found: Rows = []
    here, own = (f" AND {_HERE}", [port, port]) if port else ("", [])
    for part in chunks(dict.fromkeys(encounter_ids)):
        sql = f"SELECT {COLUMNS} FROM encounter e WHERE e.encounter_id IN ({places(len(part))}){here}"
        found += dicts(cursor, sql, [*part, *own])
    return told(found)


def names_like(cursor: Cursor, beginnings: Sequence[str], *, port: str | None, limit: int) -> Rows:
    """Give distinct ``surname, given_names, birth_date`` of people whose surname begins so."""
    if not beginnings:
        return []
    ranges = [(text, after(text)) for text in dict.fromkeys(beginnings)]
    condition = " OR ".join(["(e.surname >= %s AND e.surname < %s)"] * len(ranges))
    here, own = (f" AND {_HERE}", [port, port]) if port else ("", [])
    return dicts(
        cursor,
        f"SELECT DISTINCT e.surname, e.given_names, e.birth_date FROM encounter e WHERE ({condition}){here}"
        " AND e.kind = 'person' LIMIT %s",
        [*(value for pair in ranges for value in pair), *own, limit],
    )


def movements(cursor: Cursor, carrier: str, number: str, *, port: str | None, limit: int) -> Rows:
    """List movements of a carrier's number, the latest first."""
    start = f"{carrier}|{number}|"
    condition, values = where({"port = %s": port})
    return dicts(
        cursor,
        "SELECT trip, carrier, number, departure, arrival, direction, mode, port, scheduled_at, people FROM trip"
        f" WHERE trip >= %s AND trip < %s AND {condition} ORDER BY scheduled_at DESC NULLS LAST, trip LIMIT %s",
        [start, after(start), *values, limit],
    )


def list_entries(cursor: Cursor, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], dict[str, Any]]:
    """Give entries of look-out lists by list and entry, with the version in force and when it was fetched."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for part in chunks(pairs, 200):
        rows = dicts(
            cursor,
            "SELECT l.list_id, l.entry_id, l.entry_kind, l.category, l.ground, l.names, l.birth_dates, l.remarks,"
            " v.version, v.fetched_at, v.title FROM listing l LEFT JOIN list_version v ON v.list_id = l.list_id"
            f" WHERE {' OR '.join(['(l.list_id = %s AND l.entry_id = %s)'] * len(part))}",
            [value for pair in part for value in pair],
        )
        found |= {(row["list_id"], row["entry_id"]): row for row in rows}
    return found


def cases(cursor: Cursor, encounter_ids: Sequence[str], case_id: str | None, *, port: str | None, limit: int) -> Rows:
    """List enforcement cases of encounters, and those whose id begins with what was typed."""
    parts, values = [], []
    if encounter_ids:
        parts.append(f"c.encounter_id IN ({places(len(encounter_ids))})")
        values += list(encounter_ids)
    if case_id:
        parts.append("(c.case_id >= %s AND c.case_id < %s)")
        values += [case_id, after(case_id)]
    if not parts:
        return []
    condition, own = where({"e.port = %s": port})
    return dicts(
        cursor,
        "SELECT c.case_id, c.encounter_id, c.kind, c.ground, c.status, c.opened_at, c.due_at, c.officer, e.port"
        f" FROM enforcement_case c JOIN encounter e ON e.encounter_id = c.encounter_id WHERE ({' OR '.join(parts)})"
        f" AND {condition} ORDER BY c.opened_at DESC, c.case_id LIMIT %s",
        [*values, *own, limit],
    )


def inspections(cursor: Cursor, encounter_ids: Sequence[str], *, limit: int) -> Rows:
    """List how inspections of encounters ended and what was found, the latest first; ``seq``: the journal's entry."""
    if not encounter_ids:
        return []
    some = places(len(encounter_ids))
    return dicts(
        cursor,
        "SELECT seq, encounter_id, 'inspection' AS kind, outcome AS said, actor, at FROM act"
        f" WHERE kind = 'Inspected' AND NOT withdrawn AND encounter_id IN ({some})"
        " UNION ALL SELECT seq, encounter_id, 'finding', finding_kind, officer, at FROM finding"
        f" WHERE encounter_id IN ({some}) ORDER BY 6 DESC LIMIT %s",
        [*encounter_ids, *encounter_ids, limit],
    )
