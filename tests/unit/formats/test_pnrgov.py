"""PNRGOV as carriers really send it: the samples, and one test for each thing that goes wrong in them."""

from datetime import date, datetime
from importlib.resources import files

import pytest

from tidewaiter.formats import pnrgov
from tidewaiter.formats.edifact import open_interchange
from tidewaiter.formats.pnrgov.names import bare_given

SAMPLES = files("tidewaiter.samples") / "pnrgov"


def read(raw):
    envelope = open_interchange(raw)
    assert len(envelope.messages) == 1
    return pnrgov.read(envelope, envelope.messages[0])


def sample(name):
    return read((SAMPLES / f"{name}.edi").read_bytes())


def message(*body, header="TVL+140826:1005:140826:1310+LHR+JFK+ZZ+204'EQN+1'"):
    text = f"UNB+IATA:1+ZZ+GOV+260813:2110+R1'UNH+1+PNRGOV:13:1:IA'MSG+:22'ORG+ZZ'{header}"
    text += "".join(f"{line}'" for line in body)
    return read(f"{text}UNZ+1+R1'".encode())


def codes(announcement):
    return {finding.code for finding in announcement.findings}


FLIGHT = "TVL+140826:1005::1310+LHR+JFK+ZZ+204:Y"


@pytest.mark.parametrize(
    ("name", "bookings", "people", "infants"),
    [
        ("two_bookings", 2, 3, 0),
        ("adult_and_infant", 1, 2, 1),
        ("split", 2, 2, 0),
        ("codeshare", 2, 2, 0),
        ("curly_quotes", 1, 1, 0),
        ("sealed_requests", 2, 2, 0),
        ("update_custom_una", 2, 1, 0),
        ("outbound_no_trailer", 1, 2, 0),
    ],
)
def test_every_sample_gives_its_bookings_and_travelers(name, bookings, people, infants):
    found = sample(name)
    assert (len(found.bookings), len(found.people)) == (bookings, people)
    assert sum(person.infant for person in found.people) == infants
    assert [leg.crossing for leg in found.legs] == [True]


def test_the_booking_holds_dates_agency_contacts_tickets_fare_and_payment():
    booking = sample("two_bookings").bookings[0]
    assert (booking.locator, booking.carrier) == ("Q7LM2K", "ZZ")
    assert booking.made_local == datetime(2026, 7, 2, 14, 32)
    assert booking.changed_local == datetime(2026, 8, 11, 9, 15)
    assert booking.ticketed_local == datetime(2026, 7, 3, 12)
    assert (booking.agency_code, booking.agency_city, booking.agency_country) == ("91203344", "LON", "GB")
    assert booking.phones == ("442079460958",)
    assert booking.emails == ("adaeze_barrett@example.org",)
    assert booking.addresses[0] == "14 TANNERS ROW, BRISTOL, AVON, GB, BS1 4QX"
    assert booking.tickets == ("9992105501001", "9992105501002")
    assert (booking.fare_total, booking.fare_currency) == (996.2, "GBP")
    assert (booking.payment_forms, booking.payment_cards) == (("CC",), ("VI ****1111",))
    assert booking.payer == "OSWIN BARRETT"
    assert (booking.party, booking.bag_count, booking.bag_weight_kg) == (2, 2, 38.0)


def test_the_trip_is_whole_in_order_and_holds_no_hotel():
    booking = sample("two_bookings").bookings[0]
    assert [(leg.departure, leg.arrival) for leg in booking.itinerary] == [
        ("LHR", "JFK"),
        ("JFK", "BOS"),
        ("BOS", "LHR"),
    ]
    assert [leg.crossing for leg in booking.itinerary] == [True, False, False]
    assert booking.itinerary[2].arrives_local == datetime(2026, 8, 29, 9, 10)
    assert booking.itinerary[0].status == "HK"


def test_the_traveler_holds_passport_seat_bags_and_address():
    found = sample("two_bookings")
    adaeze = found.people[0]
    assert (adaeze.surname, adaeze.given_names) == ("OKONKWO-BARRETT", "ADAEZE")
    assert (adaeze.birth_date, adaeze.sex, adaeze.nationality) == (date(1979, 3, 4), "F", "GBR")
    passport = adaeze.documents[0]
    assert (passport.kind, passport.number, passport.issuer) == ("P", "533401277", "GBR")
    assert passport.expires == date(2031, 11, 19)
    assert (adaeze.seat, adaeze.bag_count, adaeze.bag_weight_kg) == ("21A", 2, 38.0)
    assert adaeze.bag_tags == ("ZZ0061220501", "ZZ0061220502")
    assert adaeze.address == "88 HARBOR STREET, BOSTON, MA, 02110, USA"
    assert (adaeze.booking, adaeze.locator, adaeze.segment) == (0, "Q7LM2K", 16)
    assert found.extra["document_names"] == [{"person": 1, "surname": "OKONKWO-BARRETT", "given_names": "ADAEZE CLARE"}]


