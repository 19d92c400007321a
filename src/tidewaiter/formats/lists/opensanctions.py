"""OpenSanctions' ``targets.simple.csv``: one row a target, several values of a cell parted by semicolons."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from tidewaiter.formats.lists.births import birth_date
from tidewaiter.formats.lists.building import Building, Files, decoded, only_file, unique_documents
from tidewaiter.formats.lists.cells import records
from tidewaiter.formats.lists.countries import as_country
from tidewaiter.formats.lists.ftm_schemas import kind_of
from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.listing import ListedDocument, ListedName, ListEntry, Listing, ListTerms

NEEDED = ("id", "schema", "name", "aliases", "birth_date", "countries", "identifiers")
_NUMBER = {"vessel": "ship-number", "aircraft": "aircraft-number", "organisation": "registration"}


def read(files: Files, terms: ListTerms) -> Listing:
    """Read the table; its columns may stand in any order. Raises ``InvalidPolicy`` with line and column."""
    where, raw = only_file(files)
    building = Building(terms, "opensanctions", files)
    rows = records(decoded(raw, where), where)
    _, head = next(rows, (1, []))
    if missing := [name for name in NEEDED if name not in head]:
        raise InvalidPolicy(f"there is no column {', '.join(missing)}", where=where, line=1, column=1)
    changed: list[str] = []
    for line, cells in rows:
        if len(cells) != len(head):
            text = f"the record has {len(cells)} cells, and not {len(head)}; is the file cut off?"
            raise InvalidPolicy(text, where=where, line=line, column=min(len(cells), len(head)))
        row = dict(zip(head, cells, strict=True))
        _take(row, building, where, line)
        changed.append(row.get("last_change", "")[:10])
    return building.listing(where, published=_latest(changed))


def values(cell: str) -> list[str]:
    """Part the values of one cell; a value may stand in quotes if it holds a semicolon itself."""
    if ";" not in cell and '"' not in cell:
        return [cell.strip()] if cell.strip() else []
    return [each.strip() for each in next(csv.reader([cell], delimiter=";"), []) if each.strip()]


def _take(row: Mapping[str, str], building: Building, where: str, line: int) -> None:
    kind = kind_of(row["schema"])
    if not row["id"].strip():
        raise InvalidPolicy("an entry without an id", where=where, line=line, column=1)
    if kind is None:
        building.left_out[f"schema {row['schema'] or 'not named'}"] += 1
        return
    building.take(_entry(row, kind, building), where, line)


def _entry(row: Mapping[str, str], kind: str, building: Building) -> ListEntry:
    names = [ListedName(row["name"].strip()), *(ListedName(each, "alias") for each in values(row["aliases"]))]
    births = [birth_date(each) for each in values(row["birth_date"])]
    if unread := births.count(None):
        building.left_out["birth date not understood"] += unread
    states = tuple(dict.fromkeys(as_country(each) for each in values(row["countries"])))
    numbers = values(row["identifiers"])
    first = row.get("first_seen", "")[:10]
    programmes = values(row.get("program_ids", "")) or values(row.get("sanctions", ""))
    return replace(
        building.entry(row["id"].strip(), kind, names, programmes=programmes or values(row.get("dataset", ""))),
        birth_dates=tuple(dict.fromkeys(each for each in births if each)),
        # The table does not part nationality from residence: neither may be read as the other.
        countries=states,
        documents=unique_documents([ListedDocument(each, _NUMBER.get(kind, "document")) for each in numbers]),
        plate=numbers[0] if kind == "plate" and numbers else None,
        listed_at=_day(first),
        remarks=row.get("sanctions", "").strip() or None,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _latest(days: list[str]) -> date | None:
    """A list is as old as its latest change only if nothing says more; without any, its age is that of its fetching."""
    known = [day for each in days if (day := _day(each))]
    return max(known, default=None)
