"""The booking itself: locators, dates, agency, tickets, fare and payment; card numbers leave here masked."""

from __future__ import annotations

import re

from tidewaiter.formats.edifact import Segment, value
from tidewaiter.formats.pnrgov.contacts import add_once
from tidewaiter.formats.pnrgov.record import Part, Record
from tidewaiter.formats.sealing import mask_number, number_digest

_AMOUNT = re.compile(r"\d{1,12}(?:[.,]\d{1,4})?\Z", re.ASCII)
_TICKET = re.compile(r"[0-9A-Z.-]{6,20}\Z")
_OLD_PAYMENT = "2"


def take_locators(record: Record, segment: Segment, ordinal: int) -> None:
    """Take RCI: carrier, locator, type, day and time made; after EQN the locators of the record it was split from."""
    if record.part is Part.HISTORY:
        return
    booking = record.booking
    for element in range(1, len(segment)):
        locator = value(segment, element, 1)
        if locator is None:
            continue
        locator = locator.upper()
        if record.splitting:
            booking.split_from = add_once(booking.split_from, locator)
            continue
        if booking.locator is None and record.part is Part.BOOKING:
            booking.locator, booking.carrier = locator, value(segment, element)
        elif locator != booking.locator and locator not in record.other_locators:
            record.other_locators.append(locator)
        if booking.made_local is None and record.part is Part.BOOKING:
            booking.made_local = record.page.moment(segment, element, 3, ordinal, column="booked_at")


def take_dates(record: Record, segment: Segment, ordinal: int) -> None:
    """Take DAT of the booking and its tickets: 700 last transaction, 710 ticketing. Check-in times are left."""
    if record.part is not Part.BOOKING:
        return
    booking = record.booking
    for element in range(1, len(segment)):
        code = value(segment, element)
        if code == "700" and booking.changed_local is None:
            booking.changed_local = record.page.moment(segment, element, 1, ordinal)
        elif code == "710":
            found = record.page.moment(segment, element, 1, ordinal, column="ticketed_at")
            if found is not None and (booking.ticketed_local is None or found < booking.ticketed_local):
                booking.ticketed_local = found


def take_agency(record: Record, segment: Segment, ordinal: int) -> None:
    """Take ORG of the booking: system, agency number, city, type, country. Empty in an update: cancelled."""
    if record.part is not Part.BOOKING:
        return
    booking = record.booking
    if len(segment) < 2 and record.page.message.function == "update":
        record.page.message.extra.setdefault("cancelled_bookings", []).append(record.index)
        record.page.note("booking-cancelled", "info", "This booking was cancelled for the flight", ordinal)
        return
    booking.agency_code = booking.agency_code or value(segment, 2) or value(segment, 2, 1)
    # A reservation system's code begins with a digit (1A, 1S): the place beside it is its computer's, not the agency's.
    own = value(segment, 1, 1) if (value(segment, 1) or "1")[0].isalpha() else None
    for city in (value(segment, 3), own):
        if city and city.isalpha() and booking.agency_city is None:
            booking.agency_city = city.upper()
    booking.agency_country = booking.agency_country or value(segment, 6)


def take_ticket(record: Record, segment: Segment, ordinal: int) -> None:
    """Take TKT: the ticket's number."""
    number = value(segment, 1)
    if record.part is not Part.BOOKING or number is None:
        return
    if not _TICKET.match(number):
        record.page.note(
            "invalid-ticket", "info", "The ticket number must be 6 to 20 letters and digits", ordinal, 1, 1
        )
    record.booking.tickets = add_once(record.booking.tickets, number)


def take_fare(record: Record, segment: Segment, ordinal: int) -> None:
    """Take MON: the total (T) of one ticket; the booking's fare is the sum of its tickets in one currency."""
    if record.part is not Part.BOOKING:
        return
    for element in range(1, len(segment)):
        amount, currency = value(segment, element, 1), value(segment, element, 2)
        if value(segment, element) != "T" or amount is None or not amount[:1].isdigit():
            continue  # AWARD, IT, BT: no amount is shown
        booking = record.booking
        if not _AMOUNT.match(amount):
            record.page.note(
                "invalid-amount", "info", "The amount must be a number with at most four decimals", ordinal, element, 2
            )
        elif booking.fare_currency not in (None, currency):
            record.page.note("mixed-currencies", "info", "A fare in another currency was left out", ordinal, element, 3)
        else:
            booking.fare_currency = currency
            booking.fare_total = round((booking.fare_total or 0.0) + float(amount.replace(",", ".")), 4)


def take_payment(record: Record, segment: Segment) -> None:
    """Take FOP: form, indicator, amount, vendor, account; an exchanged ticket's old payment (2) is left."""
    if record.part is not Part.BOOKING:
        return
    booking = record.booking
    for element in range(1, len(segment)):
        form = value(segment, element)
        if form is None or value(segment, element, 1) == _OLD_PAYMENT:
            continue
        booking.payment_forms = add_once(booking.payment_forms, form.upper()[:4])
        account = value(segment, element, 4)
        if form.upper() == "CC" and account:
            vendor = (value(segment, element, 3) or "")[:3]
            booking.payment_cards = add_once(booking.payment_cards, f"{vendor} {mask_number(account)}".strip())
            digest = number_digest(account)
            if digest:
                booking.payment_digests = add_once(booking.payment_digests, digest)
