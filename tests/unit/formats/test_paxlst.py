"""Passenger lists: what each segment says, what is odd about it, and that written lists are read back."""

from datetime import date, datetime
from pathlib import Path

import pytest
from benchmarks.manifests import announcement, paxlst_bytes
from hypothesis import given, settings
from hypothesis import strategies as st

from tidewaiter.formats import paxlst
from tidewaiter.formats.edifact import open_interchange
from tidewaiter.vocabulary.announcement import Announcement, Leg, Person, TravelDocument, Vehicle

SAMPLES = Path(paxlst.__file__).parents[2] / "samples" / "paxlst"
HEAD = "UNB+UNOA:4+AA+BB+260501:0900+R1'UNH+M1+PAXLST:D:12B:UN:IATA'BGM+745'"
FLIGHT = "TDT+20+ZZ204+++ZZ'LOC+125+LHR'DTM+189:2605011200:201'LOC+87+JFK'DTM+232:2605011500:201'"
PERSON = "NAD+FL+++CALDER:UMA'ATT+2++F'DTM+329:900102'NAT+2+GBR'DOC+P:110:111+X1'DTM+36:300101'LOC+91+GBR'"


def read_all(raw):
    envelope = open_interchange(raw)
    return [paxlst.read(envelope, message) for message in envelope.messages]


def read(body, head=HEAD):
    return read_all((head + body).encode())[0]


def findings(found, code):
    return [finding for finding in found.findings if finding.code == code]


def sample(name):
    return read_all((SAMPLES / name).read_bytes())


EXPECTED = {
    "accents_and_releases.edi": [(3, 0)],
    "close_out_and_change.edi": [(1, 0), (1, 0)],
    "crew_zz204.edi": [(0, 4)],
    "flight_of_260.edi": [(260, 0)],
    "flight_zz204.edi": [(13, 0)],
    "odd_separators_no_trailer.edi": [(3, 0)],
    "outbound_zz203_dirty.edi": [(5, 0)],
    "sea_voyage_freeport.edi": [(2, 1)],
    "teletype_wrapped.edi": [(2, 0)],
    "three_legs_outbound.edi": [(2, 0)],
}


def test_every_sample_is_named_here():
    assert {path.name for path in SAMPLES.iterdir()} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_each_sample_gives_the_right_people(name):
    counts = []
    for found in sample(name):
        crew = sum(person.role == "crew" for person in found.people)
        counts.append((len(found.people) - crew, crew))
        assert all(person.surname for person in found.people)
        assert any(leg.crossing for leg in found.legs)
    assert counts == EXPECTED[name]


def test_carrier_number_places_and_times_come_from_the_crossing_leg():
    legs = sample("three_legs_outbound.edi")[0]
    assert (legs.carrier, legs.number) == ("XQ", "829")
    assert [(leg.departure, leg.arrival, leg.crossing) for leg in legs.legs] == [
        ("MIA", "IAD", False), ("IAD", "JFK", False), ("JFK", "CDG", True),
    ]  # fmt: skip
    assert legs.legs[2].arrives_local == datetime(2026, 7, 11, 11, 5)


def test_further_ports_of_one_flight_become_further_legs():
    body = "TDT+20+ZZ9'LOC+125+LHR'DTM+189:2605011200:201'LOC+87+BOS'DTM+232:2605011500:201'DTM+189:2605011700:201'"
    found = read(body + "LOC+92+ORD'DTM+232:2605011900:201'" + PERSON)
    assert [(leg.departure, leg.arrival, leg.departs_local.hour, leg.crossing) for leg in found.legs] == [
        ("LHR", "BOS", 12, True), ("BOS", "ORD", 17, False),
    ]  # fmt: skip


def test_everything_a_person_may_declare_is_kept():
    person = sample("accents_and_releases.edi")[0].people[0]
    assert (person.surname, person.given_names) == ("D'ARCY-LEFÈVRE", "ZOÉ FRANÇOISE")
    assert person.birth_date == date(1979, 8, 14)
    assert person.bag_tags == ("XQ448120", "XQ448121")
    assert (person.bag_count, person.bag_weight_kg) == (2, 31.5)
    assert (person.locator, person.carrier_reference, person.seat) == ("PLUS+1", "XQ88:17", "14C")
    assert (person.phone, person.email) == ("33 4 55 55 01 20", "ZOE@LEFEVRE.EXAMPLE")
    assert (person.birth_place, person.residence) == ("SAINT-ÉTIENNE", "FRA")
    assert person.address == "12 RUE DE L'ÉCOLE, LYON, 69002, FRA"
    assert [(document.kind, document.number, document.issuer) for document in person.documents] == [
        ("P", "19FV03311", "FRA"), ("V", "30481175", "USA"),
    ]  # fmt: skip


def test_free_text_about_a_person_is_sealed_and_names_the_person():
    sealed = sample("accents_and_releases.edi")[0].sealed
    assert [(item.kind, item.value, item.person) for item in sealed] == [("free-text", "WHEELCHAIR TO GATE", 1)]


