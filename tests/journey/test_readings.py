"""Who looked at whose record: opened alone or shown in a list, every reading is journaled and can be asked for."""

from __future__ import annotations

import pytest
from tests.journey.border import EDDA, INES, Border, passenger_list, person

from tidewaiter.store import queries
from tidewaiter.vocabulary.errors import Forbidden, NotFound
from tidewaiter.vocabulary.officer import Officer

AUDITOR = Officer("Oona Pryce", frozenset({"auditor"}), "*", "yearly audit")


def _listed(border: Border, reader: Officer, **asked: object) -> list[dict[str, object]]:
    found = border.ask(queries.encounters, **asked)
    return list(border.house.listed(reader, "encounters", found, **asked))


@pytest.fixture
def people(border: Border) -> dict[str, str]:
    border.accepted(passenger_list([person("ILVES"), person("RAHIMI")], "L1"))
    return {name: border.one(name)["encounter_id"] for name in ("ILVES", "RAHIMI")}


def test_an_audit_names_every_reading_of_a_record_alone_or_in_a_list(border: Border, people: dict[str, str]):
    _listed(border, INES, port="JFK")
    border.clock.on(minutes=1)
    border.house.record(people["ILVES"], INES)
    border.clock.on(minutes=1)
    _listed(border, INES, surname="RAHIMI")
    border.clock.on(minutes=1)
    border.house.explain(people["RAHIMI"], INES)
    readings = [(row["what"], row["shown"]) for row in border.house.reads(people["ILVES"], AUDITOR)]
    assert readings == [("encounters", 2), ("record", 1)]
    rows = border.house.reads(people["RAHIMI"], AUDITOR)
    assert [(row["what"], row["shown"]) for row in rows] == [("encounters", 2), ("encounters", 1), ("explanation", 1)]
    assert {row["reader"] for row in rows} == {"Ines Vallo"} and {row["purpose"] for row in rows} == {"inspection"}
    assert [row["asked"] for row in rows] == [{"port": "JFK"}, {"surname": "RAHIMI"}, {}]
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)


def test_the_asking_is_a_reading_too_and_is_for_auditors_with_a_purpose(border: Border, people: dict[str, str]):
    border.house.reads(people["ILVES"], AUDITOR)
    (row,) = border.house.reads(people["ILVES"], AUDITOR)
    assert (row["reader"], row["what"], row["purpose"]) == ("Oona Pryce", "readings", "yearly audit")
    for reader in (INES, EDDA, Officer("Oona Pryce", AUDITOR.roles, "*")):
        with pytest.raises(Forbidden):
            border.house.reads(people["ILVES"], reader)


def test_nothing_is_told_of_an_encounter_that_is_not_there_or_of_another_port(border: Border, people: dict[str, str]):
    _listed(border, INES)
    elsewhere = Officer("Oona Pryce", AUDITOR.roles, "IAH", "yearly audit")
    for encounter_id, reader in (("enc-0", AUDITOR), (people["ILVES"], elsewhere)):
        with pytest.raises(NotFound):
            border.house.reads(encounter_id, reader)


def test_a_list_is_one_fact_however_many_it_shows_and_one_that_shows_nobody_is_a_reading_too(border: Border):
    border.accepted(passenger_list([person(f"ILVES{chr(65 + n)}") for n in range(20)], "L1"))
    before = border.size()
    _listed(border, INES)
    _listed(border, INES, surname="NOBODY")
    assert border.size() == before + 2
    full, none = [rows[0] for kind, rows in border.journal("listing") if kind == "RecordRead"]
    assert (full["count"], len(full["encounters"])) == (20, 20)
    assert (none["count"], none["asked"]) == (0, {"surname": "NOBODY"})


def test_a_list_without_a_purpose_of_its_own_asks_its_reader_for_one(border: Border, people: dict[str, str]):
    silent = Officer("Ines Vallo", INES.roles)
    _listed(border, silent)
    assert border.house.reads(people["ILVES"], AUDITOR)[-1]["purpose"] == "to see who is due at the port"
    before = border.size()
    with pytest.raises(Forbidden, match="purpose"):
        border.house.listed(silent, "whoever-is-famous", [])
    assert border.size() == before


def test_readings_outlive_a_rebuild_and_the_journal_proves_them(border: Border, people: dict[str, str]):
    _listed(border, INES)
    before = border.house.reads(people["ILVES"], AUDITOR)
    assert border.proves()
    assert border.house.reads(people["ILVES"], AUDITOR)[: len(before)] == before
