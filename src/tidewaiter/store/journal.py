"""The journal in the database: statements that append, read back and open entries, and nothing that changes one."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from operator import attrgetter
from typing import Any, NamedTuple

from tidewaiter.record import OPEN_KINDS, Frontier, Head, Kept, SealedEntry, unpack
from tidewaiter.store.keys import Vault, decrypt
from tidewaiter.vocabulary.errors import Tampered
from tidewaiter.vocabulary.facts import Entry, FactKind

Cursor = Any
"""A Django database cursor: ``execute`` with %s parameters on SQLite and PostgreSQL alike."""

PAGE = 64
"""Entries fetched at once; few, since one entry may hold a hundred thousand rows."""
PAGE_BYTES = 16 * 1024 * 1024
"""And no more than this of them: an original may be 64 MiB, and 64 of those would be more than a server has."""
ENTRY_COLUMNS = (
    "seq", "kind", "room", "about", "at", "actor", "rows", "retention",
    "rows_root", "payload_digest", "previous", "hash", "leaves",
)  # fmt: skip
_SELECT = ", ".join(f'e."{name}"' for name in ENTRY_COLUMNS)
_INSERT = ", ".join(f'"{name}"' for name in ENTRY_COLUMNS)
_PLACES = ", ".join("%s" for _ in ENTRY_COLUMNS)


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """One entry with its place in the journal. ``purged``: its rows were destroyed when due, and are empty here."""

    seq: int
    entry: Entry
    purged: bool = False


@dataclass(frozen=True, slots=True)
class Payload:
    """A payload as stored: encrypted under key ``key``, or open where ``key`` is None."""

    seq: int
    key: int | None
    sealed: bytes


class PayloadKey(NamedTuple):
    """The key of a payload, wrapped, with the day and class it is bound to; ``wrapped`` is None where there is none."""

    wrapped: bytes | None
    day: str
    retention: str


def read_head(cursor: Cursor) -> tuple[str, Head]:
    """Give the journal's origin and head; a journal without entries gets its origin (kept at the first append)."""
    cursor.execute('SELECT origin, size, "hash", frontier FROM journal_head WHERE id = 1')
    row = cursor.fetchone()
    if row is None:
        return f"tidewaiter/{uuid.uuid4().hex}", Head()
    origin, size, last, frontier = row
    try:
        return str(origin), Head(size, bytes(last), Frontier.from_bytes(size, bytes(frontier)))
    except ValueError as error:
        raise Tampered(f"the journal's head does not hold together: {error}") from error


def write_head(cursor: Cursor, origin: str, head: Head) -> None:
    """Keep where the chain now ends."""
    cursor.execute(
        'INSERT INTO journal_head (id, origin, size, "hash", frontier) VALUES (1, %s, %s, %s, %s) ON CONFLICT (id) '
        'DO UPDATE SET size = excluded.size, "hash" = excluded."hash", frontier = excluded.frontier',
        (origin, head.size, head.hash, head.frontier.to_bytes()),
    )


def write_entries(cursor: Cursor, sealed: Sequence[SealedEntry], payloads: Sequence[Payload]) -> None:
    """Append sealed entries and their payloads: two statements however many there are."""
    cursor.executemany(
        f"INSERT INTO journal_entry ({_INSERT}) VALUES ({_PLACES})",
        map(attrgetter(*ENTRY_COLUMNS), sealed),
    )
    cursor.executemany(
        "INSERT INTO journal_payload (seq, key_id, sealed) VALUES (%s, %s, %s)",
        [(each.seq, each.key, each.sealed) for each in payloads],
    )


def find_key(cursor: Cursor, day: str, retention: str) -> tuple[int, bytes] | None:
    """Give number and wrapped bytes of the newest payload key of a day and class, if there is one."""
    cursor.execute(
        "SELECT id, wrapped FROM journal_key WHERE day = %s AND retention = %s AND held = %s ORDER BY id DESC LIMIT 1",
        (day, retention, False),
    )
    row = cursor.fetchone()
    return (row[0], bytes(row[1])) if row else None


def write_key(cursor: Cursor, day: str, retention: str, wrapped: bytes, *, held: bool = False) -> int:
    """Keep a wrapped payload key and give its number."""
    cursor.execute(
        "INSERT INTO journal_key (day, retention, held, wrapped) VALUES (%s, %s, %s, %s) RETURNING id",
        (day, retention, held, wrapped),
    )
    return int(cursor.fetchone()[0])