def test_a_state_reference_of_seven_digits_is_redress_and_any_other_a_trusted_traveler():
    people = sample("flight_zz204.edi")[0].people
    assert [person.redress_number for person in people if person.redress_number] == ["2210457"]
    assert [person.known_traveler_number for person in people if person.known_traveler_number] == ["TT1180042"]


def test_a_frequent_flyer_number_never_becomes_a_trusted_traveler():
    assert sample("accents_and_releases.edi")[0].people[0].known_traveler_number is None


def test_a_sea_voyage_keeps_its_vessel_and_number_whole():
    found = sample("sea_voyage_freeport.edi")[0]
    assert (found.mode, found.carrier, found.number) == ("sea", "MLWF", "0341E")
    assert found.vehicles == [Vehicle(kind="vessel", name="MV TERNHAVEN", registration="9811342")]


def test_transit_crew_and_passengers_are_told_apart():
    found = read(FLIGHT + PERSON.replace("+FL+", "+DDU+") + PERSON.replace("+FL+", "+DDT+"))
    assert [(person.role, person.in_transit) for person in found.people] == [("passenger", True), ("crew", True)]


@pytest.mark.parametrize(
    ("bgm", "function"),
    [("BGM+745", "original"), ("BGM+745+CP", "update"), ("BGM+745+XR", "cancel"), ("BGM+266+CLNB", "close-out"),
     ("BGM+745++4", "update"), ("BGM+745++1", "cancel"), ("BGM+250+C", "original")],
)  # fmt: skip
def test_the_function_of_the_message_is_understood(bgm, function):
    assert read(FLIGHT + PERSON, HEAD.replace("BGM+745", bgm)).function == function


@pytest.mark.parametrize(
    ("tdt", "carrier", "number"),
    [("AA346", "AA", "346"), ("QQ877+++QQ", "QQ", "877"), ("3U88", "3U", "88"), ("BAW117", "BAW", "117"),
     ("BAW117+++BA", "BA", "117"), ("117+++BA", "BA", "117"), ("12", None, "12"), ("7Y46A", "7Y", "46A")],
)  # fmt: skip
def test_the_carrier_is_parted_from_the_number(tdt, carrier, number):
    found = read(f"TDT+20+{tdt}'" + PERSON)
    assert (found.carrier, found.number) == (carrier, number)


@pytest.mark.parametrize(
    ("good", "bad", "code", "element", "component", "column"),
    [
        ("DTM+329:900102", "DTM+329:901402", "invalid-date", 1, 2, "birth_date"),
        ("DTM+36:300101", "DTM+36:3001XX", "invalid-date", 1, 2, "document_expires"),
        ("DTM+36:300101", "DTM+36:", "empty-value", 1, 2, "document_expires"),
        ("DTM+36:300101", "DTM+36:300101:102", "date-format-mismatch", 1, 3, "document_expires"),
        ("ATT+2++F", "ATT+2++Q", "invalid-sex", 3, 1, "sex"),
        ("NAT+2+GBR", "NAT+2+44", "invalid-country", 2, 1, "nationality"),
        ("LOC+91+GBR", "LOC+91+GB1", "invalid-country", 2, 1, "document_issuer"),
        ("DOC+P:110:111+X1", "DOC+P:110:111", "missing-document", 2, 1, "document_number"),
        ("DOC+P:110:111+X1", "DOC+Q:110:111+X1", "unknown-document-kind", 1, 1, None),
        ("ATT+2++F", "MEA+CT++:two", "invalid-number", 3, 2, "bag_count"),
        ("ATT+2++F", "MEA+WT++STN:4", "invalid-unit", 3, 1, "bag_weight_kg"),
    ],
)  # fmt: skip
def test_each_odd_value_is_a_finding_at_its_place_and_never_a_guess(good, bad, code, element, component, column):
    found = read(FLIGHT + PERSON + PERSON.replace(good, bad) + "CNT+42:2'")
    (finding,) = findings(found, code)
    place = finding.position
    assert (place.message, place.element, place.component) == (1, element, component)
    assert place.segment == 16 + PERSON.split("'").index(good)
    assert (finding.column, finding.traveler) == (column, 2)


def test_what_a_person_lacks_is_said_once_for_each_column():
    found = read(FLIGHT + "NAD+FL'")
    assert {finding.code for finding in found.findings if finding.traveler == 1} == {
        "missing-surname", "missing-birth-date", "missing-nationality", "missing-sex", "missing-document",
    }  # fmt: skip


def test_what_repeats_for_everyone_is_told_once_with_its_count():
    (finding,) = findings(read(FLIGHT + (PERSON + "RFF+QQZ:1'") * 5), "unknown-qualifier")
    assert "5 times" in finding.text


@pytest.mark.parametrize(("count", "claimed"), [("CNT+42:3'", 3), ("CNT+41:1'", 1)])
def test_a_wrong_control_total_is_a_finding(count, claimed):
    found = read(FLIGHT + PERSON + PERSON + count)
    assert len(findings(found, "count-mismatch")) == 1
    assert found.declared_count == claimed


