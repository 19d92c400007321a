"""What an auditor asks: which decisions were made, by whom, who read what, and which lists stood at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from tidewaiter.store.projections.sql import Cursor, chunks, dicts, places
from tidewaiter.store.queries.rows import Rows, truths, where

DECISIONS = ("Admitted", "Referred", "Refused", "Seized", "Released", "Arrested", "Inspected", "Withdrawn")
LISTING = "listing"


def decisions(
    cursor: Cursor,
    *,
    kind: str | None = None,
    actor: str | None = None,
    port: str | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Rows:
    """List what people decided about encounters, the latest first; ``until`` is the last day.

    Columns of ``act``, with the name for as long as the announcement is kept. What a machine stated is no decision.
    """
    # Each index ends in the moment, so that the latest are read off its end: of all kinds, looked up by kind, a million
    # would be sorted for fifty. Nearly everybody is admitted; of all other kinds there are fewer than of any port.
    kinds, column = ((kind,), "a.kind") if kind else (DECISIONS, "(a.kind || '')")
    place = "(a.port || '')" if kind not in (None, "Admitted") and not actor else "a.port"
    condition, values = where(
        {
            "a.actor = %s": actor,
            f"{place} = %s": port,
            "a.at >= %s": since.isoformat() if since else None,
            "a.at < %s": (until + timedelta(days=1)).isoformat() if until else None,
        }
    )
    rows = dicts(
        cursor,
        "SELECT a.seq, a.encounter_id, a.kind, a.outcome, a.at, a.actor, a.port, a.withdrawn, e.surname, e.given_names"
        " FROM act a LEFT JOIN encounter e ON e.encounter_id = a.encounter_id"
        f" WHERE {column} IN ({places(len(kinds))}) AND {condition} AND a.actor NOT LIKE 'machine:%%'"
        " ORDER BY a.at DESC, a.seq DESC LIMIT %s OFFSET %s",
        [*kinds, *values, limit, offset],
    )
    return truths(rows, "withdrawn")


def decision(cursor: Cursor, seq: int) -> dict[str, Any] | None:
    """Give one act by its number in the journal, or None."""
    rows = truths(dicts(cursor, "SELECT * FROM act WHERE seq = %s", [seq]), "withdrawn")
    return rows[0] if rows else None


def lists_at(cursor: Cursor, seq: int) -> Rows:
    """Give the version of each look-out list in force before a journal entry: ``list_id, version, at, seq``."""
    return dicts(
        cursor,
        "SELECT h.list_id, h.version, h.act, h.entries, h.at, h.seq FROM list_history h JOIN (SELECT list_id,"
        " MAX(seq) AS seq FROM list_history WHERE seq < %s GROUP BY list_id) l ON l.seq = h.seq ORDER BY h.list_id",
        [seq],
    )


_AT_PORT = "(e.port = %s OR (r.about = 'listing' AND r.port = %s))"
"""What an auditor of one port sees: readings of its people, and lists that were shown to its officers."""


def readings(
    cursor: Cursor,
    *,
    actor: str | None = None,
    about: str | None = None,
    what: str | None = None,
    port: str | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Rows:
    """List readings, the latest first: ``seq, at, actor, what, about, purpose, roles, port, shown, name``.

    ``name`` is that of the person whose record it was, as far as the announcement is kept.
    """
    condition, values = where({"r.actor = %s": actor, "r.about = %s": about, "r.what = %s": what})
    place, ports = (_AT_PORT, [port, port]) if port else ("1 = 1", [])
    within, days = _days(since, until)
    rows = dicts(
        cursor,
        "SELECT r.*, e.surname, e.given_names FROM reading r LEFT JOIN encounter e ON e.encounter_id = r.about"
        f" WHERE {condition} AND {place} AND {within} ORDER BY r.at DESC, r.seq DESC LIMIT %s OFFSET %s",
        [*values, *ports, *days, limit, offset],
    )
    for row in rows:
        row["name"] = " ".join(part for part in (row.pop("surname"), row.pop("given_names")) if part) or None
    return rows


def readers(cursor: Cursor, since: date, until: date, *, port: str | None = None) -> Rows:
    """Sum up who read how much on each day: ``actor, day, roles, opened`` (single records), ``lists``, ``shown``."""
    condition, values = where({"port = %s": port})
    return dicts(
        cursor,
        "SELECT actor, day, MIN(roles) AS roles, SUM(opened) AS opened, SUM(lists) AS lists, SUM(shown) AS shown"
        f" FROM reading_day WHERE day >= %s AND day <= %s AND {condition} GROUP BY day, actor ORDER BY day, actor",
        [since.isoformat(), until.isoformat(), *values],
    )


_ACTED = "EXISTS (SELECT 1 FROM act a WHERE a.encounter_id = r.about AND a.actor = r.actor) AS acted"


def opened_often(cursor: Cursor, since: date, until: date, times: int, *, port: str | None = None) -> Rows:
    """Give records that somebody opened so many times (at least twice): ``actor, about, day, times, acted``.

    Who opened one so often in these days opened it for the so manieth time in them: only those are counted.
    """
    within, days = _days(since, until)
    condition, values = where({"e.port = %s": port})
    again = (
        f"SELECT DISTINCT r.actor, r.about FROM reading r WHERE {within.replace('r.at', 'r.again_at')} AND r.nth >= %s"
    )
    often = (
        f"SELECT r.actor, r.about, MIN(substr(r.at, 1, 10)) AS day, COUNT(*) AS times FROM ({again}) n JOIN reading r"
        f" ON r.about = n.about AND r.actor = n.actor WHERE {within} GROUP BY r.actor, r.about HAVING COUNT(*) >= %s"
    )
    rows = dicts(
        cursor,
        f"SELECT r.actor, r.about, r.day, r.times, {_ACTED} FROM ({often}) r"
        f" LEFT JOIN encounter e ON e.encounter_id = r.about WHERE {condition} ORDER BY r.times DESC, 1, 2 LIMIT 1000",
        [*days, times, *days, times, *values],
    )
    return truths(rows, "acted")


def opened_namesakes(
    cursor: Cursor, since: date, until: date, names: Mapping[str, str], *, port: str | None = None
) -> Rows:
    """Give records that bear a surname, opened by the reader it is looked for: ``actor, about, day, times, acted``.

    ``names``: surname in capitals by reader. Asked by the surname's index, not reading by reading.
    """
    within, days = _days(since, until)
    condition, values = where({"e.port = %s": port})
    found: Rows = []
    for part in chunks(sorted(names.items()), 200):
        pairs = " UNION ALL ".join(["SELECT CAST(%s AS TEXT) AS actor, CAST(%s AS TEXT) AS surname"] * len(part))
        found += dicts(
            cursor,
            f"SELECT r.actor, r.about, MIN(substr(r.at, 1, 10)) AS day, COUNT(*) AS times, {_ACTED}"
            # In this order: a few people of these names, then what was read of them; never all that was read.
            f" FROM ({pairs}) n CROSS JOIN encounter e CROSS JOIN reading r WHERE e.surname = n.surname"
            f" AND r.about = e.encounter_id AND r.actor = n.actor AND {within} AND {condition}"
            " GROUP BY r.actor, r.about ORDER BY 1, 2 LIMIT 1000",
            [*(text for pair in part for text in pair), *days, *values],
        )
    return truths(found, "acted")


def _days(since: date | None, until: date | None) -> tuple[str, list[str]]:
    return where(
        {
            "r.at >= %s": since.isoformat() if since else None,
            "r.at < %s": (until + timedelta(days=1)).isoformat() if until else None,
        }
    )


def read_before(cursor: Cursor, encounter_id: str, actor: str, seq: int) -> Rows:
    """List what somebody had opened of an encounter before a journal entry, in order."""
    return dicts(
        cursor,
        "SELECT * FROM reading WHERE about = %s AND actor = %s AND seq < %s ORDER BY seq",
        [encounter_id, actor, seq],
    )
