"""Which list versions brought entries that were not yet looked for among those who were announced before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tidewaiter.identify.changes import compare
from tidewaiter.store import lists
from tidewaiter.store.projections.sql import chunks, dicts, places
from tidewaiter.store.work import Reader
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.hit import SILENT

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Search:
    """One version in force: its new and altered ``entries`` are looked for; what it ``removed``; how far that went."""

    list_id: str
    version: str
    base: int | None  # the statement (journal number) that was looked for last
    stated: int  # the statement that is looked for
    through: str  # the last encounter looked at
    entries: tuple[str, ...]
    removed: tuple[str, ...] = ()


def pending(reader: Reader) -> list[str]:
    """Name the lists whose version in force was not yet looked for to the end."""
    rows = dicts(
        reader.cursor,
        "SELECT v.list_id, v.stated, r.stated AS looked, r.done FROM list_version v"
        " LEFT JOIN rescreening r ON r.list_id = v.list_id WHERE v.stated IS NOT NULL ORDER BY v.list_id",
    )
    return [row["list_id"] for row in rows if row["looked"] != row["stated"] or not row["done"]]


def search(reader: Reader, list_id: str) -> Search | None:
    """Give what is to be looked for of a list and from where on; None where nothing is.

    A version that took the place of one not looked for to the end is compared with the one before both. Where the
    rows of that were destroyed when due, all entries are looked for.
    """
    if list_id not in pending(reader):
        return None
    (live,) = dicts(reader.cursor, "SELECT version, stated FROM list_version WHERE list_id = %s", [list_id])
    looked = dicts(reader.cursor, "SELECT * FROM rescreening WHERE list_id = %s", [list_id])
    last = looked[0] if looked else None
    base, through = _from(last, live["stated"])
    change = compare(_rows(reader, list_id, base), lists.stated_rows(reader, list_id, live["stated"]))
    return Search(
        list_id, live["version"], base, live["stated"], through, (*change.added, *change.altered), change.removed
    )


def _from(last: dict[str, Any] | None, stated: int) -> tuple[int | None, str]:
    if last is None:
        return None, ""
    if last["done"]:
        return last["stated"], ""
    return last["base"], last["through"] or "" if last["stated"] == stated else ""


def _rows(reader: Reader, list_id: str, base: int | None) -> list[bytes]:
    if base is None:
        return []
    try:
        return lists.stated_rows(reader, list_id, base)
    except Refusal:
        return []


def standing(reader: Reader, list_id: str, entries: Sequence[str], encounters: Sequence[str] | None) -> set[Pair]:
    """Give the hits on some entries of a list that stop somebody, as encounter and entry; of these encounters alone.

    Without ``encounters``: of all.
    """
    among = None if encounters is None else set(encounters)
    silent = ", ".join(f"'{status}'" for status in sorted(SILENT))
    found: set[Pair] = set()
    for part in chunks(entries):
        reader.cursor.execute(
            f"SELECT encounter_id, entry_id FROM hit WHERE list_id = %s AND entry_id IN ({places(len(part))})"
            f" AND unfit_at IS NULL AND status NOT IN ({silent})",
            [list_id, *part],
        )
        found.update((str(encounter), str(entry)) for encounter, entry in reader.cursor.fetchall())
    return found if among is None else {pair for pair in found if pair[0] in among}
