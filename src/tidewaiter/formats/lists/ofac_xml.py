"""OFAC's Specially Designated Nationals as XML (``sdnList``), under whichever namespace it was published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from tidewaiter.formats.lists.births import birth_date
from tidewaiter.formats.lists.building import Building, Files, only_file, unique_documents
from tidewaiter.formats.lists.countries import as_country
from tidewaiter.formats.lists.markup import Node, walk
from tidewaiter.formats.lists.ofac_csv import KINDS
from tidewaiter.formats.lists.ofac_remarks import document
from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.listing import ListedDocument, ListedName, ListEntry, Listing, ListTerms

_FORMER = ("f.k.a.", "fka")


def read(files: Files, terms: ListTerms) -> Listing:
    """Read the document. Raises ``InvalidPolicy`` with the place, also where it holds fewer entries than it says."""
    where, raw = only_file(files)
    building = Building(terms, "ofac-sdn", files)
    count = 0

    def take(node: Node) -> None:
        nonlocal count
        count += 1
        building.take(_entry(node, where, building), where, node.line)

    root = walk(raw, where, "sdnList", frozenset({"sdnEntry"}), take)
    stated = root.said("publshInformation", "Record_Count")
    if stated.isdigit() and int(stated) != count:
        raise InvalidPolicy(f"the list says that it holds {stated} entries and holds {count}", where=where, line=1)
    return building.listing(where, published=_published(root, where))


def _published(root: Node, where: str) -> date | None:
    text = root.said("publshInformation", "Publish_Date")
    if not text:
        return None
    try:
        return datetime.strptime(text, "%m/%d/%Y").date()
    except ValueError as error:
        raise InvalidPolicy(f"Publish_Date cannot be '{text}'", where=where, line=root.line) from error


def _entry(node: Node, where: str, building: Building) -> ListEntry:
    number, kind = node.said("uid"), node.said("sdnType").lower()
    if not number or kind not in KINDS:
        lacks = "sdnType" if number else "uid"
        raise InvalidPolicy(
            f"{node.path}/{lacks} is missing or unknown", where=where, line=node.line, column=node.column
        )
    person = KINDS[kind] == "person"
    names = [_name(node, person), *(_alias(each, person) for each in node.all("akaList", "aka"))]
    births = [birth_date(text) for text in node.texts("dateOfBirthList", "dateOfBirthItem", "dateOfBirth")]
    building.left_out["birth date not understood"] += births.count(None)
    building.left_out += type(building.left_out)()  # drops counts of nought
    vessel = node.said("vesselInfo", "callSign")
    numbers = [ListedDocument(vessel, "call-sign")] if vessel else []
    states = [*node.texts("nationalityList", "nationality", "country")]
    states += node.texts("citizenshipList", "citizenship", "country")
    lived = [*node.texts("vesselInfo", "vesselFlag"), *node.texts("addressList", "address", "country")]
    return replace(
        building.entry(number, KINDS[kind], names, programmes=node.texts("programList", "program")),
        birth_dates=tuple(dict.fromkeys(each for each in births if each)),
        birth_places=tuple(dict.fromkeys(node.texts("placeOfBirthList", "placeOfBirthItem", "placeOfBirth"))),
        nationalities=tuple(dict.fromkeys(as_country(each) for each in states)),
        countries=tuple(dict.fromkeys(as_country(each) for each in lived)),
        sex=_sex(node.all("idList", "id")),
        documents=unique_documents([*numbers, *_documents(node.all("idList", "id"))]),
        remarks="; ".join(part for part in (node.said("title"), node.said("remarks")) if part) or None,
    )


def _name(node: Node, person: bool, role: str = "name", quality: str = "strong") -> ListedName:
    last, first = node.said("lastName"), node.said("firstName")
    if person and last and first:
        return ListedName(f"{last}, {first}", role, quality, last, first)
    return ListedName(" ".join(part for part in (first, last) if part), role, quality)


def _alias(node: Node, person: bool) -> ListedName:
    role = "former" if node.said("type").lower() in _FORMER else "alias"
    return _name(node, person, role, "weak" if node.said("category").lower() == "weak" else "strong")


def _documents(ids: Iterable[Node]) -> Iterable[ListedDocument]:
    for each in ids:
        made = document(each.said("idType"), each.said("idNumber"), each.said("idCountry"))
        if made is not None:
            yield made


def _sex(ids: Iterable[Node]) -> str | None:
    """OFAC writes sex among the identifications: idType Gender, idNumber Male."""
    said = next((each.said("idNumber").lower() for each in ids if each.said("idType").lower() == "gender"), "")
    return {"male": "M", "female": "F"}.get(said)
