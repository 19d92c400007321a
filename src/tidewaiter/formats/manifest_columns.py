"""The columns of a CSV manifest: their names, the other names operators give them, and how a row becomes a traveler."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from tidewaiter.formats.manifest_model import DocumentModel, TravelerModel
from tidewaiter.formats.manifest_people import Location

_DOCUMENT = re.compile(r"document([2-9]?)_(kind|number|issuer|expires|issued|mrz|visa_class)\Z")
PLAIN = tuple(name for name in TravelerModel.model_fields if name not in {"documents", "bag_tags"})
LISTS = {"bag_tags": " ", "mrz": "/"}
"""Columns that hold several values, and what parts them."""

ALIASES = {
    "last_name": "surname",
    "family_name": "surname",
    "name": "surname",
    "first_name": "given_names",
    "forename": "given_names",
    "forenames": "given_names",
    "given_name": "given_names",
    "dob": "birth_date",
    "date_of_birth": "birth_date",
    "birthdate": "birth_date",
    "gender": "sex",
    "citizenship": "nationality",
    "passport": "document_number",
    "passport_number": "document_number",
    "passport_no": "document_number",
    "document_no": "document_number",
    "document_type": "document_kind",
    "document_country": "document_issuer",
    "passport_country": "document_issuer",
    "passport_expiry": "document_expires",
    "document_expiry": "document_expires",
    "expiry_date": "document_expires",
    "mrz": "document_mrz",
    "bags": "bag_count",
    "diet": "meal",
    "special_meal": "meal",
    "meal_code": "meal",
    "allergies": "medical",
    "medical_notes": "medical",
    "wheelchair": "disability",
    "assistance": "disability",
    "special_needs": "disability",
    "visa_class": "document_visa_class",
    "remark": "remarks",
    "notes": "remarks",
    "comment": "remarks",
    "comments": "remarks",
}
"""Other names of columns, read with a finding; sealed ones among them are sealed all the same."""

_DOCUMENT_FIELDS = tuple(DocumentModel.model_fields)


def is_known(column: str) -> bool:
    """Tell whether a normalised heading is a column of the format."""
    return column in PLAIN or column == "bag_tags" or bool(_DOCUMENT.match(column))


def normalised(heading: str) -> str:
    """Bring a heading to the form of a column name: ``Given Names`` becomes ``given_names``."""
    return re.sub(r"[\s\-]+", "_", heading.strip().lower())


def traveler_of(cells: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Turn the cells of one row into the keys of ``TravelerModel``; empty cells say nothing."""
    traveler: dict[str, Any] = {}
    documents: dict[str, dict[str, Any]] = {}
    for column, text in cells:
        if not text.strip():
            continue
        if match := _DOCUMENT.match(column):
            documents.setdefault(match[1] or "1", {})[match[2]] = _value(match[2], text)
        else:
            traveler[column] = _value(column, text)
    if documents:
        traveler["documents"] = [documents[number] for number in sorted(documents)]
    return traveler


def column_of(where: Location, numbers: list[str]) -> str:
    """Name the column in which a field of ``traveler_of`` stood; ``numbers`` are the documents the row had."""
    if where[:1] == ("documents",) and len(where) > 2:
        number = numbers[int(where[1])] if int(where[1]) < len(numbers) else ""
        return f"document{number}_{where[2]}"
    return str(where[0]) if where else ""


def document_numbers(columns: Iterable[str]) -> list[str]:
    """List which documents (``""``, ``"2"``, ...) the filled columns speak of, in order."""
    return sorted({match[1] for column in columns if (match := _DOCUMENT.match(column))})


def cells_of(traveler: dict[str, Any]) -> dict[str, str]:
    """Turn the keys of ``TravelerModel`` back into cells."""
    cells: dict[str, str] = {}
    for number, document in enumerate(traveler.get("documents", ()), 1):
        prefix = f"document{number if number > 1 else ''}_"
        cells |= {prefix + name: _text(name, document[name]) for name in _DOCUMENT_FIELDS if name in document}
    cells |= {name: _text(name, value) for name, value in traveler.items() if name != "documents"}
    return cells


def ordered(columns: Iterable[str]) -> list[str]:
    """Put columns into the order of the model, documents behind."""
    places = {name: place for place, name in enumerate(TravelerModel.model_fields)}
    return sorted(columns, key=lambda name: (places.get(name, 99), name))


def _value(name: str, text: str) -> str | list[str]:
    parted = LISTS.get(name)
    return [part for part in text.split(parted) if part] if parted else text


def _text(name: str, value: Any) -> str:
    if name in LISTS:
        return LISTS[name].join(value)
    if value is True:
        return "yes"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
