"""What identify stated: who is on which movement, what finds them again, and which lists may know them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from tidewaiter.identify.keys import KINDS
from tidewaiter.store.projections import documents, encounters, ties, trips
from tidewaiter.store.projections.sql import Batch, Cursor, insert, places, stamp, upsert
from tidewaiter.vocabulary.facts import Entry, FactKind

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

Declared = dict[str, dict[str, Any]]

_SLICE = 5_000

_KEY = insert("subject_key", ("key", "subject_id", "basis"), conflict="(key) DO NOTHING")
_WEAK_KEY = insert(
    "subject_key", ("key", "subject_id", "basis"), conflict="(key) DO UPDATE SET subject_id = excluded.subject_id"
)
_LASTING = ("D|", "N|", "P|")
"""Keys that name somebody for good: the first subject keeps them. Keys of one movement follow the latest subject."""
_SUBJECT = insert("subject", ("subject_id", "first_seen_at"), conflict="(subject_id) DO NOTHING")
_ANNOUNCED = upsert(
    "announced",
    ("declaration_id", "encounter_id", "message_id", "link_basis", "link_score", "differs", "checks"),
    ("declaration_id",),
)


def declared(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Join each message's declared rows with whom identify found in them, into encounters, trips and subjects.

    Only together do the two entries make an encounter. Should Identified come in a later call, the declared rows
    wait in their table and leave it then.
    """
    batch = Batch(cursor)
    waiting: dict[str, Sequence[bytes]] = {}
    for item in stored:
        entry = item.entry
        if entry.kind is FactKind.DECLARED:
            waiting[entry.about] = entry.rows
        else:
            lines = waiting.pop(entry.about, None)
            _identified(batch, entry, _fetch(cursor, entry.about) if lines is None else lines)
    batch.write()
    if waiting:
        cursor.executemany(
            upsert("waiting", ("message_id", "rows"), ("message_id",)),
            [(message, b"\n".join(lines).decode()) for message, lines in waiting.items()],
        )


def _fetch(cursor: Cursor, message_id: str) -> Sequence[bytes]:
    cursor.execute("SELECT rows FROM waiting WHERE message_id = %s", [message_id])
    kept = cursor.fetchone()
    if kept is None:
        return ()
    cursor.execute("DELETE FROM waiting WHERE message_id = %s", [message_id])
    return str(kept[0]).encode().split(b"\n")


def _identified(batch: Batch, entry: Entry, lines: Sequence[bytes]) -> None:
    """Go through a message slice by slice, so that memory stays flat however many people it carries."""
    at = stamp(entry.at)
    tally = trips.Tally(entry.about, at)
    for found, rows in _slices(entry.rows, lines):
        links = [(row, rows[row["declaration_id"]]) for row in found if row["declaration_id"] in rows]
        tally.add(links)
        batch.add(encounters.ANNOUNCE, encounters.announced(links, at))
        documents.seen(batch, links, at)
        ties.seen(batch, links, at)
        _found(batch, found, entry.about, at)
    tally.write(batch)


def _slices(identified: Sequence[bytes], lines: Sequence[bytes]) -> Iterator[tuple[list[dict[str, Any]], Declared]]:
    """Cut both tables alike; where their orders differ, every slice gets all declared rows."""
    everything: Declared = {}
    for start in range(0, len(identified), _SLICE):
        found = [orjson.loads(line) for line in identified[start : start + _SLICE]]
        rows = everything or _by_id(lines[start : start + _SLICE])
        if any(row["declaration_id"] not in rows for row in found):
            rows = everything = everything or _by_id(lines)
        yield found, rows


def _by_id(lines: Sequence[bytes]) -> Declared:
    return {row["declaration_id"]: row for row in map(orjson.loads, lines)}


def _found(batch: Batch, found: Sequence[dict[str, Any]], message_id: str, at: str) -> None:
    """Keep which declaration announced whom, the subjects, and what finds them again (the first claim stands)."""
    batch.add(
        _ANNOUNCED,
        [
            (
                row["declaration_id"],
                row["encounter_id"],
                message_id,
                row.get("link_basis"),
                row.get("link_score"),
                ",".join(row.get("differs_from") or ()) or None,
                _not_passed(row.get("checks")),
            )
            for row in found
        ],
    )
    known = [row for row in found if row.get("subject_id")]
    batch.add(_SUBJECT, [(subject, at) for subject in dict.fromkeys(row["subject_id"] for row in known)])
    keys = [(key, row["subject_id"], basis_of(key)) for row in known for key in row.get("subject_keys") or ()]
    batch.add(_KEY, [key for key in keys if key[0].startswith(_LASTING)])
    batch.add(_WEAK_KEY, [key for key in keys if not key[0].startswith(_LASTING)])


def _not_passed(checks: Sequence[Mapping[str, Any]] | None) -> str | None:
    if checks is None:
        return None
    return ",".join(f"{check['name']}:{check['state']}" for check in checks if check["state"] != "pass")


def basis_of(key: str) -> str:
    """Say what kind of evidence a subject key is made of."""
    letter = key.partition("|")[0]
    meaning = KINDS.get(letter)
    return meaning.basis if meaning else letter


def remember(cursor: Cursor, known: Sequence[tuple[str | None, str | None, str]]) -> None:
    """Keep whom a crossing was about, and by which document: ``(subject_id, document key, moment)``.

    What identify said of them is destroyed with the announcement; who crossed is known for as long as the crossing is.
    """
    whole = [(subject, key, at) for subject, key, at in known if subject]
    cursor.executemany(_SUBJECT, [(subject, at) for subject, _, at in whole])
    cursor.executemany(_KEY, [(key, subject, basis_of(key)) for subject, key, _ in whole if key])


def unlinked(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Undo a link: ``{encounter_id?, subject_id, keys}`` moves the keys, and the encounter, to another subject.

    A null ``subject_id`` takes the keys away from their subject and gives them to nobody.
    """
    for item in stored:
        at = stamp(item.entry.at)
        for row in map(orjson.loads, item.entry.rows):
            subject, keys = row.get("subject_id"), list(row.get("keys") or ())
            if keys:
                cursor.execute(f"DELETE FROM subject_key WHERE key IN ({places(len(keys))})", keys)
            if subject:
                cursor.execute(_SUBJECT, (subject, at))
                cursor.executemany(_KEY, [(key, subject, basis_of(key)) for key in keys])
            documents.move(cursor, keys, row.get("from_subject_id"), subject)
            encounter = row.get("encounter_id") or item.entry.about
            for table in ("encounter", "crossing", "stay", "act", "finding", "tie"):
                cursor.execute(f"UPDATE {table} SET subject_id = %s WHERE encounter_id = %s", (subject, encounter))
            # A verdict was about this person, whoever they are; it follows them to their own subject.
            cursor.execute(
                "UPDATE hit SET subject_id = %s WHERE encounter_id = %s AND subject_id IS NOT NULL",
                (subject, encounter),
            )
