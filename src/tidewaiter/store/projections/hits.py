"""Possible matches and what people said of them; redress cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from tidewaiter.store.projections.sql import Cursor, Row, chunks, insert, moment, places, stamp, upsert
from tidewaiter.vocabulary.facts import FactKind
from tidewaiter.vocabulary.hit import SILENT, HitStatus, hit_id

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

_FOUND = (
    "declaration_id", "list_version", "list_stale", "category", "basis", "score", "declared_value", "listed_value",
    "ground", "evidence", "entry_digest", "redress", "suppressed_by",
)  # fmt: skip
_HIT = ("encounter_id", "list_id", "entry_id", *_FOUND, "hit_id", "status", "version", "at", "opened_at", "sampled")
_SILENT = ", ".join(f"'{status}'" for status in sorted(SILENT))
_SEEN = ("declared_value", "listed_value", "score", "basis", "entry_digest", "evidence")

# A verdict of no match holds until either side changes: found once more, and not suppressed, the hit is open again. A
# verdict that lets it stand is not touched by a machine.
_REOPENS = f"(excluded.suppressed_by IS NULL AND hit.status IN ({_SILENT}))"
_FALLS_SILENT = f"(excluded.suppressed_by IS NOT NULL AND hit.status IN ('{HitStatus.OPEN}', '{HitStatus.ESCALATED}'))"
_DIFFERS = " OR ".join(f"excluded.{name} IS DISTINCT FROM hit.{name}" for name in _SEEN)
_AGAIN = ", ".join(
    [
        *(f"{name} = excluded.{name}" for name in _FOUND),
        "unfit_at = NULL",
        "entry_gone_at = NULL",  # whoever is found again is found on an entry that stands on its list
        f"status = CASE WHEN {_REOPENS} THEN '{HitStatus.OPEN}' WHEN {_FALLS_SILENT} THEN '{HitStatus.SUPPRESSED}'"
        " ELSE hit.status END",
        f"version = hit.version + CASE WHEN {_REOPENS} OR {_FALLS_SILENT} OR {_DIFFERS} THEN 1 ELSE 0 END",
        f"opened_at = CASE WHEN {_REOPENS} THEN excluded.at ELSE hit.opened_at END",
        f"sampled = CASE WHEN {_REOPENS} THEN FALSE ELSE hit.sampled END",
        *(
            f"{name} = CASE WHEN {_REOPENS} OR {_FALLS_SILENT} THEN NULL ELSE hit.{name} END"
            for name in ("claimed_by", "claimed_until")
        ),
    ]
)
_KEEP = insert("hit", _HIT, conflict=f"(encounter_id, list_id, entry_id) DO UPDATE SET {_AGAIN}")

# A verdict outlives the finding it is about by some days: it stands in the journal later.
_VERDICT = (
    *("verdict", "status", "reason", "subject_id", "entry_digest", "compared", "settled_by", "settled_at"),
    "sampled",
)
_SETTLE = insert(
    "hit",
    ("encounter_id", "list_id", "entry_id", "hit_id", "list_stale", "version", "at", "opened_at", *_VERDICT),
    conflict="(encounter_id, list_id, entry_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _VERDICT)
    + ", version = hit.version + 1, claimed_by = NULL, claimed_until = NULL, suppressed_by = NULL,"
    " reviewed_by = NULL, reviewed_at = NULL, review_reason = NULL,"
    f" escalated_by = CASE WHEN excluded.status = '{HitStatus.ESCALATED}' THEN excluded.settled_by"
    " ELSE hit.escalated_by END",
)


def found(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Keep one possible match per encounter and list entry; a repeat brings it up to date."""
    rows: list[Row] = []
    for item in stored:
        at = stamp(item.entry.at)
        for row in map(orjson.loads, item.entry.rows):
            key = (row["encounter_id"], row["list_id"], row["entry_id"])
            row["list_stale"] = bool(row.get("list_stale"))
            status = HitStatus.SUPPRESSED if row.get("suppressed_by") else HitStatus.OPEN
            said = [row.get(name) for name in _FOUND]
            rows.append((*key, *said, row.get("hit_id") or hit_id(*key), str(status), 1, at, at, False))
    cursor.executemany(_KEEP, rows)
    _count(cursor, [row[0] for row in rows])


def _count(cursor: Cursor, encounters: Sequence[str]) -> None:
    """Count on each encounter the hits that stand; the silent ones stop nobody."""
    cursor.executemany(
        "UPDATE encounter SET hits = (SELECT count(*) FROM hit WHERE hit.encounter_id = encounter.encounter_id"
        f" AND hit.status NOT IN ({_SILENT})) WHERE encounter_id = %s",
        [(encounter,) for encounter in dict.fromkeys(encounters)],
    )


def _acts(stored: Sequence[StoredEntry]) -> Iterator[tuple[StoredEntry, dict[str, Any], str]]:
    for item in stored:
        for row in map(orjson.loads, item.entry.rows):
            yield item, row, stamp(item.entry.at)


