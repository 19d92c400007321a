"""What is known of one passenger name record while it is read: the booking, its travelers, and what waits for the end.

Special requests (SSR) name travelers by a reference whose TIF may come later, so they wait until the record is whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from tidewaiter.formats import dates
from tidewaiter.formats.edifact import Segment, value
from tidewaiter.formats.sealing import mask_cards
from tidewaiter.vocabulary.announcement import Announcement, Booking, Leg, Person, Sealed
from tidewaiter.vocabulary.errors import Position
from tidewaiter.vocabulary.quality import QualityFinding, Severity


class Part(Enum):
    """The parts of a record, in the order of the standard; a segment means different things in each."""

    BOOKING = 1
    FLIGHT = 2
    SERVICE = 3  # hotels, cars, trains: MSG opens them
    HISTORY = 4


@dataclass(slots=True)
class Page:
    """One message being read. ``day`` is the message's own date, against which centuries are settled."""

    message: Announcement
    day: date
    ordinal: int

    def note(
        self,
        code: str,
        severity: Severity,
        text: str,
        segment: int | None,
        element: int | None = None,
        component: int | None = None,
        *,
        column: str | None = None,
        traveler: int | None = None,
    ) -> None:
        """Record a finding; the text never repeats what a person wrote."""
        place = Position(segment, element, component, self.ordinal)
        self.message.findings.append(QualityFinding(code, severity, text, place, column, traveler))

    def seal(self, kind: str, text: str, segment: int, traveler: Traveler | None = None) -> None:
        """Put a text where no rule reads; card numbers in it are masked even there."""
        text = mask_cards(" ".join(text.split()))
        if text:
            self.message.sealed.append(Sealed(kind, text, traveler.ordinal if traveler else None, segment))

    def moment(
        self, segment: Segment, element: int, component: int, ordinal: int, *, column: str | None = None
    ) -> datetime | None:
        """Read DDMMYY and the HHMM after it; an unusable clock leaves the day, an unusable day leaves nothing."""
        day = value(segment, element, component)
        if day is None:
            return None
        clock = value(segment, element, component + 1)
        found = dates.ddmmyy(day, clock, reference=self.day)
        if found is None and clock is not None:
            found = dates.ddmmyy(day, reference=self.day)
            if found is not None:
                self.note(
                    "invalid-time",
                    "warning",
                    "The time must be HHMM; the day alone was taken",
                    ordinal,
                    element,
                    component + 2,
                    column=column,
                )
                return found
        if found is None:
            self.note(
                "invalid-date", "warning", "The date must be DDMMYY", ordinal, element, component + 1, column=column
            )
        return found


@dataclass(slots=True)
class Traveler:
    """One person of the record and what the record calls that person by."""

    person: Person
    ordinal: int
    reference: str | None = None
    kind: str | None = None
    glued: str | None = None  # the given name as sent, where a title may still be glued to it


@dataclass(slots=True)
class Request:
    """One SSR with the place where it stood."""

    segment: Segment
    ordinal: int
    traveler: Traveler | None
    leg: Leg | None
    part: Part
    action: str | None = None  # in the history: A added, X cancelled


@dataclass(slots=True)
class Bags:
    """What one TBD says; ``pooled`` bags are counted at the head of the pool."""

    leg: Leg | None
    traveler: Traveler | None
    count: int | None
    weight_kg: float | None
    tags: tuple[str, ...]
    pooled: bool


@dataclass(slots=True)
class Record:
    """One passenger name record being read."""

    page: Page
    booking: Booking
    index: int | None
    ordinal: int
    part: Part = Part.BOOKING
    travelers: list[Traveler] = field(default_factory=list)
    current: Traveler | None = None
    leg: Leg | None = None
    checked_in: Traveler | None = None
    splitting: bool = False
    action: str | None = None
    seats_added: int = 0
    seats_cancelled: int = 0
    excess_bags: int = 0
    requests: list[Request] = field(default_factory=list)
    seats: list[tuple[Leg | None, Traveler, str]] = field(default_factory=list)
    bags: list[Bags] = field(default_factory=list)
    other_locators: list[str] = field(default_factory=list)
    operating_numbers: dict[int | None, str] = field(default_factory=dict)

    def by_reference(self, reference: str | None) -> Traveler | None:
        """Find the traveler that a reference (9944) names: ``1.1`` and ``1`` are the same where that is unambiguous."""
        if reference is None:
            return None
        for traveler in self.travelers:
            if traveler.reference == reference:
                return traveler
        stem = reference.partition(".")[0]
        near = [t for t in self.travelers if t.reference and t.reference.partition(".")[0] == stem]
        return near[0] if len(near) == 1 and ("." in reference) != ("." in (near[0].reference or "")) else None

    def add(self, person: Person, reference: str | None, kind: str | None) -> Traveler:
        """Take a person into the record and the message."""
        person.booking, person.locator = self.index, self.booking.locator
        people = self.page.message.people
        people.append(person)
        traveler = Traveler(person, len(people), reference, kind)
        self.travelers.append(traveler)
        return traveler
