"""The life of a look-out list: loaded, compared with the version before, rolled back; each step one journal entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tidewaiter.identify import statement
from tidewaiter.identify.changes import Change, compare
from tidewaiter.store.projections.sql import dicts
from tidewaiter.store.work import Reader, Work
from tidewaiter.vocabulary.errors import NotFound, Refusal, TidewaiterError
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind
from tidewaiter.vocabulary.listing import Listing

KINDS = (FactKind.LIST_LOADED, FactKind.LIST_ROLLED_BACK)
RESTATED_AFTER = timedelta(days=180)
"""A list found unchanged is stated by its head alone, but anew with its rows after this time: the retention schedule
destroys old rows, and a rebuild must not lose a list that is in force."""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a version of a list: ``act`` is loaded, refreshed, unchanged or rolled-back."""

    list_id: str
    version: str
    act: str
    entries: int
    change: Change
    left_out: Mapping[str, int]
    before: str | None  # the version that was in force
    live: bool  # false: only looked at


def load(
    work: Work,
    listing: Listing,
    *,
    at: datetime,
    actor: str = "tidewaiter",
    dry_run: bool = False,
    accept_shrink: bool = False,
    automatic: bool = False,
) -> Told:
    """Put a version in force, or with ``dry_run`` tell what it would change.

    Raises ``Refusal``: ``list-shrinks`` where it loses more than half of the entries, ``list-rolled-back`` where an
    ``automatic`` load brings a version that somebody rolled back.
    """
    entries = statement.rows(listing)
    first = statement.head(listing, entries)
    known = _in_force(work, listing.list_id)
    change = compare(_rows(work, known), entries) if known else compare((), entries)
    act, state = _act(known, first, at)
    if not state and _failed(work, listing.list_id):
        act, state = "refreshed", True  # the same version, read again after a load that failed
    told = Told(
        listing.list_id,
        listing.version,
        act,
        len(entries),
        change,
        listing.left_out,
        known["version"] if known else None,
        live=not dry_run,
    )
    if automatic and state and _rolled_back(work, listing.list_id) == first["digest"]:
        raise Refusal(f"{listing.list_id} {listing.version} was rolled back; load it by hand", code="list-rolled-back")
    if dry_run or not state:
        return told
    if change.shrinks and not accept_shrink:
        text = f"{listing.list_id} {listing.version} lacks {len(change.removed)} of {change.before} entries; look first"
        raise Refusal(text, code="list-shrinks")
    said = {**first, "change": change.counts, "before": told.before}
    if act == "refreshed":
        entries, said = [], {**said, "refreshed": True}
    work.append([statement.entry(FactKind.LIST_LOADED, said, entries, at=at, actor=actor)])
    return told


def rollback(
    work: Work, list_id: str, to: str | None, *, at: datetime, actor: str, reason: str, dry_run: bool = False
) -> Told:
    """Put an earlier version in force again; without ``to`` the last one whose entries differ.

    Raises ``NotFound`` for an unknown list or version, ``Refusal`` where its rows are no longer kept.
    """
    known = _in_force(work, list_id)
    if known is None:
        raise NotFound(f"There is no list {list_id}")
    first, entries = _version(work, known, to)
    change = compare(_rows(work, known), entries)
    version = str(first["version"])
    told = Told(list_id, version, "rolled-back", len(entries), change, {}, known["version"], live=not dry_run)
    if not change and first["version"] == known["version"]:
        raise Refusal(f"{list_id} {version} is in force already", code="list-in-force")
    if not dry_run:
        said = {key: value for key, value in first.items() if key not in ("refreshed", "entries")}
        said |= {"entries": len(entries), "change": change.counts, "before": told.before, "reason": reason}
        work.append([statement.entry(FactKind.LIST_ROLLED_BACK, said, entries, at=at, actor=actor)])
    return told


def fail(work: Work, list_id: str, error: TidewaiterError, *, at: datetime, actor: str = "tidewaiter") -> None:
    """State that a load of a list failed: the version in force stays, and every answer says so until one succeeds."""
    said = {"list_id": list_id, "error": error.code, "text": str(error)}
    work.append([Entry.of_fact(Fact(FactKind.LIST_FAILED, list_id, at, actor, said))])


