"""Look-out lists and their entries: who asked for whom, on what ground, until when."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

KINDS = ("person", "organisation", "party", "vessel", "aircraft", "document", "plate")
"""What an entry is. A ``party`` is a person or an organisation: its list does not say which."""

SCHEMAS = {
    "person": "Person",
    "organisation": "Organization",
    "party": "LegalEntity",
    "vessel": "Vessel",
    "aircraft": "Airplane",
    "document": "Identification",
    "plate": "Vehicle",
}
"""The word of the FollowTheMoney model for each kind."""

NAME_ROLES = ("name", "alias", "former", "original-script")
TRAVEL_DOCUMENTS = frozenset({"passport", "national-id", "residence-permit", "visa", "travel-document", "document"})
"""Kinds of document that a traveler may show; a tax number or the number of a ship is not one of them."""

SHIP_NUMBERS = frozenset({"imo", "ship-number"})
"""Kinds of number that a ship keeps through every change of name and flag; messages bear them where a plate stands."""


@dataclass(frozen=True, slots=True)
class ListedName:
    """One name of an entry, in the words, order and script of its list.

    ``surname`` and ``given_names`` only where the list parts them. ``quality`` weak: the list itself warns that many
    bear this name.
    """

    text: str
    role: str = "name"  # one of NAME_ROLES
    quality: str = "strong"  # strong | weak
    surname: str | None = None
    given_names: str | None = None


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """One number of an entry; ``issuer`` is ISO 3166-1 alpha-3, null where the list names none that we know."""

    number: str
    kind: str = "document"  # passport | national-id | tax-number | imo | tail-number ...
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One person, organisation, conveyance, document or plate somebody looks for.

    Public-list entries inherit owner, review and expiry from their list; a stale list is labelled, not silent.
    ``surname`` to ``plate_issuer`` are the single values of our own lists; ``names``, ``birth_dates`` and
    ``documents`` hold further ones (all of them, where the list is a public one). Nationalities and sex help to tell
    one person from another, and serve nothing else.
    """

    entry_id: str
    kind: str  # one of KINDS
    category: str
    ground: str
    owner: str
    review_at: date
    expires_at: date
    surname: str | None = None
    given_names: str | None = None
    birth_date: date | None = None
    document_number: str | None = None
    document_issuer: str | None = None
    plate: str | None = None
    plate_issuer: str | None = None
    severity: str = "refer"
    names: tuple[ListedName, ...] = ()
    birth_dates: tuple[str, ...] = ()  # as ``birth_span`` reads them
    nationalities: tuple[str, ...] = ()  # ISO 3166-1 alpha-3; as written where the name of the state is not known
    countries: tuple[str, ...] = ()  # of residence, address, flag: the same codes
    sex: str | None = None  # M | F
    birth_places: tuple[str, ...] = ()
    documents: tuple[ListedDocument, ...] = ()
    programmes: tuple[str, ...] = ()
    listed_at: date | None = None
    remarks: str | None = None

    def all_names(self) -> tuple[ListedName, ...]:
        """Give every name, the single one of our own lists first."""
        whole = ", ".join(part for part in (self.surname, self.given_names) if part)
        own = (ListedName(whole, surname=self.surname, given_names=self.given_names),) if whole else ()
        return tuple(dict.fromkeys((*own, *self.names)))

    def all_birth_dates(self) -> tuple[str, ...]:
        """Give every birth date, whole or in part."""
        own = (self.birth_date.isoformat(),) if self.birth_date else ()
        return tuple(dict.fromkeys((*own, *self.birth_dates)))

    def all_documents(self) -> tuple[ListedDocument, ...]:
        """Give every number."""
        own = (ListedDocument(self.document_number, issuer=self.document_issuer),) if self.document_number else ()
        return tuple(dict.fromkeys((*own, *self.documents)))


@dataclass(frozen=True, slots=True)
class ListTerms:
    """What a steward says of a list as a whole; a public file says none of it."""

    list_id: str
    title: str
    source: str
    licence: str
    owner: str
    ground: str
    category: str
    severity: str
    fetched_at: date
    stale_after_days: int
    review_at: date
    expires_at: date


@dataclass(frozen=True, slots=True)
class Listing:
    """One version of one list. ``left_out`` counts what its file holds and no entry does, in words."""

    list_id: str
    version: str
    source: str
    owner: str
    ground: str
    fetched_at: date
    stale_after_days: int
    entries: tuple[ListEntry, ...]
    title: str = ""
    licence: str = ""
    form: str = "local"
    review_at: date | None = None
    expires_at: date | None = None
    files: Mapping[str, str] = field(default_factory=dict)  # name of each file: SHA-256
    left_out: Mapping[str, int] = field(default_factory=dict)


_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(~?)")
ABOUT_YEARS = 2
"""How far from a year that a list calls approximate the true one may lie."""


def birth_span(text: str) -> tuple[date, date] | None:
    """Give the first and the last day that a listed birth date may mean; None where it is not written as one.

    Forms of ISO 8601-2: ``1971-04-09``, ``1971-04``, ``1971``, ``1971~`` (about), ``1968/1973`` (between).
    """
    first, between, last = text.partition("/")
    if between:
        begins, ends = birth_span(first), birth_span(last)
        return (begins[0], ends[1]) if begins and ends and begins[0] <= ends[1] else None
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups()[:3])
    more = ABOUT_YEARS if found[4] else 0
    try:
        return _span(year or 0, month, day, more)
    except ValueError:
        return None


def _span(year: int, month: int | None, day: int | None, more: int) -> tuple[date, date]:
    if month and day and not more:
        return date(year, month, day), date(year, month, day)
    if month and not more:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    date(year, month or 1, day or 1)
    return date(year - more, 1, 1), date(year + more, 12, 31)
