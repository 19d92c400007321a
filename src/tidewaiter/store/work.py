"""A piece of work on the store: what one transaction may read, and what it appends to the journal."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC
from functools import cached_property

import orjson
from django.db import transaction

from tidewaiter.record import OPEN_KINDS, SALT_SIZE, Head, SealedEntry, pack, seal
from tidewaiter.store.connect import ALIAS
from tidewaiter.store.journal import (
    PAGE,
    Cursor,
    Payload,
    StoredEntry,
    entry_of,
    find_key,
    open_payload,
    payload_digest,
    read_head,
    read_kept,
    write_entries,
    write_head,
    write_key,
)
from tidewaiter.store.keys import Vault, encrypt
from tidewaiter.store.needs_of_assess import AssessNeeds
from tidewaiter.store.needs_of_hits import HitNeeds
from tidewaiter.store.needs_of_rooms import RoomNeeds
from tidewaiter.store.projections import project
from tidewaiter.vocabulary.errors import Tampered
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind


class Reader(RoomNeeds, AssessNeeds, HitNeeds):
    """Reads the journal and the read models as of one moment."""

    def __init__(self, cursor: Cursor, vault: Vault) -> None:
        self.cursor = cursor
        self._vault = vault

    def entries(
        self,
        about: str | None = None,
        kinds: Collection[str] | None = None,
        *,
        without: Collection[str] = (),
        after: int = 0,
        page: int = PAGE,
    ) -> Iterator[StoredEntry]:
        """Walk entries in order with their rows decrypted; those of purged entries are empty and marked so.

        Those of the kinds ``without`` are passed over unopened. ``page`` entries are fetched at once; ask for few of
        those that hold hundreds of thousands of rows.

        Raises Tampered where a payload is gone that no purge names, or was altered.
        """
        for kept, key in read_kept(self.cursor, about=about, kinds=kinds, without=without, after=after, page=page):
            if kept.payload is None:
                if kept.sealed.seq not in self._purged:
                    raise Tampered(f"the payload of entry {kept.sealed.seq} is gone and no purge names it")
                yield StoredEntry(kept.sealed.seq, entry_of(kept.sealed, ()), purged=True)
                continue
            _, rows = open_payload(kept, key, self._vault)
            yield StoredEntry(kept.sealed.seq, entry_of(kept.sealed, rows))

    def facts_of(self, about: str) -> list[Fact]:
        """Give the single facts about an encounter, case or list, in the order in which they were stated."""
        return [_fact(stored.entry) for stored in self.entries(about) if len(stored.entry.rows) == 1]

    @cached_property
    def _purged(self) -> set[int]:
        facts = [_fact(stored.entry) for stored in self.entries(kinds={FactKind.PURGED})]
        return {seq for fact in facts for first, last in fact.data["seqs"] for seq in range(first, last + 1)}


class Work(Reader):
    """Reads and appends within one transaction that already holds the write lock."""

    def __init__(self, cursor: Cursor, vault: Vault) -> None:
        super().__init__(cursor, vault)
        self.origin, self.head = read_head(cursor)
        self._keys: Mapping[tuple[str, str], tuple[int, bytes]] = {}

    def append(self, entries: Sequence[Entry]) -> list[StoredEntry]:
        """Seal entries, keep them encrypted, and bring the read models up to date; give them with their numbers."""
        if not entries:
            return []
        sealed, payloads, head = [], [], self.head
        for entry, salt in zip(entries, _salts(len(entries)), strict=True):
            one, payload = self._seal(head, entry, salt)
            sealed.append(one)
            payloads.append(payload)
            head = head.after(one)
        write_entries(self.cursor, sealed, payloads)
        write_head(self.cursor, self.origin, head)
        self.head = head
        self._last_earlier = None
        stored = [StoredEntry(one.seq, entry) for one, entry in zip(sealed, entries, strict=True)]
        project(self.cursor, stored)
        return stored

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what was done inside when it raises, and nothing else of the transaction."""
        head, keys = self.head, self._keys
        try:
            with transaction.atomic(using=ALIAS):
                yield
        except BaseException:
            self.head, self._keys = head, keys
            raise

    def _seal(self, head: Head, entry: Entry, salt: bytes) -> tuple[SealedEntry, Payload]:
        seq, packed = head.size + 1, pack(salt, entry.rows)
        if entry.kind in OPEN_KINDS:
            key, stored = None, packed
        else:
            day, retention = entry.at.astimezone(UTC).date().isoformat(), entry.kind.retention
            key, wrapped = self._key(day, retention)
            stored = encrypt(self._vault.open(wrapped, day, retention), seq, packed)
        return seal(head, entry, salt, payload_digest(stored)), Payload(seq, key, stored)

    def _key(self, day: str, retention: str) -> tuple[int, bytes]:
        # Looked up in every transaction anew: another process may have destroyed a key that this one still knows.
        if (day, retention) not in self._keys:
            found = find_key(self.cursor, day, retention)
            if found is None:
                wrapped = self._vault.fresh(day, retention)
                found = write_key(self.cursor, day, retention, wrapped), wrapped
            self._keys = {**self._keys, (day, retention): found}
        return self._keys[day, retention]


def _salts(count: int) -> Iterator[bytes]:
    noise = os.urandom(SALT_SIZE * count)
    return (noise[i : i + SALT_SIZE] for i in range(0, len(noise), SALT_SIZE))


def _fact(entry: Entry) -> Fact:
    return Fact(entry.kind, entry.about, entry.at, entry.actor, orjson.loads(entry.rows[0]))
