"""Find the keys that two different people of one message share: such a key identifies neither of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from tidewaiter.identify.keys import Key
from tidewaiter.identify.plain import Row

Label = TypeVar("Label", bound=Hashable)


def without_ambiguous(keys: Sequence[list[Key]], rows: Sequence[Row]) -> tuple[list[list[Key]], set[int]]:
    """Leave out the keys that do not identify; give also the rows that had such a key.

    Within one message a key is ambiguous when the rows that share it bear different first given names (two children
    on one passport), different birth dates, or different documents (two namesakes, though born on one day); the weakest
    key already when two rows share it.
    """
    sharing: dict[tuple[str, str], list[int]] = {}
    for row, owned in zip(rows, keys, strict=True):
        for key in owned:
            sharing.setdefault((row.message_id, key.text), []).append(row.row)
    bad = {
        shared
        for shared, members in sharing.items()
        if len(members) > 1 and (shared[1].startswith("W|") or different_people([rows[member] for member in members]))
    }
    if not bad:
        return list(keys), set()
    kept = [
        [key for key in owned if (row.message_id, key.text) not in bad] for row, owned in zip(rows, keys, strict=True)
    ]
    return kept, {row for row, owned in enumerate(keys) if len(owned) > len(kept[row])}


def clashes(rows: Sequence[Row], labels: Iterable[Label]) -> dict[Label, set[int]]:
    """Find labels under which one message holds rows that cannot be one person, with all such rows of each label."""
    members: dict[tuple[str, Label], list[Row]] = {}
    for row, label in zip(rows, labels, strict=True):
        members.setdefault((row.message_id, label), []).append(row)
    found: dict[Label, set[int]] = {}
    for (_, label), together in members.items():
        if len(together) > 1 and different_people(together):
            found.setdefault(label, set()).update(row.row for row in together)
    return found


def different_people(rows: Sequence[Row]) -> bool:
    """Tell whether rows of one message cannot all be one person.

    A message gives a traveler one row with all documents in it: two rows that show two documents are two travelers,
    whoever issued them. Were they joined, one of the two would never be screened; kept apart, a person who was listed
    twice stands once too often among those who did not report, where a human sees it.
    """
    if all(row.kind == "conveyance" for row in rows):
        return False
    if len({row.birth_date for row in rows} - {None}) > 1:
        return True
    shown = {(row.p_issuer, row.p_number) for row in rows if row.p_issuer is not None and row.p_number is not None}
    if len(shown) > 1:
        return True
    names = {row.p_given for row in rows if row.p_given is not None}
    longest = max(names, key=len, default="")
    if all(longest.startswith(name) for name in names):
        return False
    return len({row.p_first for row in rows} - {None}) > 1
