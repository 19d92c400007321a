"""The flights of a record (TVL, TRA, RPI) and which of them is the one reported, under whatever code it was sold."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from tidewaiter.formats import dates
from tidewaiter.formats.edifact import Segment, value
from tidewaiter.formats.pnrgov.record import Page, Part, Record
from tidewaiter.vocabulary.announcement import Leg

_OPEN = frozenset({"OPEN", "OPN"})
_SURFACE = "ARNK"
_PLACE = re.compile(r"[A-Z]{3}\Z")


def read_flight(page: Page, segment: Segment, ordinal: int) -> Leg:
    """Read TVL: times, places, marketing and operating carrier, number and class. Times are local to each place."""
    departs = page.moment(segment, 1, 0, ordinal, column="departs_at")
    arrives = _arrival(page, segment, departs, ordinal)
    carrier, operating = _upper(segment, 4, 0), _upper(segment, 4, 1)
    return Leg(
        carrier=carrier or operating,
        number=_number(_upper(segment, 5, 0), carrier),
        departure=_upper(segment, 2, 0),
        arrival=_upper(segment, 3, 0),
        departs_local=departs,
        arrives_local=arrives,
        operating_carrier=operating if operating != carrier and carrier else None,
        booking_class=_upper(segment, 5, 1),
        segment=ordinal,
    )


def _arrival(page: Page, segment: Segment, departs: datetime | None, ordinal: int) -> datetime | None:
    day, clock = value(segment, 1, 2), value(segment, 1, 3)
    if day is not None and len(day) == 4 and clock is None:
        # The arrival's time stands in the place of its date: the empty date was left out with its separator.
        page.note("misplaced-time", "info", "The arrival time stands where its date belongs", ordinal, 1, 3)
        day, clock = None, day
    if day is not None:
        return page.moment(segment, 1, 2, ordinal, column="arrives_at")
    if clock is None or departs is None:
        return None
    found = dates.ddmmyy(f"{departs:%d%m%Y}", clock, reference=page.day)
    if found is None:
        page.note("invalid-time", "warning", "The time of arrival must be HHMM", ordinal, 1, 4, column="arrives_at")
        return None
    variation = value(segment, 1, 4)
    if variation and len(variation) == 1 and variation.isdecimal() and variation.isascii():
        found += timedelta(days=int(variation))
    return found


def take_travel(record: Record, segment: Segment, ordinal: int) -> None:
    """Take a TVL below the header: a flight of the trip, its check-in data, a surface sector or another service."""
    if record.part in (Part.SERVICE, Part.HISTORY):
        return
    departure, arrival = value(segment, 2), value(segment, 3)
    if departure is None and arrival is None and record.part is Part.FLIGHT and value(segment, 4) is None:
        return  # TVL+++++303:Y opens the check-in data of the flight before it
    record.part, record.checked_in, record.current, record.splitting = Part.FLIGHT, None, None, False
    number = (_upper(segment, 5) or _upper(segment, 4) or "").upper()
    if number == _SURFACE:
        record.leg = None
        return
    if departure is None or arrival is None:
        record.leg = None
        record.page.note(
            "not-a-flight", "info", "A travel product without both places is not taken for a flight", ordinal, 2
        )
        return
    leg = read_flight(record.page, segment, ordinal)
    if number in _OPEN:
        leg.number, leg.status = None, "OPEN"
    _check(record.page, leg, ordinal)
    record.leg = _known(record, leg)
    if record.leg is leg:
        record.booking.itinerary.append(leg)


def _known(record: Record, leg: Leg) -> Leg:
    """Give the leg that is already there: the same flight said again, or its operating side as a second TVL."""
    for other in record.booking.itinerary:
        if (other.departure, other.arrival) != (leg.departure, leg.arrival) or leg.departs_local is None:
            continue
        if other.departs_local != leg.departs_local or other.arrives_local != leg.arrives_local:
            continue
        if (other.carrier, other.number) == (leg.carrier, leg.number):
            return other
        if leg.arrives_local is not None and other.carrier != leg.carrier and other.operating_carrier is None:
            other.operating_carrier = leg.carrier
            return other
    return leg


def take_operating(record: Record, segment: Segment) -> None:
    """Take TRA: who really flies the flight before it."""
    carrier = _upper(segment, 1)
    if record.part is Part.FLIGHT and record.leg is not None and carrier and carrier != record.leg.carrier:
        record.leg.operating_carrier = carrier
        number = _number(_upper(segment, 2), carrier)
        if number:
            record.operating_numbers[record.leg.segment] = number


def take_status(record: Record, segment: Segment) -> None:
    """Take RPI: how many seats, and their status (HK confirmed, HL waitlisted, ...)."""
    if record.part is Part.FLIGHT and record.leg is not None:
        record.leg.status = _upper(segment, 2) or record.leg.status


def mark_crossing(record: Record, reported: Leg | None) -> Leg | None:
    """Mark the leg of the trip that is the reported flight, and complete the reported one from it."""
    if reported is None:
        return None
    best, leg = 0, None
    for candidate in record.booking.itinerary:
        likeness = _likeness(candidate, reported, record.operating_numbers.get(candidate.segment))
        if likeness > best:
            best, leg = likeness, candidate
    if leg is None:
        if record.booking.itinerary:
            record.page.note(
                "crossing-not-in-itinerary", "warning", "The reported flight is not in this trip", record.ordinal
            )
        return None
    leg.crossing = True
    if not best & _SAME_FLIGHT:
        record.page.note(
            "crossing-by-places", "info", "The reported flight was found by day and places alone", leg.segment
        )
    for name in ("arrives_local", "departure", "arrival"):
        if getattr(reported, name) is None:
            setattr(reported, name, getattr(leg, name))
    return leg


_SAME_FLIGHT, _SAME_PLACES, _SAME_DAY, _SAME_CARRIER, _SAME_TIME = 16, 8, 4, 2, 1


def _likeness(leg: Leg, reported: Leg, operating_number: str | None) -> int:
    """Weigh how alike two flights are; 0: they are not the same flight.

    Carrier and number agree in any pairing of marketing and operating (code-share), or else the places alone do. The
    day agrees; a flight that agrees in all else may be a day off (a delay), or its day unknown. One end is enough for
    a flight that makes a stop.
    """
    carriers = {leg.carrier, leg.operating_carrier} & {reported.carrier, reported.operating_carrier} - {None}
    numbers = {(number or "").lstrip("0") for number in (leg.number, operating_number)} - {""}
    same_flight = bool(carriers) and (reported.number or "").lstrip("0") in numbers
    same_places = (leg.departure, leg.arrival) == (reported.departure, reported.arrival)
    either_place = leg.departure == reported.departure or leg.arrival == reported.arrival
    if not (same_places or (same_flight and either_place)):
        return 0
    same_day = False
    if leg.departs_local is None or reported.departs_local is None:
        if not (same_flight and same_places):
            return 0
    else:
        apart = abs((leg.departs_local.date() - reported.departs_local.date()).days)
        if apart > (1 if same_flight and same_places else 0):
            return 0
        same_day = not apart
    found = _SAME_FLIGHT * same_flight + _SAME_PLACES * same_places + _SAME_DAY * same_day
    return found + _SAME_CARRIER * bool(carriers) + _SAME_TIME * (leg.departs_local == reported.departs_local)


def _check(page: Page, leg: Leg, ordinal: int) -> None:
    for element, place in ((2, leg.departure), (3, leg.arrival)):
        if place is None or not _PLACE.match(place):
            page.note(
                "invalid-place", "info", "The place must be a three-letter airport or city code", ordinal, element, 1
            )


def check_reported(page: Page, leg: Leg, ordinal: int) -> None:
    """Say what the header's flight lacks."""
    _check(page, leg, ordinal)
    for element, name, words, column in (
        (4, "carrier", "carrier", "carrier"),
        (5, "number", "number", "number"),
        (1, "departs_local", "time of departure", "departs_at"),
    ):
        if getattr(leg, name) is None:
            page.note(
                "incomplete-flight", "warning", f"The reported flight has no {words}", ordinal, element, column=column
            )


def _upper(segment: Segment, element: int, component: int = 0) -> str | None:
    found = value(segment, element, component)
    return found.upper() if found else None


def _number(number: str | None, carrier: str | None) -> str | None:
    """Take a carrier's code off a flight number that repeats it (``DL324``)."""
    if number and carrier and number.startswith(carrier) and number[len(carrier) :].isdigit():
        return number[len(carrier) :]
    return number
