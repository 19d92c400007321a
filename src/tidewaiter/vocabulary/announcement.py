"""What a message says, whatever its format: people and conveyances that intend to cross a border.

Codecs (``formats``) turn bytes into these nouns and back; ``receive`` turns them into the declared table.
Times are as the sender wrote them, local to the place: ``receive`` brings them to UTC by the place's zone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from tidewaiter.vocabulary.place import Mode
from tidewaiter.vocabulary.quality import QualityFinding

MessageKind = Literal["paxlst", "pnrgov", "manifest", "lane", "field"]
MessageFunction = Literal["original", "update", "cancel", "close-out"]
Role = Literal["passenger", "crew", "driver", "pedestrian", "stowaway"]
ROLES: tuple[Role, ...] = ("passenger", "crew", "driver", "pedestrian", "stowaway")


@dataclass(slots=True)
class Leg:
    """One movement of a conveyance between two places; times are local to each place, without zone.

    ``operating_carrier`` is set where another carrier's code is sold on this flight (code-share).
    ``crossing`` marks the leg that crosses the border, where the message itself says so (PAXLST LOC 125/87).
    """

    carrier: str | None = None
    number: str | None = None
    departure: str | None = None
    arrival: str | None = None
    departs_local: datetime | None = None
    arrives_local: datetime | None = None
    operating_carrier: str | None = None
    booking_class: str | None = None
    status: str | None = None
    crossing: bool = False
    segment: int | None = None


@dataclass(slots=True)
class TravelDocument:
    """A passport, identity card, visa or other document as declared.

    ``kind``: P passport, I identity card, V visa, C resident card, F facilitation document, other UN/EDIFACT 1001 or
    ICAO codes as sent. ``issuer``: ISO 3166-1 alpha-3 or the ICAO 9303 code as sent. ``mrz`` holds the lines read.
    """

    kind: str | None = None
    number: str | None = None
    issuer: str | None = None
    expires: date | None = None
    issued: date | None = None
    mrz: tuple[str, ...] = ()
    visa_class: str | None = None
    segment: int | None = None


@dataclass(slots=True)
class Sealed:
    """Something a message said that no rule may ever read (meal, medical, disability code, free text).

    ``kind``: meal, medical, disability, religion, free-text; ``value`` as sent; ``person`` the person's ordinal.
    """

    kind: str
    value: str
    person: int | None = None
    segment: int | None = None


@dataclass(slots=True)
class Person:
    """One person as one message declares them; ``segment`` is where the person begins."""

    role: Role = "passenger"
    surname: str | None = None
    given_names: str | None = None
    birth_date: date | None = None
    sex: Literal["M", "F", "X"] | None = None
    nationality: str | None = None
    residence: str | None = None
    birth_place: str | None = None
    documents: list[TravelDocument] = field(default_factory=list)
    embarkation: str | None = None
    debarkation: str | None = None
    in_transit: bool = False
    infant: bool = False
    unaccompanied_minor: bool = False
    seat: str | None = None
    locator: str | None = None
    carrier_reference: str | None = None
    bag_count: int | None = None
    bag_weight_kg: float | None = None
    bag_tags: tuple[str, ...] = ()
    redress_number: str | None = None
    known_traveler_number: str | None = None
    address: str | None = None
    phone: str | None = None
    email: str | None = None
    booking: int | None = None
    vehicle: int | None = None
    presubmission: str | None = None
    purpose: str | None = None
    segment: int | None = None


@dataclass(slots=True)
class Booking:
    """One passenger name record. ``party`` is the count of travelers on it, ``changes`` of its history entries.

    ``payment_cards`` show the last four digits; ``payment_digests`` are of whole numbers, where the sender gave one.
    """

    locator: str | None = None
    carrier: str | None = None
    made_local: datetime | None = None
    changed_local: datetime | None = None
    ticketed_local: datetime | None = None
    itinerary: list[Leg] = field(default_factory=list)
    party: int | None = None
    agency_code: str | None = None
    agency_city: str | None = None
    agency_country: str | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    payment_forms: tuple[str, ...] = ()
    payment_cards: tuple[str, ...] = ()
    payment_digests: tuple[str, ...] = ()
    payer: str | None = None
    tickets: tuple[str, ...] = ()
    fare_total: float | None = None
    fare_currency: str | None = None
    split_from: tuple[str, ...] = ()
    changes: int = 0
    seat_changes: int = 0
    bag_count: int | None = None
    bag_weight_kg: float | None = None
    segment: int | None = None


@dataclass(slots=True)
class Vehicle:
    """A road vehicle, vessel or coach that carries the people of the message."""

    kind: str = "car"
    plate: str | None = None
    plate_issuer: str | None = None
    name: str | None = None
    registration: str | None = None
    occupants: int | None = None


@dataclass(slots=True)
class Announcement:
    """One message: who sends it, which movement it is about, and everyone and everything on it.

    ``prepared_at`` is the sender's time of preparation as written (UNB), without zone. ``declared_count`` is the total
    the message itself claims (CNT). ``findings`` are the codec's; ``sealed`` leaves for its own retention class.
    """

    kind: MessageKind
    function: MessageFunction = "original"
    message_type: str = ""
    reference: str | None = None
    sender_name: str | None = None
    mode: Mode = "air"
    carrier: str | None = None
    number: str | None = None
    direction: Literal["inbound", "outbound"] | None = None
    lane: str | None = None
    legs: list[Leg] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    bookings: list[Booking] = field(default_factory=list)
    vehicles: list[Vehicle] = field(default_factory=list)
    contacts: tuple[str, ...] = ()
    declared_count: int | None = None
    sealed: list[Sealed] = field(default_factory=list)
    findings: list[QualityFinding] = field(default_factory=list)
    segment: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Interchange:
    """One transmission: the unit of acceptance and acknowledgement; sender, recipient and reference key the inbox."""

    syntax: str
    sender: str
    recipient: str
    reference: str
    prepared_local: datetime | None = None
    messages: list[Announcement] = field(default_factory=list)
    findings: list[QualityFinding] = field(default_factory=list)
    test: bool = False
    sender_qualifier: str | None = None
    recipient_qualifier: str | None = None
