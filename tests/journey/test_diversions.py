"""A flight lands where nobody expected it: its people report there, and both ports know."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.journey.border import ROLES, Border, passenger_list, person

from tidewaiter.enforce import Admit
from tidewaiter.inspect import ReportAtPrimary
from tidewaiter.store import queries
from tidewaiter.vocabulary.errors import Forbidden, NotFound
from tidewaiter.vocabulary.officer import Officer

AT_BOSTON = Officer("Paula Renn", ROLES, "BOS", "diverted flight ZZ204")
AT_KENNEDY = Officer("Ivo Sandt", ROLES, "JFK", "diverted flight ZZ204")


@pytest.fixture
def expected(border: Border) -> str:
    border.accepted(passenger_list([person("RAHIMI"), person("HALLORAN", "NIAMH")], "D1"))
    border.clock.now = datetime(2026, 8, 14, 17, 30, tzinfo=UTC)
    return str(border.one("Rahimi")["encounter_id"])


def test_who_was_due_at_one_port_reports_at_another_and_is_admitted_there(border: Border, expected: str):
    (presented,) = border.act(ReportAtPrimary, expected, AT_BOSTON, port="BOS", lane="3")
    assert (presented.data["port"], presented.data["diverted_from"]) == ("BOS", "JFK")
    border.act(Admit, expected, AT_BOSTON)
    found = border.one("Rahimi")
    assert (found["port"], found["diverted_from"], found["status"]) == ("BOS", "JFK", "admitted")
    for officer in (AT_BOSTON, AT_KENNEDY):
        assert border.house.record(expected, officer)["encounter_id"] == expected
        (listed,) = border.ask(queries.diverted, port=officer.port)
        assert (listed["port"], listed["diverted_from"]) == ("BOS", "JFK")
    assert border.ask(queries.diverted, port="SEA") == []


def test_the_port_that_expected_them_acts_no_more_and_others_never_did(border: Border, expected: str):
    border.act(ReportAtPrimary, expected, AT_BOSTON, port="BOS")
    with pytest.raises(Forbidden):
        border.act(Admit, expected, AT_KENNEDY)
    with pytest.raises(NotFound):
        border.house.record(expected, Officer("Ola Finn", ROLES, "SEA", "curiosity"))


def test_an_officer_presents_nobody_at_a_port_that_is_not_theirs(border: Border, expected: str):
    with pytest.raises(Forbidden):
        border.act(ReportAtPrimary, expected, AT_BOSTON, port="SEA")
    assert border.one("Rahimi")["status"] == "announced"


def test_a_carrier_who_repeats_the_old_list_does_not_send_them_back(border: Border, expected: str):
    border.act(ReportAtPrimary, expected, AT_BOSTON, port="BOS")
    border.accepted(passenger_list([person("RAHIMI"), person("HALLORAN", "NIAMH")], "D2", function="update"))
    assert border.one("Rahimi")["port"] == "BOS"
    assert border.one("Halloran")["port"] == "JFK"
    assert border.proves()


def test_the_document_in_hand_finds_who_is_expected_elsewhere_and_the_reading_is_journaled(
    border: Border, expected: str
):
    passport = border.one("Rahimi")["document_number"]
    asked = {"document_number": passport.lower(), "birth_date": date(1984, 6, 23)}
    (found,) = border.house.expected(AT_BOSTON, **asked)
    assert (found["encounter_id"], found["port"]) == (expected, "JFK")
    assert "RecordRead" in [kind for kind, _ in border.journal(expected)]
    assert border.house.expected(AT_BOSTON, passport, date(1984, 6, 24)) == []
    with pytest.raises(Forbidden):
        border.house.expected(Officer("Paula Renn", ROLES, "BOS"), **asked)
    border.clock.now += timedelta(days=5)
    assert border.house.expected(AT_BOSTON, **asked) == []
