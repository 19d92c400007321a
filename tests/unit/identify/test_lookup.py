from datetime import date

import polars as pl
import pytest
from tests.unit.identify.identify_world import World, booked, check, person, table, vehicle

from tidewaiter.identify.listed import LISTED, exploded
from tidewaiter.identify.lookup import LISTINGS, screen
from tidewaiter.identify.troubles import TROUBLES
from tidewaiter.vocabulary.tables import HITS, conform


def listed(entry_id="e1", **said):
    row = {
        "list_id": "L",
        "list_version": "3",
        "list_stale": False,
        "entry_id": entry_id,
        "category": "c",
        "ground": "g",
    }
    return row | said


def world(*entries):
    made = World()
    made.lists = conform(pl.DataFrame(entries, infer_schema_length=None), LISTINGS)
    return made


RAVENSDALE = {"surname": "RÄVENSDALE", "given_names": "Ottoline-Mae", "birth_date": date(1984, 5, 17)}


def test_a_document_on_a_list_is_hit_whatever_its_spacing():
    (row,), hits = world(listed(document_number="rv-1234 567", document_issuer="GBR")).take(person())
    hit = hits.row(0, named=True)
    assert (hit["basis"], hit["score"], hit["encounter_id"]) == ("document", 1.0, row["encounter_id"])
    assert hit["declared_value"] == "GBR RV1234567" and hit["listed_value"] == "GBR rv-1234 567"
    assert check(row, "lists") == "fail"


def test_the_same_number_of_another_issuer_is_no_hit_and_of_no_issuer_is_a_weaker_one():
    number = {"document_number": "RV1234567"}
    _, hits = world(listed(**number, document_issuer="NLD"), listed("e2", **number)).take(person())
    assert hits.select("entry_id", "score").rows() == [("e2", 0.95)]


def test_a_name_with_birth_date_is_hit_through_marks_hyphens_and_titles():
    _, hits = world(listed(**RAVENSDALE)).take(person(given_names="Ottoline Mae Mrs"))
    ((basis, score),) = hits.select("basis", "score").rows()
    assert basis == "name-and-birth-date" and score > 0.99


def test_the_same_name_with_quite_another_birth_date_is_nobody():
    _, hits = world(listed(**(RAVENSDALE | {"birth_date": date(1961, 11, 2)}))).take(person())
    assert hits.is_empty() and list(hits.columns) == list(HITS)


def test_one_entry_hit_twice_is_one_hit_by_its_strongest_basis():
    _, hits = world(listed(**RAVENSDALE, document_number="RV1234567", document_issuer="GBR")).take(person())
    assert hits.select("entry_id", "basis").rows() == [("e1", "document")]


def test_a_plate_is_hit_by_its_issuer_only():
    entries = listed(plate="TWX4471", plate_issuer="US-TX"), listed("e2", plate="TWX4471", plate_issuer="US-NY")
    _, hits = world(*entries).take(vehicle())
    assert hits.select("entry_id", "basis", "score").rows() == [("e1", "plate", 1.0)]


def test_no_list_loaded_is_not_run_and_never_reads_as_clear():
    (row,), _ = World().take(person())
    assert check(row, "lists") == "not-run"


@pytest.mark.parametrize("trouble", ["stale", "failed", "expired"])
def test_a_list_in_trouble_is_named_and_its_silence_never_reads_as_clear(trouble):
    made = world(listed(document_number="NOBODY99", list_stale=trouble != "expired"))
    made.troubles = pl.DataFrame([("M", trouble, "words")], schema=TROUBLES, orient="row")
    (row,), hits = made.take(person())
    detail = next(one for one in row["checks"] if one["name"] == "lists")
    assert detail["state"] == "not-run" and f"{trouble.upper()}: M" in detail["detail"] and hits.is_empty()


def test_a_hit_is_a_hit_whatever_is_wrong_with_another_list_and_the_label_stands_beside_it():
    made = world(listed(document_number="RV1234567", list_stale=True))
    made.troubles = pl.DataFrame([("L", "stale", "words")], schema=TROUBLES, orient="row")
    (row,), hits = made.take(person())
    said = next(one for one in row["checks"] if one["name"] == "lists")
    assert said["state"] == "fail" and "STALE: L" in said["detail"]
    assert hits["list_stale"].to_list() == [True]
    (_,), hits = world(listed(document_number="RV1234567", list_stale=True)).take(person())
    assert hits["list_stale"].to_list() == [True]


def test_a_row_with_nothing_to_compare_was_not_screened():
    (row,), _ = world(listed(document_number="NOBODY99")).take(booked(surname=None, given_names=None))
    assert check(row, "lists") == "not-run"