def test_a_message_without_flight_or_people_is_still_read():
    found = read("")
    assert {"missing-movement", "no-people", "missing-count"} <= {finding.code for finding in found.findings}
    assert (found.carrier, found.number, found.direction) == (None, None, None)


def test_a_segment_that_is_too_short_is_a_finding():
    assert findings(read(FLIGHT + PERSON + "RFF'MEA+CT'FTX+BAG'ATT'LOC+178'"), "incomplete-segment")


@pytest.mark.parametrize("tag", ["NADX", "N", "ZZT", "nadx", "\u00c9"])
def test_what_is_no_segment_of_the_list_is_passed_over_and_told(tag):
    found = read(FLIGHT + PERSON + f"{tag}+FL+++NOBODY:AT ALL'")
    assert len(found.people) == 1
    assert tag in findings(found, "unknown-segment")[0].text


def test_without_a_date_in_the_interchange_the_flight_settles_the_century():
    head = HEAD.replace("260501:0900", "")
    assert read(FLIGHT + PERSON, head).people[0].birth_date == date(1990, 1, 2)
    undated = read(PERSON, head)
    assert undated.people[0].birth_date is None
    assert findings(undated, "invalid-date")


def test_the_list_of_260_is_read_as_it_was_made():
    found = read_all(paxlst_bytes(260, seed=3))[0]
    assert found.findings == []
    assert [person.surname for person in found.people] == [person.surname for person in announcement(260, 3).people]


# Round trip.

words = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'+:?*-ÉÑØ李", min_size=1, max_size=12)
country = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3)
maybe = lambda strategy: st.none() | strategy  # noqa: E731
days = st.dates(date(1900, 1, 1), date(2130, 12, 31))
documents = st.builds(
    TravelDocument,
    kind=st.sampled_from("PVIACF"),
    number=words,
    issuer=maybe(country),
    expires=maybe(days),
    issued=maybe(days),
)  # fmt: skip
people = st.builds(
    Person,
    role=st.sampled_from(["passenger", "crew"]),
    surname=maybe(words),
    given_names=maybe(words),
    birth_date=maybe(st.dates(date(1890, 1, 1), date(2026, 5, 1))),
    sex=maybe(st.sampled_from("MFX")),
    nationality=maybe(country),
    residence=maybe(country),
    birth_place=maybe(words),
    documents=st.lists(documents, max_size=3),
    embarkation=maybe(country),
    debarkation=maybe(country),
    in_transit=st.booleans(),
    seat=maybe(words),
    locator=maybe(words),
    carrier_reference=maybe(words),
    bag_count=maybe(st.integers(0, 99)),
    bag_weight_kg=maybe(st.integers(0, 99_999).map(lambda grams: grams / 1000)),
    bag_tags=st.lists(words, max_size=3).map(tuple),
    redress_number=maybe(words),
    known_traveler_number=maybe(words),
    address=maybe(words),
    phone=maybe(words),
    email=maybe(words),
)
moments = st.datetimes(datetime(1950, 1, 1), datetime(2110, 1, 1)).map(lambda when: when.replace(microsecond=0))
legs = st.builds(
    Leg,
    carrier=st.sampled_from(["ZZ", "7Y", "XQA"]),
    number=st.integers(1, 9999).map(str),
    departure=country,
    arrival=country,
    departs_local=maybe(moments),
    arrives_local=maybe(moments),
    crossing=st.booleans(),
)


@st.composite
def announcements(draw):
    said = Announcement(
        kind="paxlst",
        function=draw(st.sampled_from(["original", "update", "cancel", "close-out"])),
        message_type="PAXLST D.12B",
        reference=draw(words),
        sender_name=draw(maybe(words)),
        mode=draw(st.sampled_from(["air", "sea", "land"])),
        legs=draw(st.lists(legs, min_size=1, max_size=3)),
        people=draw(st.lists(people, max_size=4)),
        contacts=tuple(f"TE:{number}" for number in draw(st.lists(words, max_size=2))),
        extra={"transaction": draw(words)},
    )
    main = next((leg for leg in said.legs if leg.crossing), said.legs[0])
    said.carrier, said.number, said.declared_count = main.carrier, main.number, len(said.people)
    return said


@settings(max_examples=120, deadline=None)
@given(announcements())
def test_whatever_is_written_is_read_back(said):
    raw = paxlst.write(said, sender="AA", recipient="BB", reference="R1", prepared=datetime(2026, 5, 1, 9))
    (found,) = read_all(raw)
    said.extra["list"] = found.extra["list"]
    said.findings, said.segment = found.findings, found.segment
    for mine, theirs in zip(said.legs, found.legs, strict=True):
        mine.segment = theirs.segment
    for mine, theirs in zip(said.people, found.people, strict=True):
        mine.segment = theirs.segment
        for ours, read_back in zip(mine.documents, theirs.documents, strict=True):
            ours.segment = read_back.segment
    assert found == said