def read_sealed(
    cursor: Cursor, after: int = 0, limit: int = 1000, kinds: Collection[str] | None = None
) -> list[SealedEntry]:
    """Give up to ``limit`` sealed entries behind number ``after``, in order; no payload is opened."""
    where, values = _where(after, None, kinds)
    cursor.execute(f"SELECT {_SELECT} FROM journal_entry e WHERE {where} ORDER BY e.seq LIMIT %s", (*values, limit))
    return [_sealed(row) for row in cursor.fetchall()]


def read_kept(
    cursor: Cursor,
    *,
    about: str | None = None,
    kinds: Collection[str] | None = None,
    without: Collection[str] = (),
    after: int = 0,
    page: int = PAGE,
) -> Iterator[tuple[Kept, PayloadKey]]:
    """Walk entries in order: what is kept, and the key it is encrypted with.

    At once ``page`` of them are fetched, as far as they are together no larger than ``PAGE_BYTES``; one always is.
    """
    while True:
        where, values = _where(after, about, kinds, without)
        cursor.execute(
            "WITH sized AS (SELECT e.seq, COALESCE(LENGTH(p.sealed), 0) + LENGTH(e.leaves) AS size FROM journal_entry e"
            f" LEFT JOIN journal_payload p ON p.seq = e.seq WHERE {where} ORDER BY e.seq LIMIT %s),"
            " page AS (SELECT seq, SUM(size) OVER (ORDER BY seq) AS held, ROW_NUMBER() OVER (ORDER BY seq) AS place,"
            " COUNT(*) OVER () AS several FROM sized)"
            f" SELECT {_SELECT}, page.several, p.sealed, k.wrapped, k.day, k.retention FROM page"
            " JOIN journal_entry e ON e.seq = page.seq LEFT JOIN journal_payload p ON p.seq = e.seq"
            " LEFT JOIN journal_key k ON k.id = p.key_id WHERE page.held <= %s OR page.place = 1 ORDER BY e.seq",
            (*values, page, PAGE_BYTES),
        )
        found = cursor.fetchall()
        for row in found:
            payload, wrapped, day, retention = row[-4:]
            kept = Kept(_sealed(row), None if payload is None else bytes(payload))
            yield kept, PayloadKey(None if wrapped is None else bytes(wrapped), day or "", retention or "")
        if not found or len(found) == found[-1][-5] < page:
            return
        after = found[-1][0]


def open_payload(kept: Kept, key: PayloadKey, vault: Vault) -> tuple[bytes, tuple[bytes, ...]]:
    """Give salt and rows of a kept entry. Raises Tampered when its key is gone or its bytes were altered."""
    sealed, payload = kept.sealed, kept.payload
    if payload is None:
        raise Tampered(f"the payload of entry {sealed.seq} is gone")
    if sealed.kind in OPEN_KINDS:
        return unpack(payload, sealed.rows)
    if key.wrapped is None:
        raise Tampered(f"the key of entry {sealed.seq} is gone")
    return unpack(decrypt(vault.open(key.wrapped, key.day, key.retention), sealed.seq, payload), sealed.rows)


def entry_of(sealed: SealedEntry, rows: tuple[bytes, ...]) -> Entry:
    """Bring an entry back into the form in which its room stated it. Raises Tampered when it has none."""
    try:
        return Entry(FactKind(sealed.kind), sealed.about, datetime.fromisoformat(sealed.at), sealed.actor, rows)
    except ValueError as error:
        raise Tampered(f"entry {sealed.seq} cannot be what was sealed: {error}") from error


def payload_digest(stored: bytes) -> bytes:
    """Digest a payload as it is stored: what a verifier without keys can check."""
    return sha256(stored).digest()


def _where(
    after: int, about: str | None, kinds: Collection[str] | None, without: Collection[str] = ()
) -> tuple[str, list[Any]]:
    parts: list[str] = ["e.seq > %s"]
    values: list[Any] = [after]
    if about is not None:
        parts.append("e.about = %s")
        values.append(about)
    if kinds is not None:
        parts.append(f"e.kind IN ({', '.join('%s' for _ in kinds) or 'NULL'})")
        values.extend(str(kind) for kind in kinds)
    if without:
        parts.append(f"e.kind NOT IN ({', '.join('%s' for _ in without)})")
        values.extend(sorted(map(str, without)))
    return " AND ".join(parts), values


def _sealed(row: Sequence[Any]) -> SealedEntry:
    # A tampered column may hold anything; it must then fail to prove, not fail to be read.
    seq, *texts, count, retention = row[:8]
    digests = (bytes(value) if isinstance(value, bytes | memoryview) else b"" for value in row[8 : len(ENTRY_COLUMNS)])
    kind, room, about, at, actor = map(str, texts)
    return SealedEntry(_number(seq), kind, room, about, at, actor, _number(count), str(retention), *digests)


def _number(value: object) -> int:
    return value if isinstance(value, int) else -1