def test_a_later_booking_does_not_wash_away_the_hit_of_the_manifest():
    made = world(listed(document_number="RV1234567"))
    (first,), _ = made.take(person(locator="QX7TRA"))
    (second,), hits = made.take(booked())
    assert hits["encounter_id"].to_list() == [first["encounter_id"]] == [second["encounter_id"]]
    assert check(second, "lists") == "fail"


def test_screening_takes_declared_rows_that_were_not_made_plain():
    rows = table(person()).with_columns(encounter_id=pl.lit("enc-1"))
    listings = conform(pl.DataFrame([listed(document_number="RV1234567")]), LISTINGS)
    assert screen(rows, listings)["encounter_id"].to_list() == ["enc-1"]


def test_a_listed_name_that_is_not_parted_is_met_in_either_order():
    birth = {"birth_date": RAVENSDALE["birth_date"]}
    for text in ("Ottoline Mae Ravensdale", "RAVENSDALE OTTOLINE-MAE"):
        _, hits = world(listed(name=text, **birth)).take(person())
        assert hits.select("basis", "listed_value").rows() == [("name-and-birth-date", f"{text} 1984-05-17")]
    _, hits = world(listed(name="Ravensdale")).take(person())
    assert hits.is_empty()


def test_an_entry_is_laid_out_in_as_few_rows_as_it_has_names_by_birth_dates_or_numbers():
    name = {"text": "Doe, Ann", "surname": "Doe", "given_names": "Ann"}
    entry = {
        "list_id": "L", "entry_id": "e", "names": [name, {"text": "Annie", "quality": "weak", "role": "alias"}],
        "birth_dates": ["1970-01-02", "1971", "1970-02-01"], "plate": "P1",
        "documents": [{"number": "X1", "kind": "passport", "issuer": "GBR"}, {"number": "999", "kind": "imo"}],
    }  # fmt: skip
    bare = {"list_id": "L", "entry_id": "f", "names": []}
    found = exploded(conform(pl.DataFrame([entry, bare], schema=LISTED), LISTED))
    assert list(found.columns) == list(LISTINGS)
    assert found.select("entry_id", "name", "birth_date", "document_number", "plate").rows() == [
        ("e", "Doe, Ann", date(1970, 1, 2), "X1", "P1"),
        ("e", "Doe, Ann", date(1970, 2, 1), None, None),
        ("e", "Annie", date(1970, 1, 2), None, None),
        ("e", "Annie", date(1970, 2, 1), None, None),
        ("f", None, None, None, None),
    ]


def test_an_alias_is_hit_as_the_name_is_and_the_entry_is_hit_once():
    names = [{"text": "Somebody Else"}, {"text": "Ravensdale, Ottoline Mae", "surname": "Ravensdale",
             "given_names": "Ottoline Mae"}, {"text": "OTTOLINE MAE RAVENSDALE"}]  # fmt: skip
    entry = {"list_id": "L", "entry_id": "e", "list_stale": False, "names": names, "birth_dates": ["1984-05-17"]}
    made = World()
    made.lists = exploded(pl.DataFrame([entry], schema=LISTED))
    (row,), hits = made.take(person())
    assert hits["entry_id"].to_list() == ["e"] and check(row, "lists") == "fail"


def ship(number, name="SEA OTHERWISE"):
    return vehicle(mode="sea", vehicle_kind="vessel", plate=number, plate_issuer=None, conveyance_name=name)


@pytest.mark.parametrize("listed_as", ["9074729", "IMO9074729", "IMO 9074729"])
@pytest.mark.parametrize("declared_as", ["9074729", "IMO9074729"])
def test_a_ship_under_another_name_is_hit_by_its_imo_number(listed_as, declared_as):
    number = {"number": listed_as, "kind": "imo"}
    entry = {"list_id": "L", "entry_id": "e", "list_stale": False, "entry_kind": "vessel",
             "names": [{"text": "SEA QUILL"}], "documents": [number]}  # fmt: skip
    made = World()
    made.lists = exploded(conform(pl.DataFrame([entry], schema_overrides=LISTED), LISTED))
    _, hits = made.take(ship(declared_as))
    assert hits.select("entry_id", "basis").rows() == [("e", "plate")]
    _, hits = made.take(ship("9321483"))
    assert hits.is_empty()


@pytest.mark.parametrize(
    ("number", "state"), [("9074729", "pass"), ("IMO9074729", "pass"), ("9074728", "fail"), ("QUILL7", "pass")]
)
def test_the_check_digit_of_an_imo_number_is_checked(number, state):
    (row,), _ = World().take(ship(number))
    assert check(row, "complete") == state
