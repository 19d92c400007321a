"""Rules as the journal has them: what runs, how each came to be so, what the shadow saw, what back-tests counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from tidewaiter.store.projections.sql import Cursor, dicts, places
from tidewaiter.store.queries.rows import Rows, opened


def rule_mark(cursor: Cursor) -> int:
    """Give the number of the last journal entry that changed which rules run; 0 where none did."""
    cursor.execute("SELECT COALESCE(MAX(mark), 0) FROM rule")
    return int((cursor.fetchone() or (0,))[0])


def running(cursor: Cursor, stage: str) -> Rows:
    """Give ``rule_id, version, digest, text`` of the versions that are live, or in the shadow."""
    return dicts(
        cursor,
        "SELECT rule_id, version, digest, text FROM rule_version WHERE stage = %s ORDER BY rule_id, version",
        [stage],
    )


def live_at(cursor: Cursor, seq: int) -> Rows:
    """Give the versions that were live when a journal entry was made."""
    return dicts(
        cursor,
        "SELECT rule_id, version, digest, text FROM rule_version WHERE live_seq < %s"
        " AND (ended_seq IS NULL OR ended_seq >= %s) ORDER BY rule_id",
        [seq, seq],
    )


def switched_off(cursor: Cursor, seq: int | None = None) -> list[str]:
    """Name the rules of files that the journal put out of force, now or when an entry was made."""
    said = "off_seq IS NOT NULL" if seq is None else "off_seq < %s"
    found = dicts(cursor, f"SELECT rule_id FROM rule WHERE {said} ORDER BY rule_id", [] if seq is None else [seq])
    return [str(row["rule_id"]) for row in found]


def rules(cursor: Cursor) -> Rows:
    """Give every rule the journal speaks of: what became of the one in a file."""
    return dicts(cursor, "SELECT * FROM rule ORDER BY rule_id")


def rule_versions(cursor: Cursor, rule_id: str | None = None) -> Rows:
    """Give every version drafted, the latest first, with the count of encounters its shadow fired on."""
    rows = dicts(
        cursor,
        "SELECT v.*, (SELECT COUNT(*) FROM shadow_hit s WHERE s.rule_id = v.rule_id AND s.version = v.version)"
        f" AS shadow_hits FROM rule_version v {'WHERE v.rule_id = %s' if rule_id else ''}"
        " ORDER BY v.rule_id, v.version DESC",
        [rule_id] if rule_id else [],
    )
    return opened(rows, "failed")


def backtests(cursor: Cursor, rule_id: str, limit: int = 20) -> Rows:
    """Give what back-tests of a rule counted, the latest first."""
    rows = dicts(
        cursor,
        "SELECT * FROM backtest WHERE rule_id = %s ORDER BY at DESC, backtest_id DESC LIMIT %s",
        [rule_id, limit],
    )
    return opened(rows, "report")


def rulebooks(cursor: Cursor, digest: str | None = None) -> Rows:
    """Give ``seq, digest, at`` of the statements of files, the latest first."""
    return dicts(
        cursor,
        f"SELECT seq, digest, at FROM rulebook {'WHERE digest = %s' if digest else ''} ORDER BY seq DESC",
        [digest] if digest else [],
    )


def shadow_pairs(cursor: Cursor, rule_id: str) -> list[tuple[int, str]]:
    """Give version and encounter of what a rule fired on in the shadow."""
    cursor.execute("SELECT version, encounter_id FROM shadow_hit WHERE rule_id = %s", [rule_id])
    return [(int(version), str(encounter)) for version, encounter in cursor.fetchall()]


def files_of(said: Any) -> dict[str, str]:
    """Give the texts by name that a statement of files holds."""
    return {str(name): str(text) for name, text in orjson.loads(said)["files"].items()}


def shadow_counts(cursor: Cursor, rule_id: str, *, labels: Sequence[str], positive: Sequence[str]) -> Rows:
    """Count of each version on how many its shadow fired, how many were examined, and in how many was found."""
    examined, found = ended(labels), ended(positive)
    return dicts(
        cursor,
        f"SELECT f.version, COUNT(*) AS hits, SUM(CASE WHEN {examined} THEN 1 ELSE 0 END) AS examined,"
        f" SUM(CASE WHEN {found} THEN 1 ELSE 0 END) AS found FROM shadow_hit f WHERE f.rule_id = %s"
        " GROUP BY f.version ORDER BY f.version",
        [*labels, *positive, rule_id],
    )


def ended(codes: Sequence[str]) -> str:
    """Write that an inspection of the encounter ``f`` ended with one of so many codes."""
    return (
        "EXISTS (SELECT 1 FROM act a WHERE a.encounter_id = f.encounter_id AND a.kind = 'Inspected'"
        f" AND NOT a.withdrawn AND a.outcome IN ({places(len(codes)) or 'NULL'}))"
    )