def test_a_full_card_number_never_leaves_the_codec():
    for name in ("two_bookings", "outbound_no_trailer"):
        assert "4111111111111111" not in repr(sample(name))
        assert "5500005555555559" not in repr(sample(name))
    sealed = message("SRC", "RCI+ZZ:AAAAA1", "TIF+A+BEE:A:1", "IFT+4:28::ZZ+PAID 4111 1111 1111 1111", FLIGHT).sealed
    assert sealed[0].value == "PAID XXXXXXXXXXXX1111"


def test_the_history_is_counted_and_makes_neither_flight_nor_traveler():
    booking = sample("two_bookings").bookings[0]
    assert (booking.changes, booking.seat_changes) == (3, 1)
    found = message(
        "SRC", "RCI+ZZ:AAAAA1", "TIF+MOSS+IDA:A:1", FLIGHT, "ABI+1+:LHRZZ", "SAC+++X", "TIF+MOS+IDA:A:1", "SAC+++X",
        "TVL+100826:1005::1310+LHR+JFK+ZZ+204:Y",
    )  # fmt: skip
    assert ([p.surname for p in found.people], len(found.bookings[0].itinerary)) == (["MOSS"], 1)
    assert found.bookings[0].changes == 2


def test_an_infant_that_only_a_request_names_is_a_traveler_with_its_own_passport():
    adult, infant = sample("adult_and_infant").people
    assert (adult.infant, infant.infant) == (False, True)
    assert (infant.given_names, infant.birth_date, infant.sex) == ("FINN", date(2025, 10, 3), "M")
    assert [d.number for d in adult.documents] == ["NP6K21RD4"]
    assert [d.number for d in infant.documents] == ["NP8T00XK1"]


def test_an_infant_named_by_tif_and_by_request_is_one_traveler():
    found = message(
        "SRC",
        "RCI+ZZ:AAAAA1",
        "TIF+MOSS+IDA:A:1:1",
        "SSR+INFT:HK:1:ZZ:::::MOSS/TOM/03OCT25+::1",
        "TIF+MOSS+TOM:IN:2",
        FLIGHT,
    )
    assert [(p.given_names, p.infant, p.birth_date) for p in found.people] == [
        ("IDA", False, None),
        ("TOM", True, date(2025, 10, 3)),
    ]


def test_split_bookings_name_each_other():
    first, second = sample("split").bookings
    assert (first.split_from, second.split_from) == (("B8NR0A",), ("B8NQ5T",))
    assert (first.locator, second.locator) == ("B8NQ5T", "B8NR0A")


def test_a_code_share_is_found_by_its_operating_flight():
    found = sample("codeshare")
    first, second = found.bookings
    assert (found.carrier, found.number) == ("ZZ", "204")
    assert [leg.crossing for leg in first.itinerary] == [False, True]
    assert (first.itinerary[1].carrier, first.itinerary[1].number) == ("YY", "7204")
    assert first.itinerary[1].operating_carrier == "ZZ"
    assert (second.itinerary[0].operating_carrier, second.itinerary[0].crossing) == ("ZZ", True)
    assert "crossing-by-places" not in codes(found)
    assert found.extra["other_locators"] == {"0": ["H2DC6V"]}


def test_marketing_and_operating_side_in_two_tvl_are_one_flight():
    found = message(
        "SRC", "RCI+ZZ:AAAAA1", "TIF+MOSS+IDA:A:1", "TVL+140826:1005:140826:1310+LHR+JFK+YY+7204:C",
        "TVL+140826:1005:140826:1310+LHR+JFK+ZZ+204:C",
    )  # fmt: skip
    (leg,) = found.bookings[0].itinerary
    assert (leg.carrier, leg.operating_carrier, leg.crossing) == ("YY", "ZZ", True)


