"""Officers record what they found, in kinds and units that add up."""

from datetime import UTC, datetime

import pytest

from tidewaiter.detect import RecordFinding, State, decide, fold, load_finding_kinds
from tidewaiter.vocabulary.errors import InvalidPolicy, Refusal, Stale
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.officer import Machine, Officer

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
ACT = {"encounter_id": "enc-1", "officer": Officer("Ines Vallo"), "at": AT}
HERE = fold([Fact(FactKind.PRESENTED, "enc-1", AT, "Ines Vallo", {"port": "JFK"})])


def refusal(state: State, **words) -> str:
    with pytest.raises(Refusal) as caught:
        decide(state, RecordFinding(**{**ACT, **words}))
    return caught.value.code


def test_a_finding_says_kind_quantity_and_unit():
    command = RecordFinding(**ACT, kind="currency", quantity=14500.0, unit="USD", note="In a book.")
    (fact,) = decide(HERE, command)
    assert fact.kind is FactKind.FOUND
    assert fact.data == {"finding_kind": "currency", "quantity": 14500.0, "unit": "USD", "note": "In a book."}


def test_a_finding_moves_nobody_but_counts_as_a_version():
    after = fold(decide(HERE, RecordFinding(**ACT, kind="ammunition", quantity=5, unit="round")), HERE)
    assert (after.status, after.standing.version) == (HERE.status, HERE.standing.version + 1)


@pytest.mark.parametrize("quantity", [None, 0, -1.0, float("nan"), float("inf")])
def test_a_quantity_is_a_number_above_zero(quantity):
    assert refusal(HERE, kind="ammunition", quantity=quantity, unit="round") == "wrong-quantity"


def test_a_kind_is_counted_in_its_own_units():
    assert refusal(HERE, kind="ammunition", quantity=1, unit="kg") == "wrong-unit"
    assert refusal(HERE, kind="person-sought", quantity=1, unit="person", note="n") == "not-counted"


def test_a_kind_nobody_knows_is_refused():
    assert refusal(HERE, kind="strange feeling", note="n") == "unknown-kind"


def test_a_finding_against_somebody_needs_words():
    assert refusal(HERE, kind="person-sought") == "note-required"


def test_nothing_is_found_on_who_is_not_here():
    words = {"kind": "ammunition", "quantity": 1, "unit": "round"}
    assert refusal(State(), **words) == "wrong-status"
    gone = fold([Fact(FactKind.DEPARTED, "enc-1", AT, "Ines Vallo", {})], HERE)
    assert refusal(gone, **words) == "wrong-status"


def test_a_machine_states_no_finding():
    words = {"kind": "ammunition", "quantity": 1, "unit": "round"}
    assert refusal(HERE, officer=Machine("x-ray 4"), **words) == "not-an-officer"


def test_a_stale_officer_must_read_again():
    with pytest.raises(Stale):
        decide(HERE, RecordFinding(**ACT, kind="ammunition", quantity=1, unit="round", expected_version=0))


def test_a_kind_written_twice_is_refused_with_its_line(tmp_path):
    item = "  - {code: a, meaning: m, units: [kg], note_required: false}\n"
    (tmp_path / "findings.yaml").write_text("owner: o\nreview_at: 2030-01-01\nfindings:\n" + item * 2)
    with pytest.raises(InvalidPolicy, match=r"findings.yaml:5:12: finding kind 'a' is written twice"):
        load_finding_kinds(tmp_path)
