"""Reads one PAXLST into an announcement; whatever is odd becomes a finding with its place, never an exception.

A long list repeats most of its segments (``NAT+2+GBR``). Once such a segment has been understood as "this column of
the person has that value" its text is remembered, and the next time it is neither split nor looked at again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tidewaiter.formats import dates
from tidewaiter.formats.collecting import no_cycles
from tidewaiter.formats.edifact import Envelope, RawMessage, Segment, value
from tidewaiter.formats.paxlst import codes
from tidewaiter.formats.paxlst.movement import FIRST_REFERENCE, Movement
from tidewaiter.formats.paxlst.names import part_name
from tidewaiter.formats.paxlst.notes import Notes
from tidewaiter.formats.paxlst.party import Party
from tidewaiter.vocabulary.announcement import Announcement, Person, Role, Sealed, TravelDocument
from tidewaiter.vocabulary.redress import is_redress_number

Plain = Callable[[list[str], int, str], bool]
Take = Callable[[str], object]
Handler = Callable[[Segment, int, str], None]


def read(envelope: Envelope, message: RawMessage) -> Announcement:
    """Read one message of an opened interchange. Never raises; see ``Announcement.findings``."""
    with no_cycles():
        return _Reader(envelope, message).run()


class _Reader:
    """One reading. ``person`` and ``document`` are what the next segments speak about, None before the first."""

    def __init__(self, envelope: Envelope, message: RawMessage) -> None:
        self.message, self.element = message, envelope.syntax.element
        self.notes = Notes(message.ordinal)
        self.announcement = Announcement(
            kind="paxlst",
            message_type=f"{message.kind} {message.version}.{message.release}".strip(),
            reference=message.reference or None,
            segment=message.first,
        )
        self.movement = Movement(self.announcement, self.notes)
        self.party = Party(self.announcement, self.notes)
        self.reference = envelope.prepared.date() if envelope.prepared else None
        self.person: Person | None = None
        self.document: TravelDocument | None = None
        self.known: dict[str, tuple[bool, str, object]] = {}  # piece -> (of the document, column, value)
        self.heads = self._heads(envelope)
        self.since = 0
        self.handlers: dict[str, Handler] = {
            "NAD": self._nad,
            "DOC": self._doc,
            "DTM": self._dtm,
            "RFF": self._rff,
            "LOC": self._loc,
            "ATT": self._att,
            "NAT": self._nat,
            "MEA": self._mea,
            "FTX": self._ftx,
            "COM": self._com,
            "TDT": self._tdt,
            "BGM": self._bgm,
            "CNT": self._cnt,
        }

    def _heads(self, envelope: Envelope) -> dict[str, tuple[bool, str, Take]]:
        """Name the segments that are one value behind a fixed head, such as ``RFF+ABO`` or ``DTM+329``."""
        element, reference = envelope.syntax.element, self.reference
        heads: dict[str, tuple[bool, str, Take]] = {
            f"RFF{element}{qualifier}": (False, column, str.strip) for qualifier, column in codes.REFERENCES.items()
        }
        if reference is not None:
            heads[f"DTM{element}329"] = (False, "birth_date", dates.births(reference))
            heads[f"DTM{element}36"] = (True, "expires", dates.expiries(reference))
        return heads

    def run(self) -> Announcement:
        """Walk the segments in order: what is known first, then what is plain, then everything else.

        This loop sees every segment of every list; it is one piece because each call it would make costs more than
        the work of most segments.
        """
        message, known, handlers, notes = self.message, self.known, self.handlers, self.notes
        split, plain, heads = message.split, message.plain, self.heads
        element, ordinal = self.element, message.first - 1
        plainly: dict[str, Plain] = {f"NAD{element}": self._plain_nad, f"DOC{element}": self._plain_doc}
        for piece in message.pieces:
            ordinal += 1
            hit = known.get(piece)
            if hit is not None:
                target = self.document if hit[0] else self.person
                if target is not None:
                    setattr(target, hit[1], hit[2])
                    continue
            if plain is not None:
                quick = plainly.get(piece[:4])
                if quick is not None and quick(piece.split(element), ordinal, plain):
                    continue
                head, _, tail = piece.rpartition(plain)
                take = heads.get(head)
                if take is not None and element not in tail:  # RFF+ABO:ID+ ends in an empty element
                    target = self.document if take[0] else self.person
                    if target is not None and (found := take[2](tail)):
                        setattr(target, take[1], found)
                        continue
            tag = piece[:3] if piece[3:4] == element else piece.partition(element)[0]
            handler = handlers.get(tag)
            if handler is None:
                if tag not in codes.LEFT_TAGS:
                    notes.repeat("unknown-segment", f"Segment {tag[:12]}", ordinal)
                continue
            try:
                handler(split(piece), ordinal, piece)
            except IndexError:
                notes.add("incomplete-segment", "warning", f"{tag} is shorter than it must be", (ordinal,))
        return self._finish(ordinal)

    def _finish(self, ordinal: int) -> Announcement:
        announcement, notes = self.announcement, self.notes
        self._leave()
        notes.traveler = None
        self.movement.finish(ordinal)
        self.party.finish(ordinal)
        announcement.findings.extend(notes.tell())
        return announcement

    # Setting a column, and remembering that this very text sets it.

    def _set(self, piece: str, column: str, found: object) -> None:
        setattr(self.person, column, found)
        self.known[piece] = (False, column, found)

    def _set_document(self, piece: str, column: str, found: object) -> None:
        setattr(self.document, column, found)
        self.known[piece] = (True, column, found)

    # People and their documents.

    def _nad(self, segment: Segment, ordinal: int, _: str) -> None:
        self._leave()
        qualifier = segment[1][0] if len(segment) > 1 else ""
        kind = codes.PEOPLE.get(qualifier.strip())
        if kind is None:
            if qualifier == "MS":
                self.party.reporting(segment)
            elif qualifier != "ZZZ" or self.announcement.function != "close-out":
                self.notes.repeat("unknown-qualifier", f"NAD+{qualifier}", ordinal)
            return
        person = self._begin(kind, ordinal)
        self._name(person, segment, ordinal)
        if len(segment) > 5:
            parts = [part.strip() for element in segment[5:10] for part in element if part.strip()]
            person.address = ", ".join(parts) or None

    def _name(self, person: Person, segment: Segment, ordinal: int) -> None:
        """Take the name (C080), or else what an unstructured element (C058, C082) holds in its place."""
        for place in (4, 3, 2):
            name = segment[place] if len(segment) > place else []
            if not any(map(str.strip, name)) or (place == 2 and any(map(str.isdigit, "".join(name)))):
                continue
            person.surname, person.given_names, glued = part_name(name)
            if place != 4:
                said = "The name does not stand in its own element (C080)"
                self.notes.add("misplaced-name", "warning", said, (ordinal, place), "surname")
            if glued:
                said = "Surname and given names stand in one component"
                self.notes.add("name-in-one-component", "warning", said, (ordinal, place, 1), "given_names")
            return

    def _begin(self, kind: tuple[Role, bool], ordinal: int) -> Person:
        people, notes = self.announcement.people, self.notes
        self.person = person = Person(role=kind[0], in_transit=kind[1], segment=ordinal)
        people.append(person)
        notes.traveler, self.since = len(people), len(notes.findings)
        return person

    def _plain_nad(self, elements: list[str], ordinal: int, plain: str) -> bool:
        """Read the usual ``NAD+FL+++SURNAME:GIVEN`` without splitting what is not needed; False for any other."""
        kind = codes.PEOPLE.get(elements[1]) if len(elements) == 5 else None
        if kind is None:
            return False
        surname, parted, given = elements[4].partition(plain)
        if not parted or not given or plain in given:
            return False
        self._leave()
        person = self._begin(kind, ordinal)
        person.surname, person.given_names = surname.strip() or None, given.strip() or None
        return True

    def _plain_doc(self, elements: list[str], ordinal: int, plain: str) -> bool:
        """Read the usual ``DOC+P:110:111+NUMBER`` likewise."""
        if len(elements) != 3 or self.person is None:
            return False
        kind, number = elements[1].partition(plain)[0], elements[2].strip()
        if kind not in codes.DOCUMENTS or not number or plain in number:
            return False
        self.document = TravelDocument(kind=kind, number=number, segment=ordinal)
        self.person.documents.append(self.document)
        return True

    def _leave(self) -> None:
        """Finish the person being read: say what a list must tell of everyone and this one did not."""
        person, notes = self.person, self.notes
        self.person = self.document = None
        if person is None or self.announcement.function == "close-out":  # which names people by reference alone
            return
        named = person.surname and person.given_names
        if named and person.birth_date and person.documents and person.nationality and person.sex:
            return
        at = person.segment or 0
        for missing, column, severity in (
            (not person.surname, "surname", "error"),
            (bool(person.surname) and not person.given_names, "given_names", "info"),
            (person.birth_date is None, "birth_date", "warning"),
            (person.nationality is None, "nationality", "warning"),
            (person.sex is None, "sex", "info"),
            (not person.documents, "document_number", "warning"),
        ):
            if missing and not notes.told(self.since, column):
                name = column.replace("_", " ").replace(" number", "")
                code = f"missing-{name.replace(' ', '-')}"
                notes.add(code, severity, f"No {name} {'are' if name.endswith('s') else 'is'} declared", (at,), column)  # type: ignore[arg-type]

    def _doc(self, segment: Segment, ordinal: int, _: str) -> None:
        person = self.person
        self.document = None
        if person is None:
            self.notes.repeat("stray-segment", "DOC outside any person", ordinal)
            return
        kind = segment[1][0].strip().upper()
        number = segment[2][0].strip() if len(segment) > 2 else ""
        if not number:
            what = f"Document {kind} has no number" if kind else "An empty document is declared"
            self.notes.add("missing-document", "warning", what, (ordinal, 2, 1), "document_number")
            if not kind:
                return
        programme = codes.PROGRAMMES.get(kind)
        if programme:
            setattr(person, programme, number or None)
            return
        if kind not in codes.DOCUMENTS:
            self.notes.add("unknown-document-kind", "info", f"Document kind {kind or '(empty)'}", (ordinal, 1, 1))
        self.document = TravelDocument(kind=kind or None, number=number or None, segment=ordinal)
        person.documents.append(self.document)

    def _att(self, segment: Segment, ordinal: int, piece: str) -> None:
        if self.person is None or segment[1][0].strip() not in ("2", ""):
            self.notes.repeat("unknown-qualifier", f"ATT+{segment[1][0]}", ordinal)
            return
        place = 3 if len(segment) > 3 else 2
        said = segment[place][0].strip().upper()
        sex = codes.SEXES.get(said) or codes.SEX_WORDS.get(said)
        if sex is None:
            text = f"{said or '(empty)'} is no code of sex"
            self.notes.add("invalid-sex", "warning", text, (ordinal, place, 1), "sex")
            return
        if place == 2 or said in codes.SEX_WORDS:
            self.notes.repeat("irregular-value", "Sex in another element or word than agreed", ordinal, "was read")
        self._set(piece, "sex", sex)

    def _nat(self, segment: Segment, ordinal: int, piece: str) -> None:
        qualifier = segment[1][0].strip()
        if len(segment) == 2 and len(qualifier) == 3 and self.person is not None:
            self.notes.repeat("irregular-value", "Nationality in the place of its qualifier", ordinal, "was read")
            segment = [segment[0], ["2"], segment[1]]
        elif self.person is None or qualifier not in ("2", ""):
            self.notes.repeat("unknown-qualifier", f"NAT+{qualifier}", ordinal)
            return
        country = self._country(segment, ordinal, "nationality")
        if country:
            self._set(piece, "nationality", country)

    def _country(self, segment: Segment, ordinal: int, column: str) -> str | None:
        code = segment[2][0].strip().upper().rstrip("<")  # D<< is filled as in a machine-readable zone
        if code.isalpha() and len(code) <= 3:
            return code
        if code:
            self.notes.add("invalid-country", "warning", f"{code} is no country", (ordinal, 2, 1), column)
        else:
            self.notes.add("empty-value", "info", "No country is given", (ordinal, 2, 1), column)
        return None

    def _loc(self, segment: Segment, ordinal: int, piece: str) -> None:
        qualifier = segment[1][0].strip()
        if self.person is None:
            self.movement.place(segment, ordinal)
        elif qualifier in codes.PLACES:
            code = segment[2][0].strip().upper()
            if code:
                self._set(piece, codes.PLACES[qualifier], code)
            else:
                column = codes.PLACES[qualifier]
                self.notes.add("empty-value", "info", "No place is given", (ordinal, 2, 1), column)
        elif qualifier in codes.COUNTRIES:
            country = self._country(segment, ordinal, codes.COUNTRIES[qualifier])
            if country:
                self._set(piece, codes.COUNTRIES[qualifier], country)
        elif qualifier == "91":
            self._issuer(segment, ordinal, piece)
        elif qualifier == "180":
            names = [value(segment, 2, 3), value(segment, 3, 3) or value(segment, 3), value(segment, 4, 3)]
            self.person.birth_place = ", ".join(name for name in (*names, value(segment, 2)) if name) or None
        elif qualifier not in codes.LEFT_PLACES:
            self.notes.repeat("unknown-qualifier", f"LOC+{qualifier} of a person", ordinal)

    def _issuer(self, segment: Segment, ordinal: int, piece: str) -> None:
        if self.document is None:
            if value(segment, 2):
                self.notes.repeat("stray-segment", "LOC+91 outside any document", ordinal)
            return
        country = self._country(segment, ordinal, "document_issuer")
        if country:
            self._set_document(piece, "issuer", country)

    def _rff(self, segment: Segment, ordinal: int, piece: str) -> None:
        reference = segment[1]
        qualifier, found = reference[0].strip(), reference[1].strip()
        if self.person is None:
            self.party.reference(qualifier, segment, ordinal)
            return
        column = codes.REFERENCES.get(qualifier)
        if not found:
            self.notes.add("empty-value", "info", f"RFF+{qualifier} is empty", (ordinal, 1, 2), column)
        elif column:
            self._set(piece, column, found)
        elif qualifier == "AEA":
            # A state's own reference for the traveler. Seven digits or our form are redress, else a trusted traveler.
            redress = (len(found) == 7 and found.isdecimal()) or is_redress_number(found)
            setattr(self.person, "redress_number" if redress else "known_traveler_number", found)
        elif qualifier not in codes.LEFT_REFERENCES:
            self.notes.repeat("unknown-qualifier", f"RFF+{qualifier} of a person", ordinal)

    # Dates.

    def _dtm(self, segment: Segment, ordinal: int, piece: str) -> None:
        stamp = segment[1]
        qualifier, text = stamp[0].strip(), stamp[1].strip()
        code = stamp[2].strip() if len(stamp) > 2 else None
        person = self.person
        if person is None:
            self._movement_time(qualifier, text, code, ordinal)
        elif qualifier == "329":
            born = self._day(dates.birth, text, code, ordinal, "birth_date")
            if born:
                person.birth_date = born
        elif qualifier in ("36", "182"):
            column = "document_expires" if qualifier == "36" else None
            if self.document is None:
                if text:
                    self.notes.repeat("stray-segment", f"DTM+{qualifier} outside any document", ordinal)
                return
            found = self._day(dates.expiry if column else dates.day, text, code, ordinal, column)
            if found:
                self._set_document(piece, "expires" if column else "issued", found)
        else:
            self.notes.repeat("unknown-qualifier", f"DTM+{qualifier} of a person", ordinal)

    def _day(
        self, reader: Callable[..., date | None], text: str, code: str | None, ordinal: int, column: str | None
    ) -> date | None:
        reference = self.reference
        if reference is not None or len(text) == 8:
            found = reader(text, code, reference=reference or FIRST_REFERENCE)
            if found is not None:
                return found
            if code and (found := reader(text, None, reference=reference or FIRST_REFERENCE)):
                said = f"{text} is not of format {code}"
                self.notes.add("date-format-mismatch", "info", said, (ordinal, 1, 3), column)
                return found
            if found := self._written_date(reader, text):
                said = f"{text} is not in the agreed form (YYMMDD or CCYYMMDD); read as {found}"
                self.notes.add("date-format-mismatch", "warning", said, (ordinal, 1, 2), column)
                return found
        if not text:
            self.notes.add("empty-value", "info", "No date is given", (ordinal, 1, 2), column)
        else:
            why = "is no date" if reference else "has no century and the interchange no date to settle it"
            self.notes.add("invalid-date", "warning", f"{text} {why}", (ordinal, 1, 2), column)
        return None

    def _written_date(self, reader: Callable[..., date | None], text: str) -> date | None:
        """Read dates as people write them: 02JAN90, 1990-01-02."""
        reference = self.reference or FIRST_REFERENCE
        if len(text) == 10 and text[4] == text[7] and text[4] in "-/.":
            return reader(text[:4] + text[5:7] + text[8:], "102", reference=reference)
        ahead = {dates.birth: dates.BIRTH, dates.expiry: dates.EXPIRY}.get(reader, dates.MOVEMENT)
        return dates.ddmmmyy(text, reference=reference, ahead=ahead)

    def _movement_time(self, qualifier: str, text: str, code: str | None, ordinal: int) -> None:
        reference = self.reference or FIRST_REFERENCE
        when = dates.moment(text, code, reference=reference) or dates.moment(text, reference=reference)
        if when is None:
            departs = qualifier in ("189", "133", "136")
            column = "departs_at" if departs else "arrives_at"
            self.notes.add("invalid-date", "warning", f"{text} is no time", (ordinal, 1, 2), column)
        elif self.movement.time(qualifier, when):
            if len(text) in (6, 8):
                column = "departs_at" if qualifier in ("189", "133", "136") else "arrives_at"
                said = f"{text} has no time of day; midnight is assumed"
                self.notes.add("missing-time", "warning", said, (ordinal, 1, 2), column)
            self.reference = self.reference or when.date()
        else:
            self.notes.repeat("unknown-qualifier", f"DTM+{qualifier} of the message", ordinal)

    # The rest goes to those who keep it.

    def _tdt(self, segment: Segment, ordinal: int, _: str) -> None:
        self._leave()
        self.notes.traveler = None
        self.movement.transport(segment, ordinal)

    def _com(self, segment: Segment, ordinal: int, _: str) -> None:
        self.party.contact(self.person, segment)

    def _mea(self, segment: Segment, ordinal: int, piece: str) -> None:
        measured = self.party.measure(self.person, segment, ordinal)
        if measured is not None:
            self._set(piece, *measured)

    def _ftx(self, segment: Segment, ordinal: int, _: str) -> None:
        if self.person is not None and segment[1][0].strip() == "BAG":
            self.party.bags(self.person, segment, ordinal)
            return
        text = " ".join(part.strip() for element in segment[2:] for part in element if part.strip())
        if text:
            self.announcement.sealed.append(Sealed("free-text", text, self.notes.traveler, ordinal))

    def _bgm(self, segment: Segment, ordinal: int, _: str) -> None:
        self.party.begin(segment, ordinal)

    def _cnt(self, segment: Segment, ordinal: int, _: str) -> None:
        self.party.count(segment, ordinal)
