"""How a traveler can be reached: CTCx requests and remarks, ADD addresses; what is more than a contact is sealed."""

from __future__ import annotations

import re

from tidewaiter.formats.edifact import Segment, value
from tidewaiter.formats.pnrgov.record import Record, Traveler

_CTC = re.compile(r"(?:[A-Z0-9]{2}\s+)?CTC(?:([ABEFHMPRT])(?=[\s\d+]))?\s*(.*)", re.DOTALL)
_LONGEST = 320  # a remark is 70 characters, a mail address at most 254; longer texts are searched no further
_PHONE = re.compile(r"\+?\(?\d[\d ().-]{4,}\d")
_EMAIL = re.compile(r"[A-Z0-9._%+'-]+@[A-Z0-9-]+(?:\.[A-Z0-9-]+)*\.[A-Z]{2,}")
_WORD = re.compile(r"[A-Z]{4,}")
_LANGUAGE = re.compile(r"/[A-Z]{2}$")


def decode_email(text: str) -> str | None:
    """Read an address written without the signs that teletype lacks: ``//`` is @, ``..`` is _, ``./`` is -.

    >>> decode_email("MAEVE..QUILL//EXAMPLE.ORG")
    'maeve_quill@example.org'
    """
    plain = text.upper().strip().replace("//", "@").replace("./", "-").replace("..", "_").replace(" ", "")
    found = _EMAIL.fullmatch(_LANGUAGE.sub("", plain)) or _EMAIL.search(plain)
    return found.group().lower() if found else None


def encode_email(address: str) -> str:
    """Write an address with the signs that teletype knows."""
    return address.upper().replace("@", "//").replace("_", "..").replace("-", "./")


def plain_phone(text: str) -> str | None:
    """Find a telephone number in a text and give its digits, a leading + kept."""
    found = _PHONE.search(text)
    if found is None:
        return None
    digits = re.sub(r"\D", "", found.group())
    return ("+" if found.group().startswith("+") else "") + digits if 6 <= len(digits) <= 20 else None


def read_contact(record: Record, code: str, text: str, ordinal: int, traveler: Traveler | None) -> None:
    """Take up one contact of kind ``code`` (CTCE, CTCM ...); seal what is not plainly one."""
    text = " ".join(text.split())
    if not text:
        return
    if code == "CTCE":
        email = decode_email(text[:_LONGEST])
        if email is None:
            _unreadable(record, code, text, ordinal, traveler)
            return
        record.booking.emails = add_once(record.booking.emails, email)
        if traveler and not traveler.person.email:
            traveler.person.email = email
    elif code == "CTCA":
        if not any(c.isdigit() for c in text):  # no house, no postal code: rather a remark than an address
            _unreadable(record, code, text, ordinal, traveler)
            return
        record.booking.addresses = add_once(record.booking.addresses, text)
        if traveler and not traveler.person.address:
            traveler.person.address = text
    else:
        phone = plain_phone(_LANGUAGE.sub("", text[:_LONGEST]))
        if phone is None:
            _unreadable(record, code, text, ordinal, traveler)
            return
        record.booking.phones = add_once(record.booking.phones, phone)
        if traveler and not traveler.person.phone:
            traveler.person.phone = phone
        if _WORD.search(text.upper()):
            record.page.seal("free-text", text, ordinal, traveler)


def read_remark(record: Record, text: str, ordinal: int, traveler: Traveler | None) -> None:
    """Read an IFT remark: a contact where it is one, else sealed."""
    found = _CTC.match(text.strip().upper())
    if found is None:
        record.page.seal("free-text", text, ordinal, traveler)
        return
    read_contact(record, f"CTC{found.group(1) or 'T'}", found.group(2), ordinal, None)


def read_address(record: Record, segment: Segment, ordinal: int) -> None:
    """Read ADD (booking or ticket): purpose, street, city, region, region code, country, postal code, telephone."""
    for element in range(1, len(segment)):
        parts = [part.strip() for part in segment[element]]
        if len(parts) < 2:
            continue
        tail = parts[7:]
        address = ", ".join(part for part in parts[1:7] if part)
        # Some senders leave the postal code out and put the telephone in its place, or the reverse: digits decide.
        for part in tail:
            phone = plain_phone(part)
            if phone:
                record.booking.phones = add_once(record.booking.phones, phone)
            elif part:
                address += f", {part}"
        if address:
            record.booking.addresses = add_once(record.booking.addresses, address)
        else:
            record.page.note("empty-address", "info", "An address says nothing", ordinal, element)


def read_sponsor(record: Record, segment: Segment, ordinal: int) -> None:
    """Read IFT 4:43: who pays, the payer's address and telephone."""
    payer, address, phone = (value(segment, element) for element in (2, 3, 4))
    booking = record.booking
    if payer and any(c.isdigit() for c in payer):
        record.page.seal("free-text", payer, ordinal)
    elif payer:
        booking.payer = booking.payer or payer
    if address:
        booking.addresses = add_once(booking.addresses, address)
    number = plain_phone(phone) if phone else None
    if number:
        booking.phones = add_once(booking.phones, number)
    elif phone:
        record.page.seal("free-text", phone, ordinal)


def add_once(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    """Append a value that is not there yet."""
    return values if value in values else (*values, value)


def _unreadable(record: Record, code: str, text: str, ordinal: int, traveler: Traveler | None) -> None:
    record.page.seal("free-text", text, ordinal, traveler)
    if code != "CTCR":  # CTCR says that a contact was refused; a text is no error there
        record.page.note("invalid-contact", "info", f"{code} holds no contact that can be used; it was sealed", ordinal)
