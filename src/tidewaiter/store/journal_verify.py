"""Proving the stored journal with the keys at hand, and exporting it for those who prove it without."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import orjson

from tidewaiter.record import Head, Kept, Problem, VerifyReport, examine
from tidewaiter.store.checkpoints import checkpoint_file, load_checkpoints, own_public_key
from tidewaiter.store.journal import Cursor, PayloadKey, open_payload, read_head, read_kept
from tidewaiter.store.keys import Vault
from tidewaiter.vocabulary.errors import Tampered


def verify(cursor: Cursor, vault: Vault, home: Path) -> VerifyReport:
    """Prove every entry, row digest and payload of the journal against the checkpoints of ``home``."""
    stated, unreadable = load_checkpoints(checkpoint_file(home))
    walk = _Walk(cursor, vault)
    report = examine(walk, stated, key=own_public_key(home), opens=walk.opens)
    more = [Problem(0, "checkpoint", f"line {line} of the checkpoint file cannot be read") for line in unreadable]
    more += _head_problems(cursor, walk.last, report.entries)
    more += [Problem(seq, "payload", f"a payload names entry {seq}, which is not there") for seq in _orphans(cursor)]
    problems = tuple(sorted((*report.problems, *more), key=lambda each: (each.seq, each.kind)))
    return VerifyReport(not problems, report.entries, report.checkpoints, report.unattested, problems)


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

    def __init__(self, cursor: Cursor, vault: Vault) -> None:
        self._cursor, self._vault = cursor, vault
        self._key = PayloadKey(None, "", "")
        self.last = b""

    def __iter__(self) -> Iterator[Kept]:
        for kept, key in read_kept(self._cursor):
            self._key, self.last = key, kept.sealed.hash
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
