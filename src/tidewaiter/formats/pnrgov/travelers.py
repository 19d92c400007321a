"""The travelers of a record: whom the booking names (TIF), and whom only the check-in or a request (INFT) does."""

from __future__ import annotations

import re
from typing import NamedTuple

from tidewaiter.formats import dates
from tidewaiter.formats.edifact import Segment, value
from tidewaiter.formats.pnrgov.names import bare_given, fold, same_name
from tidewaiter.formats.pnrgov.record import Part, Record, Traveler
from tidewaiter.vocabulary.announcement import Person

_HELD = re.compile(r"([^(]*)\(INF[ /]?([^()]+)\)\Z")
_INFANT = frozenset({"IN", "INF", "INS", "IS"})


class _Named(NamedTuple):
    """One name as TIF gives it."""

    surname: str | None
    given: str | None
    kind: str | None
    reference: str | None


def take_traveler(record: Record, segment: Segment, ordinal: int) -> None:
    """Take TIF: one surname and one or more given names with type and reference; a group's name is no person."""
    if record.part is Part.HISTORY or record.part is Part.SERVICE:
        return
    surname = value(segment, 1)
    givens = range(2, max(3, len(segment)))
    if value(segment, 1, 1) == "G" or value(segment, 2, 1) == "G":
        record.page.note("group-name", "info", "A group's name is not taken for a person", ordinal, 1)
        return
    for element in givens:
        named = _Named(surname, *(value(segment, element, component) for component in range(3)))
        if held := _HELD.match(named.given or ""):
            # The lap child stands in brackets behind the adult's name: ANNAMRS(INFLEE/BABY/05JAN26).
            named = named._replace(given=held[1].strip() or None)
        given, reference = named.given, named.reference
        if surname is None and given is None:
            record.page.note("missing-name", "error", "A traveler has no name", ordinal, 1, column="surname")
            if reference is None:
                continue
        traveler = _known(record, surname, given, reference)
        if traveler is None:
            traveler = _new(record, named, ordinal)
        if held:
            _take_held(record, surname, held[2], ordinal)
        if record.part is Part.FLIGHT:
            record.checked_in = traveler
        else:
            record.current = traveler


def _take_held(record: Record, surname: str | None, text: str, ordinal: int) -> None:
    """Take in the infant whom brackets name: ``SURNAME/GIVEN/DDMMMYY``, or a given name under the adult's surname."""
    first, *rest = [part.strip() for part in text.strip("/ ").split("/")]
    infant = infant_of(record, first if rest else surname, rest[0] if rest else first, ordinal)
    if len(rest) > 1 and infant.person.birth_date is None:
        infant.person.birth_date = dates.ddmmmyy(rest[1], reference=record.page.day, ahead=dates.BIRTH)


def _known(record: Record, surname: str | None, given: str | None, reference: str | None) -> Traveler | None:
    """Find who is meant: by reference where the name agrees, else by name alone in the check-in data."""
    named = next((t for t in record.travelers if t.reference and t.reference == reference), None)
    if named is not None:
        person = named.person
        if fold(person.surname) == fold(surname) or (given and fold(person.given_names) == fold(bare_given(given))):
            return named
        if record.part is Part.FLIGHT and surname is None:
            return named
    if record.part is Part.BOOKING:
        return None
    alike = [t for t in record.travelers if same_name(surname, given, t.person.surname, t.glued)]
    exact = [t for t in alike if fold(t.glued) == fold(given)]
    found = exact or alike
    # One of several with the same name: a check-in without reference cannot say which, the first stands for it.
    return found[0] if found and (len(found) == 1 or reference is None) else None


def _new(record: Record, named: _Named, ordinal: int) -> Traveler:
    surname, given, kind, reference = named
    person = Person(surname=surname, given_names=bare_given(given), infant=kind in _INFANT, segment=ordinal)
    page = record.page
    if reference and any(t.reference == reference for t in record.travelers):
        page.note("reference-in-use", "warning", "Two travelers of one booking have the same reference", ordinal, 2, 3)
        reference = None
    traveler = record.add(person, reference, kind)
    traveler.glued = given
    if record.part is Part.FLIGHT:
        page.note(
            "traveler-only-at-check-in",
            "info",
            "The check-in names somebody whom the booking does not",
            ordinal,
            traveler=traveler.ordinal,
        )
    if surname and person.given_names is None:
        page.note(
            "missing-given-name",
            "info",
            "A traveler has no given name",
            ordinal,
            2,
            column="given_names",
            traveler=traveler.ordinal,
        )
    return traveler


def infant_of(record: Record, surname: str | None, given: str | None, ordinal: int) -> Traveler:
    """Find the infant an SSR INFT names among the travelers, or take it in as one more."""
    infants = [t for t in record.travelers if t.person.infant]
    for traveler in infants:
        if same_name(surname, given, traveler.person.surname, traveler.person.given_names):
            return traveler
    if len(infants) == 1 and infants[0].person.surname is None:
        infants[0].person.surname, infants[0].person.given_names = surname, bare_given(given)
        return infants[0]
    person = Person(surname=surname, given_names=bare_given(given), infant=True, segment=ordinal)
    traveler = record.add(person, None, "IN")
    traveler.glued = given
    return traveler


def by_name(record: Record, surname: str | None, given: str | None, *, infant: bool | None = None) -> Traveler | None:
    """Find the one traveler of this name; None where there is none, or more than one."""
    alike = [
        t
        for t in record.travelers
        if (infant is None or t.person.infant == infant)
        and same_name(surname, given, t.person.surname, t.person.given_names)
    ]
    return alike[0] if len(alike) == 1 else None
