"""What a lane asks of the store, and what was checked there: on every database alike, and again after a rebuild."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.contract.test_read_models import append
from tests.unit.store.scenario import AT, TRIP, act, manifest, person

from tidewaiter.store.opening import Store
from tidewaiter.store.queries import lane
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind

HERE = lane.Around.of("JFK", AT + timedelta(hours=20), timedelta(hours=36))


def checked(number: int, how: str = "reader", **states: str) -> Entry:
    checks = [{"name": name, "state": state, "detail": None} for name, state in states.items()]
    data = {"how": how, "lane": "3", "note": None, "port": "JFK", "checks": checks}
    return Entry.of_fact(Fact(FactKind.CHECKED, f"enc-{number}", AT, "Ada Quill", data))


@pytest.fixture
def landed(store: Store) -> Store:
    """Four on one flight: two of one booking, one in a car, one whose name is in another script."""
    car = {"trip": "land|JFK|2026-03-02|inbound", "plate": "7ABC123", "mode": "land"}
    people = [
        person(1, surname="Müller", given_names="Anna Lena", locator="FAMILY", seat="2A"),
        person(2, surname="MUELLER-VOSS", given_names="JON", locator="FAMILY", seat="2B"),
        person(3, **car),
        person(4, surname="Петров", given_names="Иван"),
    ]
    vehicle = person(5, **car, kind="conveyance", surname=None, document_number=None, birth_date=None, occupants=3)
    append(store, *manifest("msg-1", [*people, vehicle]))
    return store


def ask(store: Store, query: Any, *asked: Any, **more: Any) -> list[str]:
    with store.read() as reader:
        return sorted(row["encounter_id"] for row in query(reader.cursor, *asked, **more))


def test_each_way_of_asking_finds_whom_it_means_at_this_port_and_nobody_elsewhere(landed: Store):
    assert ask(landed, lane.by_number, HERE, "P001") == ["enc-1"]
    assert ask(landed, lane.by_number, HERE, "7ABC123") == ["enc-3", "enc-5"]
    assert ask(landed, lane.by_name, HERE, "MUELLER") == ["enc-1", "enc-2"]
    assert ask(landed, lane.by_name, HERE, "MUELLER<<") == ["enc-1"]
    assert ask(landed, lane.by_name, HERE, "MUELLER<<ANNA") == ["enc-1"]
    assert ask(landed, lane.by_name, HERE, "PETROV<<IVAN") == ["enc-4"]
    assert ask(landed, lane.by_name, HERE, "PETROV<<", "1999-01-01") == []
    assert ask(landed, lane.by_seat, HERE, "QX", "12", "2B") == ["enc-2"]
    assert ask(landed, lane.by_locator, HERE, "FAMILY") == ["enc-1", "enc-2"]
    there = lane.Around("BOS", HERE.after, HERE.before)
    late = lane.Around.of("JFK", AT + timedelta(days=9), timedelta(hours=36))
    for around in (there, late):
        assert ask(landed, lane.by_number, around, "P001") == []
        assert ask(landed, lane.by_name, around, "MUELLER") == []
        assert ask(landed, lane.by_seat, around, "QX", "12", "2B") == []
        assert ask(landed, lane.by_locator, around, "FAMILY") == []


def test_who_travels_together_is_found_by_booking_and_by_vehicle(landed: Store):
    with landed.read() as reader:
        rows = {row["encounter_id"]: row for row in lane.these(reader.cursor, [f"enc-{n}" for n in range(1, 7)])}
        together = {
            one: [row["encounter_id"] for row in lane.companions(reader.cursor, row)] for one, row in rows.items()
        }
    assert together == {"enc-1": ["enc-2"], "enc-2": ["enc-1"], "enc-3": ["enc-5"], "enc-4": [], "enc-5": ["enc-3"]}
    assert rows["enc-5"]["occupants"] == 3


def test_who_reported_waits_until_somebody_decides(landed: Store):
    since = AT - timedelta(hours=1)
    append(landed, act(FactKind.PRESENTED, 1, 5, lane="3", port="JFK"), act(FactKind.PRESENTED, 2, 1, port="JFK"))
    assert ask(landed, lane.waiting, "JFK", since=since) == ["enc-1", "enc-2"]
    assert ask(landed, lane.waiting, "JFK", lane="3", since=since) == ["enc-1"]
    append(landed, act(FactKind.ADMITTED, 1, 6, port="JFK"))
    assert ask(landed, lane.waiting, "JFK", since=since) == ["enc-2"]


def test_the_latest_outcome_of_a_check_stands_and_a_rebuild_says_the_same(landed: Store):
    append(landed, checked(1, **{"mrz-digits": "fail", "expiry": "pass"}))
    append(landed, checked(1, "hand", **{"mrz-digits": "pass"}))
    with landed.read() as reader:
        found = lane.lane_checks(reader.cursor, ["enc-1", "enc-2"])
    assert [(row["name"], row["state"], row["how"]) for row in found["enc-1"]] == [
        ("expiry", "pass", "reader"),
        ("mrz-digits", "pass", "hand"),
    ]
    assert found["enc-2"] == []
    assert landed.compare().ok
    landed.rebuild()
    with landed.read() as reader:
        assert lane.lane_checks(reader.cursor, ["enc-1", "enc-2"]) == found


def test_the_movements_due_are_those_of_the_port(landed: Store):
    with landed.read() as reader:
        due = lane.movements(reader.cursor, HERE)
        assert (TRIP, "QX", "12", "LHR") in [
            tuple(row[k] for k in ("trip", "carrier", "number", "departure")) for row in due
        ]
        assert lane.movements(reader.cursor, lane.Around("BOS", HERE.after, HERE.before)) == []
