"""Opening one record: shown to those of its port only, and journaled with reader and purpose before it is shown."""

from __future__ import annotations

from typing import Any

from tidewaiter.assemble import House
from tidewaiter.authority import Permission
from tidewaiter.store import queries
from tidewaiter.vocabulary.errors import NotFound
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.officer import Officer


def visible(house: House, officer: Officer, encounter_id: str) -> dict[str, Any]:
    """Give an encounter as it stands. Raises ``NotFound`` for one of another port as for one that does not exist."""
    own = house.authority.port_of(officer)
    with house.store.read() as reader:
        found = reader.encounter(encounter_id)
    if found is None or (own is not None and found["port"] != own):
        raise NotFound(f"There is no encounter {encounter_id}")
    return found


def open_record(house: House, officer: Officer, encounter_id: str) -> dict[str, Any]:
    """Give an encounter with hits, acts, findings and cases; the reading is journaled first."""
    port = visible(house, officer, encounter_id)["port"]
    house.authority.require(officer, Permission.PORT_ENCOUNTER_READ, port)
    said = {"purpose": officer.purpose, "what": "record", "roles": sorted(officer.roles), "port": officer.port}
    house.state([Fact(FactKind.RECORD_READ, encounter_id, house.policies.clock(), officer.name, said)])
    with house.store.read() as reader:
        found = queries.encounter(reader.cursor, encounter_id)
    if found is None:
        raise NotFound(f"There is no encounter {encounter_id}")
    return found


def open_explanation(house: House, officer: Officer, encounter_id: str) -> dict[str, Any]:
    """Give an encounter with every fact and every rule, leaf by leaf; the reading is journaled first."""
    port = visible(house, officer, encounter_id)["port"]
    house.authority.require(officer, Permission.PORT_ENCOUNTER_EXPLAIN, port)
    return house.explain(encounter_id, reader=officer.name, purpose=officer.purpose)
