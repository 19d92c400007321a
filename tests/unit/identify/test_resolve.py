from datetime import date, timedelta

import polars as pl
from tests.unit.identify.identify_world import AS_OF, World, booked, person, vehicle

LAND = "land|ELP|2026-03-01|inbound"


def test_a_stranger_becomes_a_new_subject_with_a_new_encounter():
    (row,), _ = World().take(person())
    assert row["link_basis"] == "new" and row["link_score"] == 1.0 and row["is_new"]
    assert row["subject_id"].startswith("sub-") and row["encounter_id"].startswith("enc-")


def test_the_same_document_and_birth_date_is_the_same_subject_however_the_name_is_spelled():
    world = World()
    (first,), _ = world.take(person())
    (again,), _ = world.take(person("m2", surname="RAVENSDAYLE", given_names="O", trip="TW|200|2026-06-01|AMS|JFK"))
    assert again["subject_id"] == first["subject_id"]
    assert again["link_basis"] == "document" and again["link_score"] == 1.0
    assert again["encounter_id"] != first["encounter_id"]
    assert "RV1234567 1984-05-17" in again["link_evidence"] and "GBR RV1234567 1984-05-17" in again["link_evidence"]


def test_a_name_link_to_a_document_never_seen_before_loses_score_and_says_so():
    world = World()
    (first,), _ = world.take(person())
    (again,), _ = world.take(person("m2", document_number="NEW777001", trip="TW|300|2026-09-01|AMS|JFK"))
    assert again["subject_id"] == first["subject_id"] and again["link_basis"] == "name-and-birth-date"
    assert again["link_score"] == 0.8 and "not seen with this subject before" in again["link_evidence"]


def test_without_any_document_the_name_and_birth_date_link_at_their_full_score():
    world = World()
    (first,), _ = world.take(person())
    (again,), _ = world.take(person("m2", document_number=None, trip="TW|300|2026-09-01|AMS|JFK"))
    assert again["subject_id"] == first["subject_id"] and again["link_score"] == 0.9


def test_two_namesakes_of_one_message_with_two_passports_stay_two_people():
    world = World()
    (first, second), _ = world.take(person(), person(document_number="RV7654321"))
    assert first["subject_id"] != second["subject_id"] and first["encounter_id"] != second["encounter_id"]
    assert not [key for key in first["subject_keys"] + second["subject_keys"] if key.startswith("N|")]
    assert "shared by different people" in second["link_evidence"]


def test_namesakes_of_one_message_born_on_one_day_stay_two_people_though_two_states_issued_their_passports():
    (first, second), _ = World().take(person(), person(document_number="XB7654321", document_issuer="NLD"))
    assert first["subject_id"] != second["subject_id"] and first["encounter_id"] != second["encounter_id"]


def test_a_later_message_that_corrects_the_number_speaks_of_the_same_person_and_says_so():
    world = World()
    (first,), _ = world.take(person())
    (again,), _ = world.take(person("m2", document_number="RV7654321", received_at=AS_OF + timedelta(hours=1)))
    assert again["encounter_id"] == first["encounter_id"] and again["link_score"] < 0.9
    assert "was not seen with this subject before" in again["link_evidence"]


def test_a_namesake_is_kept_apart_when_the_store_would_lead_both_to_one_subject():
    world = World()
    (known,), _ = world.take(person())
    first, second = world.take(
        person("m2", given_names="Tilly", trip="T2"), person("m2", document_number="RV7654321", trip="T2")
    )[0]
    assert first["subject_id"] == known["subject_id"]
    assert second["subject_id"] != known["subject_id"] and "kept apart" in second["link_evidence"]


def test_two_namesakes_once_taken_for_one_are_two_where_they_stand_side_by_side():
    world = World()
    (known,), _ = world.take(person())
    (taken,), _ = world.take(person("m2", document_number="RV7654321", trip="T2"))
    assert taken["subject_id"] == known["subject_id"], "a new document of the same name and birth date, alone"
    first, second = world.take(person("m3", trip="T3"), person("m3", document_number="RV7654321", trip="T3"))[0]
    assert first["subject_id"] == known["subject_id"] != second["subject_id"]
    assert first["encounter_id"] != second["encounter_id"] and "kept apart" in second["link_evidence"]


