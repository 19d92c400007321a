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
    """Give the original bytes of an interchange that stands refused: ``raw, receiver, file``; None where none does."""
    rows = dicts(reader.cursor, "SELECT status FROM inbox WHERE message_id = %s", [message_id])
    if not rows or rows[0]["status"] != "refused":
        return None
    kept = list(reader.entries(about=message_id, kinds=[FactKind.MESSAGE_REFUSED]))
    if not kept or not kept[-1].entry.rows:
        return None
    row = orjson.loads(kept[-1].entry.rows[0])
    return {"raw": base64.b64decode(row["raw_base64"]), "receiver": row["receiver"], "file": row["file"]}


def lists(cursor: Cursor, as_of: date) -> Rows:
    """List the look-out lists in force, and those of which no load succeeded yet (``version`` is None).

    ``stale`` where one is older than its owner allows; ``troubles`` names all that is wrong (stale, expired, failed);
    ``failure`` is the last load, where it failed; ``rescreening`` how far the entries of this version were looked for
    among those announced before, with the counts of pairs.
    """
    rows = dicts(cursor, "SELECT * FROM list_version ORDER BY list_id")
    failed = {row["list_id"]: row for row in dicts(cursor, "SELECT * FROM list_failure ORDER BY list_id")}
    again = {row["list_id"]: row for row in truths(dicts(cursor, "SELECT * FROM rescreening"), "done")}
    known = {row["list_id"] for row in rows}
    rows += [_never_loaded(list_id) for list_id in failed if list_id not in known]
    for row in rows:
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


def draw(cursor: Cursor, day: date) -> dict[str, Any] | None:
    """Give the commitment of a day's random stream, and its secret once revealed; None before the day's first draw."""
    rows = dicts(cursor, "SELECT * FROM draw WHERE day = %s", [day.isoformat()])
    return rows[0] if rows else None
