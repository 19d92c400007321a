"""Lane messages: one announcement a crossing, nobody lost, and fast enough for a day of land borders."""

from __future__ import annotations

import gc
from importlib.resources import files

import orjson
import pytest

from tidewaiter.formats import lane
from tidewaiter.vocabulary.errors import Unreadable

SAMPLES = files("tidewaiter.samples") / "lane"


def read(*crossings, **head):
    return lane.read(
        orjson.dumps({"sender": "LANE-7", "reference": "L1", "crossings": list(crossings), **head})
    ).messages


def test_a_crossing_becomes_one_announcement_of_land():
    at = "2026-11-21T10:02:11-08:00"
    person = {"role": "driver", "surname": "Vale", "presubmission": "PRE-1"}
    (message,) = read(
        {
            "port": "USSYS",
            "lane": "07",
            "direction": "inbound",
            "at": at,
            "vehicle": {"plate": "7abc1"},
            "people": [person],
        }
    )
    assert (message.kind, message.mode, message.direction, message.lane) == ("lane", "land", "inbound", "07")
    assert (message.legs[0].arrival, message.legs[0].arrives_local.isoformat()) == ("USSYS", at)
    assert message.vehicles[0].plate == "7ABC1"
    assert (message.people[0].vehicle, message.people[0].presubmission) == (0, "PRE-1")
    assert message.reference == "L1/1"
    assert message.findings == []


def test_what_the_envelope_says_holds_for_crossings_that_do_not():
    first, second = read(
        {"at": "2026-11-21T10:00Z"},
        {"at": "2026-11-21T10:01Z", "port": "B", "direction": "outbound"},
        port="A",
        direction="inbound",
    )
    assert (first.legs[0].arrival, first.direction) == ("A", "inbound")
    assert (second.legs[0].departure, second.legs[0].arrival, second.direction) == ("B", None, "outbound")


def test_a_pedestrian_is_in_no_vehicle():
    (message,) = read({"vehicle": {"plate": "A1"}, "people": [{"role": "pedestrian"}]}, port="A", direction="inbound")
    assert message.people[0].vehicle is None


def test_a_crossing_that_says_too_little_is_kept_with_positioned_errors():
    _, message = read(
        {"at": "2026-11-21T10:00Z", "port": "A", "direction": "inbound"}, {"people": [{"surname": "Vale"}, 7]}
    )
    assert [(f.code, f.severity, f.position.path) for f in message.findings] == [
        ("missing-port", "error", "/crossings/1/port"),
        ("missing-direction", "error", "/crossings/1/direction"),
        ("missing-at", "error", "/crossings/1/at"),
        ("invalid-traveler", "error", "/crossings/1/people/1"),
    ]
    assert len(message.people) == 2


def test_a_bad_field_of_a_vehicle_keeps_its_plate():
    (message,) = read({"vehicle": {"plate": "A1", "occupants": "many"}})
    assert message.vehicles[0].plate == "A1"
    assert "/crossings/0/vehicle/occupants" in {finding.position.path for finding in message.findings}


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b'{"sender":"L"}', "/crossings"),
        (b'{"crossings":[]}', "/sender"),
        (b'{"sender":"L","crossings":[],"direction":"up"}', "/direction"),
    ],
)
def test_a_broken_envelope_is_refused_at_its_pointer(raw, path):
    with pytest.raises(Unreadable) as caught:
        lane.read(raw)
    assert caught.value.position.path == path


def test_reading_leaves_the_cycle_collector_as_it_was():
    assert gc.isenabled()
    with pytest.raises(Unreadable):
        lane.read(b"[")
    assert gc.isenabled()


def test_lane_messages_are_told_from_manifests():
    assert lane.looks_like_lane(b'{"sender":"L","crossings":[]}')
    assert not lane.looks_like_lane(b'{"sender":"L","mode":"sea","travelers":[]}')


def test_the_published_schema_describes_people_and_vehicles():
    schema = lane.schema()
    assert schema["properties"]["crossings"]["items"] == {"$ref": "#/$defs/CrossingModel"}
    assert {"CrossingModel", "TravelerModel", "VehicleModel", "DocumentModel"} <= schema["$defs"].keys()


def test_the_samples_read_with_their_dirt_recorded():
    messages = lane.read((SAMPLES / "san_ysidro_lane_07.json").read_bytes()).messages
    assert [len(message.people) for message in messages] == [2, 1, 1, 1]
    assert [{finding.code for finding in message.findings} for message in messages] == [
        set(),
        set(),
        {"mrz-check-failed"},
        {"invalid-birth-date", "unknown-country"},
    ]
    walkers = lane.read((SAMPLES / "el_paso_pedestrians_out.json").read_bytes()).messages
    assert [message.people[0].surname for message in walkers] == ["BRUEGGE", "Monsivais"]
    assert walkers[0].legs[0].departure
