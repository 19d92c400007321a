"""Travel documents in special requests: DOCS (passport), DOCO (visa, redress, known traveler), DOCA (address).

Source: AIRIMP 3.14 and IATA RP 1701; fields stand between slashes in a fixed order, empty ones kept.
"""

from __future__ import annotations

import re
from datetime import date

from tidewaiter.formats import dates
from tidewaiter.formats.pnrgov.names import bare_given, fold, same_name
from tidewaiter.formats.pnrgov.record import Page, Record, Traveler
from tidewaiter.formats.pnrgov.travelers import by_name, infant_of
from tidewaiter.vocabulary.announcement import TravelDocument

_DASHED = re.compile(r"[A-Z]{0,2}-[A-Z]{0,3}-[A-Z0-9<]{0,20}-[A-Z]{0,3}-(?:\d{1,2}[A-Z]{3}\d{2,4})?-")
_DOCO = frozenset({"V", "K", "R"})
_SEX = {"M": "M", "F": "F", "MI": "M", "FI": "F", "U": "X", "X": "X", "UI": "X", "XI": "X"}


def fields(text: str) -> list[str | None]:
    """Cut the text at its slashes; the first field is the document's type whether or not a slash leads.

    >>> fields("/P/GBR/1")[:3], fields("P/GBR/1")[:3], len(fields("/"))
    (['P', 'GBR', '1'], ['P', 'GBR', '1'], 12)
    """
    parts = text[1:].split("/") if text.startswith("/") else text.split("/")
    cut: list[str | None] = [" ".join(part.split()) or None for part in parts]
    return cut + [None] * (12 - len(cut))


def take_docs(record: Record, text: str, traveler: Traveler | None, ordinal: int, *, referenced: bool = False) -> None:
    """Take DOCS: type, issuer, number, nationality, birth, sex, expiry, surname, given, second given, holder.

    ``referenced``: the request names its traveler by reference, which then outweighs the name on the document.
    """
    if "/" not in text and _DASHED.match(text.upper()):
        record.page.note("dashed-document", "info", "The fields of this document stand between hyphens", ordinal, 1, 9)
        text = text.replace("-", "/")
    kind, issuer, number, nationality, born, sex, expires, surname, given, second = fields(text)[:10]
    if not text:
        record.page.note("missing-document", "warning", "A document is announced without its fields", ordinal, 1, 9)
        return
    infant = bool(sex and sex.endswith("I"))
    full = " ".join(name for name in (given, second) if name) or None
    holder = _holder(record, traveler, surname, full, infant=infant, referenced=referenced)
    if holder is None and infant and surname and given:
        record.page.note("infant-only-in-document", "info", "A document alone names an infant", ordinal, 1, 9)
        holder = infant_of(record, surname, full, ordinal)
    if holder is None:
        record.page.note("unassigned-document", "warning", "No traveler fits this document", ordinal, 1)
        return
    person = holder.person
    day = _birth(record.page, born, ordinal, holder)
    if person.birth_date is None:
        person.birth_date = day
    elif day is not None and day != person.birth_date:
        record.page.note(
            "birth-date-differs",
            "warning",
            "Two entries give one traveler two birth dates; the first stands",
            ordinal,
            1,
            column="birth_date",
            traveler=holder.ordinal,
        )
    if sex is not None and sex not in _SEX:
        record.page.note(
            "unknown-sex", "warning", "This code for sex is not known", ordinal, 1, traveler=holder.ordinal
        )
    person.sex = person.sex or _SEX.get(sex or "")  # type: ignore[assignment]
    person.nationality = _longer(person.nationality, nationality)
    person.surname = person.surname or surname
    person.given_names = bare_given(holder.glued, given) if holder.glued else person.given_names or bare_given(given)
    _remember_name(record, holder, surname, full)
    if number:
        _add(
            person.documents,
            TravelDocument(kind, number, issuer, _expiry(record.page, expires, ordinal), segment=ordinal),
        )


