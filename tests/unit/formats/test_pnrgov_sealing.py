"""What is sealed at receipt is nowhere else: not in a person, a booking, a finding or among the extras."""

from dataclasses import asdict
from datetime import datetime
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidewaiter.formats import pnrgov, sealing
from tidewaiter.formats.edifact import open_interchange

SAMPLES = files("tidewaiter.samples") / "pnrgov"
NAMES = sorted(entry.name for entry in SAMPLES.iterdir() if entry.name.endswith(".edi"))
HEAD = (
    "UNB+IATA:1+ZZ+GOV+260813:2110+R1'UNH+1+PNRGOV:13:1:IA'MSG+:22'ORG+ZZ'TVL+140826:1005:140826:1310+LHR+JFK+ZZ+204'"
)
BODY = "SRC'RCI+ZZ:AAAAA1'TIF+MOSS+IDA:A:1'"


def read(raw):
    envelope = open_interchange(raw)
    return pnrgov.read(envelope, envelope.messages[0])


def outside(announcement):
    """Everything the announcement says outside its sealed part, as one text."""
    told = asdict(announcement)
    del told["sealed"]
    return repr(told).upper()


@pytest.mark.parametrize("name", NAMES)
def test_no_sealed_value_of_a_sample_stands_anywhere_else(name):
    found = read((SAMPLES / name).read_bytes())
    rest = outside(found)
    for sealed in found.sealed:
        assert sealed.value.upper() not in rest
        code, _, text = sealed.value.partition(" ")
        if sealed.kind != "free-text":
            assert f"'{code}'" not in rest
            assert not text or text not in rest


def test_each_sort_of_secret_is_sealed_under_its_own_kind_with_its_person():
    found = read((SAMPLES / "sealed_requests.edi").read_bytes())
    kept = {(s.kind, s.value.partition(" ")[0], s.person) for s in found.sealed}
    assert {
        ("religion", "MOML", 1),
        ("disability", "WCHR", 1),
        ("medical", "MEDA", 1),
        ("free-text", "XQRT", 1),
        ("free-text", "OTHS", 1),
        ("meal", "CHML", 2),
    } <= kept
    rest = outside(found)
    for word in ("ASTHMA", "INSULIN", "STAIRS", "PRAYER", "UNION", "MOTHER", "MOML", "WCHR"):
        assert word not in rest


SECRET = sealing.MEAL | sealing.RELIGION | sealing.DISABILITY | sealing.MEDICAL
CODES = [*sorted(SECRET), "OTHS", "PETC", "WEAP", "Q1Q1"]
TEXT = st.text(st.characters(min_codepoint=65, max_codepoint=90), min_size=12, max_size=40).map(lambda t: f"QZ{t}")
PLACES = ("after-rci", "after-tif", "after-tvl", "after-check-in", "in-history")


@given(code=st.sampled_from(CODES), text=TEXT, place=st.sampled_from(PLACES))
def test_a_sealed_code_and_its_text_stay_sealed_wherever_they_stand(code, text, place):
    request = f"SSR+{code}:HK:1:ZZ:::LHR:JFK:{text}+::1'"
    parts = {
        "after-rci": "SRC'RCI+ZZ:AAAAA1'",
        "after-tif": "TIF+MOSS+IDA:A:1'",
        "after-tvl": "TVL+140826:1005::1310+LHR+JFK+ZZ+204:Y'",
        "after-check-in": "TRI++1:::1'TIF+MOSS+IDA:A:1'SSD+1A'",
        "in-history": "ABI+1+:LHRZZ'SAC+++X'",
    }
    body = "".join(part + (request if name == place else "") for name, part in parts.items())
    found = read(f"{HEAD}{body}UNZ+1+R1'".encode())
    assert [s.value for s in found.sealed] == [f"{code} {text}"]
    assert text not in outside(found)


@given(
    text=TEXT, shape=st.sampled_from(["IFT+4:28::ZZ+{}", "IFT+4:15:9+{}", "IFT+4:63::ZZ+{}", "LTS+0/O/{}", "IFT+3+{}"])
)
def test_free_text_is_sealed_in_every_segment_that_holds_it(text, shape):
    found = read(f"{HEAD}{BODY}{shape.format(text)}'UNZ+1+R1'".encode())
    assert any(text in sealed.value for sealed in found.sealed)
    assert text not in outside(found)


@pytest.mark.parametrize("code", sorted(sealing.OPERATIONAL - {"DOCS", "DOCO", "DOCA", "INFT"}))
def test_a_text_beside_a_harmless_code_is_sealed_too(code):
    found = read(f"{HEAD}{BODY}SSR+{code}:HK:1:ZZ:::LHR:JFK:HAS A NUT ALLERGY+::1'UNZ+1+R1'".encode())
    assert "ALLERGY" not in outside(found)


@pytest.mark.parametrize(
    ("remark", "phones", "emails", "sealed"),
    [
        ("CTCM 447700900461", ("447700900461",), (), 0),
        ("ZZ CTCP MEX 55 5208 1234", ("5552081234",), (), 0),
        ("CTCT SEA 206 555 0147 HARBOUR TRAVEL", ("2065550147",), (), 1),
        ("CTCE IDA..MOSS//EXAMPLE.ORG", (), ("ida_moss@example.org",), 0),
        ("CTCE NO ADDRESS GIVEN", (), (), 1),
        ("CTCR PASSENGER REFUSED", (), (), 1),
        ("PLEASE CALL HER DOCTOR", (), (), 1),
    ],
)
def test_a_remark_is_a_contact_where_it_plainly_is_one_and_sealed_else(remark, phones, emails, sealed):
    found = read(f"{HEAD}{BODY}IFT+4:28::ZZ+{remark}'UNZ+1+R1'".encode())
    booking = found.bookings[0]
    assert (booking.phones, booking.emails, len(found.sealed)) == (phones, emails, sealed)


def test_the_writer_never_writes_what_was_sealed():
    found = read((SAMPLES / "sealed_requests.edi").read_bytes())
    raw = pnrgov.write(found, sender="ZZ", recipient="GOV", reference="R", prepared=datetime(2026, 8, 13))
    assert not read(raw).sealed
    for sealed in found.sealed:
        assert sealed.value.encode() not in raw
