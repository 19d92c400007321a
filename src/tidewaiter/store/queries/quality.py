"""Data quality over time: how complete, valid and timely each feed was day by day, and the findings behind it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tidewaiter.store.projections.sql import Cursor, dicts
from tidewaiter.store.queries.inbox import replays_of, scored
from tidewaiter.store.queries.rows import Rows, opened, where

LONGEST_DAYS = 92
"""A quarter of a year is the longest trend; a longer one is asked for in parts."""

_STEPS = (
    ("received", ("MessageReceived", "MessageRefused")),
    ("parsed", ("QualityFound", "Declared")),
    ("matched", ("Identified", "ListHit", "Screened")),
    ("scored", ("Assessed",)),
    ("assigned", ("Assigned",)),
    ("acknowledged", ("Answered",)),
)
_DECISIONS = ("Admitted", "Referred", "Refused", "Released", "Arrested", "Seized", "Departed")


def quality_overview(
    cursor: Cursor, since: date, until: date, *, sender: str | None = None, carrier: str | None = None
) -> dict[str, Rows]:
    """Score the feeds of some days in one look: ``feeds``, ``days`` and ``kinds``; ``until`` is the last day.

    ``feeds``: one row a sender and carrier, ``messages, refused, people, completeness, validity, timeliness,
    findings``; shares are 0..1, None where there was nothing to measure, and the worst field's stands. ``days``: the
    same day by day, days without a message too: nothing measured, nothing hidden. ``kinds``: findings by kind, the
    most frequent first, ``code, severity, field, findings, messages``. '' as sender or carrier means the one not named.
    """
    condition, values = _of_feed(since, until, sender=sender, carrier=carrier)
    day = "substr(i.received_at, 1, 10)"
    feeds = dicts(
        cursor,
        f"SELECT {day} AS day, i.sender, i.carrier, COUNT(*) AS messages,"
        " SUM(CASE WHEN i.status = 'accepted' THEN 0 ELSE 1 END) AS refused, SUM(i.travelers + i.crew) AS people"
        f" FROM inbox i WHERE {condition} GROUP BY {day}, i.sender, i.carrier",
        values,
    )
    found = dicts(
        cursor,
        f"SELECT {day} AS day, i.sender, i.carrier, q.field, q.message_id, q.code, q.severity,"
        " COUNT(DISTINCT q.traveler) AS people, COUNT(*) AS findings"
        f" FROM inbox i JOIN quality q ON i.message_id = q.message_id WHERE {condition}"
        f" GROUP BY {day}, i.sender, i.carrier, q.message_id, q.field, q.code, q.severity",
        values,
    )
    by_feed = _summed(feeds, found, ("sender", "carrier"))
    known = {row["day"]: row for row in _summed(feeds, found, ("day",))}
    days = [(since + timedelta(days=n)).isoformat() for n in range((until - since).days + 1)]
    shares = dict.fromkeys(("completeness", "validity", "timeliness"))
    empty = {"messages": 0, "refused": 0, "people": 0, "findings": 0, **shares}
    return {
        "feeds": sorted(by_feed, key=lambda row: (row["carrier"] or "", row["sender"] or "")),
        "days": [known.get(each) or {"day": each, **empty} for each in days],
        "kinds": _kinds(found),
    }


def _summed(feeds: Rows, found: Rows, names: tuple[str, ...]) -> Rows:
    whole: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in feeds:
        key = tuple(row[name] for name in names)
        one = whole.setdefault(key, {name: row[name] for name in names} | {"messages": 0, "refused": 0, "people": 0})
        for name in ("messages", "refused", "people"):
            one[name] += int(row[name] or 0)
    own: dict[tuple[Any, ...], Rows] = {}
    for row in found:
        own.setdefault(tuple(row[name] for name in names), []).append(row)
    rows = [scored(one, own.get(key, []))[0] for key, one in whole.items()]
    return [{name: value for name, value in row.items() if name != "field"} for row in rows]


def _kinds(found: Rows) -> Rows:
    kinds: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in found:
        key = (row["code"], row["severity"], row["field"])
        one = kinds.setdefault(key, dict(zip(("code", "severity", "field"), key, strict=True)) | _NOTHING)
        one["findings"] += int(row["findings"])
        one["messages"] += 1  # the rows are one for each message and kind
    return sorted(kinds.values(), key=lambda one: (-one["findings"], one["code"], one["field"] or ""))


_NOTHING = {"findings": 0, "messages": 0}


def findings_behind(
    cursor: Cursor,
    since: date,
    until: date,
    *,
    code: str,
    field: str | None = None,
    severity: str | None = None,
    sender: str | None = None,
    carrier: str | None = None,
    limit: int = 100,
    offset: int = 0,
) -> Rows:
    """List the findings of one kind, the latest first, each with its message and place; ``field`` '' means none."""
    condition, values = _of_feed(since, until, sender=sender, carrier=carrier)
    own, more = where({"q.code = %s": code, "COALESCE(q.field, '') = %s": field, "q.severity = %s": severity})
    return dicts(
        cursor,
        "SELECT q.message_id, i.received_at, i.sender, i.carrier, i.status, q.severity, q.field, q.traveler, q.segment,"
        " q.element, q.component, q.path, q.text FROM inbox i JOIN quality q ON i.message_id = q.message_id"
        f" WHERE {condition} AND {own} ORDER BY i.received_at DESC, q.seq, q.ordinal LIMIT %s OFFSET %s",
        [*values, *more, limit, offset],
    )


def _of_feed(
    since: date, until: date, *, sender: str | None = None, carrier: str | None = None
) -> tuple[str, list[Any]]:
    return where(
        {
            "i.received_at >= %s": since.isoformat(),
            "i.received_at < %s": (until + timedelta(days=1)).isoformat(),
            "COALESCE(i.sender, '') = %s": sender,
            "COALESCE(i.carrier, '') = %s": carrier,
        }
    )


def message_journey(cursor: Cursor, message_id: str) -> dict[str, Any] | None:
    """Tell how one message went, or None where none came: its inbox row, ``steps`` and ``decisions``.

    ``steps``: ``step, at, entries, rows, destroyed`` in the order of the walk; ``at`` None where a step has not been.
    ``replayed``: who had it walked again, ``officer, at``.
    ``decisions``: of its encounters, ``kind, encounters, first_at, last_at``; ``encounters`` counts all of them.
    """
    found = opened(dicts(cursor, "SELECT * FROM inbox WHERE message_id = %s", [message_id]), "error_position")
    if not found:
        return None
    entries = dicts(
        cursor,
        "SELECT e.seq, e.kind, e.at, e.rows, CASE WHEN p.seq IS NULL THEN 1 ELSE 0 END AS destroyed"
        " FROM journal_entry e LEFT JOIN journal_payload p ON p.seq = e.seq WHERE e.about = %s ORDER BY e.seq",
        [message_id],
    )
    told = found[0] | {"steps": [_step(name, kinds, entries) for name, kinds in _STEPS]}
    marks = ", ".join(["%s"] * len(_DECISIONS))
    told["replayed"] = replays_of(cursor, [message_id]).get(message_id, [])
    told["decisions"] = dicts(
        cursor,
        "SELECT c.kind, COUNT(DISTINCT c.encounter_id) AS encounters, MIN(c.at) AS first_at, MAX(c.at) AS last_at"
        " FROM (SELECT DISTINCT encounter_id FROM announced WHERE message_id = %s) m"
        f" JOIN act c ON c.encounter_id = m.encounter_id AND NOT c.withdrawn AND c.kind IN ({marks})"
        " GROUP BY c.kind ORDER BY first_at",
        [message_id, *_DECISIONS],
    )
    cursor.execute("SELECT COUNT(DISTINCT encounter_id) FROM announced WHERE message_id = %s", [message_id])
    told["encounters"] = int((cursor.fetchone() or (0,))[0])
    return told


def _step(name: str, kinds: tuple[str, ...], entries: Rows) -> dict[str, Any]:
    own = [row for row in entries if row["kind"] in kinds]
    return {
        "step": name,
        "at": own[-1]["at"] if own else None,
        "entries": [row["seq"] for row in own],
        "rows": sum(int(row["rows"]) for row in own),
        "destroyed": any(row["destroyed"] for row in own),
    }
