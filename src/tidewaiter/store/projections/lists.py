"""Look-out lists as they are in force, and how each came to be so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson

from tidewaiter.identify import statement
from tidewaiter.store.projections.sql import Cursor, Row, insert, stamp, upsert
from tidewaiter.vocabulary.facts import FactKind

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

_SLICE = 5_000
_PLAIN = ("category", "ground", "owner", "review_at", "expires_at", "sex", "plate", "plate_issuer", "remarks")
_NESTED = ("nationalities", "countries")
_LISTING = insert(
    "listing",
    ("list_id", "entry_id", "entry_kind", "severity", *_PLAIN, *_NESTED, "names", "birth_dates", "documents"),
    conflict="(list_id, entry_id) DO NOTHING",
)
_OF_LIST = (
    "version", "title", "format", "source", "licence", "owner", "ground", "fetched_at", "stale_after_days", "review_at",
    "expires_at",
)  # fmt: skip
_VERSION = upsert(
    "list_version",
    ("list_id", *_OF_LIST, "left_out", "digest", "entries", "loaded_at", "stated", "stated_at"),
    ("list_id",),
)
_CHANGES = ("added", "altered", "removed")
_HISTORY = insert(
    "list_history",
    ("seq", "list_id", "act", "version", "digest", "entries", "actor", "reason", "at", *_CHANGES),
    conflict="(seq) DO NOTHING",
)


def versions(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Put each stated version of a list in the place of the one before it; one without rows only makes that younger."""
    for item in stored:
        first, entries = statement.parts(item.entry.rows)
        list_id = first.get("list_id") or item.entry.about
        if first.get("refreshed"):
            _refresh(cursor, list_id, first, stamp(item.entry.at))
        else:
            _replace(cursor, list_id, first, entries, item)
        cursor.execute("DELETE FROM list_failure WHERE list_id = %s", [list_id])
        _remember(cursor, list_id, first, item)


def _replace(
    cursor: Cursor, list_id: str, first: Mapping[str, Any], entries: Sequence[bytes], item: StoredEntry
) -> None:
    cursor.execute("DELETE FROM listing WHERE list_id = %s", [list_id])
    rows = (_listed(list_id, first, orjson.loads(line)) for line in entries)
    for part in _slices(rows):
        cursor.executemany(_LISTING, part)
    at = stamp(item.entry.at)
    _mark_gone(cursor, list_id, at)
    said = (*(first.get(name) for name in _OF_LIST), _text(first.get("left_out")))
    cursor.execute(_VERSION, (list_id, *said, first.get("digest"), len(entries), at, item.seq, at))


def _mark_gone(cursor: Cursor, list_id: str, at: str) -> None:
    """Mark the hits whose entry the new version does not hold, and unmark those whose entry is back; none vanishes."""
    here = "EXISTS (SELECT 1 FROM listing l WHERE l.list_id = hit.list_id AND l.entry_id = hit.entry_id)"
    for moment, was, held in ((at, "NULL", f"NOT {here}"), (None, "NOT NULL", here)):
        cursor.execute(
            f"UPDATE hit SET entry_gone_at = %s WHERE list_id = %s AND entry_gone_at IS {was} AND {held}",
            [moment, list_id],
        )


def failures(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Remember of each list the last load that failed: the version in force stays, and is labelled."""
    rows = [(item, orjson.loads(item.entry.rows[0])) for item in stored]
    cursor.executemany(
        upsert("list_failure", ("list_id", "at", "actor", "error", "text"), ("list_id",)),
        [
            (row.get("list_id") or item.entry.about, stamp(item.entry.at), item.entry.actor, row["error"], row["text"])
            for item, row in rows
        ],
    )


def _refresh(cursor: Cursor, list_id: str, first: Mapping[str, Any], at: str) -> None:
    """Keep the entries: the publisher's file, fetched anew, holds the same ones."""
    changed = ", ".join(f"{name} = %s" for name in _OF_LIST)
    cursor.execute(
        f"UPDATE list_version SET {changed}, left_out = %s, loaded_at = %s WHERE list_id = %s AND digest = %s",
        (*(first.get(name) for name in _OF_LIST), _text(first.get("left_out")), at, list_id, first.get("digest")),
    )


def _remember(cursor: Cursor, list_id: str, first: Mapping[str, Any], item: StoredEntry) -> None:
    back = item.entry.kind is FactKind.LIST_ROLLED_BACK
    act = "rolled-back" if back else "refreshed" if first.get("refreshed") else "loaded"
    change = first.get("change") or {}
    said = (first.get("version"), first.get("digest"), first.get("entries"), item.entry.actor, first.get("reason"))
    cursor.execute(
        _HISTORY, (item.seq, list_id, act, *said, stamp(item.entry.at), *(change.get(name) for name in _CHANGES))
    )


def _slices(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while part := list(islice(rows, _SLICE)):
        yield part


def _listed(list_id: str, first: Mapping[str, Any], entry: Mapping[str, Any]) -> Row:
    said = {**entry, "ground": entry.get("ground") or first.get("ground")}
    return (
        list_id,
        entry.get("entry_id"),
        entry.get("kind"),
        entry.get("severity") or "refer",
        *(said.get(name) for name in _PLAIN),
        *(_text(entry.get(name)) for name in _NESTED),
        _text(_names(entry)),
        _text(_births(entry)),
        _text(_documents(entry)),
    )


def _names(entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the names, the single one of our own lists first."""
    surname, given = entry.get("surname"), entry.get("given_names")
    whole = ", ".join(part for part in (surname, given) if part)
    own = [{"text": whole, "surname": surname, "given_names": given}] if whole else []
    return own + list(entry.get("names") or ())


def _births(entry: Mapping[str, Any]) -> list[str]:
    own = [entry["birth_date"]] if entry.get("birth_date") else []
    return list(dict.fromkeys(own + list(entry.get("birth_dates") or ())))


def _documents(entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    number = entry.get("document_number")
    own = [{"number": number, "issuer": entry.get("document_issuer")}] if number else []
    return own + list(entry.get("documents") or ())


def _text(value: Any) -> str | None:
    return orjson.dumps(value).decode() if value else None
