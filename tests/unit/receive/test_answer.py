"""What the sender gets back."""

import json
from datetime import UTC, datetime

import polars as pl

from tidewaiter.formats import contrl, cusres
from tidewaiter.formats.edifact import open_interchange
from tidewaiter.receive import Delivery, answer, open_delivery, refuse
from tidewaiter.vocabulary.errors import Position, Unreadable

NOW = datetime(2026, 8, 14, 7, 0, tzinfo=UTC)
MESSAGE = (
    "UNH+%d+PAXLST:D:05B:UN:IATA'BGM+745'RFF+TN:T%d'TDT+20+ZZ204'LOC+125+LHR'DTM+189:2608141005:201'LOC+87+JFK'"
    "DTM+232:2608141310:201'NAD+FL+++ILVES:MAARJA'RFF+AVF:LOC%d'UNT+11+%d'"
)
FRAME = "UNB+UNOA:4+CARRIER:ZZ+BORDER:XX+260814:0630+R1'%sUNZ+%d+R1'"


def opened(count=1):
    body = "".join(MESSAGE % (n, n, n, n) for n in range(1, count + 1))
    return next(open_delivery(Delivery((FRAME % (body, count)).encode())))


def advice(*said):
    return [
        {"ordinal": n, "role": "passenger", "carrier_reference": None, "locator": f"LOC{n}", "advice": one}
        for n, one in enumerate(said, start=1)
    ]


def responses(text):
    for raw in text.split("\n"):
        envelope = open_interchange(raw.encode())
        yield envelope, cusres.read(envelope, envelope.messages[0])


def test_a_passenger_list_is_answered_person_by_person_to_its_sender():
    ((envelope, response),) = responses(answer(opened(), advice("contact-authority"), [], NOW))
    assert (envelope.sender, envelope.recipient, envelope.recipient_qualifier) == ("BORDER", "CARRIER", "ZZ")
    assert [(a.ordinal, a.advice, a.locator) for a in response.answers] == [(1, "contact-authority", "LOC1")]


def test_each_list_of_an_interchange_gets_its_own_answer_numbered_from_one():
    found = list(responses(answer(opened(2), advice("cleared", "check-documents"), [], NOW)))
    assert [[(a.ordinal, a.advice) for a in response.answers] for _, response in found] == [
        [(1, "cleared")],
        [(1, "check-documents")],
    ]
    assert len({envelope.reference for envelope, _ in found}) == 2


def test_the_same_question_at_the_same_moment_gets_the_same_bytes():
    assert answer(opened(), advice("cleared"), [], NOW) == answer(opened(), advice("cleared"), [], NOW)


def test_a_refusal_tells_code_and_place_within_the_message():
    one = opened()
    text = refuse(one, Unreadable("no such place", Position(segment=6, element=1), code="12"), NOW)
    envelope = open_interchange(text.encode())
    receipt = contrl.read(envelope, envelope.messages[0])
    assert (receipt.action, receipt.code, receipt.subject.reference) == ("rejected", "12", "R1")
    assert receipt.message == "1"
    assert receipt.position.segment == 5, "counted within the message, whose UNH is the second segment"


def test_bytes_without_a_header_are_still_answered():
    one = next(open_delivery(Delivery(b"UNA:+.? 'UNH+1+PAXLST'")))
    envelope = open_interchange(refuse(one, one.error, NOW).encode() if one.syntax == "edifact" else b"UNB")
    assert contrl.read(envelope, envelope.messages[0]).action == "rejected"


def test_a_manifest_in_json_is_answered_in_json():
    raw = json.dumps(
        {
            "sender": "BUS", "recipient": "BORDER", "reference": "M1", "mode": "land", "direction": "inbound",
            "legs": [{"departure": "MXTIJ", "arrival": "2504", "arrives_at": "2026-08-14T09:00-07:00"}],
            "travelers": [{"surname": "Ilves"}],
        }
    ).encode()  # fmt: skip
    one = next(open_delivery(Delivery(raw)))
    said = json.loads(answer(one, advice("insufficient-data"), one.interchange.findings, NOW))
    assert (said["status"], said["reference"]) == ("accepted", "M1")
    assert said["travelers"][0]["advice"] == "insufficient-data"
    error = Unreadable("wrong", Position(path="/mode"), code="12")
    refused = json.loads(refuse(one, error, NOW))
    assert refused["error"] == {"code": "12", "text": "wrong", "position": {"path": "/mode"}}


def test_advice_follows_each_message_in_its_own_order():
    from tidewaiter.receive import advice_by_message

    declared = pl.DataFrame(
        {
            "message_id": ["m2", "m1", "m1"],
            "declaration_id": ["c", "a", "b"],
            "kind": ["person", "person", "conveyance"],
            "ordinal": [1, 1, 2],
            "role": ["passenger", "crew", None],
            "carrier_reference": [None, "X", None],
            "locator": [None, None, None],
            "document_number": ["D", None, None],
        }
    )
    identified = pl.DataFrame({"declaration_id": ["a", "b", "c"], "encounter_id": ["e1", "e2", "e3"]})
    assigned = pl.DataFrame({"encounter_id": ["e1", "e3"], "advice": ["cleared", "contact-authority"]})
    told = advice_by_message(declared, identified, assigned)
    assert [row["advice"] for row in told["m1"]] == ["cleared"]
    assert [row["advice"] for row in told["m2"]] == ["contact-authority"]


def test_a_list_without_a_movement_clears_nobody():
    raw = "UNB+UNOA:4+C+B+260814:0630+R2'UNH+1+PAXLST:D:05B:UN:IATA'BGM+745'NAD+FL+++ILVES:MAARJA'UNT+4+1'UNZ+1+R2'"
    one = next(open_delivery(Delivery(raw.encode())))
    ((_, response),) = responses(answer(one, advice("cleared"), [], NOW))
    assert [a.advice for a in response.answers] == ["insufficient-data"]


def test_the_answer_repeats_the_lists_own_transaction_number():
    assert "RFF+TN:T1'" in answer(opened(), advice("cleared"), [], NOW)


def test_a_cancellation_is_receipted_and_asks_no_advice():
    one = opened()
    one.interchange.messages[0].function = "cancel"
    envelope = open_interchange(answer(one, advice("insufficient-data"), [], NOW).encode())
    assert contrl.read(envelope, envelope.messages[0]).action == "acknowledged"
