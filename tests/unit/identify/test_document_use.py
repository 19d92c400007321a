"""How documents are used: every finding names both values, and none accuses anybody."""

from datetime import date, timedelta

import polars as pl
import pytest
from tests.unit.identify.identify_world import AS_OF, World, check, person, vehicle

from tidewaiter.identify.document_policy import document_policy, load_documents
from tidewaiter.identify.document_use import use_identity
from tidewaiter.identify.lookup import LISTINGS
from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.tables import conform

PASSPORT = "GBR|RV1234567"


def detail(row, name):
    return next(one["detail"] for one in row["checks"] if one["name"] == name)


def reporting(number="RV1234567", category="stolen", **said):
    entry = {"list_id": "L", "list_version": "1", "list_stale": False, "entry_id": "e1", "entry_kind": "document"}
    entry |= {"category": category, "ground": "report 7", "document_number": number, "document_issuer": "GBR", **said}
    return conform(pl.DataFrame([entry], infer_schema_length=None), LISTINGS)


def used(world, subject, document=PASSPORT, *, by="Ravensdale", given="Ottoline Mae", born="1984-05-17", **when):
    first, last = (f"2026-0{when.get(name, 1)}-01T00:00:00.000000Z" for name in ("first", "last"))
    world.uses.append((document, subject, use_identity(by, given, born), "P", "enc-before", first, last))


def known(world, document=PASSPORT, **said):
    """Let the person be known as sub-1 by document and name."""
    issuer, number = document.split("|")
    world.keys |= {f"D|{issuer}|{number}|1984-05-17": "sub-1", "N|ravensdale|ottolinemae|1984-05-17": "sub-1"}
    used(world, "sub-1", document, **said)


def test_a_document_on_a_list_of_lost_ones_is_a_finding_of_its_own_that_names_both_and_accuses_nobody():
    world = World()
    world.lists = reporting()
    (row,), _ = world.take(person())
    assert check(row, "lost-or-stolen") == "fail"
    text = detail(row, "lost-or-stolen")
    assert "GBR RV1234567" in text and "stolen by L entry e1" in text and "not about who shows it" in text


def test_a_list_that_looks_for_a_document_without_reporting_it_is_no_report():
    world = World()
    world.lists = reporting(category="outstanding-warrant")
    (row,), hits = world.take(person())
    assert hits.height == 1 and check(row, "lost-or-stolen") == "not-run"


def test_without_a_list_of_reported_documents_the_check_did_not_run_and_a_stale_one_says_so():
    (row,), _ = World().take(person())
    assert check(row, "lost-or-stolen") == "not-run"
    world = World()
    world.lists = reporting(number="ZZ0000001", list_stale=True)
    (row,), _ = world.take(person())
    assert check(row, "lost-or-stolen") == "pass" and "STALE: L" in detail(row, "lost-or-stolen")


def test_one_document_under_two_identities_names_both_with_the_earlier_encounter():
    world = World()
    used(world, "sub-9", by="Quarmby", given="Thaddeus", born="1961-02-03")
    (row,), _ = world.take(person())
    assert check(row, "one-holder") == "fail"
    text = detail(row, "one-holder")
    assert "Ravensdale Ottoline Mae 1984-05-17" in text and "Quarmby Thaddeus 1961-02-03" in text
    assert "enc-before" in text and "2026-01-01" in text


def test_two_people_of_one_message_on_one_document_are_found_too():
    rows, _ = World().take(person(), person(surname="Quarmby", given_names="Thaddeus", birth_date=date(1961, 2, 3)))
    assert [check(row, "one-holder") for row in rows] == ["fail", "fail"]
    assert "in the same delivery" in detail(rows[0], "one-holder")


@pytest.mark.parametrize("other", [{"by": "Hathersage"}, {"given": "Ottoline"}, {"by": "RAVENSDALE-HYDE"}])
def test_a_name_that_changed_in_part_is_the_same_holder(other):
    world = World()
    used(world, "sub-1", **other)
    (row,), _ = world.take(person())
    assert check(row, "one-holder") == "pass"


