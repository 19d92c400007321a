"""Whoever stands at primary and was announced by nobody: what the officer reads is walked through the rooms first.

The house writes the announcement itself, in the officer's name, so that nobody passes unscreened; then the officer
reports the person, and the lane shows them like everybody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import orjson

from tidewaiter import inspect, walk
from tidewaiter.formats.mrz import Mrz
from tidewaiter.receive import Delivery
from tidewaiter.store.queries import lane as asked
from tidewaiter.vocabulary.act import Status, is_named_human
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.facts import Entry
from tidewaiter.vocabulary.officer import Officer

if TYPE_CHECKING:
    from tidewaiter.assemble import House

RECEIVER = "primary"
"""The receiver of what officers write down at primary."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """Who stands there: from the document that was read, or typed by hand; ``plate`` where they came in a vehicle."""

    surname: str
    given_names: str | None = None
    birth_date: date | None = None
    nationality: str | None = None
    sex: str | None = None
    document_number: str | None = None
    document_issuer: str | None = None
    document_expires: date | None = None
    plate: str | None = None
    zone: Mrz | None = None

    @classmethod
    def of(cls, zone: Mrz, plate: str | None = None) -> Stranger:
        """Take somebody from the document in the officer's hand, in a vehicle where one is named."""
        return cls(
            zone.surname,
            zone.given_names or None,
            zone.birth_date,
            zone.nationality or None,
            zone.sex,
            zone.number or None,
            zone.issuer or None,
            zone.expires,
            plate=plate,
            zone=zone,
        )


def report(house: House, officer: Officer, who: Stranger, *, port: str | None = None, lane: str | None = None) -> str:
    """Announce, screen and report somebody; give the encounter's id (of the vehicle, where there is one).

    Raises ``Forbidden``, ``NotFound`` for a port not theirs, ``Refusal`` (``nothing-said``, or what the message lacks).
    """
    if not is_named_human(officer):
        raise Refusal("a named human officer reports; a machine suggests", code="not-an-officer")
    here = house.lane.port(officer, port)
    if not who.surname.strip() and not who.plate:
        raise Refusal("scan the document, or type at least the surname or the plate", code="nothing-said")
    vehicle = _standing(house, who, here)
    (arrival,) = house.ingest([Delivery(_written(house, officer, who, here, vehicle), RECEIVER)])
    if not arrival.accepted:
        raise Refusal(arrival.error.text if arrival.error else "It could not be taken in", code="nothing-announced")
    now = house.policies.clock()
    with house.store.work() as work:
        work.cursor.execute(
            "SELECT encounter_id FROM announced WHERE message_id = %s ORDER BY declaration_id", [arrival.message_id]
        )
        rows = asked.these(work.cursor, [str(row[0]) for row in work.cursor.fetchall()])
        for row in rows:
            if row["status"] == Status.ANNOUNCED:
                said: dict[str, Any] = {"port": here, "lane": lane, "unannounced": True}
                walk.act(
                    inspect.ReportAtPrimary(encounter_id=row["encounter_id"], officer=officer, at=now, **said), work
                )
            if who.zone is not None and row["kind"] == "person":
                checks = [each for each in inspect.read_checks(who.zone, row, now.date()) if each.name != "lists"]
                fact = inspect.checked(row["encounter_id"], checks, officer, now, port=here, lane=lane)
                work.append([Entry.of_fact(fact)])
    return str(next((row for row in rows if row["kind"] == "conveyance"), rows[0])["encounter_id"])


def _standing(house: House, who: Stranger, here: str) -> dict[str, Any] | None:
    """Give the vehicle that stands at the lane with this plate: whoever is found in it joins those listed."""
    if not who.plate:
        return None
    around = asked.Around.of(here, house.policies.clock(), inspect.load_lane_policy().around)
    plate = "".join(filter(str.isalnum, who.plate.upper()))
    with house.store.read() as reader:
        rows = asked.by_number(reader.cursor, around, plate)
    return next((row for row in rows if row["kind"] == "conveyance" and row["status"] == Status.PRESENTED), None)


def _written(house: House, officer: Officer, who: Stranger, port: str, vehicle: dict[str, Any] | None) -> bytes:
    now, place = house.policies.clock(), house.policies.places[port]
    local = now.astimezone(ZoneInfo(place.zone)) if place.zone else now  # the day of a crossing is the port's own
    land = place.mode == "land"
    role = "driver" if who.plate else "pedestrian" if land else "passenger"
    names = ("surname", "given_names", "birth_date", "nationality", "sex")
    person = {name: value for name in names if (value := getattr(who, name))}
    held = {"number": who.document_number, "issuer": who.document_issuer, "expires": who.document_expires}
    document: dict[str, Any] = {name: value for name, value in held.items() if value}
    if who.zone is not None:
        document |= {"kind": who.zone.document_kind, "mrz": list(who.zone.lines)}
    if document:
        person["documents"] = [document]
    message: dict[str, Any] = {
        "reference": house.policies.ids.new("desk"),
        "sender": f"primary:{officer.name}",
        # an update speaks of the crossing that stands; anything else would open another one of the same vehicle
        "function": "update" if vehicle else "original",
        "mode": place.mode,
        "direction": "inbound",
        "legs": [{"arrival": port, "arrives_at": local.isoformat(), "crossing": True}],
        "travelers": [],
    }
    if who.plate:
        message["vehicles"] = [{"plate": who.plate, "plate_issuer": vehicle["plate_issuer"] if vehicle else None}]
    if who.surname.strip():
        message["travelers"] = [{"role": role, **person, **({"vehicle": 0} if who.plate else {})}]
    return orjson.dumps(message)
