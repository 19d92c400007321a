"""What was due and did not come, who was taken for somebody else, who stayed when the ship sailed."""

from dataclasses import replace
from datetime import datetime

import pytest
from tests.journey.border import INES, Border, passenger_list, person

from tidewaiter import reports
from tidewaiter.store import queries
from tidewaiter.vocabulary.announcement import Leg
from tidewaiter.vocabulary.errors import Forbidden, Refusal, Unreadable
from tidewaiter.vocabulary.officer import Officer

SCHEDULE = b"""mode,carrier,number,from,to,departs_at,arrives_at
air,ZZ,204,LHR,JFK,2026-08-14T10:05,2026-08-14T13:10
air,QX,7,CDG,JFK,2026-08-14T11:00,2026-08-14T13:30
"""
ANALYST = Officer("Petra Unruh", frozenset({"analyst"}), "*", "wrong link")
STEWARD = Officer("Nils Marek", frozenset({"steward"}), "*", "schedules")
INTO = Leg("MLWF", "18", "BSFPO", "USMIA", datetime(2026, 8, 14, 8, 0), datetime(2026, 8, 14, 20, 0), crossing=True)
OUT = Leg("MLWF", "19", "USMIA", "BSFPO", datetime(2026, 8, 15, 9, 0), datetime(2026, 8, 15, 21, 0), crossing=True)


def late(border: Border) -> dict[str, str]:
    found = border.ask(queries.late_manifests, border.house.policies.gate.filings, border.clock())
    return {row["carrier"]: row["state"] for row in found}


def test_a_scheduled_flight_without_a_manifest_is_listed_by_its_carrier(border: Border):
    border.house.load_schedule(SCHEDULE, "summer.csv", STEWARD)
    border.accepted(passenger_list([person("ILVES")], "L1"))
    assert late(border) == {}, "nothing is due yet"
    border.clock.on(hours=12)
    assert late(border) == {"QX": "missing"}
    assert border.proves()


def test_a_schedule_that_is_wrong_changes_nothing(border: Border):
    before = border.size()
    with pytest.raises(Unreadable):
        border.house.load_schedule(SCHEDULE + b"air,QX,8,CDG,JFK,,yesterday\n", "summer.csv", STEWARD)
    assert border.size() == before


def test_a_link_between_two_people_is_undone_by_an_analyst_and_stays_undone(border: Border):
    border.accepted(passenger_list([person("ILVES")], "L1"))
    other = replace(
        Leg("ZZ", "206", "LHR", "JFK", datetime(2026, 8, 15, 10, 5), datetime(2026, 8, 15, 13, 10)), crossing=True
    )
    border.accepted(passenger_list([person("ILVES")], "L2", leg=other))
    first, second = sorted(border.encounters(), key=lambda row: row["scheduled_at"])
    assert first["subject_id"] == second["subject_id"]
    with pytest.raises(Forbidden):
        border.house.unlink(second["encounter_id"], INES, "not the same")
    with pytest.raises(Refusal):
        border.house.unlink(second["encounter_id"], ANALYST, " ")
    (fact,) = border.house.unlink(second["encounter_id"], ANALYST, "the photograph shows another person")
    assert fact.data["from_subject_id"] == first["subject_id"]
    first, second = sorted(border.encounters(), key=lambda row: row["scheduled_at"])
    assert first["subject_id"] != second["subject_id"]
    assert border.proves()


def test_crew_who_did_not_sail_again_are_listed_and_those_who_did_are_not(border: Border):
    stays, sails = person("KASK", role="crew"), person("TAMM", role="crew")
    border.accepted(passenger_list([stays, sails], "C1", leg=INTO, mode="sea"))
    border.accepted(passenger_list([sails], "C2", leg=OUT, mode="sea"))
    border.clock.on(days=2)
    with border.house.store.read() as reader:
        found = reports.crew_not_returned(reader, border.clock())
    assert [row["encounter_id"] for row in found] == [border.one("KASK")["encounter_id"]]
