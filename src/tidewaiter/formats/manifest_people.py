"""From what was written to people and vehicles: keep everyone, position every fault, seal what rules may not read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from tidewaiter.formats import mrz
from tidewaiter.formats.manifest_model import SEALED, DocumentModel, Edge, TravelerModel, VehicleModel
from tidewaiter.formats.transliterate import to_mrz
from tidewaiter.vocabulary.announcement import Announcement, Person, Sealed, TravelDocument, Vehicle
from tidewaiter.vocabulary.errors import Position, TidewaiterError, Unreadable
from tidewaiter.vocabulary.quality import QualityFinding, Severity

Location = tuple[int | str, ...]
Locate = Callable[[Location], Position]
"""Says where in the input a field stands: a JSON pointer, or a line and a column."""
Model = TypeVar("Model", bound=Edge)

_PERSON = tuple(
    name for name in TravelerModel.model_fields if name not in SEALED and name not in {"documents", "bag_tags"}
)
_TRAVELER, _DOCUMENT = frozenset(TravelerModel.model_fields), frozenset(DocumentModel.model_fields)
_COLUMN = {
    "number": "document_number",
    "issuer": "document_issuer",
    "expires": "document_expires",
    "kind": "document_kind",
}
_OBJECTS = frozenset({"documents"})
_ROUNDS = 4


class Note:
    """Collects the findings about one message; knows which traveler it is at."""

    __slots__ = ("findings", "locate", "traveler")

    def __init__(self, findings: list[QualityFinding], locate: Locate, traveler: int | None = None) -> None:
        self.findings, self.locate, self.traveler = findings, locate, traveler

    def add(self, code: str, severity: Severity, text: str, where: Location, column: str | None = None) -> None:
        """Record one finding at ``where``, counted from this note's own place."""
        self.findings.append(QualityFinding(code, severity, text, self.locate(where), column, self.traveler))


