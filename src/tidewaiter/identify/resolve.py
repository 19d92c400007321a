"""Resolve rows to subjects: strongest key first, every link with its basis, score and the two values that made it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

from tidewaiter.identify.ambiguity import clashes, without_ambiguous
from tidewaiter.identify.keys import Key, keys_of, shortened
from tidewaiter.identify.needs import Needs
from tidewaiter.identify.plain import Row
from tidewaiter.vocabulary.ids import Ids

_BOOKING = ("B", "b")


@dataclass(slots=True)
class Resolved:
    """One row and whom it was resolved to, with all that led there.

    ``known``: the stored subject each key led to, strongest key first. ``key``: the key that linked, None for a new
    subject; ``within``: it met another row of this batch, not the record. ``apart``: a link was undone, since it would
    have put two different people under one subject. ``unclear``: a key of the row did not identify.
    """

    row: Row
    keys: list[Key]
    unclear: bool
    known: list[tuple[Key, str]] = field(default_factory=list)
    subject_id: str = ""
    on_record: bool = False
    key: Key | None = None
    within: bool = False
    apart: bool = False


def resolve(rows: Sequence[Row], needs: Needs, ids: Ids) -> list[Resolved]:
    """Give each row its subject, in the order of ``rows`` (whose ``row`` counts from 0).

    Rows of the batch that share a key are one subject unless one message shows them to be different people. A known
    subject goes before a new one, a stronger key before a weaker one; of two known subjects the stronger key's is
    taken and the other kept beside it, never merged.
    """
    keys, unclear = without_ambiguous([keys_of(row) for row in rows], rows)
    people = [Resolved(row, owned, row.row in unclear) for row, owned in zip(rows, keys, strict=True)]
    shared = _shared(keys)
    _look_up(people, needs)
    _name(people, _groups(rows, keys, shared), ids)
    _link(people, shared)
    _keep_apart(people, ids)
    stored = {subject for one in people for _, subject in one.known}
    for one in people:
        one.on_record = one.subject_id in stored
    return people


def _shared(keys: Sequence[list[Key]]) -> dict[str, list[int]]:
    """Give the keys that several rows of the batch share, each with its rows."""
    owners: dict[str, list[int]] = {}
    for row, owned in enumerate(keys):
        for key in owned:
            owners.setdefault(key.text, []).append(row)
    return {text: members for text, members in owners.items() if len(members) > 1}


def _groups(rows: Sequence[Row], keys: Sequence[list[Key]], shared: dict[str, list[int]]) -> list[int]:
    """Group rows that share a key, directly or through others: for each row the smallest row of its group."""
    groups = _joined(len(rows), shared.values())
    clashing = clashes(rows, groups) if shared else {}
    if not clashing:
        return groups
    # A chain joined what one message keeps apart: let only the strongest shared key of each row speak there.
    speaking: dict[str, list[int]] = {}
    for row, group in enumerate(groups):
        strongest = next((key.text for key in keys[row] if key.text in shared), None)
        if group in clashing and strongest is not None:
            speaking.setdefault(strongest, []).append(row)
    split = _joined(len(rows), speaking.values())
    return [split[row] if group in clashing else group for row, group in enumerate(groups)]


def _joined(count: int, together: Iterable[Sequence[int]]) -> list[int]:
    """Join what belongs together; give the smallest member for each of ``count`` rows."""
    above = list(range(count))

    def root(row: int) -> int:
        while above[row] != row:
            above[row] = above[above[row]]
            row = above[row]
        return row

    for members in together:
        first = root(members[0])
        for member in members[1:]:
            other = root(member)
            first, other = min(first, other), max(first, other)
            above[other] = first
    return [root(row) for row in range(count)]


def _look_up(people: Sequence[Resolved], needs: Needs) -> None:
    """Ask the store for all keys at once; for beginnings of names only where all else of a booking fails."""
    found = _stored((key for one in people for key in one.keys), needs)
    for one in people:
        one.known = [(key, found[key.text]) for key in one.keys if key.text in found]
    cut = [
        (one, shortened(one.row, one.keys))
        for one in people
        if not one.known and any(key.kind in _BOOKING for key in one.keys)
    ]
    found = _stored((key for _, keys in cut for key in keys), needs)
    for one, keys in cut:
        one.known = sorted((key, found[key.text]) for key in keys if key.text in found)


def _stored(keys: Iterable[Key], needs: Needs) -> dict[str, str]:
    wanted = list(dict.fromkeys(key.text for key in keys))
    return dict(needs.subjects(pl.Series(wanted, dtype=pl.String)).select("key", "subject_id").rows()) if wanted else {}


def _name(people: Sequence[Resolved], groups: Sequence[int], ids: Ids) -> None:
    """Give each row its subject: its own known one, else its group's strongest, else a new one for the group."""
    of_group: dict[int, tuple[int, str]] = {}
    for one, group in zip(people, groups, strict=True):
        if one.known:
            key, subject = one.known[0]
            if group not in of_group or key.rank < of_group[group][0]:
                of_group[group] = key.rank, subject
    strangers = list(dict.fromkeys(group for group in groups if group not in of_group))
    made = dict(zip(strangers, ids.many("sub", len(strangers)), strict=True))
    for one, group in zip(people, groups, strict=True):
        one.subject_id = one.known[0][1] if one.known else made[group] if group in made else of_group[group][1]


def _link(people: Sequence[Resolved], shared: dict[str, list[int]]) -> None:
    """Choose for each row the strongest key that led to its subject; none for the first row of a new one."""
    seen: set[tuple[str, str]] = set()
    for one in people:
        candidates = [(key.rank, 0, key) for key, subject in one.known if subject == one.subject_id]
        for key in one.keys:
            if key.text in shared:
                if (key.text, one.subject_id) in seen:
                    candidates.append((key.rank, 1, key))
                seen.add((key.text, one.subject_id))
        if candidates:
            _, within, one.key = min(candidates, key=lambda each: (each[0], each[1], each[2].text))
            one.within = bool(within)


def _keep_apart(people: Sequence[Resolved], ids: Ids) -> None:
    """Undo links where one message would put two different people under one subject: one of them keeps it.

    A link by a document stays, unless it is another document than that of who keeps the subject: the two were taken
    for one person before, and now stand side by side.
    """
    clashing = clashes([one.row for one in people], [one.subject_id for one in people])
    undone: list[tuple[Resolved, object]] = []
    for subject, members in clashing.items():
        first, *others = sorted(
            (people[row] for row in sorted(members)), key=lambda one: one.key.rank if one.key else 0
        )
        for one in others:
            if one.key and one.key.rank > 0:
                undone.append((one, one.row.row))
            elif one.key and None not in (_document(one), _document(first)) and _document(one) != _document(first):
                undone.append((one, (subject, _document(one))))
    undone.sort(key=lambda each: each[0].row.row)
    whose = dict.fromkeys(who for _, who in undone)
    made = dict(zip(whose, ids.many("sub", len(whose)), strict=True))
    for one, who in undone:
        one.subject_id, one.key, one.within, one.apart = made[who], None, False, True


def _document(one: Resolved) -> tuple[str, str] | None:
    issuer, number = one.row.p_issuer, one.row.p_number
    return None if issuer is None or number is None else (issuer, number)