def take_doco(record: Record, text: str, traveler: Traveler | None, ordinal: int) -> None:
    """Take DOCO: birth place, type (V visa, K known traveler, R redress), number, place and day of issue, country."""
    cut = fields(text)
    if cut[0] in _DOCO and cut[1] not in _DOCO:
        cut.insert(0, None)  # the slash of the empty birth place was left out
    born_at, kind, number, _place, issued, country, infant = cut[:7]
    holder = _holder(record, traveler, None, None, infant=infant == "I")
    if holder is None:
        record.page.note("unassigned-document", "warning", "No traveler fits this document", ordinal, 1)
        return
    person = holder.person
    person.birth_place = person.birth_place or born_at
    if number is None:
        return
    if kind == "R":
        person.redress_number = number
    elif kind == "K":
        person.known_traveler_number = number
    else:
        day = dates.ddmmmyy(issued, reference=record.page.day, ahead=1) if issued else None
        if issued and day is None:
            record.page.note(
                "invalid-date", "info", "The day of issue must be DDMMMYY", ordinal, 1, traveler=holder.ordinal
            )
        _add(person.documents, TravelDocument(kind or "V", number, country, issued=day, segment=ordinal))


def take_doca(record: Record, text: str, traveler: Traveler | None, ordinal: int) -> None:
    """Take DOCA: type (D destination, R residence), country, street, city, region, postal code."""
    kind, country, street, city, region, postal, infant = fields(text)[:7]
    holder = _holder(record, traveler, None, None, infant=infant == "I")
    if holder is None:
        record.page.note("unassigned-document", "warning", "No traveler fits this address", ordinal, 1)
        return
    person = holder.person
    lines = [part for part in (street, city, region, postal) if part]
    address = ", ".join([*lines, country] if country else lines) if lines else None
    if kind == "R":
        person.residence = country or person.residence
        person.address = person.address or address
    else:
        person.address = address or person.address


def _holder(
    record: Record,
    traveler: Traveler | None,
    surname: str | None,
    given: str | None,
    *,
    infant: bool,
    referenced: bool = False,
) -> Traveler | None:
    """Find whose document it is. An infant's stands under the adult who holds it: the sex code or a flag tells.

    Where only its place tells the holder, the name of another traveler of the booking outweighs the place.
    """
    if infant and not (traveler and traveler.person.infant):
        infants = [t for t in record.travelers if t.person.infant]
        return by_name(record, surname, given, infant=True) or (infants[0] if len(infants) == 1 else None)
    if traveler is not None:
        if surname and not same_name(surname, given, traveler.person.surname, traveler.glued):
            return by_name(record, surname, given, infant=True if referenced else None) or traveler
        return traveler
    return by_name(record, surname, given) or (record.travelers[0] if len(record.travelers) == 1 else None)


def _birth(page: Page, text: str | None, ordinal: int, holder: Traveler) -> date | None:
    if text is None:
        return None
    found = dates.ddmmmyy(text, reference=page.day, ahead=dates.BIRTH)
    if found is None:
        page.note(
            "invalid-date",
            "warning",
            "The birth date must be DDMMMYY",
            ordinal,
            1,
            column="birth_date",
            traveler=holder.ordinal,
        )
    return found


def _expiry(page: Page, text: str | None, ordinal: int) -> date | None:
    if text is None:
        return None
    found = dates.ddmmmyy(text, reference=page.day, ahead=dates.EXPIRY)
    if found is None:
        page.note("invalid-date", "warning", "The day of expiry must be DDMMMYY", ordinal, 1, column="document_expires")
    return found


def _add(documents: list[TravelDocument], document: TravelDocument) -> None:
    """Keep one document once, in its fuller telling (KOR over KR, an expiry over none)."""
    for known in documents:
        if (known.kind, fold(known.number)) == (document.kind, fold(document.number)):
            known.issuer = _longer(known.issuer, document.issuer)
            known.expires = known.expires or document.expires
            known.issued = known.issued or document.issued
            return
    documents.append(document)


def _longer(one: str | None, other: str | None) -> str | None:
    return other if len(other or "") > len(one or "") else one


def _remember_name(record: Record, holder: Traveler, surname: str | None, full: str | None) -> None:
    """Keep the passport's name beside the booking's where the two differ: screening needs both."""
    person = holder.person
    if surname and (fold(surname), fold(bare_given(full))) != (fold(person.surname), fold(person.given_names)):
        names = record.page.message.extra.setdefault("document_names", [])
        if not any(name["person"] == holder.ordinal for name in names):
            names.append({"person": holder.ordinal, "surname": surname, "given_names": bare_given(full)})