def is_known(reader: Reader, list_id: str) -> bool:
    """Say whether a version of a list is in force."""
    return _in_force(reader, list_id) is not None


def difference(reader: Reader, list_id: str, against: str | None = None) -> Told:
    """Tell how the version in force differs from an earlier one; without ``against`` the last one that differs.

    Raises ``NotFound`` and ``Refusal`` as ``rollback`` does.
    """
    known = _in_force(reader, list_id)
    if known is None:
        raise NotFound(f"There is no list {list_id}")
    first, old = _version(reader, known, against)
    change = compare(old, _rows(reader, known))
    return Told(list_id, known["version"], "loaded", known["entries"], change, {}, str(first["version"]), live=True)


def history(reader: Reader, list_id: str) -> list[dict[str, Any]]:
    """Give how a list came to be as it is, the latest first."""
    return dicts(reader.cursor, "SELECT * FROM list_history WHERE list_id = %s ORDER BY seq DESC", [list_id])


def _act(known: Mapping[str, Any] | None, first: Mapping[str, Any], at: datetime) -> tuple[str, bool]:
    """Say what a load is, and whether there is anything to state."""
    if known is None or known["digest"] != first["digest"]:
        return "loaded", True
    if all(known[name] == first[name] for name in ("version", "fetched_at", "stale_after_days", "expires_at")):
        return "unchanged", False
    old = known["stated_at"] is None or datetime.fromisoformat(known["stated_at"]) < at - RESTATED_AFTER
    return ("loaded" if old else "refreshed"), True


def _failed(reader: Reader, list_id: str) -> bool:
    return bool(dicts(reader.cursor, "SELECT 1 AS failed FROM list_failure WHERE list_id = %s", [list_id]))


def _in_force(reader: Reader, list_id: str) -> dict[str, Any] | None:
    found = dicts(reader.cursor, "SELECT * FROM list_version WHERE list_id = %s", [list_id])
    return found[0] if found else None


def _rows(reader: Reader, known: Mapping[str, Any]) -> Sequence[bytes]:
    if known["stated"] is not None:
        return _stated(reader, known["list_id"], known["stated"])[1]
    # Loaded before lists had a history: the last statement about it is the one in force.
    last: Sequence[bytes] = ()
    for stored in reader.entries(known["list_id"], KINDS, page=1):
        last = statement.parts(stored.entry.rows)[1] if stored.entry.rows else ()
    return last


def stated_rows(reader: Reader, list_id: str, seq: int) -> list[bytes]:
    """Give the entries that a journal entry states of a list. Raises ``Refusal`` where they were destroyed when due."""
    return _stated(reader, list_id, seq)[1]


def _stated(reader: Reader, list_id: str, seq: int) -> tuple[dict[str, Any], list[bytes]]:
    stored = next(reader.entries(list_id, KINDS, after=seq - 1, page=1))
    if stored.purged:
        raise Refusal(f"the rows of {list_id} as of entry {seq} were destroyed when due", code="purged")
    return statement.parts(stored.entry.rows)


def _version(reader: Reader, known: Mapping[str, Any], wanted: str | None) -> tuple[dict[str, Any], list[bytes]]:
    list_id = known["list_id"]
    for row in history(reader, list_id):
        chosen = row["version"] == wanted if wanted else row["digest"] != known["digest"]
        if chosen and row["act"] != "refreshed":
            return _stated(reader, list_id, row["seq"])
    what = f"no version {wanted}" if wanted else "no earlier version"
    raise NotFound(f"There is {what} of {list_id}; tidewaiter lists history {list_id} names them")


def _rolled_back(reader: Reader, list_id: str) -> str | None:
    """Give the digest of the version that the last rollback of a list put out of force, if that still stands."""
    found = history(reader, list_id)
    at = next((at for at, row in enumerate(found) if row["act"] != "refreshed"), None)
    if at is None or found[at]["act"] != "rolled-back" or at + 1 >= len(found):
        return None
    return str(found[at + 1]["digest"])
