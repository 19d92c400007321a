"""Writes an announcement as one PAXLST D.12B by the WCO/IATA/ICAO guide: for partners, samples and tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from tidewaiter.formats import dates
from tidewaiter.formats.edifact.syntax import DEFAULT, Syntax
from tidewaiter.formats.edifact.writer import Element, interchange
from tidewaiter.formats.edifact.writer import segment as write_segment
from tidewaiter.formats.paxlst import codes
from tidewaiter.vocabulary.announcement import Announcement, Leg, Person, TravelDocument

_FUNCTIONS = {"update": "4", "cancel": "1"}
_MODES = {"sea": "1", "land": "3"}


def write(
    announcement: Announcement,
    *,
    sender: Element,
    recipient: Element,
    reference: str,
    prepared: datetime,
    syntax: Syntax = DEFAULT,
    advice: bool = True,
    test: bool = False,
) -> bytes:
    """Write one interchange with one message.

    Written: the head, legs, people, documents and totals. Not written: sealed items, findings, bookings, columns that
    PAXLST has no place for, and the roles driver, pedestrian and stowaway (they travel as passengers).
    """
    writer = _Writer(announcement, prepared.date(), syntax)
    identifier = ["PAXLST", "D", "12B", "UN", "IATA"]
    message = (announcement.reference or "1", identifier, writer.segments())
    return interchange(
        [message],
        sender=sender,
        recipient=recipient,
        reference=reference,
        prepared=prepared,
        syntax=syntax,
        advice=advice,
        application="APIS",
        test=test,
    )


class _Writer:
    def __init__(self, announcement: Announcement, reference: date, syntax: Syntax) -> None:
        self.announcement, self.reference, self.syntax = announcement, reference, syntax
        self.out: list[str] = []

    def put(self, tag: str, *elements: Element) -> None:
        self.out.append(write_segment(tag, *elements, syntax=self.syntax))

    def segments(self) -> list[str]:
        """Write the message without UNH and UNT."""
        said = self.announcement
        crew = sum(person.role == "crew" for person in said.people)
        passengers = len(said.people) - crew
        kind = "266" if said.function == "close-out" else "250" if crew and not passengers else "745"
        self.put("BGM", said.extra.get("list") or kind, said.extra.get("status"), _FUNCTIONS.get(said.function))
        if said.extra.get("transaction"):
            self.put("RFF", ["TN", said.extra["transaction"]])
        if said.sender_name or said.contacts:
            self.put("NAD", "MS", None, None, said.sender_name)
        for contact in said.contacts:
            qualifier, _, number = contact.partition(":")
            self.put("COM", [number, qualifier])
        for leg in said.legs:
            self._leg(leg)
        for person in said.people:
            self._person(person)
        if passengers or not crew:
            self.put("CNT", ["42", passengers])
        if crew:
            self.put("CNT", ["41", crew])
        return self.out

    def _leg(self, leg: Leg) -> None:
        said = self.announcement
        number = leg.number
        if said.mode != "sea" and number and leg.carrier:
            number = leg.carrier + number
        vessel: Sequence[str | None] | None = None
        if said.vehicles:
            vessel = [said.vehicles[0].registration, "146", "11", said.vehicles[0].name]
        stage = "34" if leg.status == "overflight" else "20"
        carriage = [None, None, vessel] if vessel else []
        self.put("TDT", stage, number, _MODES.get(said.mode), None, leg.carrier, *carriage)
        both = leg.departure and leg.arrival
        if leg.departure:
            self.put("LOC", "125" if leg.crossing else "92" if both else "5", leg.departure)
        if leg.departs_local:
            self._moment("189", leg.departs_local)
        if leg.arrival:
            self.put("LOC", "87" if leg.crossing else "92" if both else "60", leg.arrival)
        if leg.arrives_local:
            self._moment("232", leg.arrives_local)

    def _moment(self, qualifier: str, when: datetime) -> None:
        text, code = when.strftime("%y%m%d%H%M"), "201"
        if dates.moment(text, code, reference=self.reference) != when:
            text, code = f"{when.year:04d}{when:%m%d%H%M%S}", "204"
        self.put("DTM", [qualifier, text, code])

    def _day(self, qualifier: str, day: date, back: date | None) -> None:
        """Write YYMMDD as the guide has it, or CCYYMMDD where two digits would be read as another century."""
        if back == day:
            self.put("DTM", [qualifier, f"{day:%y%m%d}"])
        else:
            self.put("DTM", [qualifier, f"{day.year:04d}{day:%m%d}", "102"])

    def _person(self, person: Person) -> None:
        crew = person.role == "crew"
        kind = ("DDT" if crew else "DDU") if person.in_transit else ("FM" if crew else "FL")
        street = person.address.split(", ", 3) if person.address else None
        self.put("NAD", kind, None, None, [person.surname, person.given_names], street)
        if person.sex:
            self.put("ATT", "2", None, person.sex)
        if person.birth_date:
            short = dates.birth(f"{person.birth_date:%y%m%d}", reference=self.reference)
            self._day("329", person.birth_date, short)
        if person.bag_count is not None:
            self.put("MEA", "CT", None, [None, person.bag_count])
        if person.bag_weight_kg is not None:
            self.put("MEA", "WT", None, ["KGM", f"{person.bag_weight_kg:.3f}".rstrip("0").rstrip(".")])
        for tag in person.bag_tags:
            self.put("FTX", "BAG", None, None, tag)
        for qualifier, column in (codes.PLACES | codes.COUNTRIES).items():
            if getattr(person, column):
                self.put("LOC", qualifier, getattr(person, column))
        if person.birth_place:
            self.put("LOC", "180", [None, None, None, person.birth_place])
        for number, channel in ((person.phone, "TE"), (person.email, "EM")):
            if number:
                self.put("COM", [number, channel])
        if person.nationality:
            self.put("NAT", "2", person.nationality)
        for qualifier, column in codes.REFERENCES.items():
            if getattr(person, column):
                self.put("RFF", [qualifier, getattr(person, column)])
        for document in person.documents:
            self._document(document)
        for letter, column in codes.PROGRAMMES.items():
            if getattr(person, column):
                self.put("DOC", [letter, "110", "ZZZ"], getattr(person, column))

    def _document(self, document: TravelDocument) -> None:
        self.put("DOC", [document.kind, "110", "111"], document.number)
        if document.expires:
            short = dates.expiry(f"{document.expires:%y%m%d}", reference=self.reference)
            self._day("36", document.expires, short)
        if document.issued:
            short = dates.day(f"{document.issued:%y%m%d}", reference=self.reference)
            self._day("182", document.issued, short)
        if document.issuer:
            self.put("LOC", "91", document.issuer)
