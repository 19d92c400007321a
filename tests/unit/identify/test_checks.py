from datetime import date

from tests.unit.identify.identify_world import World, booked, check, person, vehicle

from tidewaiter.identify.documents import CHECKS, OF_CONVEYANCES


def only(**said):
    (row,), _ = World().take(person(**said))
    return row


def test_every_check_that_applies_is_listed_in_the_same_order():
    for one, checks in ((person(), CHECKS), (booked(), CHECKS), (vehicle(), OF_CONVEYANCES)):
        (row,), _ = World().take(one)
        assert tuple(found["name"] for found in row["checks"]) == checks
        assert all(found["detail"] for found in row["checks"])


def test_a_vehicle_among_its_people_is_asked_for_no_passport_and_they_are():
    (driver, car), _ = World().take(person(), vehicle())
    assert [(found["name"], found["state"]) for found in car["checks"]] == [("complete", "pass"), ("lists", "not-run")]
    assert check(driver, "document-present") == "pass" and len(driver["checks"]) == len(CHECKS)


def test_a_good_document_passes_and_what_was_not_read_did_not_run():
    row = only()
    states = {one["name"]: one["state"] for one in row["checks"]}
    assert {name for name, state in states.items() if state == "not-run"} == {"mrz-digits", "lists"}
    assert {state for name, state in states.items() if name not in ("mrz-digits", "lists")} == {"pass"}


def test_a_traveler_without_document_fails_one_check_and_the_rest_did_not_run():
    row = only(document_number=None, document_kind=None, document_issuer=None, document_expires=None)
    assert check(row, "document-present") == "fail" and check(row, "complete") == "fail"
    assert {check(row, name) for name in ("number-form", "mrz-digits", "expiry", "issuer-code")} == {"not-run"}


def test_a_booking_need_not_name_a_document_so_nothing_fails():
    (row,), _ = World().take(booked())
    assert not [one for one in row["checks"] if one["state"] == "fail"]
    assert check(row, "complete") == "not-run" and check(row, "document-present") == "not-run"


def test_a_later_booking_is_checked_with_the_document_of_the_manifest():
    world = World()
    world.take(person(locator="QX7TRA", document_expires=date(2020, 1, 1)))
    (row,), _ = world.take(booked())
    assert check(row, "expiry") == "fail" and check(row, "document-present") == "pass"
    assert "declared by api" in row["checks"][1]["detail"]


def test_expiry_is_judged_by_the_day_of_travel():
    assert check(only(document_expires=date(2026, 3, 2)), "expiry") == "pass"
    assert check(only(document_expires=date(2026, 3, 1)), "expiry") == "fail"
    assert check(only(document_expires=date(2026, 3, 1), scheduled_at=None), "expiry") == "pass"


def test_check_digits_pass_fail_or_did_not_run():
    assert [check(only(mrz_valid=valid), "mrz-digits") for valid in (True, False, None)] == ["pass", "fail", "not-run"]


def test_an_unknown_issuer_fails_and_a_special_code_passes():
    states = [check(only(document_issuer=code), "issuer-code") for code in ("QQQ", "UNO", "D", "NL", None)]
    assert states == ["fail", "pass", "pass", "pass", "not-run"]


def test_impossible_birth_dates_fail():
    born = (date(2026, 3, 3), date(1890, 1, 1), date(1984, 1, 1), None)
    states = [check(only(birth_date=day), "birth-date-possible") for day in born]
    assert states == ["fail", "fail", "pass", "not-run"]


def test_malformed_and_placeholder_numbers_fail_their_form():
    numbers = ("XXXXXXX", "A1", "RV12/4567", "RV 123-456")
    assert [check(only(document_number=number), "number-form") for number in numbers] == [
        "fail",
        "fail",
        "fail",
        "pass",
    ]


def test_what_another_source_declared_differently_is_named():
    world = World()
    world.take(person(locator="QX7TRA", seat="012a", bag_count=1))
    (row,), _ = world.take(booked(seat="14C", bag_count=3, given_names="Ottoline"))
    assert row["differs_from"] == ["seat", "bag_count"]


def test_a_seat_written_with_a_leading_nought_and_a_shortened_given_name_are_no_difference():
    world = World()
    world.take(person(locator="QX7TRA", seat="012a"))
    (row,), _ = world.take(booked(seat="12A", given_names="OTTOLINE"))
    assert row["differs_from"] == []


def test_an_update_of_the_same_source_is_a_correction_not_a_difference():
    world = World()
    world.take(person(seat="1A"))
    (row,), _ = world.take(person("m2", seat="2B"))
    assert row["differs_from"] == []


def test_another_passport_in_the_booking_lowers_the_link_and_both_numbers_are_shown():
    world = World()
    world.take(person(locator="QX7TRA"))
    other = {"document_number": "ZZ7654321", "document_kind": "P", "document_issuer": "GBR"}
    (row,), _ = world.take(booked(**other))
    assert row["differs_from"] == ["document_number"] and row["link_score"] == 0.55
    assert "ZZ7654321" in row["link_evidence"] and "RV1234567" in row["link_evidence"]


def test_sources_are_compared_within_one_batch_too():
    (first, second), _ = World().take(person(locator="QX7TRA", seat="1A"), booked(seat="9F"))
    assert first["differs_from"] == second["differs_from"] == ["seat"]


def test_an_alias_of_a_port_makes_no_second_place():
    (row,), _ = World().take(person(port="KJFK"))
    assert row["encounter_id"]