def test_a_crossing_known_only_by_its_places_is_marked_and_said():
    found = message("SRC", "RCI+ZZ:AAAAA1", "TIF+MOSS+IDA:A:1", "TVL+140826:1005::1310+LHR+JFK+QQ+9:Y")
    assert found.bookings[0].itinerary[0].crossing
    assert "crossing-by-places" in codes(found)


def test_the_same_flight_of_another_day_is_not_the_crossing():
    found = message("SRC", "RCI+ZZ:AAAAA1", "TIF+MOSS+IDA:A:1", "TVL+210826:1005::1310+LHR+JFK+ZZ+204:Y")
    assert not found.bookings[0].itinerary[0].crossing
    assert "crossing-not-in-itinerary" in codes(found)


def test_the_reported_flight_takes_its_arrival_from_the_trip():
    found = message("SRC", "RCI+ZZ:AAAAA1", "TIF+MOSS+IDA:A:1", FLIGHT, header="TVL+140826:1005+LHR+JFK+ZZ+204'")
    assert found.legs[0].arrives_local == datetime(2026, 8, 14, 13, 10)


def test_curly_quotes_in_cp1252_end_segments_and_names_keep_their_accents():
    found = sample("curly_quotes")
    assert (found.people[0].surname, found.people[0].given_names) == ("O'SULLEABHÁIN", "MÁIRE")
    assert found.people[0].documents[0].number == "PC5510982"


def test_a_traveler_swallowed_by_the_segment_before_is_given_back():
    found = sample("outbound_no_trailer")
    assert [p.surname for p in found.people] == ["SZABO", "KERTESZ"]
    assert found.bookings[0].agency_city == "NYC"
    assert "missing-terminator" in codes(found)


def test_a_traveler_whom_only_the_check_in_names_is_not_lost_and_the_others_not_doubled():
    found = message(
        "SRC", "RCI+ZZ:AAAAA1", "TIF+KIM:I+KONG CHUN MRS:A:3", FLIGHT, "TRI++1:::3",
        "TIF+KIM:I+KONGCHUN MRS:A:3", "SSD+014A", "TRI++2:::4", "TIF+LEE:I+DAVID:A:4",
    )  # fmt: skip
    assert [(p.surname, p.given_names, p.seat) for p in found.people] == [
        ("KIM", "KONG CHUN", "14A"),
        ("LEE", "DAVID", None),
    ]
    assert "traveler-only-at-check-in" in codes(found)


def test_missing_locator_and_invalid_birth_date_are_findings_with_their_places():
    found = sample("outbound_no_trailer")
    places = {f.code: (f.position.message, f.position.segment, f.column) for f in found.findings}
    assert places["missing-locator"] == (1, 7, "locator")
    assert places["invalid-date"] == (1, 10, "birth_date")
    assert found.people[0].birth_date is None


def test_people_before_any_src_are_kept_without_a_booking():
    found = message("RCI+ZZ:AAAAA1", "TIF+MOSS+IDA:A:1", FLIGHT)
    assert (len(found.bookings), [(p.surname, p.booking) for p in found.people]) == (0, [("MOSS", None)])
    assert "missing-src" in codes(found)


def test_an_update_tells_which_booking_was_cancelled():
    found = sample("update_custom_una")
    assert (found.function, found.extra["cancelled_bookings"]) == ("update", [0])
    assert "booking-cancelled" in codes(found)


def test_seat_and_bags_are_those_of_the_crossing_and_pounds_become_kilograms():
    eilidh = sample("update_custom_una").people[0]
    assert (eilidh.seat, eilidh.bag_count, eilidh.bag_weight_kg, eilidh.bag_tags) == ("31A", 1, 20.0, ("ZZ48521",))


def test_visa_redress_and_known_traveler_numbers_come_from_doco():
    visa = sample("update_custom_una").people[0].documents[1]
    assert (visa.kind, visa.number, visa.issuer, visa.issued) == ("V", "K2204418", "USA", date(2024, 3, 14))
    found = message(
        "SRC", "RCI+ZZ:AAAAA1", "TIF+MOSS+IDA:A:1", "SSR+DOCO:HK:1:ZZ:::::LEEDS GBR/R/2019884",
        "SSR+DOCO:HK:1:ZZ:::::/K/TT1188", FLIGHT,
    )  # fmt: skip
    assert (found.people[0].redress_number, found.people[0].known_traveler_number) == ("2019884", "TT1188")
    assert found.people[0].birth_place == "LEEDS GBR"