def test_twins_on_one_passport_stay_two_people():
    (first, second), _ = World().take(person(given_names="Ida"), person(given_names="Otto"))
    assert first["subject_id"] != second["subject_id"]


def test_a_chain_of_weaker_keys_does_not_join_two_people_of_one_message():
    other = {"surname": "Ferncastle", "document_number": "FC0000001", "birth_date": date(1984, 5, 17)}
    rows, _ = World().take(person(), person(**other), person("m2", **(other | {"document_number": "RV1234567"})))
    assert rows[0]["subject_id"] != rows[1]["subject_id"]
    assert rows[2]["subject_id"] == rows[0]["subject_id"], "the document speaks before the name"


def test_rows_of_one_batch_that_share_a_document_share_subject_and_encounter():
    (first, second), _ = World().take(person("m1"), person("m2"))
    assert first["subject_id"] == second["subject_id"] and first["encounter_id"] == second["encounter_id"]
    assert (first["is_new"], second["is_new"]) == (True, False)
    assert second["link_basis"] == "document" and "another row of this batch" in second["link_evidence"]


def test_a_booking_finds_the_traveler_of_the_manifest_by_locator_and_name():
    world = World()
    (listed,), _ = world.take(person(locator="QX7TRA"))
    (held,), _ = world.take(booked(given_names="Ottoline Mrs"))
    assert held["subject_id"] == listed["subject_id"] and held["encounter_id"] == listed["encounter_id"]
    assert held["link_basis"] == "booking-and-name" and held["link_score"] == 0.85 and not held["is_new"]


def test_a_manifest_finds_the_shortened_given_name_of_an_earlier_booking():
    world = World()
    (held,), _ = world.take(booked(given_names="OTTOLINEM"))
    (listed,), _ = world.take(person(locator="QX7TRA"))
    assert listed["subject_id"] == held["subject_id"] and listed["encounter_id"] == held["encounter_id"]
    assert "beginning of the given name" in listed["link_evidence"]


def test_a_known_traveler_whose_booking_came_first_has_one_encounter_not_two():
    world = World()
    (known,), _ = world.take(person(trip="TW|1|2025-01-01|AMS|JFK"))
    (held,), _ = world.take(booked())
    (listed,), _ = world.take(person("m2", locator="QX7TRA"))
    assert held["subject_id"] != known["subject_id"], "a booking alone does not say who it is"
    assert listed["subject_id"] == known["subject_id"] and listed["encounter_id"] == held["encounter_id"]
    assert not listed["is_new"]
    (again,), _ = world.take(booked("p2"))
    assert again["encounter_id"] == held["encounter_id"]


def test_every_row_of_one_subject_in_a_batch_follows_the_one_that_the_locator_leads():
    world = World()
    world.take(person(trip="TW|1|2025-01-01|AMS|JFK"))
    (held,), _ = world.take(booked())
    rows, _ = world.take(person("m2", locator="QX7TRA"), person("m3"))
    assert {row["encounter_id"] for row in rows} == {held["encounter_id"]}


def test_two_people_of_one_message_never_share_an_encounter_through_a_locator():
    world = World()
    world.take(booked(given_names="Ottoline"))
    world.take(person("k1", trip="T0"), person("k2", trip="T0", given_names="Ottoline", document_number="KN7654321"))
    rows, _ = world.take(
        person(locator="QX7TRA"), person(locator="QX7TRA", given_names="Ottoline", document_number="KN7654321")
    )
    assert rows[0]["encounter_id"] != rows[1]["encounter_id"]


def test_a_locator_means_nothing_on_another_movement():
    world = World()
    (first,), _ = world.take(booked())
    (second,), _ = world.take(booked("p2", trip="TW|100|2026-03-09|AMS|JFK"))
    assert first["subject_id"] != second["subject_id"]


