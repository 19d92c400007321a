"""What the door stated: messages taken in or refused, their quality, and the answers they were given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import orjson

from tidewaiter.store.projections.sql import Cursor, Row, insert, moment, stamp
from tidewaiter.vocabulary.facts import FactKind

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

_INBOX = (
    "message_id", "sender", "recipient", "reference", "digest", "status", "syntax", "kinds", "received_at",
    "receiver", "file", "travelers", "crew", "bookings", "error_code", "error_text", "error_position", "replays",
)  # fmt: skip

_AGAIN = ", ".join(
    f"{name} = excluded.{name}" for name in _INBOX if name not in ("message_id", "received_at", "replays")
)
# The same message under the same id again is a replay of a dead letter.
_MESSAGE = insert("inbox", _INBOX, conflict=f"(message_id) DO UPDATE SET {_AGAIN}, replays = inbox.replays + 1")

_QUALITY = (
    "seq", "ordinal", "message_id", "traveler", "code", "severity", "field", "segment", "element", "component",
    "path", "text", "at",
)  # fmt: skip


def messages(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Write an inbox row per message received or refused; a dead letter walked again comes under its own id."""
    rows = []
    for item in stored:
        row = orjson.loads(item.entry.rows[0])
        refused = item.entry.kind is FactKind.MESSAGE_REFUSED
        rows.append(_message(row, item.entry.about, stamp(item.entry.at), refused=refused))
    cursor.executemany(_MESSAGE, rows)


def _message(row: dict[str, Any], about: str, at: str, *, refused: bool) -> Row:
    counts = row.get("counts") or {}
    kinds = row.get("kinds")
    position = row.get("position")
    return (
        row.get("message_id") or about,
        row.get("sender"),
        row.get("recipient"),
        row.get("reference"),
        row.get("digest"),
        "refused" if refused else "accepted",
        row.get("syntax"),
        ",".join(kinds) if isinstance(kinds, list) else kinds,
        moment(row.get("received_at")) or at,
        row.get("receiver"),
        row.get("file"),
        counts.get("travelers") or 0,
        counts.get("crew") or 0,
        counts.get("bookings") or 0,
        row.get("error_code") if refused else None,
        row.get("error_text") if refused else None,
        orjson.dumps(position).decode() if refused and position is not None else None,
        0,
    )


def answered(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Keep each answer byte for byte (it is text) beside its message."""
    rows = [orjson.loads(item.entry.rows[0]) for item in stored]
    cursor.executemany(
        "UPDATE inbox SET answer = %s WHERE message_id = %s", [(row["answer"], row["message_id"]) for row in rows]
    )


def closed(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Take dead letters off the list of what waits, with who closed them and why."""
    rows = [
        (item.entry.actor, stamp(item.entry.at), orjson.loads(item.entry.rows[0])["reason"], item.entry.about)
        for item in stored
    ]
    cursor.executemany(
        "UPDATE inbox SET status = 'closed', closed_by = %s, closed_at = %s, closed_reason = %s"
        " WHERE message_id = %s AND status = 'refused'",
        rows,
    )


def quality(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Write every data-quality finding under its entry's number and its place in the entry."""
    rows = []
    for item in stored:
        seq, about, at = item.seq, item.entry.about, stamp(item.entry.at)
        for ordinal, line in enumerate(item.entry.rows):
            row = orjson.loads(line)
            said = [row.get(name) for name in _QUALITY[3:-1]]
            rows.append((seq, ordinal, row.get("message_id") or about, *said, at))
    cursor.executemany(insert("quality", _QUALITY), rows)