def test_a_child_that_travels_alone_is_marked():
    adult, child = sample("sealed_requests").people
    assert (adult.unaccompanied_minor, child.unaccompanied_minor) == (False, True)
    assert child.birth_date == date(2017, 4, 12)


def test_a_document_stands_with_the_traveler_its_reference_names_wherever_it_is_written():
    found = message(
        "SRC", "RCI+ZZ:AAAAA1", "SSR+DOCS:HK:1:ZZ:::::/P/GBR/B2/GBR/01JAN70/F/01JAN30/MOSS/IDA+::2", "TIF+MOSS+BEN:A:1",
        "TIF+MOSS+IDA:A:2", FLIGHT, "SSR+DOCS:HK:1:ZZ:::LHR:JFK:/P/GB/B1/GB/01JAN71/M/01JAN30/MOSS/BEN",
    )  # fmt: skip
    assert [[d.number for d in p.documents] for p in found.people] == [["B1"], ["B2"]]


def test_a_document_of_nobody_is_said():
    found = message(
        "SRC", "RCI+ZZ:AAAAA1", "TIF+MOSS+BEN:A:1", "TIF+MOSS+IDA:A:2", FLIGHT,
        "SSR+DOCS:HK:1:ZZ:::LHR:JFK:/P/GB/B1/GB/01JAN71/M/01JAN30/QUILL/TOM",
    )  # fmt: skip
    assert "unassigned-document" in codes(found)
    assert not any(p.documents for p in found.people)


def test_one_passport_told_twice_is_one_document_in_its_fuller_telling():
    tove = sample("codeshare").people[1]
    assert [(d.number, d.issuer) for d in tove.documents] == [("AA1204417", "SWE")]
    assert tove.nationality == "SWE"


def test_a_count_that_exceeds_this_message_may_be_met_by_another_and_one_below_is_wrong():
    more = message("SRC", "RCI+ZZ:AAAAA1", "TIF+M+IDA:A:1", FLIGHT, header="EQN+5'")
    assert [f.severity for f in more.findings if f.code == "count-mismatch"] == ["info"]
    less = message("SRC", "TIF+M+IDA:A:1", "SRC", "TIF+M+BEN:A:1")
    assert [f.severity for f in less.findings if f.code == "count-mismatch"] == ["warning"]


def test_the_century_of_a_birth_is_settled_by_the_message_and_not_by_today():
    raw = (SAMPLES / "adult_and_infant.edi").read_bytes()
    assert read(raw).people[1].birth_date == date(2025, 10, 3)
    assert read(raw.replace(b"260813:2115", b"240813:2115")).people[1].birth_date == date(1925, 10, 3)


@pytest.mark.parametrize(
    ("sent", "bare"),
    [
        ("JOHNMR", "JOHN"),
        ("ANNA MRS", "ANNA"),
        ("ANNA MARIAMISS", "ANNA MARIA"),
        ("MRJONATHON", "JONATHON"),
        ("MRINAL", "MRINAL"),
        ("MRSUSAN", "MRSUSAN"),
        ("AMR", "AMR"),
        ("WILLIAMS", "WILLIAMS"),
        ("ALEXANDR", "ALEXANDR"),
        ("MR", None),
        ("DR LI", "LI"),
    ],
)
def test_a_title_is_stripped_only_where_that_is_safe(sent, bare):
    assert bare_given(sent) == bare


def test_the_passport_settles_whether_letters_are_a_title():
    assert bare_given("KASIMR", "KASIMR") == "KASIMR"
    assert bare_given("ROSAMS", "ROSA") == "ROSA"
    assert bare_given("ROSAMS") == "ROSAMS"


def test_a_group_is_no_person_and_several_given_names_are_several_people():
    found = message("SRC", "RCI+ZZ:AAAAA1", "TIF+SEE THE SEA:G", "TIF+MOSS+BENMR:A:1+IDAMRS:A:2", FLIGHT)
    assert [p.given_names for p in found.people] == ["BEN", "IDA"]


def test_surface_sectors_are_no_flights_and_open_ones_have_no_date():
    found = message("SRC", "RCI+ZZ:AAAAA1", "TIF+MOSS+IDA:A:1", FLIGHT, "TVL++JFK+BOS++ARNK", "TVL++BOS+LHR+ZZ+OPEN:Y")
    assert [(leg.departure, leg.number, leg.status) for leg in found.bookings[0].itinerary] == [
        ("LHR", "204", None),
        ("BOS", None, "OPEN"),
    ]