def claimed(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Note who holds a hit until when; a release clears it."""
    cursor.executemany(
        "UPDATE hit SET claimed_by = %s, claimed_until = %s, version = version + 1 WHERE hit_id = %s",
        [
            (item.entry.actor, moment(row["until"]), row["hit_id"])
            if item.entry.kind is FactKind.HIT_CLAIMED
            else (None, None, row["hit_id"])
            for item, row, _ in _acts(stored)
        ],
    )


def settled(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Keep the verdict, and what was compared to reach it."""
    acts = list(_acts(stored))
    cursor.executemany(
        _SETTLE,
        [
            (
                item.entry.about, row["list_id"], row["entry_id"], row["hit_id"], False, 1, at, at, row["verdict"],
                row["status"], row["reason"], row.get("subject_id"), row.get("entry_digest"),
                orjson.dumps(row.get("compared") or {}).decode(), item.entry.actor, at,
                bool(row.get("sampled")),
            )
            for item, row, at in acts
        ],
    )  # fmt: skip
    _count(cursor, [item.entry.about for item, _, _ in acts])


def escalated(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Let a hit wait for another officer."""
    cursor.executemany(
        "UPDATE hit SET status = %s, escalated_by = %s, reason = %s, claimed_by = NULL, claimed_until = NULL,"
        " version = version + 1 WHERE hit_id = %s",
        [(str(HitStatus.ESCALATED), item.entry.actor, row["reason"], row["hit_id"]) for item, row, _ in _acts(stored)],
    )


_STILL_COMES = (
    "encounter_id IN (SELECT encounter_id FROM encounter"
    " WHERE status IN ('announced', 'presented', 'referred', 'inspected'))"
)


def reviewed(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Keep the second look. Where it opens a hit again, what rested on the verdict opens too, for who still comes."""
    for item, row, at in _acts(stored):
        cursor.execute(
            "UPDATE hit SET status = %s, reviewed_by = %s, reviewed_at = %s, review_reason = %s, sampled = FALSE,"
            " opened_at = CASE WHEN %s THEN opened_at ELSE %s END, claimed_by = NULL, claimed_until = NULL,"
            " suppressed_by = NULL, version = version + 1 WHERE hit_id = %s",
            (row["status"], item.entry.actor, at, row["reason"], row["agrees"], at, row["hit_id"]),
        )
        opened = [] if row["agrees"] else _open_resting(cursor, row["hit_id"], at)
        _count(cursor, [item.entry.about, *opened])


_FORGOTTEN = ("verdict", "settled_by", "settled_at", "reason", "compared", "claimed_by", "claimed_until")


def taken_back(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Let a hit wait again as if nothing had been said of it, and with it what rested on the verdict."""
    nothing = ", ".join(f"{name} = NULL" for name in _FORGOTTEN)
    for item, row, at in _acts(stored):
        cursor.execute(
            f"UPDATE hit SET status = %s, opened_at = %s, sampled = FALSE, {nothing}, version = version + 1"
            " WHERE hit_id = %s",
            (row["status"], at, row["hit_id"]),
        )
        _count(cursor, [item.entry.about, *_open_resting(cursor, row["hit_id"], at)])


def _open_resting(cursor: Cursor, hit_id: str, at: str) -> list[str]:
    """Open the hits that a verdict suppressed, of who still comes; give their encounters."""
    cursor.execute(
        f"SELECT encounter_id FROM hit WHERE suppressed_by = %s AND status = %s AND {_STILL_COMES}",
        (hit_id, str(HitStatus.SUPPRESSED)),
    )
    resting = [str(each[0]) for each in cursor.fetchall()]
    for part in chunks(resting):
        cursor.execute(
            "UPDATE hit SET status = %s, suppressed_by = NULL, opened_at = %s, version = version + 1"
            f" WHERE suppressed_by = %s AND encounter_id IN ({places(len(part))})",
            (str(HitStatus.OPEN), at, hit_id, *part),
        )
    return resting


_CASE = upsert(
    "redress_case",
    (
        "case_id", "number", "status", "surname", "given_names", "birth_date", "documents", "hits", "opened_by",
        "opened_at", "account",
    ),
    ("case_id",),
)  # fmt: skip
_RESOLVED = upsert(
    "redress_case",
    (
        "case_id", "number", "status", "surname", "given_names", "birth_date", "documents", "pairs", "resolved_by",
        "resolved_at", "reason",
    ),
    ("case_id",),
)  # fmt: skip
_WHO = ("case_id", "number", "surname", "given_names", "birth_date")


def redress(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Keep redress cases; a resolution says all that is needed, so that it outlives the opening."""
    for item, row, at in _acts(stored):
        case_id, number, surname, given, birth = (row.get(name) for name in _WHO)
        documents, actor = orjson.dumps(row["documents"]).decode(), item.entry.actor
        if item.entry.kind is FactKind.REDRESS_OPENED:
            hits = orjson.dumps(row.get("hits") or []).decode()
            told = (hits, actor, at, row.get("account"))
            cursor.execute(_CASE, (case_id, number, "open", surname, given, birth, documents, *told))
        else:
            pairs = orjson.dumps(row["pairs"]).decode()
            said = (case_id, number, "resolved", surname, given, birth, documents, pairs, actor, at, row["reason"])
            cursor.execute(_RESOLVED, said)
