"""The lane message: land's announcement, sent by a lane as a vehicle or a pedestrian stands before it.

One JSON file carries one crossing or thousands. Sixty in a hundred people come this way, so reading is kept fast.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal

import orjson
from pydantic import BeforeValidator, ValidationError

from tidewaiter.formats.collecting import no_cycles
from tidewaiter.formats.manifest_json import generated_reference, json_position, load_object, looks_like_json
from tidewaiter.formats.manifest_model import Code, Edge, Flag, Moment, Text, TravelerModel, VehicleModel
from tidewaiter.formats.manifest_people import (
    Locate,
    Location,
    Note,
    lenient,
    sealed_of,
    take_traveler,
    take_vehicle,
    write_traveler,
    write_vehicle,
)
from tidewaiter.vocabulary.announcement import Announcement, Interchange, Leg
from tidewaiter.vocabulary.errors import Position, Unreadable
from tidewaiter.vocabulary.quality import QualityFinding

MESSAGE_TYPE = "lane"
Direction = Annotated[
    Literal["inbound", "outbound"] | None,
    BeforeValidator(lambda v: v.strip().lower() or None if isinstance(v, str) else v),
]


class CrossingModel(Edge):
    """One vehicle with its occupants, or one pedestrian, at one lane. ``port`` to ``direction`` may stand above."""

    reference: Text = None
    port: Code = None
    lane: Code = None
    direction: Direction = None
    at: Moment = None
    vehicle: VehicleModel | None = None


class LaneModel(Edge):
    """The envelope. ``port``, ``lane`` and ``direction`` given here hold for each crossing that names none."""

    reference: Text = None
    sender: Text
    recipient: Text = None
    prepared_at: Moment = None
    test: Flag = False
    port: Code = None
    lane: Code = None
    direction: Direction = None


_HEAD = frozenset(LaneModel.model_fields) | {"crossings", "$schema"}
_CROSSING = frozenset(CrossingModel.model_fields) | {"people"}
_REQUIRED = ("port", "direction", "at")


def looks_like_lane(raw: bytes) -> bool:
    """Tell whether the bytes are a JSON object with crossings."""
    return looks_like_json(raw) and b'"crossings"' in raw


def read(raw: bytes) -> Interchange:
    """Read a lane message: one announcement of kind ``lane`` and mode land for each crossing, in order.

    Raises ``Unreadable`` with the JSON pointer when the envelope is broken. A crossing or person with a bad value is
    kept, with a finding of severity error. A time without offset is local to the port.
    """
    with no_cycles():
        return _read(raw)


def _read(raw: bytes) -> Interchange:
    findings: list[QualityFinding] = []
    value = load_object(raw, findings)
    crossings = value.get("crossings")
    if not isinstance(crossings, list):
        raise Unreadable("a lane message needs a list of crossings", Position(path="/crossings"), code="13")
    head = _head(value)
    for key in value.keys() - _HEAD:
        text = f"{key[:60]!r} is no field of a lane message; it was left out"
        findings.append(QualityFinding("unknown-field", "warning", text, json_position((key,))))
    interchange = Interchange(
        syntax="json",
        sender=head.sender or "",
        recipient=head.recipient or "",
        reference=head.reference or generated_reference(raw, findings),
        prepared_local=head.prepared_at,
        findings=findings,
        test=head.test,
    )
    reference = interchange.reference
    interchange.messages = [_crossing(item, place, head, reference) for place, item in enumerate(crossings)]
    return interchange


def write(interchange: Interchange) -> bytes:
    """Write a lane message; each crossing names its own port, lane and direction."""
    head = {
        "reference": interchange.reference,
        "sender": interchange.sender,
        "recipient": interchange.recipient or None,
        "prepared_at": interchange.prepared_local,
        "test": interchange.test or None,
    }
    written: dict[str, Any] = {name: value for name, value in head.items() if value is not None}
    written["crossings"] = [_written(message) for message in interchange.messages]
    return orjson.dumps(written, option=orjson.OPT_INDENT_2)


def schema() -> dict[str, Any]:
    """Give the published JSON Schema (draft 2020-12) of a lane message."""
    whole = LaneModel.model_json_schema()
    definitions = whole.setdefault("$defs", {})
    for model in (CrossingModel, TravelerModel):
        part = model.model_json_schema(ref_template="#/$defs/{model}")
        definitions.update(part.pop("$defs", {}))
        definitions[model.__name__] = part
    crossing = definitions["CrossingModel"]
    crossing["properties"]["people"] = {"type": "array", "items": {"$ref": "#/$defs/TravelerModel"}}
    crossing["required"] = ["at"]
    whole["properties"]["crossings"] = {"type": "array", "items": {"$ref": "#/$defs/CrossingModel"}}
    whole["required"] = ["sender", "crossings"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Tidewaiter lane message"} | whole


def _head(value: dict[str, Any]) -> LaneModel:
    try:
        head = LaneModel.model_validate({key: value[key] for key in LaneModel.model_fields if key in value})
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
        code = "13" if fault["type"] == "missing" else "12"
        text = f"{'.'.join(map(str, fault['loc']))}: {fault['msg'].removeprefix('Value error, ')}"
        raise Unreadable(text, json_position(tuple(fault["loc"])), code=code) from None
    if not head.sender:
        raise Unreadable("a lane message names its sender", json_position(("sender",)), code="13")
    return head


def _crossing(value: object, place: int, head: LaneModel, reference: str) -> Announcement:
    def locate(where: Location) -> Position:
        return json_position(("crossings", place, *where))

    findings: list[QualityFinding] = []
    note = Note(findings, locate)
    model = lenient(CrossingModel, value, note)
    port, direction = model.port or head.port or None, model.direction or head.direction
    for name, told in zip(_REQUIRED, (port, direction, model.at), strict=True):
        if told is None:
            note.add(f"missing-{name}", "error", f"the crossing does not say its {name}", (name,))
    announcement = Announcement(
        kind="lane",
        message_type=MESSAGE_TYPE,
        reference=model.reference or f"{reference}/{place + 1}",
        mode="land",
        direction=direction,
        lane=model.lane or head.lane or None,
        legs=[_leg(port, direction, model)],
        findings=findings,
    )
    if model.vehicle is not None:
        take_vehicle(announcement, model.vehicle)
    if isinstance(value, dict):
        _people(value, announcement, note, locate)
    return announcement


def _people(value: dict[str, Any], announcement: Announcement, note: Note, locate: Locate) -> None:
    for key in value.keys() - _CROSSING:
        note.add("unknown-field", "warning", f"{str(key)[:60]!r} is no field of a crossing; it was left out", (key,))
    people = value.get("people")
    if people is not None and not isinstance(people, list):
        note.add("invalid-people", "error", "people is not a list", ("people",))
        return
    for index, person in enumerate(people or ()):
        take_traveler(announcement, person, partial(_in_person, locate, index))
        if announcement.vehicles and announcement.people[-1].role != "pedestrian":
            announcement.people[-1].vehicle = 0


def _in_person(locate: Locate, index: int, where: Location) -> Position:
    return locate(("people", index, *where))


def _leg(port: str | None, direction: str | None, model: CrossingModel) -> Leg:
    if direction == "outbound":
        return Leg(departure=port, departs_local=model.at, crossing=True)
    return Leg(arrival=port, arrives_local=model.at, crossing=True)


def _written(message: Announcement) -> dict[str, Any]:
    leg = message.legs[0] if message.legs else Leg()
    crossing = {
        "reference": message.reference,
        "port": leg.arrival or leg.departure,
        "lane": message.lane,
        "direction": message.direction,
        "at": leg.arrives_local or leg.departs_local,
        "vehicle": write_vehicle(message.vehicles[0]) if message.vehicles else None,
    }
    written: dict[str, Any] = {name: value for name, value in crossing.items() if value is not None}
    written["people"] = [
        {name: value for name, value in write_traveler(person, sealed_of(message, n)).items() if name != "vehicle"}
        for n, person in enumerate(message.people, 1)
    ]
    return written
