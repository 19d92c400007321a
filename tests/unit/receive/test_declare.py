"""From nouns to the declared table."""

from datetime import UTC, date, datetime

from tests.unit.receive.test_movement import PLACES

from tidewaiter.receive.declare import Received, declare
from tidewaiter.vocabulary.announcement import (
    Announcement,
    Booking,
    Interchange,
    Leg,
    Person,
    TravelDocument,
    Vehicle,
)
from tidewaiter.vocabulary.ids import Ids
from tidewaiter.vocabulary.tables import DECLARED

NOW = datetime(2026, 8, 13, 7, 0, tzinfo=UTC)
FLIGHT = Leg("ZZ", "204", "LHR", "JFK", datetime(2026, 8, 14, 10, 5), datetime(2026, 8, 14, 13, 10))


def table(*messages):
    interchange = Interchange("edifact", "ZZ", "BORDER", "R1", messages=list(messages))
    return declare([Received("msg-1", interchange)], places=PLACES, ids=Ids(), received_at=NOW)[0]


def booked(person=None, **booking):
    person = person or Person(surname="ILVES", booking=0)
    return table(Announcement("pnrgov", legs=[FLIGHT], people=[person], bookings=[Booking(**booking)])).row(
        0, named=True
    )


def test_the_table_has_exactly_the_declared_columns_also_without_rows():
    assert table().schema == DECLARED
    assert table(Announcement("paxlst", legs=[FLIGHT], people=[Person()])).schema == DECLARED


def test_people_and_vehicles_are_numbered_through_the_interchange():
    one = Announcement("paxlst", legs=[FLIGHT], people=[Person(surname="A"), Person(surname="B")])
    two = Announcement(
        "lane", mode="land", people=[Person(surname="C", vehicle=0)], vehicles=[Vehicle(plate="7 ABC-123")]
    )
    found = table(one, two)
    assert found["ordinal"].to_list() == [1, 2, 3, 4]
    assert found["kind"].to_list() == ["person", "person", "person", "conveyance"]
    assert found["plate"].to_list() == [None, None, "7ABC123", "7ABC123"]
    assert found["declaration_id"].n_unique() == 4


def test_the_passport_speaks_for_the_person_and_a_visa_stands_beside_it():
    documents = [TravelDocument("V", "v-1"), TravelDocument("P", "ab 12-3", "GBR", date(2030, 1, 1))]
    row = table(Announcement("paxlst", legs=[FLIGHT], people=[Person(documents=documents)])).row(0, named=True)
    assert (row["document_kind"], row["document_number"], row["document_count"]) == ("P", "AB123", 1)
    assert row["visa_number"] == "V1"


def test_a_zone_that_was_read_tells_whether_its_digits_hold_and_one_that_was_not_tells_nothing():
    good = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
    bad = (good[0], good[1].replace("7408122", "7408123"))
    people = [Person(documents=[TravelDocument("P", mrz=lines)]) for lines in (good, bad, ())]
    assert table(Announcement("lane", mode="land", people=people))["mrz_valid"].to_list() == [True, False, None]


def test_a_booking_system_writes_utc_while_flights_are_local_to_their_places():
    row = booked(made_local=datetime(2026, 7, 2, 14, 32), ticketed_local=datetime(2026, 7, 3, 12, 0))
    assert row["booked_at"] == datetime(2026, 7, 2, 14, 32, tzinfo=UTC)
    assert row["ticketed_at"] == datetime(2026, 7, 3, 12, 0, tzinfo=UTC)
    assert row["departs_at"] == datetime(2026, 8, 14, 9, 5, tzinfo=UTC)


def test_a_booking_says_when_it_turns_back_and_whether_it_is_one_way():
    there, back = FLIGHT, Leg("ZZ", "203", "JFK", "LHR", datetime(2026, 8, 28, 21, 30))
    row = booked(itinerary=[there, back])
    assert row["one_way"] is False
    assert row["returns_at"] == datetime(2026, 8, 29, 1, 30, tzinfo=UTC)
    assert booked(itinerary=[there])["one_way"] is True
    assert booked()["one_way"] is None, "without an itinerary nobody knows"


def test_somebody_else_pays_only_where_a_payer_is_named():
    assert booked()["payer_differs"] is None
    assert booked(payer="MAARJA ILVES")["payer_differs"] is False
    assert booked(payer="OTTO KASK")["payer_differs"] is True


def test_a_contact_is_missing_only_where_no_kind_of_it_is_there():
    assert booked()["contact_missing"] is True
    assert booked(emails=("a@example.org",))["contact_missing"] is False


def test_a_licence_or_a_visa_before_the_passport_does_not_speak_for_the_person():
    documents = [TravelDocument("L", "LIC1"), TravelDocument("VS", "V9"), TravelDocument("PP", "P1")]
    row = table(Announcement("paxlst", legs=[FLIGHT], people=[Person(documents=documents)])).row(0, named=True)
    assert (row["document_number"], row["visa_number"], row["document_count"]) == ("P1", "V9", 2)
