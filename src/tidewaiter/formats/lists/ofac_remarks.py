"""What OFAC writes into one text of remarks: birth dates, nationalities, documents, further names.

The parts are divided by semicolons; each begins with a word of OFAC's own ("DOB", "alt. Passport", "a.k.a."). Parts
with other words stay in the remarks of the entry, which are kept whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tidewaiter.formats.lists.births import birth_date
from tidewaiter.formats.lists.building import parted
from tidewaiter.formats.lists.countries import as_country, country
from tidewaiter.vocabulary.listing import ListedDocument, ListedName

DOCUMENTS = {
    "passport": "passport",
    "stateless person passport": "passport",
    "diplomatic passport": "passport",
    "national id no.": "national-id",
    "national foreign id number": "national-id",
    "identification number": "national-id",
    "personal id card": "national-id",
    "cedula no.": "national-id",
    "d.n.i.": "national-id",
    "c.u.r.p.": "national-id",
    "i.f.e.": "national-id",
    "kenyan id no.": "national-id",
    "numero de identidad": "national-id",
    "tarjeta de identidad": "national-id",
    "residency number": "residence-permit",
    "residency permit": "residence-permit",
    "residence permit": "residence-permit",
    "cedula de residencia": "residence-permit",
    "cedula de extranjeria": "residence-permit",
    "travel document number": "travel-document",
    "refugee id card": "travel-document",
    "driver's license no.": "driving-licence",
    "birth certificate number": "birth-certificate",
    "tax id no.": "tax-number",
    "ssn": "tax-number",
    "r.f.c.": "tax-number",
    "nit #": "tax-number",
    "ruc #": "tax-number",
    "rif #": "tax-number",
    "v.a.t. number": "tax-number",
    "vessel registration identification imo": "imo",
    "vessel registration number": "registration",
    "identification number imo": "imo",
    "company number imo": "company-imo",
    "mmsi": "mmsi",
    "aircraft tail number": "tail-number",
    "aircraft manufacturer's serial number (msn)": "serial-number",
    "aircraft construction number (also called l/n or s/n or f/n)": "serial-number",
    "registration number": "registration",
    "registration id": "registration",
    "commercial registry number": "registration",
    "company number": "registration",
    "business registration number": "registration",
    "unified social credit code (uscc)": "registration",
    "d-u-n-s number": "registration",
}
"""OFAC's words for numbers, and ours."""

_LABEL = re.compile(
    "(" + "|".join(re.escape(word) for word in sorted(DOCUMENTS, key=len, reverse=True)) + r")\s+(.+)", re.IGNORECASE
)
_NUMBER = re.compile(
    r"(?:(?:no|number|#)\.?:?\s+)?(\S.*?)(?:\s+\(([^()]*)\))*(?:,?\s+(?:issued?|expire[sd]?|on)\b.*)?", re.IGNORECASE
)
_AKA = re.compile(r"([afn])\.?k\.?a\.?\s+'(.+)'")


@dataclass(slots=True)
class Remarks:
    """What one text of remarks says."""

    names: list[ListedName] = field(default_factory=list)
    birth_dates: list[str] = field(default_factory=list)
    birth_places: list[str] = field(default_factory=list)
    nationalities: list[str] = field(default_factory=list)
    documents: list[ListedDocument] = field(default_factory=list)
    sex: str | None = None


def remarks(text: str, left_out: Counter[str]) -> Remarks:
    """Read remarks; a date or number that has OFAC's word and cannot be read is counted in ``left_out``."""
    found = Remarks()
    for part in text.rstrip(". ").split(";"):
        words = part.strip().rstrip(".")
        first, _, rest = words.removeprefix("alt. ").partition(" ")
        reader = _READERS.get(first.lower())
        if reader is not None:
            reader(found, rest.strip(), left_out)
        elif aka := _AKA.fullmatch(words):
            # In these tables OFAC keeps its strong names in a file of their own; those in the remarks are weak.
            found.names.append(parted(aka[2], role="former" if aka[1] == "f" else "alias", quality="weak"))
        elif labelled := _LABEL.fullmatch(words.removeprefix("alt. ")):
            _document(found, labelled[1].lower(), labelled[2], left_out)
    return found


def document(kind: str, number: str, issuer: str) -> ListedDocument | None:
    """Make a numbered document of OFAC's word for its kind; None for a word or a number that is none."""
    word = kind.lower()
    known = next((DOCUMENTS[each] for each in (word, f"{word} no.", f"{word} number") if each in DOCUMENTS), None)
    number = number.strip()
    if known is None or not (any(letter.isdigit() for letter in number) or known == "tail-number"):
        return None
    if known == "national-id" and number.upper().startswith("IMO "):
        known, number = "imo", number[4:]
    return ListedDocument(number.removeprefix("IMO ") if known == "imo" else number, known, country(issuer))


def _document(found: Remarks, kind: str, rest: str, left_out: Counter[str]) -> None:
    said = _NUMBER.fullmatch(rest)
    made = document(kind, said[1], said[2] or "") if said else None
    if made is None:
        left_out[f"number not understood ({DOCUMENTS[kind]})"] += 1
    else:
        found.documents.append(made)


def _birth(found: Remarks, rest: str, left_out: Counter[str]) -> None:
    said = birth_date(rest)
    if said is None:
        left_out["birth date not understood"] += 1
    else:
        found.birth_dates.append(said)


def _place(found: Remarks, rest: str, _: Counter[str]) -> None:
    found.birth_places.append(rest)


def _nationality(found: Remarks, rest: str, _: Counter[str]) -> None:
    found.nationalities.append(as_country(rest.removeprefix("of Registration ")))


def _sex(found: Remarks, rest: str, _: Counter[str]) -> None:
    found.sex = {"male": "M", "female": "F"}.get(rest.lower(), found.sex)


_READERS: dict[str, Callable[[Remarks, str, Counter[str]], None]] = {
    "dob": _birth,
    "pob": _place,
    "nationality": _nationality,
    "citizen": _nationality,
    "gender": _sex,
}
