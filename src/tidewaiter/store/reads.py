"""Who looked at whose record: every opening of one record and every list that showed it is a fact of the journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import orjson

from tidewaiter.store.projections.sql import stamp
from tidewaiter.store.work import Reader
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.officer import Officer

LISTING = "listing"
"""What the readings of lists are about; a reading of one record is about its encounter."""


def of_record(reader: Officer, encounter_id: str, what: str, at: datetime) -> Fact:
    """State that somebody opens one record, for their purpose."""
    return Fact(FactKind.RECORD_READ, encounter_id, at, reader.name, _said(reader, what, reader.purpose))


def of_listing(
    reader: Officer, what: str, purpose: str, rows: Iterable[Mapping[str, Any]], asked: Mapping[str, Any], at: datetime
) -> Fact:
    """State that somebody reads a list of people: by which filter, how many, and whose encounters it showed."""
    shown = list(dict.fromkeys(row["encounter_id"] for row in rows if row.get("encounter_id")))
    said = _said(reader, what, purpose)
    said |= {"asked": {name: str(value) for name, value in asked.items() if value is not None}}
    return Fact(FactKind.RECORD_READ, LISTING, at, reader.name, {**said, "count": len(shown), "encounters": shown})


def of_encounter(reader: Reader, encounter_id: str) -> list[dict[str, Any]]:
    """List every reading that showed an encounter, oldest first.

    Columns: ``seq, at, reader, what, purpose, roles, port, shown, asked``. ``shown`` is how many encounters the same
    reading showed (1 for a record opened alone), ``asked`` the filter of a list. Readings that were destroyed when
    they were due are not here.
    """
    kinds = (FactKind.RECORD_READ,)
    own = [*reader.entries(encounter_id, kinds)]
    lists = reader.entries(LISTING, kinds, after=_first(reader, encounter_id), page=500)
    found = []
    for stored in (*own, *lists):
        if stored.purged:
            continue
        said = orjson.loads(stored.entry.rows[0])
        shown = said.get("encounters")
        if shown is not None and encounter_id not in shown:
            continue
        row = {"seq": stored.seq, "at": stamp(stored.entry.at), "reader": stored.entry.actor, "what": said["what"]}
        row |= {name: said.get(name) for name in ("purpose", "roles", "port")}
        found.append({**row, "shown": 1 if shown is None else len(shown), "asked": said.get("asked") or {}})
    return sorted(found, key=lambda row: int(row["seq"]))


def _first(reader: Reader, encounter_id: str) -> int:
    """Give the entry before which no list can have shown an encounter: it was not announced yet."""
    reader.cursor.execute(
        "SELECT MIN(e.seq) FROM journal_entry e JOIN announced a ON a.message_id = e.about WHERE a.encounter_id = %s",
        [encounter_id],
    )
    row = reader.cursor.fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def _said(reader: Officer, what: str, purpose: str) -> dict[str, Any]:
    return {"purpose": purpose, "what": what, "roles": sorted(reader.roles), "port": reader.port}
