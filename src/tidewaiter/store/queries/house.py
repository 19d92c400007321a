"""What the house asks about itself: dead letters to walk again, lists in force, draws committed."""

from __future__ import annotations

import base64
from datetime import date
from typing import Any

import orjson

from tidewaiter.store.needs_of_rooms import RoomNeeds, is_stale, troubles_of
from tidewaiter.store.projections.sql import Cursor, dicts
from tidewaiter.store.queries.rows import Rows, truths
from tidewaiter.vocabulary.facts import FactKind


def dead_letter(reader: RoomNeeds, message_id: str) -> dict[str, Any] | None:
    """Give the original bytes of an interchange that stands refused; None where none does.

    Keys: ``raw, receiver, file, submitted_by`` (None where nobody had to say who they are).
    """
    if letter_status(reader.cursor, message_id) != "refused":
        return None
    kept = list(reader.entries(about=message_id, kinds=[FactKind.MESSAGE_REFUSED]))
    if not kept or not kept[-1].entry.rows:
        return None
    row = orjson.loads(kept[-1].entry.rows[0])
    said = {name: row.get(name) for name in ("receiver", "file", "submitted_by")}
    return {"raw": base64.b64decode(row["raw_base64"]), **said}


def letter_status(cursor: Cursor, message_id: str) -> str | None:
    """Tell how an interchange stands in the inbox (accepted, refused, closed), or None where there is none."""
    rows = dicts(cursor, "SELECT status FROM inbox WHERE message_id = %s", [message_id])
    return rows[0]["status"] if rows else None


def lists(cursor: Cursor, as_of: date) -> Rows:
    """List the look-out lists in force, and those of which no load succeeded yet (``version`` is None).

    ``stale`` where one is older than its owner allows; ``in_force`` counts the entries that are looked at: those past
    their last day are not; ``expired`` where none is left, so that the check against the list does not run.
    ``troubles`` names all that is wrong (stale, expired, failed); ``failure`` is the last load, where it failed;
    ``rescreening`` how far the entries of this version were looked for among those announced before, with the counts
    of pairs.
    """
    rows = dicts(cursor, "SELECT * FROM list_version ORDER BY list_id")
    live = _in_force(cursor, as_of)
    failed = {row["list_id"]: row for row in dicts(cursor, "SELECT * FROM list_failure ORDER BY list_id")}
    again = {row["list_id"]: row for row in truths(dicts(cursor, "SELECT * FROM rescreening"), "done")}
    known = {row["list_id"] for row in rows}
    rows += [_never_loaded(list_id) for list_id in failed if list_id not in known]
    for row in rows:
        row["in_force"] = live.get(row["list_id"], 0)
        row["expired"] = bool(row["entries"]) and not row["in_force"]
        fetched = row["fetched_at"]
        row["age_days"] = (as_of - date.fromisoformat(fetched[:10])).days if fetched else None
        row["stale"] = is_stale(row, as_of)
        troubles = [kind for kind, _ in troubles_of(row, as_of)] if row["list_id"] in known else []
        row["troubles"] = [*troubles, *(["failed"] if row["list_id"] in failed else [])]
        row["failure"] = failed.get(row["list_id"])
        row["rescreening"] = again.get(row["list_id"])
        row["left_out"] = orjson.loads(row["left_out"]) if row["left_out"] else {}
    return rows


def _never_loaded(list_id: str) -> dict[str, Any]:
    said = ("version", "title", "format", "source", "licence", "owner", "ground", "digest", "loaded_at", "stated")
    dates = ("fetched_at", "stale_after_days", "review_at", "expires_at", "stated_at", "left_out")
    return {"list_id": list_id, "entries": 0, **dict.fromkeys((*said, *dates))}


def compared(cursor: Cursor, days: int = 30) -> Rows:
    """Count what was compared with look-out lists, the latest day first: pairs considered, scored, alerted."""
    return dicts(cursor, "SELECT * FROM screening ORDER BY day DESC LIMIT %s", [days])


def _in_force(cursor: Cursor, as_of: date) -> dict[str, int]:
    rows = dicts(
        cursor,
        "SELECT l.list_id, COUNT(*) AS entries FROM listing l LEFT JOIN list_version v ON v.list_id = l.list_id"
        " WHERE COALESCE(l.expires_at, v.expires_at) IS NULL OR COALESCE(l.expires_at, v.expires_at) >= %s"
        " GROUP BY l.list_id",
        [as_of.isoformat()],
    )
    return {row["list_id"]: int(row["entries"]) for row in rows}


def draw(cursor: Cursor, day: date) -> dict[str, Any] | None:
    """Give the commitment of a day's random stream, and its secret once revealed; None before the day's first draw."""
    rows = dicts(cursor, "SELECT * FROM draw WHERE day = %s", [day.isoformat()])
    return rows[0] if rows else None
