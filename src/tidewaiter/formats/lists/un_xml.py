"""The United Nations Security Council's consolidated list as XML, with names in their original script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from tidewaiter.formats.lists.births import birth_date
from tidewaiter.formats.lists.building import Building, Files, only_file, unique_documents
from tidewaiter.formats.lists.countries import as_country, country
from tidewaiter.formats.lists.markup import Node, walk
from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.listing import ListedDocument, ListedName, ListEntry, Listing, ListTerms

_KINDS = {"INDIVIDUAL": "person", "ENTITY": "organisation"}
_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_DOCUMENTS = (("passport", "passport"), ("pasaporte", "passport"), ("passeport", "passport"), ("identi", "national-id"))
_BEFORE = ("former", "previous", "f.k.a")


def read(files: Files, terms: ListTerms) -> Listing:
    """Read the document. Raises ``InvalidPolicy`` with line, column and path."""
    where, raw = only_file(files)
    building = Building(terms, "un-xml", files)

    def take(node: Node) -> None:
        building.take(_entry(node, where, building), where, node.line)

    root = walk(raw, where, "CONSOLIDATED_LIST", frozenset(_KINDS), take)
    generated = root.attributes.get("dateGenerated", "")[:10]
    return building.listing(where, published=_day(generated, "dateGenerated", root, where))


def _entry(node: Node, where: str, building: Building) -> ListEntry:
    number, reference = node.said("DATAID"), node.said("REFERENCE_NUMBER")
    if not number or not reference:
        lacks = "REFERENCE_NUMBER" if number else "DATAID"
        raise InvalidPolicy(f"{node.path}/{lacks} is missing", where=where, line=node.line, column=node.column)
    own = " ".join(part for name in _PARTS if (part := node.said(name)))
    names = [ListedName(own), *_originals(node), *_aliases(node)]
    births = list(_births(node, building))
    listed = node.said("LISTED_ON")[:10]
    programme = node.said("UN_LIST_TYPE")
    remarks = [*node.texts("TITLE", "VALUE"), *node.texts("DESIGNATION", "VALUE"), *node.texts("COMMENTS1")]
    prefix = node.name
    return replace(
        building.entry(reference, _KINDS[node.name], names, programmes=[programme], ground=f"{programme}, {reference}"),
        birth_dates=tuple(dict.fromkeys(births)),
        birth_places=tuple(dict.fromkeys(_places(node))),
        nationalities=tuple(dict.fromkeys(as_country(each) for each in node.texts("NATIONALITY", "VALUE"))),
        countries=tuple(dict.fromkeys(as_country(each) for each in node.texts(f"{prefix}_ADDRESS", "COUNTRY"))),
        sex={"male": "M", "female": "F"}.get(node.said("GENDER").lower()),
        documents=unique_documents(list(_documents(node))),
        listed_at=_day(listed, "LISTED_ON", node, where),
        remarks="; ".join(remarks) or None,
    )


def _originals(node: Node) -> Iterator[ListedName]:
    for text in node.texts("NAME_ORIGINAL_SCRIPT"):
        for part in re.split(r"\s*[;؛]\s*", text):
            yield ListedName(part, "original-script")


def _aliases(node: Node) -> Iterator[ListedName]:
    for alias in node.all(f"{node.name}_ALIAS"):
        quality, note = alias.said("QUALITY").lower(), alias.said("NOTE").lower()
        former = any(word in f"{quality} {note}" for word in _BEFORE)
        weak = quality == "low"
        for part in re.split(r"\s*;\s*", alias.said("ALIAS_NAME")):
            if part:
                yield ListedName(part, "former" if former else "alias", "weak" if weak else "strong")


def _births(node: Node, building: Building) -> Iterator[str]:
    for each in node.all("INDIVIDUAL_DATE_OF_BIRTH"):
        said = _birth(each)
        if said:
            yield said
        elif any(each.texts(name) for name in ("DATE", "YEAR", "FROM_YEAR", "NOTE")):
            building.left_out["birth date not understood"] += 1
    for text in node.texts("INDIVIDUAL_ALIAS", "DATE_OF_BIRTH"):
        for part in re.split(r"[;,]|\s[a-d]\)", text):
            said = birth_date(part.strip(" .)"))
            if said:
                yield said
            else:
                building.left_out["birth date of an alias not understood"] += 1


def _birth(node: Node) -> str | None:
    about = node.said("TYPE_OF_DATE").upper() == "APPROXIMATELY" or "approx" in node.said("NOTE").lower()
    first, last = node.said("FROM_YEAR"), node.said("TO_YEAR")
    if first and last:
        return birth_date(f"{first} to {last}")
    text = node.said("DATE") or node.said("YEAR") or node.said("NOTE")
    return birth_date(f"circa {text}" if about else text)


def _places(node: Node) -> Iterator[str]:
    for place in node.all(f"{node.name}_PLACE_OF_BIRTH"):
        words = [place.said(part) for part in ("STREET", "CITY", "STATE_PROVINCE", "COUNTRY")]
        if any(words):
            yield ", ".join(word for word in words if word)


def _documents(node: Node) -> Iterator[ListedDocument]:
    for each in node.all(f"{node.name}_DOCUMENT"):
        word = f"{each.said('TYPE_OF_DOCUMENT')} {each.said('TYPE_OF_DOCUMENT2')}".lower()
        kind = next((kind for mark, kind in _DOCUMENTS if mark in word), "document")
        issuer = country(each.said("ISSUING_COUNTRY") or each.said("COUNTRY_OF_ISSUE"))
        for number in re.split(r"\s*[;,]\s*", each.said("NUMBER")):
            if any(letter.isdigit() for letter in number):
                yield ListedDocument(number, kind, issuer)


def _day(text: str, name: str, node: Node, where: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidPolicy(
            f"{node.path}/{name} cannot be '{text}'", where=where, line=node.line, column=node.column
        ) from error