def test_the_same_name_with_another_birth_date_is_a_slip_and_said_but_stops_nobody():
    world = World()
    used(world, "sub-1", born="1984-05-18")
    (row,), _ = world.take(person())
    assert check(row, "one-holder") == "pass" and "mistyped" in detail(row, "one-holder")
    assert "1984-05-18" in detail(row, "one-holder")


def test_two_passports_of_one_state_used_in_turn_are_named_together():
    world = World()
    known(world, first=1, last=1)
    used(world, "sub-1", "GBR|XQ7000001", first=2, last=2)
    (row,), _ = world.take(person())
    assert check(row, "one-document") == "fail"
    text = detail(row, "one-document")
    assert "GBR RV1234567" in text and "GBR XQ7000001" in text and "linked by document" in text


def test_a_new_passport_that_takes_over_is_a_renewal_and_one_of_another_state_a_second_nationality():
    world = World()
    known(world, first=1, last=2)
    used(world, "sub-1", "NLD|NX1111111", first=2, last=2)
    (row,), _ = world.take(person(document_number="XQ7000001"))
    assert check(row, "one-document") == "pass" and "renewal" in detail(row, "one-document")
    assert "NLD" not in detail(row, "one-document")


@pytest.mark.parametrize(
    ("visa_class", "purpose", "state"),
    [
        ("B2", "tourism", "pass"),
        ("B-2", "work", "fail"),
        ("B1/B2", "business", "pass"),
        ("F1", None, "not-run"),
        (None, "study", "not-run"),
        ("ZZ9", "study", "not-run"),
        ("F1", "espionage", "not-run"),
    ],
)
def test_a_visa_is_compared_with_the_purpose_where_both_are_known(visa_class, purpose, state):
    (row,), _ = World().take(person(visa_number="V100", visa_class=visa_class, purpose=purpose))
    assert check(row, "visa-purpose") == state
    assert all(word in detail(row, "visa-purpose") for word in (visa_class or "", "work" if state == "fail" else ""))


def test_who_shows_no_document_and_no_visa_is_asked_nothing_and_a_car_neither():
    bare = dict.fromkeys(("document_number", "document_kind", "document_issuer", "document_expires"))
    rows, _ = World().take(person(**bare), vehicle(), person("m2", trip="T9", document_number="ZX1234567"))
    names = [{one["name"] for one in row["checks"]} & {"lost-or-stolen", "one-holder", "visa-purpose"} for row in rows]
    assert names == [set(), set(), {"lost-or-stolen", "one-holder"}]


def test_the_same_answers_come_one_by_one_and_together():
    world = World()
    used(world, "sub-9", by="Quarmby", given="Thaddeus", born="1961-02-03")
    asked = [
        person(f"m{n}", trip=f"T{n}", document_number=number) for n, number in enumerate(("RV1234567", "AB7654321"))
    ]
    together = [check(row, "one-holder") for row in world.take(*asked)[0]]
    alone = World()
    alone.uses = list(world.uses)
    assert together == [check(alone.take(one)[0][0], "one-holder") for one in asked] == ["fail", "pass"]


def test_a_visa_for_a_purpose_that_is_no_word_of_the_file_is_refused_with_its_place():
    text = "owner: o\nreview_at: 2030-01-01\nground: g\nverified: false\nreported: [lost]\npurposes: [work]\n"
    with pytest.raises(InvalidPolicy) as refused:
        document_policy(text + "visas:\n  X1: [play]\n")
    assert refused.value.line == 8
    assert load_documents().purposes_of("b-1 / b2") == ("business", "trade", "training", "tourism", "visit", "medical")


def test_when_a_use_is_on_record_it_is_the_store_s_time_that_counts():
    world = World()
    known(world, first=1, last=1)
    (row,), _ = world.take(person(received_at=AS_OF + timedelta(days=1)))
    assert check(row, "one-document") == "pass"
