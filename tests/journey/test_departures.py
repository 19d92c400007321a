"""Outbound journeys: the same rooms, the departure port, and exits that close stays."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.journey.border import OUTBOUND, Border, booking_record, lane, passenger_list, person, walker

from tidewaiter.enforce import Admit, Depart, Refer
from tidewaiter.inspect import ReportAtPrimary
from tidewaiter.store import queries
from tidewaiter.vocabulary.announcement import TravelDocument
from tidewaiter.vocabulary.errors import Refusal

WANTED = person("QUENNELL", "TOBIAS ARNE", birth_date=date(1971, 4, 9), sex="M")


def admit(border: Border, surname: str) -> str:
    border.clock.now = datetime(2026, 8, 14, 17, 30, tzinfo=UTC)
    entry = border.one(surname)["encounter_id"]
    border.act(ReportAtPrimary, entry, port="JFK", lane="12")
    border.act(Admit, entry, until=date(2026, 11, 11))
    return str(entry)


def test_departures_walk_the_same_rooms_before_boarding(border: Border):
    (arrival,) = border.accepted(passenger_list([person("RAHIMI")], "R1", leg=OUTBOUND))
    leaving = border.one("Rahimi")
    assert (leaving["direction"], leaving["port"]) == ("outbound", "JFK")
    assert leaving["assignment"] and leaving["band"] and leaving["advice"] == "cleared"
    assert "CUSRES" in arrival.answer


@pytest.mark.parametrize("write", [passenger_list, booking_record])
def test_a_hit_on_a_departure_goes_to_the_departure_port_and_nowhere_else(border: Border, write):
    border.accepted(write([WANTED, person("RAHIMI")], "R1", leg=OUTBOUND))
    wanted = border.one("Quennell")
    assert [hit["entry_id"] for hit in wanted["possible_matches"]] == ["LS-001"]
    assert wanted["port"] == "JFK" and wanted["lookout"]
    assert [row["surname"] for row in border.encounters(port="JFK") if row["stream"] == "risk"] == ["QUENNELL"]
    assert border.encounters(port="LHR") == []
    border.act(Refer, wanted["encounter_id"], reason="hold at the gate")
    with pytest.raises(Refusal):
        border.act(Depart, wanted["encounter_id"])


def test_an_exit_closes_the_stay_of_an_earlier_entry_by_document_issuer_and_birth_date(border: Border):
    border.accepted(passenger_list([person("RAHIMI")], "R1"))
    entry = admit(border, "Rahimi")
    assert len(border.ask(queries.open_stays)) == 1
    border.clock.now = datetime(2026, 9, 4, 12, 0, tzinfo=UTC)
    # Another spelling of the name, the same document: the document closes the stay.
    border.accepted(
        passenger_list([person("RAHIMI", "NOUR", number=person("RAHIMI").documents[0].number)], "R2", leg=OUTBOUND)
    )
    leaving = border.one("Rahimi", direction="outbound")
    border.clock.now = datetime(2026, 9, 4, 22, 30, tzinfo=UTC)
    border.act(Depart, leaving["encounter_id"])
    assert border.ask(queries.open_stays) == [] and border.ask(queries.unmatched_exits) == []
    with border.house.store.read() as reader:
        reader.cursor.execute("SELECT encounter_id, closed_by FROM stay")
        assert reader.cursor.fetchall() == [(entry, leaving["encounter_id"])]
    assert border.proves()


def test_an_exit_without_a_known_entry_is_a_gap_in_the_data_and_accuses_nobody(border: Border):
    border.accepted(passenger_list([person("RAHIMI"), person("HALLORAN", "NIAMH")], "R1"))
    admit(border, "Rahimi")
    border.clock.now = datetime(2026, 9, 4, 12, 0, tzinfo=UTC)
    another = [TravelDocument("P", "777000111", "GBR", date(2031, 1, 1))]
    border.accepted(passenger_list([person("FARKAS", "BENCE", documents=another)], "R2", leg=OUTBOUND))
    leaving = border.one("Farkas")
    border.act(Depart, leaving["encounter_id"])
    (gap,) = border.ask(queries.unmatched_exits)
    assert gap["encounter_id"] == leaving["encounter_id"]
    assert len(border.ask(queries.open_stays)) == 1
    gone = border.one("Farkas")
    assert (gone["status"], gone["hits"], gone["outcome"]) == ("departed", 0, None)


def test_who_walks_out_at_a_lane_closes_the_stay_too(border: Border):
    border.accepted(lane([walker("Monsivais", "G33310098")], "L1"))
    came = border.one("Monsivais")["encounter_id"]
    border.clock.now = datetime(2026, 8, 14, 17, 30, tzinfo=UTC)
    border.act(Admit, came, until=date(2026, 12, 1))
    border.clock.now = datetime(2026, 8, 20, 17, 30, tzinfo=UTC)
    border.accepted(
        lane([walker("Monsivais", "G33310098", at="2026-08-20T10:00:00-07:00")], "L2", direction="outbound")
    )
    left = border.one("Monsivais", direction="outbound")
    assert left["status"] == "presented" and left["port"] == "2504"
    border.act(Depart, left["encounter_id"])
    assert border.ask(queries.open_stays) == []
