"""JSON and CSV manifests: what is kept, what is found where, what is sealed, and what is refused whole."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from importlib.resources import files

import orjson
import pytest

from tidewaiter.formats import manifest_csv, manifest_json, mrz
from tidewaiter.vocabulary.errors import TidewaiterError, Unreadable

ZONE = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
HEAD = "# sender: BUSCO\n# mode: land\n# arrival: USSYS\n"
SAMPLES = files("tidewaiter.samples") / "manifests"


def from_json(*travelers, **head):
    value = {"sender": "FERRYCO", "reference": "F1", "mode": "sea", "travelers": list(travelers), **head}
    return manifest_json.read(orjson.dumps(value)).messages[0]


def from_csv(table, head=HEAD):
    return manifest_csv.read((head + table).encode()).messages[0]


def found(message, code):
    return next(finding for finding in message.findings if finding.code == code)


def test_a_bad_field_is_found_at_its_pointer_and_the_rest_of_the_person_is_kept():
    message = from_json({"surname": "Vale"}, {"surname": "Roe", "birth_date": "1980-02-30", "sex": "F"})
    finding = found(message, "invalid-birth-date")
    assert (finding.severity, finding.position.path, finding.traveler) == ("error", "/travelers/1/birth_date", 2)
    assert finding.column == "birth_date"
    assert (message.people[1].surname, message.people[1].birth_date, message.people[1].sex) == ("Roe", None, "F")


def test_a_traveler_that_is_no_object_still_counts_as_a_person():
    message = from_json("Vale", {"surname": "Roe"})
    assert len(message.people) == 2
    assert found(message, "invalid-traveler").position.path == "/travelers/0"


@pytest.mark.parametrize("key", ["surname", "documents", "bag_tags", "birth_date", "vehicle"])
def test_deeply_nested_nonsense_is_one_finding_and_no_crash(key):
    nested = b"[" * 900 + b"]" * 900
    raw = b'{"sender":"A","mode":"sea","travelers":[{"seat":"1A","' + key.encode() + b'":' + nested + b"}]}"
    message = manifest_json.read(raw).messages[0]
    assert message.people[0].seat == "1A"
    assert message.findings[-1].severity == "error"


def test_one_bad_item_of_a_list_keeps_the_others():
    person = from_json({"bag_tags": ["T1", {}, "T3"], "documents": [7, {"number": "X1", "mrz": [3.5, []]}]}).people[0]
    assert person.bag_tags == ("T1", "T3")
    assert [document.number for document in person.documents] == [None, "X1"]


def test_seconds_since_an_epoch_are_no_birth_date():
    for value in (315532800, "315532800"):
        assert from_json({"birth_date": value}).people[0].birth_date is None


def test_zero_bags_and_vehicle_zero_are_said_and_not_lost():
    message = from_json({"bag_count": 0, "vehicle": 0}, vehicles=[{"kind": "ferry"}])
    assert (message.people[0].bag_count, message.people[0].vehicle) == (0, 0)


def test_a_vehicle_that_does_not_exist_is_found_and_left_out():
    message = from_json({"vehicle": 3})
    assert message.people[0].vehicle is None
    assert found(message, "unknown-vehicle").severity == "error"


def test_a_zone_fills_what_was_not_declared():
    person = from_json({"documents": [{"mrz": ZONE}]}).people[0]
    assert (person.surname, person.given_names, person.birth_date) == ("ERIKSSON", "ANNA MARIA", date(1974, 8, 12))
    assert (person.documents[0].number, person.documents[0].issuer) == ("L898902C3", "UTO")


def test_a_zone_that_differs_from_the_declaration_is_found_and_does_not_overrule_it():
    message = from_json({"surname": "Vale", "documents": [{"number": "X1", "mrz": ZONE}]})
    assert message.people[0].documents[0].number == "X1"
    assert message.people[0].given_names is None
    assert found(message, "differs-from-mrz").column == "document_number"


def test_a_zone_and_a_declaration_that_mean_the_same_do_not_differ():
    lines = list(mrz.write(mrz.Mrz("TD3", "P", "D", "Vale", "Ida", "C01X00T47", "D", mrz.PartialDate(1980, 1, 1))))
    message = from_json({"documents": [{"number": "C01X 00T47", "issuer": "DEU", "mrz": lines}]})
    assert message.findings == []


def test_meal_medical_disability_and_remarks_are_sealed_and_in_no_finding():
    secret = {"meal": "KSML", "medical": "insulin", "disability": "WCHR", "religion": "quaker", "remarks": "afraid"}
    message = from_json({"surname": "Vale", **secret, "diet": "halal"})
    assert {item.kind: item.value for item in message.sealed} == {
        "meal": "KSML", "medical": "insulin", "disability": "WCHR", "religion": "quaker", "free-text": "afraid",
    }  # fmt: skip
    assert {item.person for item in message.sealed} == {1}
    shown = repr(message.people) + repr(message.findings) + repr(message.extra)
    assert not [value for value in [*secret.values(), "halal"] if value in shown]


def test_a_sealed_value_that_is_no_text_does_not_leak_into_a_finding():
    message = from_json({"medical": {"note": "insulin"}})
    assert "insulin" not in repr(message.findings)


def test_two_letter_countries_become_three_letters_and_unknown_ones_are_found():
    message = from_json({"nationality": "mx", "documents": [{"issuer": "QQQ"}]})
    assert message.people[0].nationality == "MEX"
    assert found(message, "unknown-country").position.path == "/travelers/0/documents/0/issuer"


def test_an_offset_is_kept_and_a_local_time_stays_local():
    legs = [{"departure": "CAVIC", "departs_at": "2026-11-21T08:20-08:00", "arrives_at": "2026-11-21T09:55"}]
    leg = from_json(legs=legs).legs[0]
    assert leg.departs_local.utcoffset() == timedelta(hours=-8)
    assert leg.arrives_local == datetime(2026, 11, 21, 9, 55)


def test_the_same_bytes_without_a_reference_get_the_same_reference():
    raw = [orjson.dumps({"sender": "A", "mode": "sea", "travelers": [{"surname": name}]}) for name in ("X", "X", "Y")]
    first, again, other = (manifest_json.read(each).reference for each in raw)
    assert first == again != other


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b'{"sender":"A","mode":"sea"}', "/travelers"),
        (b'{"sender":"A","mode":"rail","travelers":[]}', "/mode"),
        (b'{"mode":"sea","travelers":[]}', "/sender"),
        (b'{"sender":" ","mode":"sea","travelers":[]}', "/sender"),
        (b'{"sender":"A","mode":"sea","travelers":[],"legs":[{"departs_at":"noon"}]}', "/legs/0/departs_at"),
        (b"[]", "/"),
    ],
)
def test_a_broken_json_manifest_is_refused_at_its_pointer(raw, path):
    with pytest.raises(Unreadable) as caught:
        manifest_json.read(raw)
    assert caught.value.position.path == path


def test_broken_json_is_refused_with_line_and_column():
    with pytest.raises(Unreadable) as caught:
        manifest_json.read(b'{\n"sender": }')
    assert caught.value.position.segment == 2


def test_a_bad_cell_is_found_at_line_and_column():
    message = from_csv("surname,birth_date,document_number\nVale,1980-01-01,X1\nRoe,1980-13-01,X2\n")
    finding = found(message, "invalid-birth-date")
    assert (finding.position.segment, finding.position.element, finding.traveler) == (6, 2, 2)
    assert message.people[1].documents[0].number == "X2"


def test_a_bad_cell_of_a_second_document_is_found_in_its_own_column():
    message = from_csv("surname,document_number,document2_kind,document2_expires\nVale,X1,V,soon\n")
    assert found(message, "invalid-expires").position.element == 4
    assert [document.kind for document in message.people[0].documents] == [None, "V"]


def test_semicolons_cp1252_and_spreadsheet_debris_are_read_and_recorded():
    raw = "# sender: A;;\r\n# mode: land;;\r\n\r\nsurname;given_names;shoe\r\nKörner;Zoë;44\r\n;;\r\n".encode("cp1252")
    message = manifest_csv.read(raw).messages[0]
    assert [(p.surname, p.given_names, p.segment) for p in message.people] == [("Körner", "Zoë", 5)]
    assert {"legacy-encoding", "unknown-column"} <= {finding.code for finding in message.findings}


def test_other_names_of_sealed_columns_are_sealed_all_the_same():
    message = from_csv("Last Name,Diet,Wheelchair,Notes\nVale,KSML,WCHR,afraid of dogs\n")
    assert {item.kind for item in message.sealed} == {"meal", "disability", "free-text"}
    assert {item.segment for item in message.sealed} == {5}


def test_a_heading_cell_with_a_line_break_does_not_shift_the_lines():
    message = from_csv('surname,"given\nnames",birth_date\nVale,Ida,1980-99-01\n')
    assert found(message, "invalid-birth-date").position.segment == 6


def test_a_row_with_too_many_cells_is_an_error_and_keeps_its_person():
    message = from_csv("surname,given_names\nVale,Ida,surplus\n")
    assert found(message, "ragged-row").severity == "error"
    assert message.people[0].surname == "Vale"


def test_a_key_that_comes_again_opens_the_next_leg_and_the_next_vehicle():
    head = "# sender: A\n# mode: sea\n# departure: X\n# arrival: Y\n# departure: Y\n# arrival: Z\n"
    message = from_csv("surname\n", head + "# vehicle_kind: ferry\n# vehicle_kind: car\n# vehicle_plate: P1\n")
    assert [(leg.departure, leg.arrival) for leg in message.legs] == [("X", "Y"), ("Y", "Z")]
    assert [(vehicle.kind, vehicle.plate) for vehicle in message.vehicles] == [("ferry", None), ("car", "P1")]


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"# sender: A\n# mode: land\n", 3),
        (b"# sender: A\nsurname\nVale\n", 1),
        (b"# sender: A\n# mode: land\nshoe,hat\n1,2\n", 3),
        (b"# sender: A\n# mode: land\nsurname,surname\n1,2\n", 3),
        (b'# sender: A\n# mode: land\nsurname,sex\nVale,M\n"Roe,F\n', 5),
        (b"# sender: A\n# mode: land\n# departs_at: noon\nsurname\nVale\n", 3),
        (b"\xff\xfe#\x00", 1),
        (b"", 1),
    ],
)
def test_a_broken_csv_manifest_is_refused_at_its_line(raw, line):
    with pytest.raises(Unreadable) as caught:
        manifest_csv.read(raw)
    assert caught.value.position.segment == line


def test_a_count_that_does_not_fit_is_found():
    assert found(from_json({}, declared_count=3), "count-mismatch").severity == "warning"
    assert found(from_csv("surname\nVale\n", HEAD + "# declared_count: 2\n"), "count-mismatch").position.segment == 4


def test_several_messages_do_not_fit_one_manifest():
    interchange = manifest_json.read(b'{"sender":"A","mode":"sea","travelers":[]}')
    interchange.messages *= 2
    with pytest.raises(TidewaiterError, match="one message"):
        manifest_json.write(interchange)


def test_the_published_schema_names_travelers_and_what_is_required():
    schema = manifest_json.schema()
    assert schema["required"] == ["sender", "mode", "travelers"]
    assert schema["$defs"]["TravelerModel"]["properties"]["birth_date"]["format"] == "date"
    assert "DocumentModel" in schema["$defs"]


def test_bytes_are_told_apart_by_their_beginning():
    assert manifest_json.looks_like_json(b'\xef\xbb\xbf \n{"sender"')
    assert not manifest_json.looks_like_json(b"UNA:+.? '")
    assert manifest_csv.looks_like_csv(b"# sender: A\nLast Name;DOB\n")
    assert not manifest_csv.looks_like_csv(b"UNB+UNOA:4+A+B'UNH+1+PAXLST:D:02B'")
    assert not manifest_csv.looks_like_csv(b'{"surname": 1}')


@pytest.mark.parametrize(
    ("name", "people", "codes"),
    [
        ("coach_tijuana.csv", 8, {"column-alias", "invalid-birth-date"}),
        ("bus_detroit_spreadsheet.csv", 4, {"legacy-encoding", "generated-reference", "column-alias", "ragged-row"}),
        ("private_aircraft.csv", 2, set()),
        ("ferry_port_angeles.json", 5, {"unknown-field", "invalid-birth-date", "count-mismatch"}),
        ("yacht_ternsong.json", 3, set()),
    ],
)
def test_the_samples_read_with_their_dirt_recorded(name, people, codes):
    raw = (SAMPLES / name).read_bytes()
    assert manifest_csv.looks_like_csv(raw) is name.endswith("csv")
    read = manifest_json.read if manifest_json.looks_like_json(raw) else manifest_csv.read
    message = read(raw).messages[0]
    assert len(message.people) == people
    assert {finding.code for finding in message.findings} == codes