def lenient(model: type[Model], value: object, note: Note) -> Model:
    """Validate ``value``; what is wrong becomes a finding of severity error and is left out, the rest is kept."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        wrong = error
    kept = value
    for _ in range(_ROUNDS):
        for fault in wrong.errors(include_url=False, include_context=False, include_input=False):
            where = tuple(part for part in fault["loc"])
            column = _column(where)
            note.add(f"invalid-{_code(where)}", "error", fault["msg"].removeprefix("Value error, "), where, column)
            kept = _without(kept, where)
        try:
            return model.model_validate(kept)
        except ValidationError as error:
            wrong = error
    return model.model_validate({})


def take_traveler(announcement: Announcement, value: object, locate: Locate, segment: int | None = None) -> None:
    """Add one traveler to the announcement, with findings and sealed values; never drops anyone."""
    ordinal = len(announcement.people) + 1
    note = Note(announcement.findings, locate, ordinal)
    if isinstance(value, dict):
        value = _one_document(value)
        _unknown_keys(value, note)
    model = lenient(TravelerModel, value, note)
    said = model.said()
    documents = said.pop("documents", ())
    bag_tags = tuple(tag for tag in said.pop("bag_tags", ()) if tag)
    for name in SEALED.keys() & said.keys():
        announcement.sealed.append(Sealed(SEALED[name], said.pop(name), ordinal, segment))
    person = Person(**said, bag_tags=bag_tags, segment=segment)
    if person.vehicle is not None and person.vehicle >= len(announcement.vehicles):
        note.add("unknown-vehicle", "error", f"there is no vehicle {person.vehicle}", ("vehicle",))
        person.vehicle = None
    for index, document in enumerate(documents):
        person.documents.append(_document(document, person, note, ("documents", index), segment))
    _known_codes(person, note)
    announcement.people.append(person)


def take_vehicle(announcement: Announcement, model: VehicleModel) -> None:
    """Add one vehicle to the announcement."""
    announcement.vehicles.append(Vehicle(**model.said()))


def write_traveler(person: Person, sealed: Mapping[str, str]) -> dict[str, Any]:
    """Give a person back as the keys of ``TravelerModel``; what was not said is left out."""
    written = {name: value for name in _PERSON if (value := getattr(person, name)) is not None and value is not False}
    if person.role == "passenger":
        del written["role"]
    if person.bag_tags:
        written["bag_tags"] = list(person.bag_tags)
    if person.documents:
        written["documents"] = [_written_document(document) for document in person.documents]
    return written | {name: sealed[kind] for name, kind in SEALED.items() if kind in sealed}


def write_vehicle(vehicle: Vehicle) -> dict[str, Any]:
    """Give a vehicle back as the keys of ``VehicleModel``."""
    fields = ((name, getattr(vehicle, name)) for name in VehicleModel.model_fields)
    return {name: value for name, value in fields if value is not None}


def sealed_of(announcement: Announcement, ordinal: int) -> dict[str, str]:
    """Collect what was sealed about the person with this ordinal, by kind."""
    return {item.kind: item.value for item in announcement.sealed if item.person == ordinal}


def only_message(messages: list[Announcement]) -> Announcement:
    """Give the one message of a manifest; raises ``TidewaiterError`` (``unwritable``) for none or several."""
    if len(messages) != 1:
        raise TidewaiterError(f"a manifest carries one message, not {len(messages)}", code="unwritable")
    return messages[0]


def _one_document(value: dict[str, Any]) -> dict[str, Any]:
    """Accept ``document`` for a traveler with one document."""
    if "document" in value and "documents" not in value:
        value = {**value, "documents": [value["document"]]}
        del value["document"]
    return value


def _unknown_keys(value: dict[str, Any], note: Note) -> None:
    for key in value.keys() - _TRAVELER:
        note.add("unknown-field", "warning", f"{str(key)[:60]!r} is no field of a traveler; it was left out", (key,))
    documents = value.get("documents")
    for index, document in enumerate(documents if isinstance(documents, list) else ()):
        if isinstance(document, dict):
            for key in document.keys() - _DOCUMENT:
                text = f"{str(key)[:60]!r} is no field of a document; it was left out"
                note.add("unknown-field", "warning", text, ("documents", index, key))


def _document(model: DocumentModel, person: Person, note: Note, where: Location, segment: int | None) -> TravelDocument:
    said = model.said()
    lines = tuple(line for line in said.pop("mrz", ()) if line)
    document = TravelDocument(**said, mrz=lines, segment=segment)
    if document.issuer and not mrz.known_issuer(document.issuer):
        note.add(
            "unknown-country", "warning", f"{document.issuer} is no known issuer", (*where, "issuer"), "document_issuer"
        )
    if document.mrz:
        _take_zone(document, person, note, (*where, "mrz"))
    return document


def _take_zone(document: TravelDocument, person: Person, note: Note, where: Location) -> None:
    """Fill what was not declared from the zone, and report where zone and declaration differ."""
    try:
        zone = mrz.read(document.mrz)
    except Unreadable as error:
        note.add("mrz-unreadable", "error", str(error), where, "mrz_valid")
        return
    for finding in zone.findings:
        note.add(finding.code, finding.severity, finding.text, where, finding.column)
    document.mrz = zone.lines
    for name, value in (
        ("kind", zone.document_kind),
        ("number", zone.number),
        ("issuer", zone.issuer),
        ("expires", zone.expires),
    ):
        if getattr(document, name) != value:
            _reconcile(document, name, value, note=note, where=where, column=_COLUMN[name])
    same = person.surname is None or to_mrz(person.surname).replace("<", " ") == zone.surname
    for name, value in (
        ("surname", zone.surname if same else None),
        ("given_names", zone.given_names if same else None),
        ("birth_date", zone.birth_date),
        ("sex", zone.sex),
        ("nationality", zone.nationality),
    ):
        if getattr(person, name) != value:
            _reconcile(person, name, value, note=note, where=where, column=name)


def _reconcile(
    noun: Person | TravelDocument,
    name: str,
    value: Any,
    *,
    note: Note,
    where: Location,
    column: str,
) -> None:
    declared = getattr(noun, name)
    if declared is None:
        setattr(noun, name, value or None)
    elif (
        name in {"number", "issuer", "expires", "birth_date"}
        and value
        and _plain(name, declared) != _plain(name, value)
    ):
        note.add("differs-from-mrz", "warning", f"the declared {name} is not the one in the zone", where, column)


def _plain(name: str, value: Any) -> Any:
    """Bring a value to the form in which it is compared: ``D`` is DEU, blanks in a number do not count."""
    if name == "issuer":
        return mrz.country_of(value) or value
    return "".join(filter(str.isalnum, value)) if name == "number" else value


def _known_codes(person: Person, note: Note) -> None:
    for name in ("nationality", "residence"):
        code = getattr(person, name)
        if code and not mrz.known_issuer(code):
            note.add("unknown-country", "warning", f"{code} is no code of ISO 3166 or ICAO 9303-3", (name,), name)


def _written_document(document: TravelDocument) -> dict[str, Any]:
    fields = ((name, getattr(document, name)) for name in DocumentModel.model_fields)
    return {name: list(value) if name == "mrz" else value for name, value in fields if value}


def _code(where: Location) -> str:
    names = [part for part in where if isinstance(part, str)]
    return (names[-1] if names else "traveler").replace("_", "-")


def _column(where: Location) -> str | None:
    if not where:
        return None
    return _COLUMN.get(str(where[-1])) if where[0] == "documents" else str(where[0])


def _without(value: Any, where: Location) -> Any:
    """Leave out the faulty place, copying only the way to it; a faulty item of a list becomes an empty one."""
    if not where or not isinstance(value, dict | list):
        return {}
    part, rest = where[0], where[1:]
    copy: Any = value.copy()
    if isinstance(copy, dict):
        inner = copy.pop(part, None)
        if rest and isinstance(inner, dict | list):
            copy[part] = _without_item(inner, rest, objects=part in _OBJECTS)
    elif isinstance(part, int) and part < len(copy):
        copy[part] = _without(copy[part], rest)
    return copy


def _without_item(inner: Any, where: Location, *, objects: bool) -> Any:
    index = where[0]
    if isinstance(inner, list) and isinstance(index, int) and len(where) == 1 and index < len(inner):
        return [*inner[:index], {} if objects else "", *inner[index + 1 :]]
    return _without(inner, where)
