"""What came to the door, what was refused, and how good each feed is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tidewaiter.store.projections.sql import Cursor, chunks, dicts, moment, places
from tidewaiter.store.queries.rows import Rows, opened, where
from tidewaiter.vocabulary.facts import FactKind


def deadletters(cursor: Cursor, *, closed: bool = False, limit: int = 100, offset: int = 0) -> Rows:
    """List refused messages, newest first: reason, position, and how often a replay was tried.

    Those that an officer closed are a list of their own, with who closed them, when and why.
    """
    rows = dicts(
        cursor,
        "SELECT message_id, sender, recipient, reference, digest, syntax, file, receiver, received_at, error_code,"
        " error_text, error_position, replays, answer, closed_by, closed_at, closed_reason"
        " FROM inbox WHERE status = %s ORDER BY received_at DESC, message_id DESC LIMIT %s OFFSET %s",
        ["closed" if closed else "refused", limit, offset],
    )
    again = replays_of(cursor, [row["message_id"] for row in rows])
    last = {message_id: each[-1] for message_id, each in again.items()}
    for row in rows:
        one = last.get(row["message_id"], {})
        row |= {"replayed_by": one.get("officer"), "replayed_at": one.get("at")}
    return opened(rows, "error_position")


def replays_of(cursor: Cursor, message_ids: Sequence[str]) -> dict[str, Rows]:
    """Tell who had which messages walked again, oldest first: ``officer, at``; those that nobody did are left out."""
    found: dict[str, Rows] = {}
    for part in chunks(message_ids):
        sql = (
            "SELECT about, actor AS officer, at FROM journal_entry"
            f" WHERE kind = %s AND about IN ({places(len(part))}) ORDER BY seq"
        )
        for row in dicts(cursor, sql, [str(FactKind.DEAD_LETTER_REPLAYED), *part]):
            found.setdefault(row.pop("about"), []).append(row)
    return found


def messages(cursor: Cursor, *, status: str | None = None, limit: int = 100, offset: int = 0) -> Rows:
    """List the inbox, newest first."""
    condition, values = where({"status = %s": status})
    rows = dicts(
        cursor,
        f"SELECT * FROM inbox WHERE {condition} ORDER BY received_at DESC, message_id DESC LIMIT %s OFFSET %s",
        [*values, limit, offset],
    )
    return opened(rows, "error_position")


def feeds(cursor: Cursor, *, since: datetime | None = None, limit: int = 1000, offset: int = 0) -> Rows:
    """Score each feed: one row per sender, carrier and field that had a finding, and one with field None per feed.

    ``completeness``: share of people whose field was there; ``validity``: share whose field was usable;
    ``timeliness``: share of messages in time. The row without a field holds the worst field's completeness and
    validity. Shares are 0..1, None where there was nothing to measure.
    """
    condition, values = where({"i.received_at >= %s": moment(since)})
    people = dicts(
        cursor,
        "SELECT i.sender, i.carrier, COUNT(*) AS messages, SUM(CASE WHEN i.status = 'refused' THEN 1 ELSE 0 END)"
        f" AS refused, SUM(i.travelers + i.crew) AS people FROM inbox i WHERE {condition}"
        " GROUP BY i.sender, i.carrier ORDER BY i.sender, i.carrier LIMIT %s OFFSET %s",
        [*values, limit, offset],
    )
    found = dicts(
        cursor,
        "SELECT i.sender, i.carrier, q.field, q.message_id, q.code, q.severity, COUNT(DISTINCT q.traveler) AS people,"
        " COUNT(*) AS findings FROM quality q JOIN inbox i ON i.message_id = q.message_id"
        f" WHERE {condition} GROUP BY i.sender, i.carrier, q.field, q.message_id, q.code, q.severity",
        values,
    )
    by_feed: dict[tuple[Any, Any], Rows] = {}
    for row in found:
        by_feed.setdefault((row["sender"], row["carrier"]), []).append(row)
    rows: Rows = []
    for feed in people:
        rows.extend(scored(feed, by_feed.get((feed["sender"], feed["carrier"]), [])))
    return rows


def scored(feed: dict[str, Any], found: Rows) -> Rows:
    """Score one feed by its findings: the whole feed first (``field`` None), then each field that had one."""
    fields = sorted({row["field"] for row in found if row["field"]})
    rows: Rows = []
    for field in fields:
        own = [row for row in found if row["field"] == field]
        missing = sum(row["people"] for row in own if row["code"].startswith("missing"))
        wrong = sum(row["people"] for row in own if _is_invalid(row))
        rows.append(
            {
                **feed,
                "field": field,
                "completeness": _share(feed["people"] - missing, feed["people"]),
                "validity": _share(feed["people"] - missing - wrong, feed["people"] - missing),
                "timeliness": None,
                "findings": sum(row["findings"] for row in own),
            }
        )
    late = len({row["message_id"] for row in found if row["code"].startswith("late")})
    whole = {
        **feed,
        "field": None,
        "completeness": min((r["completeness"] for r in rows if r["completeness"] is not None), default=None),
        "validity": min((r["validity"] for r in rows if r["validity"] is not None), default=None),
        "timeliness": _share(feed["messages"] - late, feed["messages"]),
        "findings": sum(row["findings"] for row in found),
    }
    if not rows and feed["people"]:
        whole["completeness"] = whole["validity"] = 1.0
    return [whole, *rows]


def _is_invalid(row: dict[str, Any]) -> bool:
    return not row["code"].startswith(("missing", "late")) and row["severity"] != "info"


def _share(part: int, whole: int) -> float | None:
    return max(0.0, part / whole) if whole else None
