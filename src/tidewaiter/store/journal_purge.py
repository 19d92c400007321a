"""Purging: when rows fall due their payloads and keys are destroyed; what a case holds gets another key first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from tidewaiter.record import Retention, read_retention
from tidewaiter.store.journal import Cursor, payload_digest, write_key
from tidewaiter.store.keys import Vault, decrypt, encrypt
from tidewaiter.store.work import Work
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind

ABOUT = "journal"
LONGEST_PAUSE = 60
"""Days without any entry after which nobody but a human destroys what is due: the clock may be wrong."""


@dataclass(frozen=True, slots=True)
class Purge:
    """What a purge did: entries whose payloads are gone and their kinds, entries re-keyed as held, keys destroyed."""

    seqs: tuple[int, ...] = ()
    rekeyed: tuple[int, ...] = ()
    keys: int = 0
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is due and still there: keys with something to destroy (day, class; oldest first), entries that are held."""

    keys: tuple[tuple[str, str], ...] = ()
    held: int = 0


class Last(NamedTuple):
    """When somebody last destroyed what was due, and who."""

    at: datetime
    actor: str


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
    kinds: set[str] = set()
    keys = 0
    for due in _due_keys(work.cursor, now):
        payloads = _payloads(work.cursor, due.key)
        kept = [seq for seq, about, _ in payloads if about in held]
        purged = [seq for seq, about, _ in payloads if about not in held]
        if payloads and not purged:
            continue
        facts = [_purged(due, purged, now, actor)] if purged else []
        if kept:
            facts.append(Fact(FactKind.REKEYED, ABOUT, now, actor, {"digests": _rekey(work.cursor, vault, due, kept)}))
        _destroy(work.cursor, due.key)
        work.append([Entry.of_fact(fact) for fact in facts])
        kinds |= {kind for _, about, kind in payloads if about not in held}
        gone, moved, keys = gone + purged, moved + kept, keys + 1
    return Purge(tuple(gone), tuple(moved), keys, frozenset(kinds))


def none(_: Cursor) -> Collection[str]:
    """Hold nothing."""
    return ()


def overdue(cursor: Cursor, now: datetime, held: Callable[[Cursor], Collection[str]] = none) -> Overdue:
    """Tell what is due by ``now`` and still there; cheap where nothing is, for then ``held`` is not even asked."""
    found = _due_keys(cursor, now)
    if not found:
        return Overdue()
    ids = held(cursor)
    payloads = [(key, [about in ids for _, about, _ in _payloads(cursor, key.key)]) for key in found]
    keys = sorted((key.day, key.retention) for key, each in payloads if not each or not all(each))
    return Overdue(tuple(keys), sum(sum(each) for _, each in payloads))


def last(cursor: Cursor) -> Last | None:
    """Give the last purge by the journal, None where there was none yet."""
    cursor.execute(
        "SELECT at, actor FROM journal_entry WHERE kind = %s ORDER BY seq DESC LIMIT 1", (str(FactKind.PURGED),)
    )
    row = cursor.fetchone()
    return Last(datetime.fromisoformat(row[0]), str(row[1])) if row else None


def leap(cursor: Cursor, now: datetime) -> int:
    """Give the longest stretch of days up to ``now``, and since the last purge, in which nothing was journaled.

    A clock that is set wrong looks just like a long pause, and what is destroyed too early is gone for good.
    """
    before = last(cursor)
    cursor.execute("SELECT DISTINCT day FROM journal_key ORDER BY day")
    days = [date.fromisoformat(row[0]) for row in cursor.fetchall()]
    days = [*(day for day in days if before is None or day > before.at.date()), now.astimezone(UTC).date()]
    days = sorted([before.at.date(), *days]) if before else days
    return max(((after - day).days for day, after in pairwise(days)), default=0)


def _due_keys(cursor: Cursor, now: datetime) -> list[_Due]:
    """Find the keys that are due: one covers a whole day, so it is due when the last moment of the day is."""
    last_days = {name: _last_day(rule.days, now) for name, rule in retention().items()}
    each = " OR ".join("(retention = %s AND day <= %s)" for _ in last_days)
    cursor.execute(
        f"SELECT id, day, retention, wrapped FROM journal_key WHERE {each} ORDER BY id",
        [value for pair in last_days.items() for value in pair],
    )
    return [_Due(number, day, name, bytes(wrapped)) for number, day, name, wrapped in cursor.fetchall()]


def _last_day(days: int, now: datetime) -> str:
    """Give the last day whose end lies ``days`` before ``now``, or longer."""
    return (now.astimezone(UTC) - timedelta(days=days + 1)).date().isoformat()


def _payloads(cursor: Cursor, key: int) -> list[tuple[int, str, str]]:
    cursor.execute(
        "SELECT p.seq, e.about, e.kind FROM journal_payload p JOIN journal_entry e ON e.seq = p.seq "
        "WHERE p.key_id = %s ORDER BY p.seq",
        (key,),
    )
    return [(int(seq), str(about), str(kind)) for seq, about, kind in cursor.fetchall()]


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
