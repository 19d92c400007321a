"""Proving the stored journal with the keys at hand, and exporting it for those who prove it without."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson

from tidewaiter.record import Head, Kept, Problem, VerifyReport, examine, receipt
from tidewaiter.store.checkpoints import checkpoint_file, load_checkpoints, own_public_key
from tidewaiter.store.journal import Cursor, PayloadKey, open_payload, read_head, read_kept, read_sealed
from tidewaiter.store.keys import Vault
from tidewaiter.vocabulary.errors import NotFound, Refusal, Tampered

TOLD_EVERY = 200


def _quiet(_: int) -> None:
    """Tell nobody how far it came."""


def verify(cursor: Cursor, vault: Vault, home: Path, advance: Callable[[int], object] = _quiet) -> VerifyReport:
    """Prove every entry, row digest and payload of the journal against the checkpoints of ``home``.

    ``advance`` is told now and then how many entries were looked at.
    """
    stated, unreadable = load_checkpoints(checkpoint_file(home))
    walk = _Walk(cursor, vault, advance)
    report = examine(walk, stated, key=own_public_key(home), opens=walk.opens)
    more = [Problem(0, "checkpoint", f"line {line} of the checkpoint file cannot be read") for line in unreadable]
    more += _head_problems(cursor, walk.last, report.entries)
    more += [Problem(seq, "payload", f"a payload names entry {seq}, which is not there") for seq in _orphans(cursor)]
    problems = tuple(sorted((*report.problems, *more), key=lambda each: (each.seq, each.kind)))
    return VerifyReport(not problems, report.entries, report.checkpoints, report.unattested, problems)


def prove(cursor: Cursor, home: Path, seq: int) -> dict[str, Any]:
    """Give the receipt of one entry (``record.receipt``) under the latest checkpoint, with the public key.

    Raises ``NotFound`` for an entry that is not there, ``Refusal`` for one that no checkpoint covers yet, ``Tampered``.
    """
    found = read_sealed(cursor, seq - 1, 1)
    if not found or found[0].seq != seq:
        raise NotFound(f"There is no entry {seq}")
    stated, _ = load_checkpoints(checkpoint_file(home))
    cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM journal_entry")
    size = int(cursor.fetchone()[0])
    covering = [each for each in stated if seq <= each.size <= size]
    if not covering:
        raise Refusal(f"no checkpoint covers entry {seq} yet; the next commit will", code="unattested")
    last = covering[-1]
    cursor.execute('SELECT "hash" FROM journal_entry WHERE seq <= %s ORDER BY seq', (last.size,))
    told = receipt(found[0], [bytes(row[0]) for row in cursor.fetchall()], last)
    return {**told, "key": own_public_key(home).public_bytes_raw().hex()}


def export(cursor: Cursor, path: Path) -> int:
    """Write one JSON line per entry: the sealed fields, ``leaves`` (hex) and ``payload`` (base64 or null)."""
    count = 0
    with path.open("wb") as file:
        for kept, _ in read_kept(cursor):
            payload = None if kept.payload is None else b64encode(kept.payload).decode()
            line = kept.sealed.as_dict() | {"leaves": kept.sealed.leaves.hex(), "payload": payload}
            file.write(orjson.dumps(line) + b"\n")
            count += 1
    return count


class _Walk:
    """Walks what is kept, remembering the keys of the entry at hand for the one who opens it."""

    def __init__(self, cursor: Cursor, vault: Vault, advance: Callable[[int], object] = _quiet) -> None:
        self._cursor, self._vault, self._advance = cursor, vault, advance
        self._key = PayloadKey(None, "", "")
        self.last = b""

    def __iter__(self) -> Iterator[Kept]:
        for kept, key in read_kept(self._cursor):
            self._key, self.last = key, kept.sealed.hash
            if kept.sealed.seq % TOLD_EVERY == 0:
                self._advance(kept.sealed.seq)
            yield kept

    def opens(self, kept: Kept) -> tuple[bytes, tuple[bytes, ...]]:
        return open_payload(kept, self._key, self._vault)


def _head_problems(cursor: Cursor, last: bytes, entries: int) -> list[Problem]:
    try:
        _, head = read_head(cursor)
    except Tampered as error:
        return [Problem(entries, "head", error.text)]
    if head.size == entries and (head.hash == last or head == Head()):
        return []
    return [Problem(entries, "head", f"the journal says it ends at entry {head.size}, but {entries} are there")]


def _orphans(cursor: Cursor) -> list[int]:
    cursor.execute(
        "SELECT p.seq FROM journal_payload p LEFT JOIN journal_entry e ON e.seq = p.seq "
        "WHERE e.seq IS NULL ORDER BY p.seq"
    )
    return [int(row[0]) for row in cursor.fetchall()]
