"""Complete, valid, in time: findings about the sender's data."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from tidewaiter.assemble import policy
from tidewaiter.receive.gate import Filing, GatePolicy, Requirement, gate
from tidewaiter.receive.policy import gate_policy
from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.tables import DECLARED, QUALITY, conform, empty

NOON = datetime(2026, 8, 14, 12, tzinfo=UTC)
POLICY = GatePolicy(
    (Filing("air", "inbound", "api", "departs_at", 30, "thirty minutes before"),),
    (Requirement("birth_date", ("api",), "core data"),),
)


def declared(**columns):
    row = {
        "message_id": "msg-1", "ordinal": 1, "segment": 9, "kind": "person", "source": "api", "direction": "inbound",
        "mode": "air", "trip": "T", "birth_date": date(1980, 1, 1), "received_at": NOON, "scheduled_at": NOON,
        "departs_at": NOON + timedelta(hours=1),
    }  # fmt: skip
    return conform(pl.DataFrame([row | columns]), DECLARED)


def codes(table):
    return table["code"].to_list()


def test_complete_data_in_time_has_no_finding():
    found = gate(declared(), POLICY)
    assert found.is_empty() and found.schema == QUALITY


def test_a_missing_field_names_the_traveler_the_segment_and_the_ground():
    row = gate(declared(birth_date=None), POLICY).row(0, named=True)
    assert (row["code"], row["field"], row["traveler"], row["segment"]) == ("missing-field", "birth_date", 1, 9)
    assert "core data" in row["text"]


def test_what_another_source_need_not_carry_is_not_missing():
    assert codes(gate(declared(birth_date=None, source="booking"), POLICY)) == []


def test_a_conveyance_needs_no_birth_date():
    assert codes(gate(declared(birth_date=None, kind="conveyance"), POLICY)) == []


@pytest.mark.parametrize("born", [date(2026, 8, 15), date(1899, 12, 31)])
def test_a_birth_after_the_journey_or_before_1900_is_impossible(born):
    assert codes(gate(declared(birth_date=born), POLICY)) == ["impossible-date"]


def test_a_message_after_its_deadline_is_late_once_however_many_people_it_lists():
    two = pl.concat([declared(departs_at=NOON + timedelta(minutes=29)), declared(ordinal=2)])
    late = gate(two, POLICY).filter(pl.col("code") == "late-filing")
    assert late.height == 1 and late["traveler"][0] is None
    assert "2026-08-14 11:59 UTC" in late["text"][0]


def test_a_message_just_in_time_is_not_late():
    assert codes(gate(declared(departs_at=NOON + timedelta(minutes=30)), POLICY)) == []


def test_a_movement_without_a_time_cannot_be_late():
    assert codes(gate(declared(departs_at=None), POLICY)) == []


def test_a_policy_without_anything_still_looks_for_impossible_dates():
    nothing = GatePolicy((), ())
    assert gate(empty(DECLARED), nothing).schema == QUALITY
    assert codes(gate(declared(birth_date=date(1700, 1, 1)), nothing)) == ["impossible-date"]


def test_the_shipped_policy_can_be_read_and_names_columns_that_exist():
    found = gate_policy(policy("filing.yaml"))
    assert found.filings and {r.field for r in found.requirements} <= set(DECLARED)


def test_a_policy_that_names_no_column_is_refused():
    text = policy("filing.yaml").replace("field: surname", "field: surnam")
    with pytest.raises(InvalidPolicy, match="surnam"):
        gate_policy(text)


def test_a_person_listed_twice_in_one_manifest_is_told_at_the_second_place():
    row = {"document_number": "AB123", "document_issuer": "GBR"}
    twice = pl.concat([declared(**row), declared(**row, ordinal=4, segment=30)])
    (found,) = gate(twice, POLICY).rows(named=True)
    assert (found["code"], found["traveler"], found["segment"]) == ("listed-twice", 4, 30)


def test_a_person_on_two_bookings_or_with_another_birth_date_is_not_listed_twice():
    row = {"document_number": "AB123", "document_issuer": "GBR"}
    booked = pl.concat([declared(**row, source="booking"), declared(**row, source="booking", ordinal=2)])
    twins = pl.concat([declared(**row), declared(**row, ordinal=2, birth_date=date(1981, 1, 1))])
    assert codes(gate(booked, POLICY)) == [] and codes(gate(twins, POLICY)) == []
