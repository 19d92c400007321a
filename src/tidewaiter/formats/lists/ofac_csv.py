"""OFAC's Specially Designated Nationals as CSV: sdn, alt and add, without headings, ``-0-`` for what is empty.

Columns by OFAC's data specification: sdn ent_num, name, type, program, title, call sign, vessel type, tonnage, gross
tonnage, flag, owner, remarks; alt ent_num, alt_num, type, name, remarks; add ent_num, add_num, address, city, country,
remarks. A comments file (ent_num, text) carries remarks on that are too long for the first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from tidewaiter.formats.lists.building import Building, Files, decoded, parted, unique_documents, unique_names
from tidewaiter.formats.lists.cells import records
from tidewaiter.formats.lists.countries import as_country
from tidewaiter.formats.lists.ofac_remarks import remarks
from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.listing import ListedDocument, ListedName, ListEntry, Listing, ListTerms

WIDTHS = {"sdn": 12, "alt": 5, "add": 6, "comments": 2}
KINDS = {
    "individual": "person",
    "": "organisation",
    "entity": "organisation",
    "vessel": "vessel",
    "aircraft": "aircraft",
}
_EMPTY = "-0-"
_TAIL = re.compile(r"[A-Z0-9]{1,3}-?[A-Z0-9]{2,6}")
_ROLES = {"fka": "former", "nka": "name"}


class _Row(NamedTuple):
    where: str
    line: int
    cells: list[str]

    def wrong(self, text: str, column: int) -> InvalidPolicy:
        return InvalidPolicy(text, where=self.where, line=self.line, column=column)


_Rows = Mapping[str, list[_Row]]


def read(files: Files, terms: ListTerms) -> Listing:
    """Read the trio. Raises ``InvalidPolicy``: a file missing, a record cut off, an alias of nobody."""
    parts = {part_of(name): name for name in files}
    if missing := [part for part in ("sdn", "alt", "add") if part not in parts]:
        raise InvalidPolicy(
            f"there is no {' and no '.join(missing)} file; the three are one list", where=", ".join(files)
        )
    building = Building(terms, "ofac-sdn", files)
    tables = {part: _table(files[name], name, WIDTHS[part]) for part, name in parts.items()}
    known = {row.cells[0] for row in tables["sdn"]}
    by_entry = {part: _by_entry(rows, known) for part, rows in tables.items() if part != "sdn"}
    for row in tables["sdn"]:
        building.take(_entry(row, by_entry, building), row.where, row.line)
    return building.listing(parts["sdn"])


def part_of(name: str) -> str:
    """Say which of OFAC's files a file is, by its name: ``sdn.csv``, ``ofac_alt.csv``, ``SDN_COMMENTS.CSV``."""
    stem = name.lower().rpartition("/")[2].rpartition(".")[0]
    if "comment" in stem:
        return "comments"
    return next((part for part in ("alt", "add") if re.search(rf"(?:^|[^a-z]){part}(?:$|[^a-z])", stem)), "sdn")


def siblings(name: str) -> tuple[str, ...]:
    """Name the tables beside one of them: ``ofac_sdn.csv`` comes with ``ofac_alt.csv`` and ``ofac_add.csv``."""
    own = part_of(name)
    word = {"comments": "sdn_comments"}
    found = re.search(word.get(own, own), name, re.IGNORECASE)
    if found is None:
        return (name,)
    before, after = name[: found.start()], name[found.end() :]
    return tuple(f"{before}{word.get(part, part)}{after}" for part in WIDTHS)


def _table(raw: bytes, where: str, width: int) -> list[_Row]:
    found = []
    for line, cells in records(decoded(raw, where), where, width):
        row = _Row(where, line, ["" if cell.strip() == _EMPTY else cell.strip() for cell in cells])
        if not row.cells[0].isdigit():
            raise row.wrong(f"'{row.cells[0][:20]}' is no entry number", 1)
        found.append(row)
    return found


def _by_entry(rows: list[_Row], known: set[str]) -> _Rows:
    found = defaultdict(list)
    for row in rows:
        if row.cells[0] not in known:
            raise row.wrong(f"this belongs to entry {row.cells[0]}, which is not in the list", 1)
        found[row.cells[0]].append(row)
    return found


def _entry(row: _Row, more: Mapping[str, _Rows], building: Building) -> ListEntry:
    number, name, kind, program, title, call_sign, _, _, _, flag, owner, text = row.cells
    if kind.lower() not in KINDS:
        raise row.wrong(f"'{kind}' is no kind of entry", 3)
    if not name:
        raise row.wrong("an entry without a name", 2)
    kind = KINDS[kind.lower()]
    text = " ".join([text, *(each.cells[1] for each in more.get("comments", {}).get(number, []))]).strip()
    said = remarks(text, building.left_out)
    person = kind == "person"
    own = parted(name) if person else ListedName(name)
    aliases = [_alias(each, person) for each in more["alt"].get(number, [])]
    weak = said.names if person else [ListedName(each.text, each.role, each.quality) for each in said.names]
    addresses = [each.cells[4] for each in more["add"].get(number, []) if each.cells[4]]
    started = building.entry(number, kind, (own, *aliases, *weak), programmes=_programmes(program))
    return replace(
        started,
        names=unique_names(started.names),
        birth_dates=tuple(dict.fromkeys(said.birth_dates)),
        birth_places=tuple(dict.fromkeys(said.birth_places)),
        nationalities=tuple(dict.fromkeys(said.nationalities)),
        countries=tuple(dict.fromkeys(as_country(each) for each in (flag, *addresses) if each)),
        sex=said.sex,
        documents=unique_documents([*said.documents, *_own_numbers(kind, name, call_sign)]),
        remarks="; ".join(part for part in ("" if title in text else title, owner and f"owner {owner}", text) if part)
        or None,
    )


def _alias(row: _Row, person: bool) -> ListedName:
    kind, name = row.cells[2].lower(), row.cells[3]
    if not name:
        raise row.wrong("an alias without a name", 4)
    role = _ROLES.get(kind, "alias")
    return parted(name, role=role) if person else ListedName(name, role)


def _programmes(text: str) -> list[str]:
    return [part.strip(" []") for part in text.split("] [") if part.strip(" []")]


def _own_numbers(kind: str, name: str, call_sign: str) -> list[ListedDocument]:
    found = [ListedDocument(call_sign, "call-sign")] if call_sign else []
    if kind == "aircraft" and _TAIL.fullmatch(name):
        found.append(ListedDocument(name, "tail-number"))
    return found
