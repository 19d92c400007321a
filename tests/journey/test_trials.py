"""A carrier tests its connection: it is answered, and nobody is taken to come."""

from tests.journey.border import Border, passenger_list, person

from tidewaiter.formats import contrl
from tidewaiter.formats.edifact import open_interchange


def trial(raw: bytes) -> bytes:
    """Set the test indicator (UNB 0035, the eleventh element)."""
    head, end, rest = raw.partition(b"'UNH")
    return head + b"+" * (11 - head.count(b"+", head.index(b"UNB"))) + b"1" + end + rest


def test_a_test_interchange_is_receipted_and_nobody_in_it_is_taken_to_come(border: Border):
    raw = trial(passenger_list([person("ILVES")], "T1"))
    (arrival,) = border.send(raw)
    assert arrival.accepted and "test-interchange" in {finding.code for finding in arrival.findings}
    envelope = open_interchange(arrival.answer.encode())
    assert envelope.test and contrl.read(envelope, envelope.messages[0]).action == "acknowledged"
    assert border.encounters() == []
    stated = {kind for kind, _ in border.journal(arrival.message_id)}
    assert stated == {"MessageReceived", "OriginalKept", "QualityFound", "Answered"}
    (again,) = border.send(raw)
    assert again.answer == arrival.answer
    assert border.proves()


def test_the_same_list_without_the_indicator_walks(border: Border):
    border.send(trial(passenger_list([person("ILVES")], "T1")))
    border.accepted(passenger_list([person("ILVES")], "T2"))
    assert len(border.encounters()) == 1
