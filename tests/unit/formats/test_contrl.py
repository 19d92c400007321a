"""Receipts: accepted, received, refused, and where the fault stands."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidewaiter.formats import contrl
from tidewaiter.formats.contrl import Subject
from tidewaiter.formats.edifact import open_interchange
from tidewaiter.vocabulary.errors import Position, Unreadable

SUBJECT = Subject("ZZ", "USAPIS", "R1", "ZZ", None)
WHEN = datetime(2026, 8, 14, 6, 31)
LIST = b"UNB+UNOA:4+ZZ:ZZ+USAPIS+260814:0630+R1'UNH+M7+PAXLST:D:12B:UN'BGM+745'UNT+3+M7'UNZ+1+R1'"


def write(action, **more):
    return contrl.write(SUBJECT, action, reference="C1", prepared=WHEN, **more)


def read(raw):
    envelope = open_interchange(raw)
    assert envelope.findings == []
    return contrl.read(envelope, envelope.messages[0])


def test_an_acknowledgement_stands_as_the_standard_has_it():
    assert write("acknowledged") == (
        b"UNA:+.? 'UNB+UNOC:4+USAPIS+ZZ:ZZ+260814:0631+C1'UNH+1+CONTRL:4:1:UN'UCI+R1+ZZ:ZZ+USAPIS+7'UNT+3+1'UNZ+1+C1'"
    )


@pytest.mark.parametrize("action", ["acknowledged", "received"])
def test_a_receipt_without_fault_is_read_back(action):
    receipt = read(write(action))
    assert (receipt.subject, receipt.action, receipt.code) == (SUBJECT, action, None)


def test_a_duplicate_is_refused_with_26():
    error = Unreadable("Other bytes under a reference already used", Position(segment=1, element=5), code="26")
    raw = write("rejected", error=error)
    assert b"UCI+R1+ZZ:ZZ+USAPIS+4+26+UNB+5'" in raw
    receipt = read(raw)
    assert (receipt.code, receipt.position) == (contrl.DUPLICATE, Position(segment=1, element=5))


def test_a_fault_within_a_message_is_told_by_message_segment_element_and_component():
    message = open_interchange(LIST).messages[0]
    error = Unreadable("x", Position(segment=3, element=1, component=2, message=1), code="12")
    raw = write("rejected", error=error, message=message)
    assert b"UCM+M7+PAXLST:D:12B:UN+4'UCS+2'UCD+12+1:2'" in raw
    receipt = read(raw)
    assert (receipt.code, receipt.message) == ("12", "M7")
    assert receipt.position == Position(segment=2, element=1, component=2)


def test_a_fault_of_a_whole_segment_carries_its_code_in_ucs():
    message = open_interchange(LIST).messages[0]
    raw = write("rejected", error=Unreadable("x", Position(segment=3), code="15"), message=message)
    assert b"UCS+2+15'" in raw
    assert read(raw).code == "15"


def test_a_rejection_always_carries_a_code():
    assert read(write("rejected")).code == "18"


@pytest.mark.parametrize(
    "raw",
    [
        LIST,
        b"junk UNA:+.? '\r\n" + LIST,
        LIST.replace(b"UNOA:4", b"UNOA"),
        LIST.replace(b"'UNH", b"'XXX"),
        LIST[:50],
    ],
)
def test_the_subject_of_a_broken_interchange_is_still_found(raw):
    assert contrl.subject_of(raw) == SUBJECT


@given(st.binary(max_size=200))
def test_no_bytes_whatever_keep_a_receipt_from_being_written(raw):
    subject = contrl.subject_of(raw)
    written = contrl.write(subject, "rejected", reference="C1", prepared=WHEN)
    assert open_interchange(written).messages[0].kind == "CONTRL"


def test_a_receipt_without_uci_is_unreadable():
    envelope = open_interchange(write("received").replace(b"UCI", b"UCX"))
    with pytest.raises(Unreadable):
        contrl.read(envelope, envelope.messages[0])
