"""From messages to the declared table: one row for each person and conveyance, whatever the format was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import polars as pl

from tidewaiter.formats import mrz
from tidewaiter.formats.paxlst import codes
from tidewaiter.receive.movement import Movement, movement, to_utc
from tidewaiter.receive.ties import contact_digests, payment_digests, united
from tidewaiter.vocabulary.announcement import Announcement, Booking, Interchange, Person, TravelDocument, Vehicle
from tidewaiter.vocabulary.errors import Unreadable
from tidewaiter.vocabulary.ids import Ids
from tidewaiter.vocabulary.place import Places
from tidewaiter.vocabulary.quality import QualityFinding
from tidewaiter.vocabulary.tables import DECLARED

_SOURCE = {"paxlst": "api", "pnrgov": "booking", "manifest": "manifest", "lane": "lane", "field": "field"}
_VISA = "V"
_RANK = {"P": 0, "I": 1, "A": 1, "C": 1}
"""Which document speaks for a person where several are declared: a passport, then an identity card, then any other
(a pilot's licence, a facilitation card); the second letter of a kind names its sort and does not count."""
_DEBRIS = re.compile(r"[^0-9A-Z]")


NOT_ABOARD = "not-aboard"
"""The function under which those are declared whom a close-out names because they are not on board."""


def names_absent(message: Announcement) -> bool:
    """Tell whether a close-out names those who are not on board, rather than those who are."""
    return message.function == "close-out" and str(message.extra.get("status") or "").upper() in codes.ABSENT


def by_reference(message: Announcement, person: Person) -> bool:
    """Tell whether a close-out names somebody by the carrier's reference alone: announced before, and no new person."""
    named = person.surname or person.documents or not person.carrier_reference
    return message.function == "close-out" and not named


class Received(NamedTuple):
    """One accepted interchange with the id under which it is journaled."""

    message_id: str
    interchange: Interchange


def declare(
    received: Sequence[Received], *, places: Places, ids: Ids, received_at: datetime, tie_key: bytes | None = None
) -> tuple[pl.DataFrame, dict[str, list[QualityFinding]]]:
    """Lay all people and conveyances of some interchanges out as one table.

    ``tie_key`` keys the digests of contacts and cards; without one none are made. Returns the table (``DECLARED``) and
    the findings made on the way, by message id.
    """
    rows = _Rows()
    findings: dict[str, list[QualityFinding]] = {}
    for message_id, interchange in received:
        found = findings.setdefault(message_id, [])
        ordinal = 0
        for message in interchange.messages:
            moved = movement(message, places, found)
            bookings = [
                (*_booking_row(booking, message, moved, places), payment_digests(booking, tie_key))
                for booking in message.bookings
            ]
            reached = [contact_digests(booking, tie_key) for booking in message.bookings]
            for person in message.people:
                ordinal += 1
                if by_reference(message, person):
                    continue
                booked = None if person.booking is None else reached[person.booking]
                contacts = united(booked, contact_digests(person, tie_key))
                rows.own.append((*_person_row(person, ordinal, message.vehicles), contacts))
                rows.booked.append(bookings[person.booking] if person.booking is not None else _NOT_BOOKED)
            for vehicle in message.vehicles:
                ordinal += 1
                rows.own.append((*_vehicle_row(vehicle, ordinal), None))
                rows.booked.append(_NOT_BOOKED)
            rows.repeat(_movement_row(message_id, interchange, message, moved, received_at))
    return rows.table(ids), findings


class _Rows:
    """Rows in three parts, so that what a whole movement shares is written once and repeated as columns."""

    def __init__(self) -> None:
        self.own: list[tuple[Any, ...]] = []
        self.booked: list[tuple[Any, ...]] = []
        self.moved: dict[str, list[Any]] = {name: [] for name in _MOVED}

    def repeat(self, shared: tuple[Any, ...]) -> None:
        """Give every row added since the last call the same movement."""
        missing = len(self.own) - len(self.moved["message_id"])
        for name, value in zip(_MOVED, shared, strict=True):
            self.moved[name].extend([value] * missing)

    def table(self, ids: Ids) -> pl.DataFrame:
        """Bring the rows into the columns of ``DECLARED``."""
        columns: dict[str, list[Any]] = {"declaration_id": ids.many("dec", len(self.own)), **self.moved}
        for names, part in ((_OWN, self.own), (_BOOKED, self.booked)):
            turned: list[list[Any]] = (
                [list(column) for column in zip(*part, strict=True)] if part else [[] for _ in names]
            )
            columns.update(zip(names, turned, strict=True))
        return pl.DataFrame([pl.Series(name, columns[name], dtype=kind) for name, kind in DECLARED.items()])


_MOVED = (
    "message_id", "source", "function", "sender", "received_at", "direction", "mode", "port", "trip", "carrier",
    "number", "departure", "arrival", "departs_at", "arrives_at", "scheduled_at", "lane",
)  # fmt: skip


def _movement_row(
    message_id: str, interchange: Interchange, message: Announcement, moved: Movement, received_at: datetime
) -> tuple[Any, ...]:
    return (
        message_id,
        _SOURCE[message.kind],
        NOT_ABOARD if names_absent(message) else message.function,
        interchange.sender or None,
        received_at,
        moved.direction,
        moved.mode,
        moved.port,
        moved.trip,
        moved.carrier,
        moved.number,
        moved.departure,
        moved.arrival,
        moved.departs_at,
        moved.arrives_at,
        moved.scheduled_at,
        moved.lane,
    )


_OWN = (
    "kind", "ordinal", "segment", "role", "surname", "given_names", "birth_date", "sex", "nationality", "residence",
    "infant", "unaccompanied_minor", "in_transit", "document_kind", "document_number", "document_issuer",
    "document_expires", "document_count", "mrz_valid", "visa_number", "redress_number", "known_traveler_number",
    "visa_class", "purpose", "presubmission", "embarkation", "debarkation", "seat", "locator", "carrier_reference",
    "bag_count", "bag_weight_kg", "plate", "plate_issuer", "vehicle_kind", "conveyance_name", "occupants",
    "contact_digests",
)  # fmt: skip
_NO_DOCUMENT = TravelDocument()


def _rank(document: TravelDocument) -> int:
    return _RANK.get((document.kind or "P")[:1], 2)


def _person_row(person: Person, ordinal: int, vehicles: Sequence[Vehicle]) -> tuple[Any, ...]:
    travel = [document for document in person.documents if (document.kind or "")[:1] != _VISA]
    document = min(travel, key=_rank, default=_NO_DOCUMENT)
    vehicle = vehicles[person.vehicle] if person.vehicle is not None else None
    return (
        "person",
        ordinal,
        person.segment,
        person.role,
        person.surname,
        person.given_names,
        person.birth_date,
        person.sex,
        person.nationality,
        person.residence,
        person.infant,
        person.unaccompanied_minor,
        person.in_transit,
        document.kind,
        _tidy(document.number),
        document.issuer,
        document.expires,
        len(travel),
        _mrz_valid(person.documents),
        next((_tidy(d.number) for d in person.documents if (d.kind or "")[:1] == _VISA), None),
        person.redress_number,
        person.known_traveler_number,
        next((d.visa_class for d in person.documents if d.visa_class), None),
        person.purpose,
        person.presubmission,
        person.embarkation,
        person.debarkation,
        person.seat,
        person.locator,
        person.carrier_reference,
        person.bag_count,
        person.bag_weight_kg,
        _tidy(vehicle.plate) if vehicle else None,
        vehicle.plate_issuer if vehicle else None,
        None,
        None,
        None,
    )


def _vehicle_row(vehicle: Vehicle, ordinal: int) -> tuple[Any, ...]:
    plate = _tidy(vehicle.plate or vehicle.registration)
    own: tuple[Any, ...] = ("conveyance", ordinal)
    return (*own, *(None,) * 30, plate, vehicle.plate_issuer, vehicle.kind, vehicle.name, vehicle.occupants)


_BOOKED = (
    "booked_at", "ticketed_at", "party", "booking_legs", "booking_places", "one_way", "returns_at", "agency_code",
    "agency_country", "payment_form", "payer_differs", "contact_missing", "booking_split", "booking_changes",
    "seat_changes", "payment_digests",
)  # fmt: skip
_NOT_BOOKED: tuple[Any, ...] = (None,) * len(_BOOKED)


def _booking_row(booking: Booking, message: Announcement, moved: Movement, places: Places) -> tuple[Any, ...]:
    legs = booking.itinerary
    stops = [place for leg in legs for place in (leg.departure, leg.arrival) if place]
    back = next((leg for leg in legs if moved.departure and leg.arrival == moved.departure and leg.departs_local), None)
    return (
        _at(booking.made_local),
        _at(booking.ticketed_local),
        booking.party,
        len(legs),
        list(dict.fromkeys(stops)),
        stops[:1] != stops[-1:] if legs else None,
        to_utc(back.departs_local, back.departure, places) if back else None,
        booking.agency_code,
        booking.agency_country,
        booking.payment_forms[0] if booking.payment_forms else None,
        _payer_differs(booking, message),
        not (booking.phones or booking.emails or booking.addresses),
        bool(booking.split_from),
        booking.changes,
        booking.seat_changes,
    )


def _payer_differs(booking: Booking, message: Announcement) -> bool | None:
    """Tell whether somebody pays whose surname no traveler of the booking bears; None where no payer is named."""
    if booking.payer is None:
        return None
    index = next((i for i, other in enumerate(message.bookings) if other is booking), None)
    surnames = {person.surname.upper() for person in message.people if person.booking == index and person.surname}
    return not surnames & set(booking.payer.upper().split())


def _at(written: datetime | None) -> datetime | None:
    """Read a booking system's time. The PNRGOV guide (PADIS, notes on DAT): UTC unless the parties agreed otherwise."""
    return None if written is None else written.astimezone(UTC) if written.tzinfo else written.replace(tzinfo=UTC)


def _mrz_valid(documents: Sequence[TravelDocument]) -> bool | None:
    """Tell whether every machine-readable zone that was read holds its check digits; None: none was read."""
    read = [document.mrz for document in documents if document.mrz]
    return all(map(_holds, read)) if read else None


def _holds(lines: Sequence[str]) -> bool:
    try:
        return "fail" not in mrz.read(lines).checks.values()
    except Unreadable:
        return False


def _tidy(number: str | None) -> str | None:
    """Bring a document number or plate to the form in which it is compared: upper case, letters and digits only."""
    return _DEBRIS.sub("", number.upper()) or None if number else None
