"""What is written as JSON, CSV or lane message is read back as the same nouns; mutants raise only our own errors."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidewaiter.formats import lane, manifest_csv, manifest_json
from tidewaiter.vocabulary.announcement import (
    ROLES,
    Announcement,
    Interchange,
    Leg,
    Person,
    Sealed,
    TravelDocument,
    Vehicle,
)
from tidewaiter.vocabulary.errors import TidewaiterError

texts = st.text("abcdefghijklmnopqrstuvwxyzABCÄÖßéłØ'- ,;\"", min_size=1, max_size=12).map(
    lambda text: " ".join(text.split())
)
said = texts.filter(lambda text: text.strip('",; ') == text and text != "")
codes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=10)
countries = st.sampled_from(["DEU", "FRA", "MEX", "CAN", "XXA", "D"])
days = st.dates(date(1900, 1, 1), date(2099, 12, 31))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1)).flatmap(
    lambda at: st.sampled_from([at, at.replace(tzinfo=UTC), at.replace(tzinfo=timezone(timedelta(hours=-8)))])
)


def maybe(strategy):
    return st.one_of(st.none(), strategy)


documents = st.builds(
    TravelDocument,
    kind=maybe(st.sampled_from("PIVC")),
    number=codes,
    issuer=maybe(countries),
    expires=maybe(days),
    issued=maybe(days),
)
vehicles = st.builds(
    Vehicle,
    kind=st.sampled_from(["car", "bus", "ferry", "yacht"]),
    plate=maybe(codes),
    plate_issuer=maybe(countries),
    name=maybe(said),
    registration=maybe(codes),
    occupants=maybe(st.integers(0, 900)),
)
legs = st.builds(
    Leg,
    carrier=maybe(codes),
    number=maybe(codes),
    departure=codes,
    arrival=maybe(codes),
    departs_local=maybe(moments),
    arrives_local=maybe(moments),
    crossing=st.booleans(),
)


def people(vehicle):
    return st.builds(
        Person,
        role=st.sampled_from(ROLES),
        surname=said,
        given_names=maybe(said),
        birth_date=maybe(days),
        sex=maybe(st.sampled_from("MFX")),
        nationality=maybe(countries),
        residence=maybe(countries),
        birth_place=maybe(said),
        documents=st.lists(documents, max_size=3),
        embarkation=maybe(codes),
        in_transit=st.booleans(),
        infant=st.booleans(),
        unaccompanied_minor=st.booleans(),
        seat=maybe(codes),
        bag_count=maybe(st.integers(0, 99)),
        bag_weight_kg=maybe(st.integers(0, 400).map(lambda n: n / 4)),
        bag_tags=st.lists(codes, max_size=3).map(tuple),
        phone=maybe(said),
        vehicle=vehicle,
        presubmission=maybe(codes),
    )


@st.composite
def sealed(draw, count):
    kinds = ["meal", "medical", "disability", "religion", "free-text"]
    chosen = (
        draw(st.lists(st.tuples(st.integers(1, count), st.sampled_from(kinds)), unique=True, max_size=4))
        if count
        else []
    )
    return [Sealed(kind, draw(said), ordinal) for ordinal, kind in sorted(chosen)]


@st.composite
def manifests(draw, syntax):
    aboard = draw(st.lists(vehicles, max_size=2))
    listed = draw(st.lists(people(maybe(st.integers(0, len(aboard) - 1)) if aboard else st.none()), max_size=4))
    reference = draw(codes)
    announcement = Announcement(
        kind="manifest",
        function=draw(st.sampled_from(["original", "update", "cancel", "close-out"])),
        message_type="manifest",
        reference=reference,
        sender_name=draw(maybe(said)),
        mode=draw(st.sampled_from(["air", "sea", "land"])),
        carrier=draw(maybe(codes)),
        number=draw(maybe(codes)),
        direction=draw(maybe(st.sampled_from(["inbound", "outbound"]))),
        legs=draw(st.lists(legs, max_size=3)),
        people=listed,
        vehicles=aboard,
        contacts=tuple(draw(st.lists(said, max_size=2))),
        declared_count=draw(maybe(st.just(len(listed)))),
        sealed=draw(sealed(len(listed))),
    )
    return Interchange(
        syntax, draw(codes), draw(codes), reference, draw(maybe(moments)), [announcement], test=draw(st.booleans())
    )


def bare(interchange):
    """Leave out where things stood and what was found, which writing does not keep."""
    for message in interchange.messages:
        message.findings = []
        message.sealed = sorted(
            (replace(item, segment=None) for item in message.sealed), key=lambda item: (item.person, item.kind)
        )
        for person in message.people:
            person.segment = None
            for document in person.documents:
                document.segment = None
    interchange.findings = []
    return interchange


@settings(max_examples=40, deadline=None)
@given(manifests("json"))
def test_a_json_manifest_reads_back_as_it_was_written(interchange):
    again = manifest_json.read(manifest_json.write(interchange))
    assert again.messages[0].findings == []
    assert bare(again) == bare(interchange)


@settings(max_examples=40, deadline=None)
@given(manifests("csv"))
def test_a_csv_manifest_reads_back_as_it_was_written(interchange):
    again = manifest_csv.read(manifest_csv.write(interchange))
    assert [f for f in again.messages[0].findings if f.severity == "error"] == []
    assert bare(again) == bare(interchange)


@st.composite
def crossings(draw):
    inbound = draw(st.booleans())
    port, at = draw(codes), draw(moments)
    vehicle = draw(maybe(vehicles))
    listed = draw(st.lists(people(st.none()), max_size=3))
    for person in listed:
        person.vehicle = 0 if vehicle and person.role != "pedestrian" else None
    return Announcement(
        kind="lane",
        message_type="lane",
        reference=draw(codes),
        mode="land",
        direction="inbound" if inbound else "outbound",
        lane=draw(maybe(codes)),
        legs=[
            Leg(arrival=port, arrives_local=at, crossing=True)
            if inbound
            else Leg(departure=port, departs_local=at, crossing=True)
        ],
        people=listed,
        vehicles=[vehicle] if vehicle else [],
        sealed=draw(sealed(len(listed))),
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(crossings(), max_size=3), codes, codes, codes, maybe(moments))
def test_a_lane_message_reads_back_as_it_was_written(messages, sender, recipient, reference, prepared):
    interchange = Interchange("json", sender, recipient, reference, prepared, messages)
    again = lane.read(lane.write(interchange))
    assert [message.findings for message in again.messages] == [[] for _ in messages]
    assert bare(again) == bare(interchange)


SEEDS = {
    "json": (
        manifest_json.read,
        b'{"sender":"FERRYCO","reference":"F1","mode":"sea","legs":[{"departure":"FRCQF","arrives_at":"2026-11-21T10:00"}],'
        b'"vehicles":[{"kind":"ferry"}],"travelers":[{"surname":"Vale","birth_date":"1980-02-29","sex":"f","bag_count":2,'
        b'"document":{"kind":"P","number":"X1","mrz":["P<UTOVALE<<IDA","x"]},"vehicle":0,"meal":"VGML"},{}]}',
    ),
    "csv": (
        manifest_csv.read,
        "# sender: BUSCO\n# mode: land\n# departure: MXTIJ\n# vehicle_kind: bus\n"
        "surname;birth_date;document_number;meal;vehicle\n"
        '"Vale";1980-02-29;X1;VGML;0\nKörner;31.12.1990;;;\n'.encode(),
    ),
    "lane": (
        lane.read,
        b'{"sender":"LANE","port":"SYS","crossings":[{"direction":"inbound","lane":"7","at":"2026-11-21T10:00:00-08:00",'
        b'"vehicle":{"plate":"7ABC1","occupants":1},"people":[{"role":"driver","surname":"Vale","documents":[{"number":"X"}]}]}]}',
    ),
}
SCRAPS = [
    b'"',
    b"{",
    b"}",
    b"[",
    b"]",
    b"null",
    b"1e999",
    b"-1",
    b"\xff",
    b"\x00",
    b",",
    b";",
    b"\n",
    b"#",
    b"true",
    b"\xe2\x80\xa8",
    b"9" * 40,
]


@pytest.mark.parametrize("name", SEEDS)
def test_two_thousand_mutants_raise_only_our_errors(name):
    read, seed = SEEDS[name]
    source = random.Random(f"tidewaiter {name}")
    kept = refused = 0
    for _ in range(2000):
        raw = bytearray(seed)
        for _ in range(source.randint(1, 3)):
            place = source.randrange(len(raw))
            scrap = source.choice(SCRAPS)
            raw[place : place + source.choice([0, 1, len(scrap)])] = scrap
        try:
            kept += bool(read(bytes(raw)).messages)
        except TidewaiterError as error:
            refused += 1
            assert str(error)
    assert kept > 50
    assert refused > 50
