"""What a new version of a list changes: entries added, altered and removed, told before it goes live."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

SHRINKS = 0.5
"""A version that loses more of its entries than this is refused unless somebody says that it is meant: a download that
broke off looks just so."""


@dataclass(frozen=True, slots=True)
class Change:
    """The ids of the entries that differ, each list in the order of the new version (removed: of the old)."""

    added: tuple[str, ...]
    altered: Mapping[str, tuple[str, ...]]  # id: names of the fields that differ
    removed: tuple[str, ...]
    before: int
    labels: Mapping[str, str] = field(default_factory=dict)  # id of each that differs: its first name or number

    def __bool__(self) -> bool:
        """Say whether anything differs."""
        return bool(self.added or self.altered or self.removed)

    @property
    def shrinks(self) -> bool:
        """Say whether so much is removed that somebody should look first."""
        return len(self.removed) > SHRINKS * self.before

    def each(self) -> Iterator[dict[str, Any]]:
        """Walk the entries that differ: ``entry_id, change, fields, entry``; removed ones first."""
        for what, ids in (("removed", self.removed), ("altered", self.altered), ("added", self.added)):
            for each in ids:
                fields = ", ".join(self.altered[each]) if what == "altered" else None
                yield {"entry_id": each, "change": what, "fields": fields, "entry": self.labels.get(each)}

    @property
    def counts(self) -> dict[str, int]:
        """Give how many entries were added, altered and removed."""
        return {"added": len(self.added), "altered": len(self.altered), "removed": len(self.removed)}


def compare(old: Sequence[bytes], new: Sequence[bytes]) -> Change:
    """Compare two versions of a list by the rows of their entries (``listing.rows``)."""
    before, after = _by_id(old), _by_id(new)
    added = tuple(each for each in after if each not in before)
    removed = tuple(each for each in before if each not in after)
    differ = [each for each, row in after.items() if each in before and before[each] != row]
    rows = {each: before[each] for each in removed} | {each: after[each] for each in (*added, *differ)}
    return Change(
        added=added,
        altered={each: _fields(before[each], after[each]) for each in differ},
        removed=removed,
        before=len(before),
        labels={each: _label(orjson.loads(row)) for each, row in rows.items()},
    )


def _by_id(rows: Sequence[bytes]) -> dict[str, bytes]:
    return {orjson.loads(row)["entry_id"]: row for row in rows}


def _fields(old: bytes, new: bytes) -> tuple[str, ...]:
    before, after = orjson.loads(old), orjson.loads(new)
    return tuple(sorted(name for name in {**before, **after} if before.get(name) != after.get(name)))


def _label(row: Mapping[str, Any]) -> str:
    own = ", ".join(row[name] for name in ("surname", "given_names") if row.get(name))
    names = [own] if own else [name["text"] for name in row.get("names", ())]
    numbers = [row.get("document_number"), row.get("plate"), *(each["number"] for each in row.get("documents", ()))]
    return next((text for text in (*names, *numbers) if text), "")
