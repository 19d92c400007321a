"""Purging: when rows fall due their payloads and keys are destroyed; what a case holds gets another key first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files

from tidewaiter.record import Retention, read_retention
from tidewaiter.store.journal import Cursor, payload_digest, write_key
from tidewaiter.store.keys import Vault, decrypt, encrypt
from tidewaiter.store.work import Work
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind

ABOUT = "journal"


@dataclass(frozen=True, slots=True)
class Purge:
    """What a purge did: entries whose payloads are gone, entries re-keyed because they are held, keys destroyed."""

    seqs: tuple[int, ...] = ()
    rekeyed: tuple[int, ...] = ()
    keys: int = 0


@dataclass(frozen=True, slots=True)
class _Due:
    key: int
    day: str
    retention: str
    wrapped: bytes


@cache
def retention() -> Retention:
    """Read the retention schedule that ships with the product."""
    name = "policies/retention.yaml"
    return read_retention(files("tidewaiter").joinpath(name).read_text(encoding="utf-8"), name)


def purge_due(work: Work, vault: Vault, now: datetime, held: Collection[str], actor: str) -> Purge:
    """Destroy all payloads whose day and class are due by ``now``, except those about ``held`` ids.

    States one Purged fact per key (entry numbers as ranges, class, day, citation) and one Rekeyed fact where rows
    were held (their new payload digests), so that every verifier can tell a purge from a loss.
    """
    gone: list[int] = []
    moved: list[int] = []
    keys = 0
    for due in _due_keys(work.cursor, now):
        payloads = _payloads(work.cursor, due.key)
        kept = [seq for seq, about in payloads if about in held]
        purged = [seq for seq, about in payloads if about not in held]
        if payloads and not purged:
            continue
        facts = [_purged(due, purged, now, actor)] if purged else []
        if kept:
            facts.append(Fact(FactKind.REKEYED, ABOUT, now, actor, {"digests": _rekey(work.cursor, vault, due, kept)}))
        _destroy(work.cursor, due.key)
        work.append([Entry.of_fact(fact) for fact in facts])
        gone, moved, keys = gone + purged, moved + kept, keys + 1
    return Purge(tuple(gone), tuple(moved), keys)


def due(cursor: Cursor, now: datetime) -> list[tuple[str, str]]:
    """List day and retention class of what is due by ``now`` and still there, oldest first."""
    return sorted((key.day, key.retention) for key in _due_keys(cursor, now))


def _due_keys(cursor: Cursor, now: datetime) -> list[_Due]:
    cursor.execute("SELECT id, day, retention, wrapped FROM journal_key ORDER BY id")
    keys = [_Due(number, day, name, bytes(wrapped)) for number, day, name, wrapped in cursor.fetchall()]
    # A key covers a whole day, so it is due when the day's last moment is.
    return [key for key in keys if retention().due(key.retention, _end(key.day), now)]


def _end(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=1)


def _payloads(cursor: Cursor, key: int) -> list[tuple[int, str]]:
    cursor.execute(
        "SELECT p.seq, e.about FROM journal_payload p JOIN journal_entry e ON e.seq = p.seq "
        "WHERE p.key_id = %s ORDER BY p.seq",
        (key,),
    )
    return [(int(seq), str(about)) for seq, about in cursor.fetchall()]


def _purged(due: _Due, seqs: Iterable[int], now: datetime, actor: str) -> Fact:
    rule = retention()[due.retention]
    data = {"seqs": _ranges(seqs), "day": due.day, "retention": due.retention, "citation": rule.citation}
    return Fact(FactKind.PURGED, ABOUT, now, actor, data)


def _ranges(seqs: Iterable[int]) -> list[list[int]]:
    ranges: list[list[int]] = []
    for seq in seqs:
        if ranges and ranges[-1][1] == seq - 1:
            ranges[-1][1] = seq
        else:
            ranges.append([seq, seq])
    return ranges


def _rekey(cursor: Cursor, vault: Vault, due: _Due, seqs: Iterable[int]) -> dict[str, str]:
    old, wrapped = vault.open(due.wrapped, due.day, due.retention), vault.fresh(due.day, due.retention)
    number, new = (
        write_key(cursor, due.day, due.retention, wrapped, held=True),
        vault.open(wrapped, due.day, due.retention),
    )
    digests = {}
    for seq in seqs:
        cursor.execute("SELECT sealed FROM journal_payload WHERE seq = %s", (seq,))
        stored = encrypt(new, seq, decrypt(old, seq, bytes(cursor.fetchone()[0])))
        cursor.execute("UPDATE journal_payload SET key_id = %s, sealed = %s WHERE seq = %s", (number, stored, seq))
        digests[str(seq)] = payload_digest(stored).hex()
    return digests


def _destroy(cursor: Cursor, key: int) -> None:
    cursor.execute("DELETE FROM journal_payload WHERE key_id = %s", (key,))
    cursor.execute("DELETE FROM journal_key WHERE id = %s", (key,))
