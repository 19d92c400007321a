"""Special service requests (SSR) of a record: documents, contacts, infants, seats and tickets; the rest is sealed."""

from __future__ import annotations

import re

from tidewaiter.formats import dates
from tidewaiter.formats.edifact import Segment, value
from tidewaiter.formats.pnrgov import documents
from tidewaiter.formats.pnrgov.contacts import add_once, read_contact
from tidewaiter.formats.pnrgov.record import Part, Record, Request, Traveler
from tidewaiter.formats.pnrgov.travelers import infant_of
from tidewaiter.formats.sealing import CONTACT, seal_kind
from tidewaiter.vocabulary.announcement import Leg

_SEATS = frozenset({"SEAT", "NSSA", "NSSB", "NSST", "NSSW", "RQST"})
_TICKETS = frozenset({"TKNE", "TKNA", "TKNM", "TKNO", "TKNR"})
_DOCUMENTS = {"DOCO": documents.take_doco, "DOCA": documents.take_doca}
_NUMBERS_ALONE = frozenset({"FQTR", "FQTS", "FQTU", "FQTV"})
_SEAT = re.compile(r"0*([1-9]\d{0,2}[A-Z])(?:[NSB]?)\Z")
_SEAT_LIST = re.compile(r"\.?(?:\d{1,3}[A-Z][NS]?)+\Z")
_TICKET = re.compile(r"(?:INF)?\.?(\d{10,14})(?:C\d{1,2})*(?:/\d+)?")
_BORN_BEHIND = re.compile(r"(?<=\S)\s+\d{1,2}[A-Z]{3}\d{2}(?:\d{2})?\Z")
_BIRTH = re.compile(r"\d{1,2}[A-Z]{3}\d{2}(?:\d{2})?")


def take_request(record: Record, segment: Segment, ordinal: int) -> None:
    """Take SSR and let it wait until every traveler of the record is known."""
    traveler = record.current if record.part is Part.BOOKING else record.checked_in
    record.requests.append(Request(segment, ordinal, traveler, record.leg, record.part, record.action))


def settle(record: Record) -> None:
    """Read all requests of a whole record: infants first, so that documents find them."""
    for request in record.requests:
        if value(request.segment, 1) == "INFT" and request.part is not Part.HISTORY:
            _infant(record, request)
    for request in record.requests:
        _settle(record, request)


def text_of(segment: Segment) -> str:
    """Give the free text of an SSR, which stands ninth and may run on over more components."""
    return "".join(segment[1][8:]).strip() if len(segment) > 1 else ""


def _settle(record: Record, request: Request) -> None:
    segment, ordinal = request.segment, request.ordinal
    code, text = (value(segment, 1) or "").upper(), text_of(segment)
    traveler = _traveler(record, request)
    sealed = seal_kind(code)
    if sealed is not None:
        record.page.seal(sealed, f"{code} {text}", ordinal, traveler)
    elif request.part is Part.HISTORY:
        record.page.seal("free-text", text, ordinal, traveler)
    elif code == "DOCS":
        documents.take_docs(record, text, traveler, ordinal, referenced=_reference(request) is not None)
    elif code in _DOCUMENTS:
        _DOCUMENTS[code](record, text, traveler, ordinal)
    elif code in CONTACT:
        read_contact(record, code, text, ordinal, traveler)
    elif code in _SEATS:
        _seats(record, request, text, traveler)
    elif code in _TICKETS:
        _ticket(record, text, ordinal, traveler)
    elif code == "CHLD":
        _child(record, text, ordinal, traveler)
    elif code == "UMNR":
        _unaccompanied(record, text, ordinal, traveler)
    elif code != "INFT" and code not in _NUMBERS_ALONE:
        record.page.seal("free-text", text, ordinal, traveler)


def _traveler(record: Record, request: Request) -> Traveler | None:
    """Find whom a request is about: by reference, else the traveler under whom it stands, else the only one."""
    reference = _reference(request)
    if reference is None:
        return request.traveler
    found = record.by_reference(reference)
    if found is None:
        record.page.note(
            "unknown-reference", "info", "No traveler of this booking has this reference", request.ordinal, 2, 3
        )
    return found or request.traveler


