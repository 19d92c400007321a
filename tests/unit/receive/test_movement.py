"""Which crossing a message is about, and when, in UTC."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tidewaiter.receive.movement import crossing_leg, movement, to_utc
from tidewaiter.vocabulary.announcement import Announcement, Leg
from tidewaiter.vocabulary.place import Place, Places

PLACES = Places(
    [
        Place("JFK", "New York", "US", "America/New_York", "air", kind="port-of-entry"),
        Place("IAD", "Washington", "US", "America/New_York", "air", kind="port-of-entry"),
        Place("LHR", "London", "GB", "Europe/London", "air"),
        Place("CDG", "Paris", "FR", "Europe/Paris", "air"),
        Place("2504", "San Ysidro", "US", "America/Los_Angeles", "land", kind="port-of-entry"),
        Place("XXX", "Nowhere", "GB", None, "air"),
    ],
    aliases={"KJFK": "JFK"},
)


def leg(departure, arrival, at=datetime(2026, 8, 14, 10, 5), **more):
    return Leg(carrier="ZZ", number="0204", departure=departure, arrival=arrival, departs_local=at, **more)


def announce(*legs, **more):
    return Announcement(kind="paxlst", legs=list(legs), **more)


def test_a_movement_into_the_home_country_is_inbound_at_its_arrival():
    found = movement(announce(leg("LHR", "JFK", arrives_local=datetime(2026, 8, 14, 13, 10))), PLACES, [])
    assert (found.direction, found.port, found.number) == ("inbound", "JFK", "204")
    assert found.departs_at == datetime(2026, 8, 14, 9, 5, tzinfo=UTC)
    assert found.scheduled_at == datetime(2026, 8, 14, 17, 10, tzinfo=UTC)


def test_a_movement_out_of_the_home_country_is_outbound_at_its_departure():
    found = movement(announce(leg("JFK", "CDG")), PLACES, [])
    assert (found.direction, found.port) == ("outbound", "JFK")
    assert found.scheduled_at == found.departs_at


def test_the_leg_that_the_message_marks_is_the_crossing():
    legs = leg("IAD", "JFK"), leg("JFK", "CDG", crossing=True)
    assert crossing_leg(announce(*legs), PLACES) is legs[1]


def test_without_a_mark_the_leg_that_leaves_home_is_the_crossing():
    legs = leg("IAD", "JFK"), leg("JFK", "LHR"), leg("LHR", "CDG")
    assert crossing_leg(announce(*legs), PLACES) is legs[1]


def test_a_movement_that_touches_home_nowhere_is_kept_and_said():
    findings = []
    found = movement(announce(leg("LHR", "CDG")), PLACES, findings)
    assert found.direction == "inbound" and found.port == "CDG"
    assert [finding.code for finding in findings] == ["foreign-movement"]


def test_the_direction_a_message_states_is_believed():
    assert movement(announce(leg("LHR", "CDG"), direction="outbound"), PLACES, []).port == "LHR"


def test_the_same_flight_has_the_same_trip_whatever_zeros_its_number_bears():
    padded = movement(announce(leg("LHR", "JFK")), PLACES, [])
    plain = movement(announce(Leg("ZZ", "204", "LHR", "JFK", datetime(2026, 8, 14, 10, 5))), PLACES, [])
    assert padded.trip == plain.trip


def test_an_alias_leads_to_the_registered_port():
    assert movement(announce(leg("LHR", "KJFK")), PLACES, []).port == "JFK"


def test_an_unknown_place_and_an_unknown_zone_are_findings_and_the_time_stays_unknown():
    findings = []
    found = movement(announce(leg("XXX", "QQQ", arrives_local=datetime(2026, 8, 14, 13))), PLACES, findings)
    assert found.departs_at is None and found.arrives_at is None
    assert {"unknown-place", "unknown-zone"} <= {finding.code for finding in findings}


def test_a_private_vehicle_meets_its_presubmission_by_port_day_and_direction():
    at = datetime(2026, 8, 14, 23, 30, tzinfo=timezone(timedelta(hours=-7)))
    lane = Announcement(kind="lane", mode="land", direction="inbound", legs=[Leg(arrival="2504", arrives_local=at)])
    form = Announcement(kind="manifest", mode="land", direction="inbound", legs=[Leg(arrival="2504", arrives_local=at)])
    assert movement(lane, PLACES, []).trip == movement(form, PLACES, []).trip


@pytest.mark.parametrize("local", [None, datetime(2026, 1, 1, 12)])
def test_a_time_without_place_stays_unknown(local):
    assert to_utc(local, None, PLACES) is None


def test_a_time_that_bears_its_offset_needs_no_place():
    assert to_utc(datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=2))), None, PLACES).hour == 10


def test_a_movement_within_the_home_country_says_that_it_crosses_no_border():
    findings = []
    assert movement(announce(leg("JFK", "IAD")), PLACES, findings).direction == "inbound"
    assert [finding.code for finding in findings] == ["domestic-movement"]