def test_of_two_known_subjects_the_document_wins_and_the_other_is_named_not_merged():
    world = World()
    (by_document,), _ = world.take(person(given_names="Ann"))
    (by_name,), _ = world.take(person("m2", document_number="OT9999991"))
    (row,), _ = world.take(person("m3", trip="T3"))
    assert row["subject_id"] == by_document["subject_id"] != by_name["subject_id"]
    assert by_name["subject_id"] in row["link_evidence"]


def test_a_repeated_manifest_without_birth_dates_or_documents_does_not_double_people():
    world = World()
    bare = {"birth_date": None, "document_number": None}
    (first,), _ = world.take(person(**bare))
    (again,), _ = world.take(person("m2", function="update", **bare))
    assert again["encounter_id"] == first["encounter_id"] and again["link_basis"] == "movement-and-name"


def test_placeholder_numbers_identify_nobody():
    rows, _ = World().take(
        person(surname="Abel", document_number="0000000"), person("m2", surname="Cain", document_number="0000000")
    )
    assert rows[0]["subject_id"] != rows[1]["subject_id"]


def test_a_german_passport_is_the_same_by_either_code_of_its_issuer():
    world = World()
    (first,), _ = world.take(person(document_issuer="D"))
    (again,), _ = world.take(person("m2", document_issuer="DEU", surname="Other", trip="T2"))
    assert again["subject_id"] == first["subject_id"]


def test_a_car_is_found_again_by_its_plate_and_lends_it_to_nobody_else():
    world = World()
    (car,), _ = world.take(vehicle(plate="twx 4471"))
    (again,), _ = world.take(vehicle("v2", trip="land|ELP|2026-03-09|inbound"))
    (other,), _ = world.take(vehicle("v3", plate_issuer="US-NY"))
    assert again["subject_id"] == car["subject_id"] != other["subject_id"] and again["link_basis"] == "plate"


def test_a_lane_finds_the_presubmitted_traveler_by_code_and_by_document():
    world = World()
    land = {"mode": "land", "port": "ELP", "trip": LAND}
    (early,), _ = world.take(person(source="manifest", presubmission="PS-77", **land))
    nothing = dict.fromkeys(("surname", "given_names", "birth_date", "document_number", "document_issuer"))
    (by_code,), _ = world.take(person("l1", source="lane", presubmission="PS-77", **land, **nothing))
    (by_document,), _ = world.take(person("l2", source="lane", **land, surname=None, birth_date=None))
    assert by_code["encounter_id"] == by_document["encounter_id"] == early["encounter_id"]
    assert (by_code["link_basis"], by_document["link_basis"]) == ("presubmission", "document")


def test_a_second_crossing_on_the_same_day_is_another_encounter_once_the_first_was_presented():
    world = World()
    land = {"source": "lane", "mode": "land", "port": "ELP", "trip": LAND}
    (first,), _ = world.take(person("l1", **land))
    (still,), _ = world.take(person("l2", **land))
    world.status[first["encounter_id"]] = "admitted"
    (second,), _ = world.take(person("l3", **land))
    assert still["encounter_id"] == first["encounter_id"]
    assert second["encounter_id"] != first["encounter_id"] and second["subject_id"] == first["subject_id"]


def test_rows_without_a_known_movement_never_meet_across_messages():
    world = World()
    (first,), _ = world.take(person(trip=None))
    (second,), _ = world.take(person("m2", trip=None))
    assert first["subject_id"] == second["subject_id"] and first["encounter_id"] != second["encounter_id"]


def test_every_row_comes_back_once_and_in_order():
    rows = [person(f"m{n % 7}", document_number=f"AB{n % 40:05d}", birth_date=date(1990, 1, 1)) for n in range(200)]
    identified, _ = World().take(*rows)
    assert [row["declaration_id"] for row in identified] == [row["declaration_id"] for row in rows]
    frame = pl.DataFrame(identified)
    assert frame["subject_id"].null_count() == 0 and frame["encounter_id"].null_count() == 0
