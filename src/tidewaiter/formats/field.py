"""The field message: what an officer typed between ports of entry; who asked, where and why. The house writes it."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal

import orjson
from pydantic import BeforeValidator

from tidewaiter.formats.manifest_json import json_position, load_object
from tidewaiter.formats.manifest_model import Edge, Moment, Text, VehicleModel
from tidewaiter.formats.manifest_people import Location, Note, lenient, take_traveler, take_vehicle
from tidewaiter.vocabulary.announcement import Announcement, Interchange
from tidewaiter.vocabulary.errors import Position, Unreadable
from tidewaiter.vocabulary.quality import QualityFinding

MESSAGE_TYPE = "field"
_Direction = Annotated[Literal["inbound", "outbound"] | None, BeforeValidator(lambda value: value or None)]


class FieldModel(Edge):
    """Who asked, why, where and when; ``site`` is what the place was resolved to, ``direction`` only where known."""

    reference: Text = None
    asked_by: Text = None
    why: Text = None
    at: Moment = None
    place: Text = None
    site: Text = None
    direction: _Direction = None
    vehicle: VehicleModel | None = None


def read(raw: bytes) -> Interchange:
    """Read a field message: one announcement of kind ``field`` with at most one person and one vehicle.

    Raises ``Unreadable`` where nobody is named who asked, or nothing is asked for.
    """
    findings: list[QualityFinding] = []
    value = load_object(raw, findings)
    announcement = Announcement(kind="field", message_type=MESSAGE_TYPE, mode="land", findings=findings)
    head = lenient(
        FieldModel, {key: value[key] for key in FieldModel.model_fields if key in value}, Note(findings, _at)
    )
    if not head.asked_by or not head.why:
        raise Unreadable("a field message names who asks, and why", json_position(("asked_by",)), code="13")
    announcement.reference, announcement.direction = head.reference, head.direction
    announcement.extra = {name: getattr(head, name) for name in ("asked_by", "why", "at", "place", "site")}
    if head.vehicle is not None:
        take_vehicle(announcement, head.vehicle)
    people = value.get("people")
    for index, person in enumerate(people if isinstance(people, list) else ()):
        take_traveler(announcement, person, partial(_in_person, index))
    if not announcement.people and not announcement.vehicles:
        raise Unreadable("a field message asks for a person or a vehicle", json_position(("people",)), code="13")
    for person in announcement.people:
        person.vehicle = 0 if announcement.vehicles else None
    return Interchange(
        syntax="json",
        sender=f"field:{head.asked_by}",
        recipient="",
        reference=head.reference or "",
        messages=[announcement],
    )


def write(head: dict[str, Any], person: dict[str, Any] | None, vehicle: dict[str, Any] | None) -> bytes:
    """Write what was asked: keys of ``FieldModel``, ``TravelerModel`` and ``VehicleModel``; nothing empty."""
    written: dict[str, Any] = {name: value for name, value in head.items() if value is not None}
    if vehicle:
        written["vehicle"] = vehicle
    written["people"] = [person] if person else []
    return orjson.dumps(written, option=orjson.OPT_INDENT_2)


def _at(where: Location) -> Position:
    return json_position(where)


def _in_person(index: int, where: Location) -> Position:
    return json_position(("people", index, *where))
