"""Bus, ferry, yacht and private aircraft manifests as JSON: a published schema, no person lost to a bad field."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any

import orjson
from pydantic import ValidationError

from tidewaiter.formats.manifest_model import LegModel, ManifestModel, TravelerModel
from tidewaiter.formats.manifest_people import (
    Location,
    only_message,
    sealed_of,
    take_traveler,
    take_vehicle,
    write_traveler,
    write_vehicle,
)
from tidewaiter.vocabulary.announcement import Announcement, Interchange, Leg
from tidewaiter.vocabulary.errors import Position, Unreadable
from tidewaiter.vocabulary.quality import QualityFinding

MESSAGE_TYPE = "manifest"
_HEAD = frozenset(ManifestModel.model_fields) | {"travelers", "$schema"}
_LEG = (("departs_local", "departs_at"), ("arrives_local", "arrives_at"))


def looks_like_json(raw: bytes) -> bool:
    """Tell whether the bytes begin as a JSON object or list."""
    return raw[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}


def read(raw: bytes) -> Interchange:
    """Read one manifest. Raises ``Unreadable`` with the JSON pointer when the file or its movement is broken.

    A bad value of one traveler is a finding of severity error on that traveler; the rest of the traveler, and
    everybody else, is kept. Without a reference, one is made from the content's digest.
    """
    findings: list[QualityFinding] = []
    value = load_object(raw, findings)
    travelers = value.get("travelers")
    if not isinstance(travelers, list):
        raise Unreadable("a manifest needs a list of travelers", Position(path="/travelers"), code="13")
    head = validated_head({key: part for key, part in value.items() if key in _HEAD}, json_position)
    for key in value.keys() - _HEAD:
        text = f"{key[:60]!r} is no field of a manifest; it was left out"
        findings.append(QualityFinding("unknown-field", "warning", text, json_position((key,))))
    interchange, announcement = begin(head, "json", raw, findings)
    for index, traveler in enumerate(travelers):
        take_traveler(announcement, traveler, partial(_in_traveler, index))
    check_count(announcement, json_position(("declared_count",)))
    return interchange


def write(interchange: Interchange) -> bytes:
    """Write a manifest with one message as indented JSON; what was not said is left out."""
    announcement = only_message(interchange.messages)
    travelers = [
        write_traveler(person, sealed_of(announcement, ordinal))
        for ordinal, person in enumerate(announcement.people, 1)
    ]
    return orjson.dumps({**written_head(interchange, announcement), "travelers": travelers}, option=orjson.OPT_INDENT_2)


def schema() -> dict[str, Any]:
    """Give the published JSON Schema (draft 2020-12) of a manifest."""
    whole = ManifestModel.model_json_schema(mode="validation")
    traveler = TravelerModel.model_json_schema(mode="validation", ref_template="#/$defs/{model}")
    whole.setdefault("$defs", {}).update(traveler.pop("$defs", {}))
    whole["$defs"]["TravelerModel"] = traveler
    whole["properties"]["travelers"] = {"type": "array", "items": {"$ref": "#/$defs/TravelerModel"}}
    whole["required"] = ["sender", "mode", "travelers"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Tidewaiter manifest"} | whole


def json_position(where: Location) -> Position:
    """Write a location as a JSON pointer (RFC 6901)."""
    return Position(path="".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in where) or "/")


def load_object(raw: bytes, findings: list[QualityFinding]) -> dict[str, Any]:
    """Parse bytes that must be one JSON object; raises ``Unreadable`` with the line and column of the fault."""
    if raw.startswith(b"\xef\xbb\xbf"):
        findings.append(QualityFinding("byte-order-mark", "info", "a byte order mark opens the file"))
        raw = raw[3:]
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Unreadable(f"this is no JSON: {error.msg}", Position(error.lineno, error.colno), code="18") from None
    if not isinstance(value, dict):
        raise Unreadable("the file must hold one JSON object", Position(path="/"), code="12")
    return value


def _in_traveler(index: int, where: Location) -> Position:
    return json_position(("travelers", index, *where))


def validated_head(value: dict[str, Any], locate: Any) -> ManifestModel:
    """Validate what must hold for the whole manifest; raises ``Unreadable`` at the first fault."""
    try:
        head = ManifestModel.model_validate(value)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
        code = "13" if fault["type"] == "missing" else "12"
        where = tuple(fault["loc"])
        name = ".".join(map(str, where)) or "the manifest"
        raise Unreadable(f"{name}: {fault['msg'].removeprefix('Value error, ')}", locate(where), code=code) from None
    if not head.sender:
        raise Unreadable("a manifest names its sender", locate(("sender",)), code="13")
    return head


def begin(
    head: ManifestModel, syntax: str, raw: bytes, findings: list[QualityFinding]
) -> tuple[Interchange, Announcement]:
    """Open the interchange with its one announcement, everything but the people filled in."""
    reference = head.reference or generated_reference(raw, findings)
    announcement = Announcement(
        kind="manifest",
        function=head.function,
        message_type=MESSAGE_TYPE,
        reference=reference,
        sender_name=head.sender_name or None,
        mode=head.mode,
        carrier=head.carrier or None,
        number=head.number or None,
        direction=head.direction,
        legs=[_leg(leg) for leg in head.legs],
        contacts=tuple(head.contacts),
        declared_count=head.declared_count,
        findings=findings,
    )
    for vehicle in head.vehicles:
        take_vehicle(announcement, vehicle)
    interchange = Interchange(
        syntax=syntax,
        sender=head.sender or "",
        recipient=head.recipient or "",
        reference=reference,
        prepared_local=head.prepared_at,
        messages=[announcement],
        test=head.test,
    )
    return interchange, announcement


def generated_reference(raw: bytes, findings: list[QualityFinding]) -> str:
    """Make a reference from the content, so that the same bytes again are the same message."""
    findings.append(
        QualityFinding("generated-reference", "warning", "no reference was given; one was made from the content")
    )
    return f"sha256-{hashlib.sha256(raw).hexdigest()[:24]}"


def check_count(announcement: Announcement, where: Position) -> None:
    """Compare the declared number of people, which stands at ``where``, with those who came."""
    declared, came = announcement.declared_count, len(announcement.people)
    if declared is not None and declared != came:
        text = f"{declared} people were declared, {came} are listed"
        announcement.findings.append(QualityFinding("count-mismatch", "warning", text, where))


def written_head(interchange: Interchange, announcement: Announcement) -> dict[str, Any]:
    """Give everything but the people back as the keys of ``ManifestModel``."""
    head = {
        "reference": interchange.reference,
        "sender": interchange.sender,
        "recipient": interchange.recipient or None,
        "sender_name": announcement.sender_name,
        "prepared_at": interchange.prepared_local,
        "test": interchange.test or None,
        "function": announcement.function,
        "mode": announcement.mode,
        "carrier": announcement.carrier,
        "number": announcement.number,
        "direction": announcement.direction,
        "declared_count": announcement.declared_count,
        "contacts": list(announcement.contacts) or None,
        "legs": [_written_leg(leg) for leg in announcement.legs] or None,
        "vehicles": [write_vehicle(vehicle) for vehicle in announcement.vehicles] or None,
    }
    return {name: value for name, value in head.items() if value is not None}


def _leg(model: LegModel) -> Leg:
    names = {written: name for name, written in _LEG}
    return Leg(**{names.get(name, name): value for name, value in model.said().items()})


def _written_leg(leg: Leg) -> dict[str, Any]:
    names = dict(_LEG)
    fields = ("carrier", "number", "departure", "arrival", "departs_local", "arrives_local", "crossing")
    return {names.get(name, name): value for name in fields if (value := getattr(leg, name))}
