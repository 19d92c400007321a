"""Passenger lists as carriers write them against the guide: what is meant is read, what is odd is told."""

from datetime import date, datetime

import pytest

from tidewaiter.formats import paxlst
from tidewaiter.formats.edifact import open_interchange

HEAD = "UNB+UNOA:4+AA+BB+260501:0900+R1'UNH+M1+PAXLST:D:12B:UN:IATA'BGM+745'"
FLIGHT = "TDT+20+ZZ204+++ZZ'LOC+125+LHR'DTM+189:2605011200:201'LOC+87+JFK'DTM+232:2605011500:201'"
PERSON = "NAD+FL+++CALDER:UMA'ATT+2++F'DTM+329:900102'NAT+2+GBR'DOC+P:110:111+X1'DTM+36:300101'LOC+91+GBR'"


def read(body, head=HEAD):
    envelope = open_interchange((head + body).encode())
    return paxlst.read(envelope, envelope.messages[0])


def codes(found):
    return {finding.code: finding for finding in found.findings if finding.code != "missing-count"}


def test_empty_elements_at_the_end_of_a_reference_leave_the_reference_whole():
    person = read(FLIGHT + PERSON + "RFF+AVF:ABC123+'RFF+ABO:ID1++'RFF+SEA:12A+'").people[0]
    assert (person.locator, person.carrier_reference, person.seat) == ("ABC123", "ID1", "12A")


@pytest.mark.parametrize(
    ("written", "surname", "given", "code"),
    [
        ("+++DOE/JOHN MR", "DOE", "JOHN", "name-in-one-component"),
        ("+++DOE, JOHN PAUL", "DOE", "JOHN PAUL", "name-in-one-component"),
        ("++DOE:JOHN", "DOE", "JOHN", "misplaced-name"),
        ("+DOE:JOHN", "DOE", "JOHN", "misplaced-name"),
        ("+++DOE", "DOE", None, "missing-given-names"),
        ("+++DOE:JOHN:WAYNE", "DOE", "JOHN WAYNE", None),
        ("+++O?'DOE:JOHN?+1", "O'DOE", "JOHN+1", None),
    ],
)
def test_names_are_found_where_senders_put_them(written, surname, given, code):
    found = read(FLIGHT + PERSON.replace("+++CALDER:UMA", written))
    assert (found.people[0].surname, found.people[0].given_names) == (surname, given)
    assert set(codes(found)) == ({code} if code else set())


def test_an_identifier_in_the_place_of_a_party_is_not_taken_for_a_name():
    found = read(FLIGHT + PERSON.replace("+++CALDER:UMA", "+ID77"))
    assert found.people[0].surname is None
    assert codes(found)["missing-surname"].severity == "error"


@pytest.mark.parametrize(
    "written",
    ["19900102:102", "02JAN90", "02JAN1990", "1990-01-02", "1990/01/02", "900102:101", "19900102", "19900102:101"],
)
def test_birth_dates_are_read_in_every_clear_form(written):
    assert read(FLIGHT + PERSON.replace("900102", written)).people[0].birth_date == date(1990, 1, 2)


@pytest.mark.parametrize("written", ["990000", "00000000:102", "1990", "02/01/1990", "310290"])
def test_a_birth_date_that_is_not_clear_is_left_open_and_told(written):
    found = read(FLIGHT + PERSON.replace("900102", written))
    assert found.people[0].birth_date is None
    assert codes(found)["invalid-date"].position.segment == 11


@pytest.mark.parametrize("written", ["ATT+2+F", "ATT+2++FEMALE", "ATT+2++f", "ATT+++F", "ATT+2++F:110:111"])
def test_sex_is_read_wherever_it_is_clear(written):
    assert read(FLIGHT + PERSON.replace("ATT+2++F", written)).people[0].sex == "F"


@pytest.mark.parametrize(
    ("written", "nationality"),
    [("NAT+GBR", "GBR"), ("NAT++GBR", "GBR"), ("NAT+2+D<<", "D"), ("NAT+2+gbr:162:5", "GBR"), ("NAT+2+123", None)],
)
def test_nationality_is_read_wherever_it_is_clear(written, nationality):
    assert read(FLIGHT + PERSON.replace("NAT+2+GBR", written)).people[0].nationality == nationality


@pytest.mark.parametrize("kind", ["P", "PT", "PP", "PV", "IP", "AC", "F", "A", "I"])
def test_document_types_of_the_guides_are_known(kind):
    found = read(FLIGHT + PERSON.replace("DOC+P:", f"DOC+{kind}:"))
    assert found.people[0].documents[0].kind == kind
    assert "unknown-document-kind" not in codes(found)


def test_place_of_birth_is_put_together_from_its_parts():
    person = read(FLIGHT + PERSON + "LOC+180+USA+:::RIVERSIDE+:::IOWA'").people[0]
    assert person.birth_place == "RIVERSIDE, IOWA, USA"


def test_an_airline_by_road_is_read_as_air_and_told():
    found = read(FLIGHT.replace("ZZ204+++ZZ", "204+3++ZZ:172:3") + PERSON)
    assert (found.mode, found.carrier, found.number) == ("air", "ZZ", "204")
    assert codes(found)["invalid-mode"].position.element == 3


def test_a_coach_by_road_stays_on_the_road():
    assert read(FLIGHT.replace("ZZ204+++ZZ", "204+3++ZZBUS") + PERSON).mode == "land"


def test_flight_and_places_in_small_letters_are_the_same_flight():
    found = read(FLIGHT.replace("ZZ204+++ZZ", "zz204+++zz").replace("LHR", "lhr") + PERSON)
    assert (found.carrier, found.number, found.legs[0].departure) == ("ZZ", "204", "LHR")


def test_the_place_of_ultimate_destination_ends_a_leg_that_begins_where_the_last_one_ended():
    found = read(FLIGHT + "TDT+20+ZZ204+++ZZ'LOC+130+DEN'DTM+232:2605012000:201'" + PERSON)
    assert [(leg.departure, leg.arrival) for leg in found.legs] == [("LHR", "JFK"), ("JFK", "DEN")]


def test_a_day_without_time_is_read_as_midnight_and_told():
    found = read(FLIGHT.replace("2605011500:201", "260501:101") + PERSON)
    assert found.legs[0].arrives_local == datetime(2026, 5, 1)
    assert codes(found)["missing-time"].column == "arrives_at"


def test_a_cancelled_flight_cancels():
    assert read(FLIGHT + PERSON, HEAD.replace("745", "745+CF")).function == "cancel"


def test_a_close_out_names_travelers_by_reference_and_is_not_reproached_for_it():
    head = HEAD.replace("745", "266+CLOB")
    found = read(FLIGHT + "NAD+ZZZ'RFF+ABO:U1'NAD+ZZZ'RFF+ABO:U2'CNT+42:2'", head)
    assert (found.people, found.extra["closing"], set(codes(found))) == ([], ["U1", "U2"], {"closing-references"})
    found = read(FLIGHT + "NAD+FL'RFF+ABO:U1'CNT+42:1'", head)
    assert (found.people[0].carrier_reference, codes(found)) == ("U1", {})


def test_one_fault_of_a_whole_flight_is_told_for_twenty_and_then_as_a_number():
    found = read(FLIGHT + PERSON.replace("900102", "XX0102") * 260)
    told = [finding for finding in found.findings if finding.code == "invalid-date"]
    assert len(told) == 21
    assert (told[-1].text.split()[0], told[-1].traveler) == ("240", None)
    assert told[-1].position.segment == 11 + 20 * 7
