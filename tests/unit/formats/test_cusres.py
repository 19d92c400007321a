"""The answer to a passenger list: advice for each person, and no refusal without an officer."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidewaiter.formats import cusres
from tidewaiter.formats.cusres import PassengerAnswer
from tidewaiter.formats.edifact import open_interchange
from tidewaiter.vocabulary.announcement import Leg
from tidewaiter.vocabulary.errors import Refusal

LEG = Leg(
    carrier="ZZ",
    number="204",
    departure="LHR",
    arrival="JFK",
    departs_local=datetime(2026, 8, 14, 10, 5),
    arrives_local=datetime(2026, 8, 14, 13, 10),
)


def write(answers, **more):
    frame = {
        "sender": "USAPIS",
        "recipient": ["ZZ", "ZZ"],
        "reference": "R1",
        "prepared": datetime(2026, 8, 14, 6, 31),
        "leg": LEG,
        "transaction": "TN1",
    }
    return cusres.write(answers, **(frame | more))


def read(raw):
    envelope = open_interchange(raw)
    assert envelope.findings == []
    return cusres.read(envelope, envelope.messages[0])


def test_the_answer_stands_as_the_guide_draws_it():
    text = write([PassengerAnswer(1, "cleared", "ABO1", "PNR1")]).decode()
    assert text == (
        "UNA:+.? 'UNB+UNOC:4+USAPIS+ZZ:ZZ+260814:0631+R1++APIS'UNH+1+CUSRES:D:05B:UN:IATA'BGM+962'RFF+TN:TN1'"
        "RFF+AF:ZZ204'DTM+189:2608141005:201'DTM+232:2608141310:201'LOC+125+LHR'LOC+87+JFK'ERP+2:1'RFF+AVF:PNR1'"
        "RFF+ABO:ABO1'ERC+0Z'FTX+AAP+++CLEARED'UNT+14+1'UNZ+1+R1'"
    )


def test_the_same_answer_is_the_same_bytes():
    answers = [PassengerAnswer(n, "check-documents") for n in range(1, 9)]
    assert write(answers) == write(list(answers))


@pytest.mark.parametrize("officer", ["", "   "])
def test_not_cleared_without_a_named_officer_is_refused(officer):
    with pytest.raises(Refusal) as refusal:
        write([PassengerAnswer(1, "cleared"), PassengerAnswer(2, "not-cleared", officer=officer)])
    assert refusal.value.code == "officer-required"
    assert "Traveler 2" in refusal.value.text


def test_not_cleared_by_an_officer_is_written_without_the_name():
    raw = write([PassengerAnswer(2, "not-cleared", officer="N. Corvinus")], unsolicited=True)
    assert b"CORVINUS" not in raw.upper()
    response = read(raw)
    assert response.unsolicited
    assert response.answers[0].advice == "not-cleared"


def test_an_advice_that_is_not_agreed_is_a_finding_and_never_a_clearance():
    envelope = open_interchange(write([PassengerAnswer(1, "cleared")]).replace(b"ERC+0Z", b"ERC+QQ"))
    response = cusres.read(envelope, envelope.messages[0])
    assert response.answers == []
    assert [finding.code for finding in response.findings] == ["unknown-advice"]


def test_every_advice_has_its_own_code():
    assert len(set(cusres.CODES.values())) == len(cusres.CODES) == len(cusres.TEXTS)


words = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'+:?É", min_size=1, max_size=12)
answers = st.builds(
    PassengerAnswer,
    ordinal=st.integers(1, 999_999),
    advice=st.sampled_from(list(cusres.CODES)),
    carrier_reference=st.none() | words,
    locator=st.none() | words,
    text=words,
)


@settings(max_examples=80, deadline=None)
@given(st.lists(answers, max_size=6), words, words)
def test_whatever_is_answered_is_read_back(said, message, transaction):
    named = [PassengerAnswer(a.ordinal, a.advice, a.carrier_reference, a.locator, a.text, "N. Corvinus") for a in said]
    response = read(write(named, message_reference=message, transaction=transaction))
    assert response.answers == said
    assert (response.message_reference, response.transaction) == (message, transaction)
    assert response.leg == LEG
