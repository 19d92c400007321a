"""Passenger name records as carriers write them: each document, seat, bag and infant goes to the right person."""

from datetime import date

import pytest

from tidewaiter.formats import pnrgov
from tidewaiter.formats.edifact import open_interchange

HEAD = "UNB+IATA:1+ZZ+US+260501:2100+G1'UNH+1+PNRGOV:13:1:IA'MSG+:22'ORG+ZZ:LON'"
HEAD += "TVL+020526:0915:020526:1230+LHR+JFK+ZZ+324'EQN+1'SRC'RCI+ZZ:ABC123::010426:1200'"
FLIGHT = "TVL+020526:0915:020526:1230+LHR+JFK+ZZ+324:B'RPI+1+HK'"
DOCS = "SSR+DOCS:HK:1:ZZ:::::/P/GBR/{}/GBR/{}/{}/23AUG29/{}"


def read(body, *, after=FLIGHT):
    text = HEAD + body + after
    segments = text.count("'")
    envelope = open_interchange(f"{text}UNT+{segments}+1'UNZ+1+G1'".encode())
    assert not envelope.findings
    return pnrgov.read(envelope, envelope.messages[0])


def codes(found):
    return {finding.code for finding in found.findings}


def docs(number, name, sex="F", born="12JUL90"):
    return DOCS.format(number, born, sex, name)


def held(found):
    return [(p.surname, p.given_names, [d.number for d in p.documents], p.infant) for p in found.people]


def test_a_document_without_reference_goes_to_whom_its_name_fits():
    found = read("TIF+LEE+ANNA:A:1'TIF+LEE+TOM:IN:2'" + docs("P1", "LEE/ANNA") + "'")
    assert held(found) == [("LEE", "ANNA", ["P1"], False), ("LEE", "TOM", [], True)]


def test_a_reference_outweighs_the_name_on_the_document():
    found = read("TIF+LEE+ANNA:A:1'TIF+LEE+TOM:A:2'" + docs("P1", "LEE/ANNA") + "+::2'")
    assert held(found) == [("LEE", "ANNA", [], False), ("LEE", "TOM", ["P1"], False)]
    assert found.extra["document_names"][0]["person"] == 2


def test_a_document_under_another_name_stays_with_the_traveler_under_whom_it_stands():
    found = read("TIF+LEE+ANNA:A:1'" + docs("P1", "SMITH/ANNA") + "'TIF+LEE+TOM:A:2'")
    assert held(found)[0][2] == ["P1"]


@pytest.mark.parametrize("sex", ["FI", "MI"])
def test_an_infant_that_a_document_alone_names_is_not_lost(sex):
    found = read("TIF+LEE+ANNA:A:1'" + docs("P2", "LEE/BABY", sex, "05JAN26") + "+::1'")
    assert held(found) == [("LEE", "ANNA", [], False), ("LEE", "BABY", ["P2"], True)]
    assert found.people[1].birth_date == date(2026, 1, 5)
    assert codes(found) == {"infant-only-in-document"}


@pytest.mark.parametrize(
    "text", ["LEE/BABY 05JAN26", "LEE/BABY/05JAN26", "/LEE/BABY/05JAN2026", "LEE/BABY ANN 05JAN26"]
)
def test_an_infant_request_gives_name_and_birth_date_in_either_writing(text):
    found = read(f"TIF+LEE+ANNA:A:1'SSR+INFT:HK:1:ZZ:::LHR:JFK::{text}'")
    infant = found.people[1]
    assert (infant.surname, infant.given_names.split()[0], infant.birth_date) == ("LEE", "BABY", date(2026, 1, 5))
    assert not any(character.isdigit() for character in infant.given_names)


@pytest.mark.parametrize(
    ("given", "surname", "infant", "born"),
    [
        ("ANNAMRS(INFLEE/BABY/05JAN26)", "LEE", "BABY", date(2026, 1, 5)),
        ("ANNAMRS(INF/BABY)", "LEE", "BABY", None),
        ("ANNA MRS (INF KIM/BO)", "KIM", "BO", None),
    ],
)
def test_an_infant_in_brackets_behind_the_adult_is_a_traveler(given, surname, infant, born):
    found = read(f"TIF+LEE+{given}:A:1'")
    assert held(found) == [("LEE", "ANNA", [], False), (surname, infant, [], True)]
    assert found.people[1].birth_date == born


def test_an_infant_named_in_brackets_and_by_request_is_one():
    found = read("TIF+LEE+ANNA(INFLEE/BABY):A:1'SSR+INFT:HK:1:ZZ:::LHR:JFK::LEE/BABY 05JAN26'")
    assert len(found.people) == 2


def test_a_document_between_hyphens_is_read():
    found = read("TIF+LEE+ANNA:A:1'SSR+DOCS:HK:1:ZZ:::::P-GBR-P1-GBR-12JUL90-F-23AUG29-LEE-ANNA'")
    assert held(found)[0][2] == ["P1"]
    assert found.people[0].documents[0].expires == date(2029, 8, 23)
    assert codes(found) == {"dashed-document"}


def test_a_document_without_fields_is_told():
    found = read("TIF+LEE+ANNA:A:1'SSR+DOCS:HK:1:ZZ'")
    assert (found.people[0].documents, codes(found)) == ([], {"missing-document"})


def test_a_member_of_a_bag_pool_is_not_given_the_bags_of_its_head():
    body = "TRI++1:::1'TIF+LEE+ANNA:A:1'TBD++3:60:700+HP+ZZ:111111:3:JFK'TRI++2:::2'TIF+LEE+TOM:A:2'TBD++3:60:700+MP'"
    found = read("TIF+LEE+ANNA:A:1'TIF+LEE+TOM:A:2'", after=FLIGHT + body)
    assert [person.bag_count for person in found.people] == [3, None]
    assert (found.bookings[0].bag_count, found.bookings[0].bag_weight_kg) == (3, 60.0)


def test_one_fault_of_a_whole_flight_is_told_for_twenty_and_then_as_a_number():
    body = "".join(f"TIF+LEE{n}+ANNA:A:{n}'" + docs(f"P{n}", f"LEE{n}/ANNA", born="99XXX90") + "'" for n in range(60))
    told = [finding for finding in read(body).findings if finding.code == "invalid-date"]
    assert len(told) == 21
    assert told[-1].text.startswith("40 more")


def test_findings_tell_what_form_is_wanted():
    body = FLIGHT.replace("020526:0915:", "320526:0915:") + "TRI++1:::1'TBD++X:60:700'"
    texts = [f.text for f in read("TIF+LEE+ANNA:A:1'" + docs("P1", "LEE/ANNA", born="1990") + "'", after=body).findings]
    assert any("DDMMYY" in text for text in texts)
    assert any("DDMMMYY" in text for text in texts)
    assert any("number of bags" in text for text in texts)