def _reference(request: Request) -> str | None:
    return next((r for e in range(2, len(request.segment)) if (r := value(request.segment, e, 2))), None)


def _infant(record: Record, request: Request) -> None:
    surname, given, *rest = [part.strip() for part in text_of(request.segment).upper().strip("/").split("/", 3)] + [""]
    if not (surname and given):
        adult = _traveler(record, request)
        record.page.note("unnamed-infant", "info", "An infant is announced without a name", request.ordinal, 1, 9)
        record.page.seal("free-text", text_of(request.segment), request.ordinal, adult)
        return
    born = _BIRTH.match(rest[0]) if rest else None
    if written := _BORN_BEHIND.search(given):  # BABY 05JAN26, with a blank for the slash
        given, born = given[: written.start()], born or _BIRTH.search(written.group())
    infant = infant_of(record, surname, given, request.ordinal)
    if born and infant.person.birth_date is None:
        _birth(record, infant, born.group(), request.ordinal)


def _child(record: Record, text: str, ordinal: int, traveler: Traveler | None) -> None:
    found = _BIRTH.search(text.upper())
    if found is None or traveler is None:
        record.page.seal("free-text", text, ordinal, traveler)
    elif traveler.person.birth_date is None:
        _birth(record, traveler, found.group(), ordinal)


def _birth(record: Record, traveler: Traveler, text: str, ordinal: int) -> None:
    traveler.person.birth_date = dates.ddmmmyy(text, reference=record.page.day, ahead=dates.BIRTH)
    if traveler.person.birth_date is None:
        record.page.note(
            "invalid-date",
            "warning",
            "The birth date must be DDMMMYY",
            ordinal,
            1,
            9,
            column="birth_date",
            traveler=traveler.ordinal,
        )


def _unaccompanied(record: Record, text: str, ordinal: int, traveler: Traveler | None) -> None:
    """Mark the child; where nobody is named and several travel, all are marked: protection must not miss one."""
    concerned = [traveler] if traveler else [t for t in record.travelers if not t.person.infant]
    for one in concerned:
        one.person.unaccompanied_minor = True
    if traveler is None and len(concerned) != 1:
        record.page.note(
            "unassigned-minor", "warning", "An unaccompanied child is announced, but not which", ordinal, 1
        )
    record.page.seal("free-text", text, ordinal, traveler)


def _seats(record: Record, request: Request, text: str, traveler: Traveler | None) -> None:
    segment, leg = request.segment, _leg(record, request)
    named = False
    for element in range(2, len(segment)):
        seat = seat_of(value(segment, element))
        owner = record.by_reference(value(segment, element, 2)) or traveler
        if seat and owner:
            record.seats.append((leg, owner, seat))
            named = True
    if not text:
        return
    seat = seat_of(text.lstrip("."))
    if seat and not named and len(record.travelers) == 1:
        record.seats.append((leg, record.travelers[0], seat))
    elif not _SEAT_LIST.match(text):
        record.page.seal("free-text", text, request.ordinal, traveler)


def _leg(record: Record, request: Request) -> Leg | None:
    if request.leg is not None:
        return request.leg
    places = (value(request.segment, 1, 6), value(request.segment, 1, 7))
    return next((leg for leg in record.booking.itinerary if (leg.departure, leg.arrival) == places), None)


def seat_of(text: str | None) -> str | None:
    """Read a seat: row and letter, leading zeros off; None for what is none (``XXX``).

    >>> seat_of("039G"), seat_of("15A"), seat_of("XXX")
    ('39G', '15A', None)
    """
    found = _SEAT.match(text.upper()) if text else None
    return found.group(1) if found else None


def _ticket(record: Record, text: str, ordinal: int, traveler: Traveler | None) -> None:
    found = _TICKET.search(text.upper())
    if found:
        record.booking.tickets = add_once(record.booking.tickets, found.group(1))
    if text and (found is None or len(text) - len(found.group()) > 4):
        record.page.seal("free-text", text, ordinal, traveler)
