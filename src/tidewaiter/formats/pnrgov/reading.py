"""From the segments of one PNRGOV message to an announcement: the header, then one record after another.

Source: IATA/ICAO/WCO PNRGOV EDIFACT implementation guides 11.1 to 15.1 (PADIS). Read tolerantly: an oddity is a
finding, and nobody who is named is lost, whatever else is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from tidewaiter.formats import dates
from tidewaiter.formats.collecting import no_cycles
from tidewaiter.formats.edifact import Envelope, RawMessage, Segment, value
from tidewaiter.formats.edifact.tokenizer import Split
from tidewaiter.formats.pnrgov import bookings, checkin, history, itinerary, requests, travelers
from tidewaiter.formats.pnrgov.contacts import read_address, read_remark, read_sponsor
from tidewaiter.formats.pnrgov.record import Page, Part, Record
from tidewaiter.formats.repeats import gather_repeats
from tidewaiter.vocabulary.announcement import Announcement, Booking

Numbered = tuple[int, str]
"""A segment as text, with its ordinal: split only while its record is read, so that a long message stays light."""

_FUNCTIONS = {"22": "original", "141": "update"}
_AIR = frozenset({"1", "22", "141"})
_SWALLOWED = re.compile(r"(.+)TIF\Z")
_EARLIEST, _LATEST = date(1990, 1, 1), date(2089, 12, 31)


def read(envelope: Envelope, message: RawMessage) -> Announcement:
    """Read one PNRGOV message. Never raises; people are in message order, ``Person.booking`` indexes ``bookings``.

    ``extra``: ``declared_bookings`` (EQN), ``other_locators`` (booking index to locators of other carriers),
    ``document_names`` (passport names that differ from the booked ones), ``cancelled_bookings`` (indices).
    """
    with no_cycles():
        return _read(envelope, message)


def _read(envelope: Envelope, message: RawMessage) -> Announcement:
    found = Announcement(
        kind="pnrgov",
        message_type=f"{message.kind} {message.version}.{message.release}".strip(),
        reference=message.reference or None,
        segment=message.first,
    )
    page = Page(found, _day(envelope, message), message.ordinal)
    header, records = _cut(list(enumerate(message.pieces[1:], message.first + 1)), message.split)
    _header(page, header, message.split)
    for source, body in records:
        found.bookings.append(Booking(segment=source))
        _record(Record(page, found.bookings[-1], len(found.bookings) - 1, source), body, message.split)
    _compare_count(page, len(records), message.first)
    found.findings = gather_repeats(found.findings)
    return found


def _day(envelope: Envelope, message: RawMessage) -> date:
    """Settle the message's own date: its preparation, else the reported flight's day in this century."""
    prepared = envelope.prepared.date() if envelope.prepared else None
    if prepared is None:
        flight = next((s for s in message.segments if s[0][0] == "TVL"), None)
        text = value(flight, 1) if flight else None
        departs = dates.ddmmyy(text, reference=date(2050, 1, 1)) if text else None
        prepared = departs.date() if departs else date(2030, 1, 1)
    return min(max(prepared, _EARLIEST), _LATEST)


def _cut(pieces: list[Numbered], split: Split) -> tuple[list[Numbered], list[tuple[int, list[Numbered]]]]:
    header: list[Numbered] = []
    records: list[tuple[int, list[Numbered]]] = []
    for numbered in pieces:
        if numbered[1][:3] == "SRC" and split(numbered[1])[0][0] == "SRC":
            records.append((numbered[0], []))
        else:
            (records[-1][1] if records else header).append(numbered)
    return header, records


def _header(page: Page, header: list[Numbered], split: Split) -> None:
    """Read what stands before the first record: function, sender, the reported flight, how many records."""
    message = page.message
    for place, (ordinal, piece) in enumerate(header):
        segment = split(piece)
        tag = segment[0][0]
        if tag == "MSG":
            code = value(segment, 1, 1) or value(segment, 1)
            message.function = _FUNCTIONS.get(code or "", "original")  # type: ignore[assignment]
            if code not in _FUNCTIONS:
                page.note("unknown-function", "info", "The message function is not known; read as original", ordinal, 1)
        elif tag == "ORG":
            message.sender_name = value(segment, 1)
        elif tag == "TVL" and not message.legs:
            leg = itinerary.read_flight(page, segment, ordinal)
            itinerary.check_reported(page, leg, ordinal)
            leg.crossing = True
            message.carrier, message.number = leg.carrier, leg.number
            message.legs.append(leg)
        elif tag == "EQN":
            _declared(page, segment, ordinal)
        elif tag in ("RCI", "TIF"):
            # Nobody may be lost because SRC is: read on as a record that is not counted as a booking.
            page.note("missing-src", "error", "A booking begins without SRC; its people are kept", ordinal)
            _record(Record(page, Booking(segment=ordinal), None, ordinal), header[place:], split)
            break
    if not message.legs:
        page.note("missing-flight", "error", "The message reports no flight (TVL)", message.segment, column="carrier")


def _declared(page: Page, segment: Segment, ordinal: int) -> None:
    count = value(segment, 1)
    if count and count.isascii() and count.isdecimal() and len(count) <= 6:
        page.message.extra["declared_bookings"] = int(count)
    else:
        page.note("invalid-number", "info", "EQN must be the number of bookings", ordinal, 1, 1)


def _compare_count(page: Page, found: int, ordinal: int) -> None:
    declared = page.message.extra.get("declared_bookings")
    if declared is not None and declared < found:
        page.note("count-mismatch", "warning", f"EQN counts {declared} bookings, the message has {found}", ordinal)
    elif declared is not None and declared > found:
        # One push may be spread over several messages, and EQN counts them all.
        page.note("count-mismatch", "info", f"EQN counts {declared} bookings, this message has {found}", ordinal)
    if not found:
        page.note("no-bookings", "info", "The message holds no booking", ordinal)


def _record(record: Record, body: list[Numbered], split: Split) -> None:
    """Read one record and close it."""
    for ordinal, piece in body:
        whole = split(piece)
        for segment in _parted(record, whole, ordinal) if whole[0][0] in _SWALLOWING else (whole,):
            take = _TAKES.get(segment[0][0])
            if take is not None:
                take(record, segment, ordinal)
            elif segment[0][0] not in _SILENT:
                record.page.note("unknown-segment", "info", "PNRGOV has no such segment; it was passed over", ordinal)
    _close(record)


def _close(record: Record) -> None:
    booking, message = record.booking, record.page.message
    if booking.locator is None:
        record.page.note(
            "missing-locator", "warning", "The booking has no locator (RCI)", record.ordinal, column="locator"
        )
    crossing = itinerary.mark_crossing(record, message.legs[0] if message.legs else None)
    requests.settle(record)
    checkin.lay_out(record, crossing)
    history.close(record)
    for traveler in record.travelers:
        traveler.person.locator = booking.locator
    booking.party = len(record.travelers)
    cancelled = record.index in message.extra.get("cancelled_bookings", ())
    if not record.travelers and not cancelled:
        record.page.note("no-travelers", "warning", "The booking names no traveler", record.ordinal, column="surname")
    if record.other_locators and record.index is not None:
        message.extra.setdefault("other_locators", {})[str(record.index)] = record.other_locators


def _parted(record: Record, segment: Segment, ordinal: int) -> list[Segment]:
    """Part a segment from a TIF that ran into it, its terminator lost."""
    for element in range(1, len(segment) - 1):
        found = _SWALLOWED.match(segment[element][-1])
        if found and segment[element + 1][0].strip():
            record.page.note("missing-terminator", "warning", "A TIF ran into the segment before it", ordinal, element)
            head = [*segment[:element], [*segment[element][:-1], found.group(1)]]
            return [head, [["TIF"], *segment[element + 1 :]]]
    return [segment]


def _message_action(record: Record, segment: Segment, _: int) -> None:
    """Take MSG inside a record: what follows is a hotel, a car, a train; flights only after the code for air."""
    if record.part is not Part.HISTORY:
        code = value(segment, 1)
        record.part = Part.FLIGHT if code in _AIR else Part.SERVICE
        record.leg, record.splitting = None, False


def _units(record: Record, _segment: Segment, _: int) -> None:
    record.splitting = record.part is not Part.HISTORY


def _remark(record: Record, segment: Segment, ordinal: int) -> None:
    traveler = record.current if record.part is Part.BOOKING else record.checked_in
    kind = value(segment, 1, 1)
    if kind == "43" and record.part is Part.BOOKING:
        read_sponsor(record, segment, ordinal)
        return
    text = " ".join(part for element in segment[2:] for part in element if part.strip())
    if kind == "28" and record.part is Part.BOOKING:
        read_remark(record, text, ordinal, traveler)
    else:
        record.page.seal("free-text", text, ordinal, traveler)


def _address(record: Record, segment: Segment, ordinal: int) -> None:
    if record.part is Part.BOOKING:
        read_address(record, segment, ordinal)


_TAKES: dict[str, Callable[[Record, Segment, int], None]] = {
    "RCI": bookings.take_locators,
    "DAT": bookings.take_dates,
    "ORG": bookings.take_agency,
    "ADD": _address,
    "EBD": checkin.take_excess,
    "TIF": travelers.take_traveler,
    "SSR": requests.take_request,
    "IFT": _remark,
    "TKT": bookings.take_ticket,
    "MON": bookings.take_fare,
    "FOP": lambda record, segment, _: bookings.take_payment(record, segment),
    "TVL": itinerary.take_travel,
    "TRA": lambda record, segment, _: itinerary.take_operating(record, segment),
    "RPI": lambda record, segment, _: itinerary.take_status(record, segment),
    "TRI": lambda record, segment, _: checkin.take_boarding(record, segment),
    "SSD": lambda record, segment, _: checkin.take_seat(record, segment),
    "TBD": checkin.take_bags,
    "EQN": _units,
    "MSG": _message_action,
    "ABI": history.take_originator,
    "SAC": history.take_action,
    "LTS": history.take_lines,
}
_SILENT = frozenset({"APD", "FAR", "FTI", "PTK", "REF", "TXD", "ERC", "UNS"})
"""Equipment, fare codes, frequent-flyer numbers, pricing and taxes: lawful to receive, needed by no room so far."""
_SWALLOWING = frozenset({"ORG", "RCI", "DAT", "EBD", "ADD"})
