"""An officer asks in the field: no message, no port of entry; what was typed walks the same rooms as everybody else.

The question itself is journaled as a message of the house's own making, so that who asked, about whom and why can be
shown later; the answer says what was found, what was compared, and what did not run.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from tidewaiter.assemble import House
from tidewaiter.authority import Permission
from tidewaiter.formats import field as message
from tidewaiter.receive.between_ports import SECTOR, Somewhere, somewhere
from tidewaiter.receive.delivery import FIELD, Delivery
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.facts import FactKind
from tidewaiter.vocabulary.officer import Officer

_PERSON = ("surname", "given_names", "birth_date", "sex", "nationality", "purpose")
_DOCUMENT = {"document_number": "number", "document_issuer": "issuer", "document_kind": "kind"}
_WHOLE = {
    "birth_date": "no birth date: names are compared without one",
    "document_number": "no document: lists of documents and earlier documents are not compared",
    "surname": "no name: lists of names are not compared",
}


@dataclass(frozen=True, slots=True)
class FieldQuery:
    """What an officer can type: any of it. ``place`` is ``LAT,LON`` or words; ``birth_date`` YYYY-MM-DD."""

    place: str
    surname: str | None = None
    given_names: str | None = None
    birth_date: str | None = None
    sex: str | None = None
    nationality: str | None = None
    document_number: str | None = None
    document_issuer: str | None = None
    document_kind: str | None = None
    purpose: str | None = None
    plate: str | None = None
    plate_issuer: str | None = None
    direction: str | None = None


def ask(house: House, query: FieldQuery, officer: Officer) -> dict[str, Any]:
    """Walk what was typed through the rooms and give the answer; the officer's purpose is the reason why.

    Raises ``Forbidden`` where the officer may not ask there or gives no purpose, ``Refusal`` where nothing is asked or
    the place is a port of entry, where lanes take people.
    """
    where = somewhere(query.place, house.policies.places)
    site = where.site.code if where.site and where.site.kind == SECTOR else _own_sector(house, officer)
    house.authority.require(officer, Permission.PORT_FIELD_ASK, site)
    if where.is_port:
        raise Refusal(f"{where.words}: report there, at a lane or at primary", code="at-a-port")
    began = house.policies.clock()
    arrival = next(iter(house.ingest([Delivery(_written(house, query, officer, site), FIELD)])))
    if not arrival.accepted:
        raise Refusal(arrival.error.text if arrival.error else "It could not be asked", code="nothing-asked")
    with house.store.read() as reader:
        reader.cursor.execute(
            "SELECT encounter_id FROM announced WHERE message_id = %s ORDER BY declaration_id", [arrival.message_id]
        )
        found = [str(row[0]) for row in reader.cursor.fetchall()]
    reading = replace(officer, port="*")  # the question's own encounters, of a site just resolved
    told = [_told(house.explain(encounter_id, reading)) for encounter_id in dict.fromkeys(found)]
    return {
        "message_id": arrival.message_id,
        "asked_by": officer.name,
        "why": officer.purpose,
        "asked_at": began,
        "between_ports": True,
        "place": _placed(where, site),
        "not_said": [] if query.plate and not _person(query) else _not_said(query),
        "findings": [finding.as_dict() for finding in arrival.findings],
        "met": told,
    }


def _own_sector(house: House, officer: Officer) -> str | None:
    own = house.policies.places.get(officer.port)
    return own.code if own is not None and own.kind == SECTOR else None


def _written(house: House, query: FieldQuery, officer: Officer, site: str | None) -> bytes:
    head = {
        "reference": house.policies.ids.new("ask"),
        "asked_by": officer.name,
        "why": officer.purpose,
        "at": house.policies.clock(),
        "place": query.place.strip(),
        "site": site,
        "direction": query.direction,
    }
    vehicle = {"plate": query.plate, "plate_issuer": query.plate_issuer or ""} if query.plate else None
    return message.write(head, _person(query), vehicle)


def _person(query: FieldQuery) -> dict[str, Any]:
    person = {name: value for name in _PERSON if (value := getattr(query, name))}
    document = {name: value for key, name in _DOCUMENT.items() if (value := getattr(query, key))}
    return {**person, "documents": [document]} if "number" in document else person


def _not_said(query: FieldQuery) -> list[str]:
    return [words for name, words in _WHOLE.items() if not getattr(query, name)]


def _placed(where: Somewhere, site: str | None) -> dict[str, Any]:
    own = "; taken as the officer's own sector" if site and (where.site is None or where.site.code != site) else ""
    return {"said": where.said, "site": site, "words": where.words + own}


def _told(found: dict[str, Any]) -> dict[str, Any]:
    """Bring an explanation down to what an officer in the field reads: who, hits, checks, what did not run."""
    one = found["encounter"]
    stated = [fact["data"] for fact in found["facts"] if fact["kind"] == FactKind.IDENTIFIED]
    checks = [check for said in stated for check in said["checks"] or ()]
    names = ("encounter_id", "kind", "subject_id", "surname", "given_names", "birth_date", "plate", "status", "version")
    return {
        **{name: one[name] for name in names},
        "known_by": [{"basis": said["link_basis"], "evidence": said["link_evidence"]} for said in stated],
        "hits": one["possible_matches"],
        "checks": checks,
        "did_not_run": [f"{check['name']}: {check['detail']}" for check in checks if check["state"] == "not-run"],
        **{name: one[name] for name in ("band", "score", "reasons", "assignment", "lookout")},
    }
