"""From an announcement to a PNRGOV message as the guide 13.1 has it, for samples, tests and forwarding.

What was sealed is never written, and payment cards only as their last four digits: neither leaves this system again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from tidewaiter.formats.edifact.writer import Element, interchange, segment
from tidewaiter.formats.pnrgov.contacts import encode_email
from tidewaiter.vocabulary.announcement import Announcement, Booking, Leg, Person, TravelDocument

_IDENTIFIER = ("PNRGOV", "13", "1", "IA")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_EMPTY_FIELDS: tuple[None, ...] = (None,) * 4


def write(
    announcement: Announcement,
    *,
    sender: Element,
    recipient: Element,
    reference: str,
    prepared: datetime,
) -> bytes:
    """Write one interchange with one message.

    Written: the reported flight, bookings with locator, dates, agency, contacts, tickets, fare, payment, trip, split
    and counts of changes; people with names, documents, seat and bags on the crossing. Times of day to the minute.
    """
    body = list(_message(announcement))
    message = (announcement.reference or "1", _IDENTIFIER, body)
    return interchange(
        [message],
        sender=sender,
        recipient=recipient,
        reference=reference,
        prepared=prepared,
        syntax_id="IATA",
        syntax_version="1",
    )


def _message(announcement: Announcement) -> Iterator[str]:
    yield segment("MSG", [None, "141" if announcement.function == "update" else "22"])
    yield segment("ORG", announcement.sender_name or announcement.carrier)
    if announcement.legs:
        yield _flight(announcement.legs[0])
    yield segment("EQN", announcement.extra.get("declared_bookings", len(announcement.bookings)))
    for index, booking in enumerate(announcement.bookings):
        people = [person for person in announcement.people if person.booking == index]
        others = announcement.extra.get("other_locators", {}).get(str(index), [])
        yield from _booking(booking, people, others)


def _booking(booking: Booking, people: list[Person], others: list[str]) -> Iterator[str]:
    references = {id(person): str(number) for number, person in enumerate(people, 1)}
    yield segment("SRC")
    if booking.locator:
        made = [_day(booking.made_local), _clock(booking.made_local)]
        own = [booking.carrier, booking.locator, None, *made]
        yield segment("RCI", own, *([None, locator] for locator in others))
    yield from _contacts(booking, people)
    dates = [
        [code, _day(at), _clock(at)]
        for code, at in (("700", booking.changed_local), ("710", booking.ticketed_local))
        if at
    ]
    if dates:
        yield segment("DAT", *dates)
    if booking.agency_code or booking.agency_city or booking.agency_country:
        yield segment(
            "ORG", booking.carrier, booking.agency_code, booking.agency_city, None, "T", booking.agency_country
        )
    for address in booking.addresses:
        yield segment("ADD", None, ["702", address])
    for number, person in enumerate(people):
        yield from _person(person, references[id(person)])
        if number == 0:
            yield from _tickets(booking)
    yield from _trip(booking, people, references)
    if booking.split_from:
        yield segment("EQN", len(people))
        yield segment("RCI", *([booking.carrier, locator] for locator in booking.split_from))
    yield from _history(booking)


def _contacts(booking: Booking, people: list[Person]) -> Iterator[str]:
    """Write the contacts of the booking that no traveler of it has as their own; those stand under the traveler."""
    own = {contact for person in people for contact in (person.phone, person.email)}
    for phone in booking.phones:
        if phone not in own:
            yield _request("CTCM", phone)
    for email in booking.emails:
        if email not in own:
            yield _request("CTCE", encode_email(email))


def _person(person: Person, reference: str) -> Iterator[str]:
    yield segment("TIF", person.surname, [person.given_names, "IN" if person.infant else "A", reference])
    if person.phone:
        yield _request("CTCM", person.phone, reference)
    if person.email:
        yield _request("CTCE", encode_email(person.email), reference)
    infant = "I" if person.infant else ""
    passports = [document for document in person.documents if document.kind != "V"]
    if not passports and (person.birth_date or person.sex or person.nationality):
        passports = [TravelDocument()]
    for document in passports:
        yield _request("DOCS", _docs(person, document, infant), reference)
    for document in person.documents:
        if document.kind == "V":
            fields = [person.birth_place, "V", document.number, None, _spoken(document.issued), document.issuer, infant]
            yield _request("DOCO", _slashed(fields), reference)
    if person.birth_place and not any(document.kind == "V" for document in person.documents):
        yield _request("DOCO", _slashed([person.birth_place]), reference)
    for kind, number in (("R", person.redress_number), ("K", person.known_traveler_number)):
        if number:
            yield _request("DOCO", _slashed([None, kind, number, None, None, None, infant]), reference)
    if person.residence:
        yield _request("DOCA", _slashed(["R", person.residence, *_EMPTY_FIELDS, infant]), reference)
    if person.address:
        yield _request("DOCA", _slashed(["D", None, person.address, None, None, None, infant]), reference)
    if person.unaccompanied_minor:
        yield _request("UMNR", "", reference)


def _docs(person: Person, document: TravelDocument, infant: str) -> str:
    sex = person.sex + infant if person.sex else None
    return _slashed(
        [
            document.kind,
            document.issuer,
            document.number,
            person.nationality,
            _spoken(person.birth_date),
            sex,
            _spoken(document.expires),
            person.surname,
            person.given_names,
        ]
    )


def _tickets(booking: Booking) -> Iterator[str]:
    for ticket in booking.tickets:
        yield segment("TKT", [ticket, "T", 1])
    if booking.fare_total is not None:
        yield segment("MON", ["T", f"{booking.fare_total:.2f}", booking.fare_currency])
    payments = [payment for form in booking.payment_forms for payment in _payments(form, booking.payment_cards)]
    if payments:
        yield segment("FOP", *payments)
    if booking.payer:
        yield segment("IFT", ["4", "43"], booking.payer)


def _payments(form: str, cards: tuple[str, ...]) -> list[Element]:
    if form != "CC" or not cards:
        return [form]
    split = [card.rpartition(" ") for card in cards]
    return [["CC", None, None, vendor, f"XXXXXXXXXXXX{number[-4:]}"] for vendor, _, number in split]


def _trip(booking: Booking, people: list[Person], references: dict[int, str]) -> Iterator[str]:
    for leg in booking.itinerary:
        yield _flight(leg)
        if leg.status:
            yield segment("RPI", len(people), leg.status)
        if leg.crossing:
            for number, person in enumerate(people, 1):
                yield from _check_in(person, references[id(person)], number)


def _check_in(person: Person, reference: str, number: int) -> Iterator[str]:
    if not (person.seat or person.bag_count is not None or person.bag_tags):
        return
    yield segment("DAT")
    yield segment("TRI", None, [str(number), None, None, reference])
    yield segment("TIF", person.surname, [person.given_names, "IN" if person.infant else "A", reference])
    if person.seat:
        yield segment("SSD", person.seat)
    if person.bag_count is not None or person.bag_tags:
        weight = None if person.bag_weight_kg is None else f"{person.bag_weight_kg:g}"
        tags = [[tag[:2], tag[2:]] for tag in person.bag_tags]
        yield segment("TBD", None, [person.bag_count, weight, "700" if weight else None], None, None, *tags)


def _history(booking: Booking) -> Iterator[str]:
    """Write as many entries as the record had; those that moved seats name no seat."""
    if not booking.changes:
        return
    yield segment("ABI", "1", booking.carrier)
    for number in range(booking.changes):
        yield segment("SAC", None, None, "A")
        if number < booking.seat_changes:
            yield segment("SSR", ["SEAT", "HK"])


def _flight(leg: Leg) -> str:
    times = [_day(leg.departs_local), _clock(leg.departs_local), _day(leg.arrives_local), _clock(leg.arrives_local)]
    number = "OPEN" if leg.status == "OPEN" else leg.number
    carriers = [leg.carrier, leg.operating_carrier]
    return segment("TVL", times, leg.departure, leg.arrival, carriers, [number, leg.booking_class])


def _request(code: str, text: str, reference: str | None = None) -> str:
    head = [code, "HK", "1", *(None,) * 5, text]
    return segment("SSR", head, [None, None, reference]) if reference else segment("SSR", head)


def _slashed(fields: list[str | None]) -> str:
    return ("/" + "/".join((field or "").replace("/", " ") for field in fields)).rstrip("/")


def _day(at: datetime | None) -> str | None:
    return f"{at:%d%m%y}" if at else None


def _clock(at: datetime | None) -> str | None:
    return f"{at:%H%M}" if at else None


def _spoken(day: date | None) -> str | None:
    return f"{day.day:02d}{_MONTHS[day.month - 1]}{day.year % 100:02d}" if day else None
