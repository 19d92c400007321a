"""What is written is read back the same; what is long is read fast; what is broken is refused or read, never more."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib.resources import files

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.mutants import leaks, mutants

from tidewaiter.formats import pnrgov
from tidewaiter.formats.edifact import open_interchange
from tidewaiter.formats.pnrgov.names import bare_given
from tidewaiter.vocabulary.announcement import Announcement, Booking, Leg, Person, TravelDocument

SAMPLES = files("tidewaiter.samples") / "pnrgov"
PREPARED = datetime(2026, 8, 13, 21, 10)


def write(announcement):
    return pnrgov.write(announcement, sender="ZZ", recipient="GOV", reference="R1", prepared=PREPARED)


def read(raw):
    envelope = open_interchange(raw)
    return pnrgov.read(envelope, envelope.messages[0])


def letters(least, most):
    return st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=least, max_size=most)


def moments(start, end):
    return st.datetimes(start, end).map(lambda at: at.replace(second=0, microsecond=0))


NAME = st.one_of(letters(3, 14), st.sampled_from(["O'DEA", "ÅSE", "MARY ANN", "LE+GALL", "SMITH-ROE", "A?B:C"]))
GIVEN = NAME.filter(lambda name: bare_given(name) == name)
LOCATOR = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", min_size=6, max_size=6)
PLACE, COUNTRY = letters(3, 3), letters(3, 3)
DIGITS = st.text("0123456789", min_size=9, max_size=12)
BORN = st.dates(date(1930, 1, 1), date(2026, 8, 1))
EXPIRES = st.dates(date(2010, 1, 1), date(2090, 1, 1))
BOOKED = moments(datetime(2025, 9, 1), datetime(2026, 8, 12))
ADDRESS = st.sampled_from(["1 QUAY ST", "22 ROSE LANE, CORK, IE", "FLAT 3, 9 O'HARA WAY"])
PASSPORT = st.builds(TravelDocument, st.sampled_from(["P", "I", "C"]), DIGITS, COUNTRY, st.one_of(st.none(), EXPIRES))
VISA = st.builds(
    TravelDocument,
    st.just("V"),
    DIGITS,
    COUNTRY,
    st.none(),
    st.one_of(st.none(), st.dates(date(2016, 1, 1), date(2026, 8, 1))),
)
PERSON = st.builds(
    Person,
    surname=NAME,
    given_names=GIVEN,
    birth_date=st.one_of(st.none(), BORN),
    sex=st.sampled_from([None, "M", "F", "X"]),
    nationality=st.one_of(st.none(), COUNTRY),
    residence=st.one_of(st.none(), COUNTRY),
    birth_place=st.sampled_from([None, "LEEDS GBR", "LIMA"]),
    documents=st.builds(list.__add__, st.lists(PASSPORT, max_size=2), st.lists(VISA, max_size=1)),
    infant=st.booleans(),
    unaccompanied_minor=st.booleans(),
    redress_number=st.one_of(st.none(), DIGITS),
    known_traveler_number=st.one_of(st.none(), DIGITS),
    address=st.one_of(st.none(), ADDRESS),
    phone=st.one_of(st.none(), DIGITS.map(lambda digits: f"1{digits}")),
    email=st.sampled_from([None, "ida_moss@example.org", "b.quill@mail-box.example.com"]),
    seat=st.sampled_from([None, "1A", "21K", "103C"]),
)  # fmt: skip


@st.composite
def trips(draw):
    at = datetime(2026, 8, 1, draw(st.integers(0, 23)), draw(st.integers(0, 59)))
    legs = []
    for _ in range(draw(st.integers(1, 4))):
        arrives = at + timedelta(minutes=draw(st.integers(30, 900)))
        legs.append(
            Leg(
                carrier=draw(st.sampled_from(["ZZ", "YY", "9Q"])),
                number=str(draw(st.integers(1, 9999))),
                departure=draw(PLACE),
                arrival=draw(PLACE),
                departs_local=at,
                arrives_local=arrives,
                operating_carrier=draw(st.sampled_from([None, "XX"])),
                booking_class=draw(st.sampled_from([None, "Y", "J"])),
                status=draw(st.sampled_from([None, "HK", "HL"])),
            )
        )
        at = arrives + timedelta(minutes=draw(st.integers(40, 5000)))
    return legs


@st.composite
def bags(draw, person):
    count = draw(st.sampled_from([None, 0, 1, 2]))
    if count is None:
        return person
    tags = tuple(f"ZZ00{draw(st.integers(10**6, 10**7 - 1))}" for _ in range(count))
    weight = draw(st.one_of(st.none(), st.integers(1, 900).map(lambda tenths: tenths / 10)))
    return replace(person, bag_count=count, bag_weight_kg=weight, bag_tags=tuple(dict.fromkeys(tags)))


@st.composite
def announcements(draw):
    crossing = draw(trips())[0]
    found = Announcement(
        kind="pnrgov",
        function=draw(st.sampled_from(["original", "update"])),
        message_type="PNRGOV 13.1",
        reference="M1",
        sender_name="ZZ",
        carrier=crossing.carrier,
        number=crossing.number,
        legs=[replace(crossing, booking_class=None, status=None, crossing=True)],
    )
    for index in range(draw(st.integers(1, 3))):
        _add_booking(draw, found, index, crossing)
    found.extra["declared_bookings"] = len(found.bookings)
    return found


def _add_booking(draw, found, index, crossing):
    people = draw(st.lists(PERSON, min_size=1, max_size=4, unique_by=lambda p: p.surname))
    locator = draw(LOCATOR)
    laid = []
    for person in people:
        own = draw(bags(person))
        documents = list({(d.kind, d.number): d for d in own.documents}.values())
        laid.append(replace(own, documents=documents, locator=locator, booking=index))
    trip = [leg for leg in draw(trips()) if (leg.departure, leg.arrival) != (crossing.departure, crossing.arrival)]
    trip = [_earlier(leg) for leg in trip]
    changes = draw(st.integers(0, 4))
    forms = draw(st.lists(st.sampled_from(["CC", "CA", "MS", "CK"]), unique=True, max_size=3))
    cards = draw(st.lists(st.sampled_from(["VI ****1111", "AX ****0005", "CA ****4444"]), unique=True, max_size=2))
    carried = [p for p in laid if p.bag_count is not None]
    weights = [p.bag_weight_kg for p in carried if p.bag_weight_kg is not None]
    fare = draw(st.one_of(st.none(), st.integers(0, 10**7).map(lambda cents: cents / 100)))
    found.people.extend(laid)
    found.bookings.append(
        Booking(
            locator=locator,
            carrier="ZZ",
            made_local=draw(st.one_of(st.none(), BOOKED)),
            changed_local=draw(st.one_of(st.none(), BOOKED)),
            ticketed_local=draw(st.one_of(st.none(), BOOKED)),
            itinerary=[*trip, replace(crossing, crossing=True)],
            party=len(laid),
            agency_code=draw(st.one_of(st.none(), DIGITS)),
            agency_city=draw(st.one_of(st.none(), PLACE)) or "LON",
            agency_country=draw(st.sampled_from([None, "GB", "US"])),
            phones=tuple(dict.fromkeys(["0207946095", *(p.phone for p in laid if p.phone)])),
            emails=tuple(dict.fromkeys(p.email for p in laid if p.email)),
            addresses=tuple(draw(st.lists(ADDRESS, unique=True, max_size=2))),
            payment_forms=tuple(forms),
            payment_cards=tuple(cards) if "CC" in forms else (),
            payer=draw(st.sampled_from([None, "OSWIN BARRETT"])),
            tickets=tuple(draw(st.lists(DIGITS, unique=True, max_size=2))),
            fare_total=fare,
            fare_currency=None if fare is None else draw(st.sampled_from(["GBP", "USD"])),
            split_from=tuple(draw(st.lists(LOCATOR, unique=True, max_size=2))),
            changes=changes,
            seat_changes=draw(st.integers(0, changes)),
            bag_count=sum(p.bag_count for p in carried) if carried else None,
            bag_weight_kg=round(sum(weights), 1) if weights else None,
        )
    )


def _earlier(leg):
    days = timedelta(days=40)
    return replace(leg, departs_local=leg.departs_local - days, arrives_local=leg.arrives_local - days)


def without_places(announcement):
    """The announcement as nouns alone: where in the message each stood is left out, and its passport names."""
    extra = {k: v for k, v in announcement.extra.items() if k == "declared_bookings"}
    return replace(
        announcement,
        segment=None,
        findings=[],
        extra=extra,
        legs=[replace(leg, segment=None) for leg in announcement.legs],
        people=[
            replace(p, segment=None, documents=[replace(d, segment=None) for d in p.documents])
            for p in announcement.people
        ],
        bookings=[
            replace(b, segment=None, itinerary=[replace(leg, segment=None) for leg in b.itinerary])
            for b in announcement.bookings
        ],
    )


@settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(announcements())
def test_what_is_written_is_read_back_the_same_and_without_a_warning(announcement):
    found = read(write(announcement))
    assert without_places(found) == announcement
    assert [f for f in found.findings if f.severity != "info"] == []
    assert not found.sealed


def told(announcement):
    return [
        (p.surname, p.given_names, p.birth_date, [d.number for d in p.documents], p.seat) for p in announcement.people
    ]


@pytest.mark.parametrize("name", ["two_bookings", "adult_and_infant", "split", "codeshare", "curly_quotes"])
def test_a_sample_once_read_survives_writing(name):
    first = read((SAMPLES / f"{name}.edi").read_bytes())
    again = read(write(first))
    assert told(again) == told(first)
    assert [(b.locator, len(b.itinerary), b.changes) for b in again.bookings] == [
        (b.locator, len(b.itinerary), b.changes) for b in first.bookings
    ]


def test_a_quarter_of_a_megabyte_with_127_bookings_is_read_whole():
    raw = (SAMPLES / "two_bookings.edi").read_bytes().decode()
    start, end = raw.index("SRC'"), raw.rindex("SRC'")
    head, record = raw[:start], raw[start:end]
    record += (
        "LTS+12/A/SR/SSR SEATZZHK1 LHRJFK 21A'LTS+13/O/NM/1BARRETT/OSWIN MR'LTS+14/Z//DCS-SYNC LHR ZZ'APD+789'" * 2
    )
    large = (head + record * 127 + "UNT+1+1'UNZ+1+X'").encode()
    assert len(large) > 250_000
    found = read(large)
    assert (len(found.bookings), len(found.people)) == (127, 254)
    assert all(person.seat and person.documents for person in found.people)


def originals():
    return [
        entry.read_bytes() for entry in sorted(SAMPLES.iterdir(), key=lambda e: e.name) if entry.name.endswith(".edi")
    ]


def read_all(raw):
    """Read every message of an interchange and hold what was read against the message."""
    envelope = open_interchange(raw)
    for message in envelope.messages:
        found = pnrgov.read(envelope, message)
        ordinals = range(message.first, message.first + len(message.segments) + 1)
        assert all(f.position.segment in ordinals for f in found.findings)
        assert all(p.booking is None or p.booking < len(found.bookings) for p in found.people)
        assert all(s.person is None or 1 <= s.person <= len(found.people) for s in found.sealed)
        assert len(found.bookings) == sum(segment[0][0] == "SRC" for segment in message.segments)


def test_four_thousand_mutants_are_read_or_refused_with_a_position():
    assert leaks(read_all, mutants(20260813, originals(), 4000)) == []


def test_a_reader_that_trusts_its_input_is_caught_by_the_same_mutants():
    def trusting(raw):
        segments = [segment for message in open_interchange(raw).messages for segment in message.segments]
        return [(segment[5][0], segment[1][1]) for segment in segments if segment[0][0] == "TVL"]

    assert any("IndexError" in leak.what for leak in leaks(trusting, mutants(20260813, originals(), 400)))


@pytest.mark.parametrize("filler", ["A", "1 ", "/", "MR ", "a.", "4111 ", "03A", "1-"])
def test_a_text_of_fifty_thousand_characters_makes_no_reader_dawdle(filler):
    text = filler * (50_000 // len(filler))
    codes = ("DOCS", "DOCO", "DOCA", "INFT", "SEAT", "TKNE", "CHLD", "CTCE", "OTHS")
    shapes = ["TIF+{}+{}:A:2", "IFT+4:28::ZZ+CTCE {}", "IFT+4:28::ZZ+CTCT {}", "IFT+4:43+{}+x+{}", "LTS+{}"]
    shapes += ["ADD++702:{}:::::::{}", *(f"SSR+{code}:HK:1:ZZ:::::{{}}" for code in codes)]
    body = "".join(shape.replace("{}", text) + "'" for shape in shapes)
    head = "UNB+IATA:1+ZZ+G+260813:2110+R1'UNH+1+PNRGOV:13:1:IA'SRC'RCI+ZZ:A'TIF+MOSS+IDA:A:1'"
    raw = f"{head}{body}UNZ+1+R1'".encode()
    assert leaks(read, [raw]) == []
