"""FollowTheMoney entities as JSON lines: persons, organisations and conveyances, with their passports and sanctions.

An entity may hold others inside its properties, or stand on its own line and name them by id; both are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from tidewaiter.formats.lists.births import birth_date
from tidewaiter.formats.lists.building import Building, Files, decoded, only_file, unique_documents
from tidewaiter.formats.lists.countries import as_country, country
from tidewaiter.formats.lists.ftm_schemas import kind_of
from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.listing import ListedDocument, ListedName, ListEntry, Listing, ListTerms

_NAMES = (("name", "name", "strong"), ("alias", "alias", "strong"), ("previousName", "former", "strong"),
          ("weakAlias", "alias", "weak"))  # fmt: skip
_NUMBERS = {
    "passportNumber": "passport",
    "idNumber": "national-id",
    "socialSecurityNumber": "tax-number",
    "taxNumber": "tax-number",
    "registrationNumber": "registration",
    "imoNumber": "imo",
    "mmsi": "mmsi",
    "callSign": "call-sign",
    "serialNumber": "serial-number",
    "icaoCode": "icao-code",
}
_HELD = ("Passport", "Identification")
_SANCTION = "Sanction"


@dataclass(slots=True)
class _Entity:
    id: str
    schema: str
    line: int
    path: str
    properties: dict[str, list[str]] = field(default_factory=dict)
    target: bool = True

    def values(self, *names: str) -> list[str]:
        return [value for name in names for value in self.properties.get(name, ())]


def read(files: Files, terms: ListTerms) -> Listing:
    """Read the lines. Raises ``InvalidPolicy`` with line and JSON pointer."""
    where, raw = only_file(files)
    building = Building(terms, "ftm", files)
    targets, held, sanctions = [], defaultdict(list), defaultdict(list)
    text = decoded(raw, where)
    for entity in _entities(text, where):
        if entity.schema in _HELD and entity.values("holder"):
            for holder in entity.values("holder"):
                held[holder].append(entity)
        elif entity.schema == _SANCTION:
            for who in entity.values("entity"):
                sanctions[who].append(entity)
        elif kind_of(entity.schema) is None:
            building.left_out[f"schema {entity.schema}"] += 1
        elif not entity.target:
            building.left_out["entities that are not targets themselves"] += 1
        else:
            targets.append(entity)
    for entity in targets:
        building.take(_entry(entity, held[entity.id], sanctions[entity.id], building), where, entity.line)
    return building.listing(where)


def _entities(text: str, where: str) -> Iterator[_Entity]:
    for line, words in enumerate(text.split("\n"), 1):
        if not words.strip():
            continue
        try:
            said = orjson.loads(words)
        except orjson.JSONDecodeError as error:
            raise InvalidPolicy(f"this is not JSON: {error.msg}", where=where, line=line, column=error.colno) from error
        yield from _entity(said, where, line, "")


def _entity(said: Any, where: str, line: int, path: str, holder: str = "") -> Iterator[_Entity]:
    """Give an entity and, flattened, those inside its properties; these point back at it."""
    if not isinstance(said, dict):
        raise _wrong("an entity is an object", where, line, path)
    for key in ("id", "schema"):
        if not isinstance(said.get(key), str) or not said[key]:
            raise _wrong(f"{key} is a text that is not empty", where, line, f"{path}/{key}")
    properties = said.get("properties")
    if not isinstance(properties, Mapping):
        raise _wrong("properties is an object", where, line, f"{path}/properties")
    entity = _Entity(said["id"], said["schema"], line, path, target=said.get("target") is not False)
    for name, values in properties.items():
        at = f"{path}/properties/{name}"
        if not isinstance(values, list):
            raise _wrong(f"{name} is a list", where, line, at)
        for number, value in enumerate(values):
            if isinstance(value, str):
                entity.properties.setdefault(name, []).append(value)
            elif isinstance(value, dict) and path.count("/properties/") < 4:
                yield from _entity(value, where, line, f"{at}/{number}", entity.id)
            else:
                raise _wrong(f"{name} holds texts or entities", where, line, f"{at}/{number}")
    if holder:
        for name in ("holder", "entity"):
            entity.properties.setdefault(name, [holder])
    yield entity


def _wrong(text: str, where: str, line: int, path: str) -> InvalidPolicy:
    return InvalidPolicy(f"{text} (at {path or '/'})", where=where, line=line)


def _entry(entity: _Entity, held: Iterable[_Entity], sanctions: list[_Entity], building: Building) -> ListEntry:
    kind = kind_of(entity.schema) or "party"
    births = [birth_date(each) for each in entity.values("birthDate")]
    if unread := births.count(None):
        building.left_out["birth date not understood"] += unread
    programmes = [text for each in sanctions for text in each.values("programId") or each.values("program")]
    sex = next(iter(entity.values("gender")), "").lower()
    numbers = list(_numbers(entity, kind, held))
    states = ("country", "jurisdiction", "residency", "flag", "mainCountry")
    reasons = [text for each in sanctions for text in each.values("reason", "summary")]
    return replace(
        building.entry(entity.id, kind, [*_names(entity, kind)], programmes=programmes or entity.values("programId")),
        birth_dates=tuple(dict.fromkeys(each for each in births if each)),
        birth_places=tuple(dict.fromkeys(entity.values("birthPlace"))),
        nationalities=tuple(dict.fromkeys(map(as_country, entity.values("nationality", "citizenship")))),
        countries=tuple(dict.fromkeys(map(as_country, entity.values(*states)))),
        sex={"male": "M", "female": "F"}.get(sex),
        documents=unique_documents(numbers),
        plate=next(iter(entity.values("registrationNumber")), None) if kind == "plate" else None,
        plate_issuer=next(iter(map(as_country, entity.values("country"))), None) if kind == "plate" else None,
        remarks="; ".join([*entity.values("position", "notes"), *reasons]) or None,
    )


def _names(entity: _Entity, kind: str) -> Iterator[ListedName]:
    last, first = entity.values("lastName"), entity.values("firstName")
    split = kind == "person" and len(last) == 1 and len(first) == 1
    for name, role, quality in _NAMES:
        for number, text in enumerate(entity.values(name)):
            if split and role == "name" and number == 0:
                given = " ".join([*first, *entity.values("secondName", "middleName")])
                yield ListedName(text, role, quality, last[0], given)
            else:
                yield ListedName(text, role, quality)


def _numbers(entity: _Entity, kind: str, held: Iterable[_Entity]) -> Iterator[ListedDocument]:
    if kind == "document":
        issuer = next((code for each in entity.values("country") if (code := country(each))), None)
        sort = "passport" if entity.schema == "Passport" else "document"
        yield from (ListedDocument(number, sort, issuer) for number in entity.values("number", "passportNumber"))
        return
    for name, sort in _NUMBERS.items():
        if not (kind == "plate" and name == "registrationNumber"):
            aircraft = kind == "aircraft" and name == "registrationNumber"
            yield from (ListedDocument(each, "tail-number" if aircraft else sort) for each in entity.values(name))
    for each in held:
        issuer = next((code for state in each.values("country") if (code := country(state))), None)
        sort = "passport" if each.schema == "Passport" else "document"
        yield from (ListedDocument(number, sort, issuer) for number in each.values("number", "passportNumber"))
