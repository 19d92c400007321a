"""The life of rules as it stands: versions with their texts, what runs, on whom the shadow fired, back-tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from tidewaiter.store.projections.sql import Cursor, insert, stamp
from tidewaiter.vocabulary.facts import FactKind

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

Said = Mapping[str, Any]
_DRAFT = (
    *("rule_id", "version", "digest", "text", "title", "owner", "weight", "attribute_ground"),
    *("review_at", "expires_at"),
)
_VERSION = insert(
    "rule_version",
    (*_DRAFT, "stage", "drafted_by", "drafted_at"),
    conflict="(rule_id, version) DO NOTHING",
)
_RULE = insert("rule", ("rule_id",), conflict="(rule_id) DO NOTHING")
_SHADOW = insert(
    "shadow_hit",
    ("rule_id", "version", "encounter_id", "at"),
    conflict="(rule_id, version, encounter_id) DO UPDATE SET at ="
    " CASE WHEN excluded.at < shadow_hit.at THEN excluded.at ELSE shadow_hit.at END",
)
_COUNTED = ("rule_id", "version", "digest", "data_digest", "first_day", "last_day", "encounters", "hits")
_BACKTEST = insert("backtest", ("backtest_id", *_COUNTED, "report", "actor", "at"), conflict="(backtest_id) DO NOTHING")
_ROW = "rule_id = %s AND version = %s"


def lived(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Bring each step of a rule's life to the tables, in the journal's order."""
    for item in stored:
        said = orjson.loads(item.entry.rows[0])
        cursor.execute(_RULE, [said["rule_id"]])
        _STEPS[item.entry.kind](cursor, said, item)


def _drafted(cursor: Cursor, said: Said, item: StoredEntry) -> None:
    at = stamp(item.entry.at)
    cursor.execute(_VERSION, (*(said.get(name) or None for name in _DRAFT), "drafted", item.entry.actor, at))


def _tested(cursor: Cursor, said: Said, item: StoredEntry) -> None:
    failed = said["failed"]
    cursor.execute(
        f"UPDATE rule_version SET stage = %s, tested_at = %s, tests = %s, failed = %s WHERE {_ROW}",
        [
            "drafted" if failed else "tested",
            stamp(item.entry.at),
            said["tests"],
            orjson.dumps(failed).decode() if failed else None,
            *_key(said),
        ],
    )


def _approved(cursor: Cursor, said: Said, item: StoredEntry) -> None:
    step = "live" if said["step"] == "live" else "shadow"
    cursor.execute(
        f"UPDATE rule_version SET {step}_approved_by = %s, {step}_approved_at = %s,"
        f" stage = CASE WHEN stage IN ('shadow', 'live') THEN stage ELSE 'approved' END WHERE {_ROW}",
        [item.entry.actor, stamp(item.entry.at), *_key(said)],
    )


def _promoted(cursor: Cursor, said: Said, item: StoredEntry) -> None:
    to, at = ("live" if said["to"] == "live" else "shadow"), stamp(item.entry.at)
    _end(cursor, said, said["supersedes"], "superseded", item, f"version {said['version']} took its place")
    cursor.execute(
        f"UPDATE rule_version SET stage = %s, {to}_seq = %s, {to}_at = %s WHERE {_ROW}",
        [to, item.seq, at, *_key(said)],
    )
    if to == "live":
        _switch_off(cursor, said, item, "superseded", f"version {said['version']} took its place")
    _mark(cursor, said, item)


def _ended(how: str) -> Callable[[Cursor, Said, StoredEntry], None]:
    def end(cursor: Cursor, said: Said, item: StoredEntry) -> None:
        _end(cursor, said, said["versions"], how, item, said["reason"])
        if said["shipped"] or how == "killed":
            _switch_off(cursor, said, item, how, said["reason"])
        _mark(cursor, said, item)

    return end


def _end(
    cursor: Cursor, said: Said, versions: Sequence[Mapping[str, Any]], how: str, item: StoredEntry, why: str
) -> None:
    for each in versions:
        cursor.execute(
            "UPDATE rule_version SET stage = %s, ended_seq = %s, ended_at = %s, ended_by = %s, reason = %s"
            f" WHERE {_ROW}",
            [how, item.seq, stamp(item.entry.at), item.entry.actor, why, said["rule_id"], each["version"]],
        )


def _switch_off(cursor: Cursor, said: Said, item: StoredEntry, how: str, why: str) -> None:
    """Put the rule of the file out of force; what put it out first stays said."""
    cursor.execute(
        "UPDATE rule SET off_seq = %s, off_by = %s, off_at = %s, off_how = %s, off_reason = %s"
        " WHERE rule_id = %s AND off_seq IS NULL",
        [item.seq, item.entry.actor, stamp(item.entry.at), how, why, said["rule_id"]],
    )


def _mark(cursor: Cursor, said: Said, item: StoredEntry) -> None:
    cursor.execute("UPDATE rule SET mark = %s WHERE rule_id = %s", [item.seq, said["rule_id"]])


def _key(said: Said) -> tuple[str, int]:
    return str(said["rule_id"]), int(said["version"])


_STEPS: Mapping[FactKind, Callable[[Cursor, Said, StoredEntry], None]] = {
    FactKind.RULE_DRAFTED: _drafted,
    FactKind.RULE_TESTED: _tested,
    FactKind.RULE_APPROVED: _approved,
    FactKind.RULE_PROMOTED: _promoted,
    FactKind.RULE_RETIRED: _ended("retired"),
    FactKind.RULE_KILLED: _ended("killed"),
}


def shadowed(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Remember on whom each rule in the shadow fired, and when first."""
    rows = [
        (row["rule"], row["version"], row["encounter_id"], stamp(item.entry.at))
        for item in stored
        for row in map(orjson.loads, item.entry.rows)
    ]
    cursor.executemany(_SHADOW, rows)


def backtested(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Keep what back-tests of rules, rulesets and models counted; for the last two the digest says of which."""
    for item in stored:
        said = orjson.loads(item.entry.rows[0])
        counted = (said.get(name) for name in _COUNTED)
        report = orjson.dumps(said["report"]).decode()
        cursor.execute(_BACKTEST, (said["backtest_id"], *counted, report, item.entry.actor, stamp(item.entry.at)))


def stated(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Remember which files of rules were stated by which entry."""
    cursor.executemany(
        insert("rulebook", ("seq", "digest", "files", "at"), conflict="(seq) DO NOTHING"),
        [
            (item.seq, said["digest"], len(said["files"]), stamp(item.entry.at))
            for item, said in ((item, orjson.loads(item.entry.rows[0])) for item in stored)
        ],
    )
