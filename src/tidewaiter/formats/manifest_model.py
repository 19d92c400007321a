"""What JSON and CSV manifests and lane messages share: the written form of people, documents, vehicles and legs.

These are the models at the edge. Everything is optional here, because a traveler with a bad birth date is still a
traveler: what cannot be used becomes a finding and the rest is kept (``lenient``).
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from tidewaiter.formats.mrz import alpha3_of_alpha2
from tidewaiter.vocabulary.announcement import ROLES, MessageFunction, Role
from tidewaiter.vocabulary.place import Mode

_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})\Z")


def _blank_is_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _day(value: Any) -> Any:
    """Take ISO 8601 dates, with or without hyphens, and the dotted European form; never a number of seconds."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, str):
        raise ValueError("a date is written YYYY-MM-DD")  # noqa: TRY004 - pydantic turns ValueError into a position
    text = value.strip()
    if dotted := _DOTTED.match(text):
        return date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
    return date.fromisoformat(text)


def _moment(value: Any) -> Any:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, str):
        raise ValueError("a time is written YYYY-MM-DDTHH:MM")  # noqa: TRY004
    return datetime.fromisoformat(value.strip())


def _upper(value: Any) -> Any:
    return value.strip().upper() or None if isinstance(value, str) else value


def _country(value: Any) -> Any:
    code = _upper(value)
    return (alpha3_of_alpha2(code) or code) if isinstance(code, str) and len(code) == 2 else code


def _lower(value: Any) -> Any:
    return value.strip().lower() or None if isinstance(value, str) else value


_SEXES = {"MALE": "M", "FEMALE": "F", "<": "X", "U": "X"}


def _sex(value: Any) -> Any:
    letter = _upper(value)
    return _SEXES.get(letter, letter) if isinstance(letter, str) else letter


_Stripped = Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)]
Text = _Stripped | None
Code = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, max_length=40)] | None
Country = Annotated[
    Annotated[str, StringConstraints(max_length=3, pattern=r"^[A-Z]{1,3}$")] | None,
    BeforeValidator(_country),
    WithJsonSchema({"type": "string", "description": "ISO 3166-1 alpha-3 or a code of ICAO 9303-3"}),
]
Day = Annotated[date | None, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Moment = Annotated[
    datetime | None,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "description": "ISO 8601; without offset it is local to the place"}),
]
Count = Annotated[Annotated[int, Field(ge=0, le=1_000_000)] | None, BeforeValidator(_blank_is_none)]
Flag = Annotated[bool, BeforeValidator(lambda value: False if value is None or value == "" else value)]
Sex = Annotated[Literal["M", "F", "X"] | None, BeforeValidator(_sex)]
Weight = Annotated[Annotated[float, Field(ge=0, allow_inf_nan=False)] | None, BeforeValidator(_blank_is_none)]


def _role(value: Any) -> Any:
    return _lower(value) or "passenger" if value is None or isinstance(value, str) else value


class Edge(BaseModel):
    """Settings of every model here: unknown keys are reported by their readers, numbers may stand for text."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    def said(self) -> dict[str, Any]:
        """Give the fields that were said: an empty text says nothing."""
        values = self.__dict__
        return {name: value for name in self.model_fields_set if (value := values[name]) not in (None, "")}


class DocumentModel(Edge):
    """A travel document: kind P, I, V, C or another code as sent; ``mrz`` are the lines a reader saw."""

    kind: Code = None
    number: Code = None
    issuer: Country = None
    expires: Day = None
    issued: Day = None
    mrz: list[_Stripped] = Field(default_factory=list, max_length=3)
    visa_class: Code = None


class TravelerModel(Edge):
    """One person. ``vehicle`` counts from 0 in the message's vehicles. The last five are sealed at once."""

    role: Annotated[Role, BeforeValidator(_role)] = "passenger"
    surname: Text = None
    given_names: Text = None
    birth_date: Day = None
    sex: Sex = None
    nationality: Country = None
    residence: Country = None
    birth_place: Text = None
    documents: list[DocumentModel] = Field(default_factory=list, max_length=20)
    embarkation: Code = None
    debarkation: Code = None
    in_transit: Flag = False
    infant: Flag = False
    unaccompanied_minor: Flag = False
    seat: Code = None
    locator: Code = None
    carrier_reference: Text = None
    bag_count: Count = None
    bag_weight_kg: Weight = None
    bag_tags: list[_Stripped] = Field(default_factory=list, max_length=100)
    redress_number: Code = None
    known_traveler_number: Code = None
    address: Text = None
    phone: Text = None
    email: Text = None
    vehicle: Count = None
    presubmission: Text = None
    purpose: Annotated[Annotated[str, StringConstraints(max_length=40)] | None, BeforeValidator(_lower)] = None
    meal: Text = None
    medical: Text = None
    disability: Text = None
    religion: Text = None
    remarks: Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)] | None = None


class VehicleModel(Edge):
    """A car, coach, ferry, yacht or private aircraft."""

    kind: Annotated[str, BeforeValidator(lambda value: _lower(value) or "car")] = "car"
    plate: Code = None
    plate_issuer: Country = None
    name: Text = None
    registration: Code = None
    occupants: Count = None


class LegModel(Edge):
    """One movement between two places (IATA code, UN/LOCODE or national port code)."""

    carrier: Code = None
    number: Code = None
    departure: Code = None
    arrival: Code = None
    departs_at: Moment = None
    arrives_at: Moment = None
    crossing: Flag = False


class ManifestModel(Edge):
    """A bus, ferry, private vessel or private aircraft manifest: one movement and everyone on board."""

    reference: Text = None
    sender: Text = None
    recipient: Text = None
    sender_name: Text = None
    prepared_at: Moment = None
    test: Flag = False
    function: Annotated[MessageFunction, BeforeValidator(lambda value: _lower(value) or "original")] = "original"
    mode: Annotated[Mode, BeforeValidator(_lower)]
    carrier: Code = None
    number: Code = None
    direction: Annotated[Literal["inbound", "outbound"] | None, BeforeValidator(_lower)] = None
    declared_count: Count = None
    contacts: list[_Stripped] = Field(default_factory=list, max_length=50)
    legs: list[LegModel] = Field(default_factory=list, max_length=50)
    vehicles: list[VehicleModel] = Field(default_factory=list, max_length=500)


SEALED = {
    "meal": "meal",
    "medical": "medical",
    "disability": "disability",
    "religion": "religion",
    "remarks": "free-text",
}
"""Keys of a traveler that no rule may ever read, and the kind under which each is sealed."""

__all__ = ["ROLES", "SEALED", "DocumentModel", "Edge", "LegModel", "ManifestModel", "TravelerModel", "VehicleModel"]
