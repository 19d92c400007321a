"""Two whole messages with many faults at once (invented people): all are found, each fault is told in its place."""

from datetime import date
from pathlib import Path

from tidewaiter.formats import paxlst, pnrgov
from tidewaiter.formats.edifact import open_interchange

FIXTURES = Path(__file__).parent / "fixtures"


def read(name, codec):
    envelope = open_interchange((FIXTURES / name).read_bytes())
    found = codec.read(envelope, envelope.messages[0])
    return found, [*envelope.findings, *found.findings]


def test_a_list_with_irregular_names_and_dates_gives_everyone_with_a_document():
    found, findings = read("irregular_names_and_dates.edi", paxlst)
    assert [(p.surname, p.given_names, p.sex, p.nationality, p.documents[0].number) for p in found.people] == [
        ("HALDEN", "RAGNA", "F", "ISL", "A4401"),
        ("VIDAL", "OTTO", "M", "ISL", "A4402"),
        ("BREKKE", "SUNNE", "F", "ISL", "A4403"),
        ("O'TUAMA", "COLM", "F", "IRL", "A4404"),
        ("MARR", "IDA JUNE", "F", "ISL", "A4405"),
    ]
    assert [person.birth_date for person in found.people[1:3]] == [date(1985, 3, 14), date(1979, 11, 2)]
    assert {person.locator for person in found.people} == {"QX4T2L"}
    assert (found.mode, [(leg.departure, leg.arrival) for leg in found.legs]) == (
        "air",
        [("KEF", "BOS"), ("BOS", "DEN")],
    )
    assert {finding.code for finding in findings} == {
        "released-terminator", "lower-case-tag", "invalid-mode", "missing-time", "missing-place", "irregular-value",
        "name-in-one-component", "misplaced-name", "date-format-mismatch",
    }  # fmt: skip
    assert all(finding.position.segment for finding in findings)


def test_a_booking_with_a_lap_child_and_a_bag_pool_gives_each_what_is_theirs():
    found, findings = read("pooled_bags_and_lap_child.edi", pnrgov)
    assert [(p.given_names, p.infant, p.seat, p.bag_count, [d.number for d in p.documents]) for p in found.people] == [
        ("RAGNA", False, "12A", 3, ["A4411"]),
        ("ODD", True, None, None, ["A4412"]),
        ("LEIF", False, "12B", None, ["A4413"]),
        ("NINA", False, None, None, ["YA77"]),
    ]
    assert [(b.locator, b.party, b.bag_count) for b in found.bookings] == [("QX4T2L", 3, 3), ("QX4T2M", 1, None)]
    assert {finding.code for finding in findings} == {
        "not-utf-8", "released-terminator", "curly-terminator", "dashed-document",
    }  # fmt: skip
