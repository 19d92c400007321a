"""What presented itself is laid beside what was announced."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tidewaiter.detect import Difference, compare
from tidewaiter.detect.compare import COMPARED
from tidewaiter.vocabulary.tables import DECLARED

ANNOUNCED = {
    "surname": "Nuñez-Ortega",
    "given_names": "Lucía",
    "birth_date": date(1990, 4, 1),
    "document_number": "AB 123-456",
    "document_issuer": "ESP",
}


def test_case_blanks_hyphens_and_diacritics_are_no_difference():
    lane = {**ANNOUNCED, "surname": "NUNEZ ORTEGA", "given_names": "LUCIA", "document_number": "AB123456"}
    assert compare(ANNOUNCED, lane) == []


def test_another_birth_date_is_a_difference_with_both_values():
    lane = {**ANNOUNCED, "birth_date": date(1990, 1, 4)}
    assert compare(ANNOUNCED, lane) == [Difference("birth_date", "1990-04-01", "1990-01-04", "differs")]


def test_a_date_as_text_equals_the_date():
    assert compare(ANNOUNCED, {**ANNOUNCED, "birth_date": "1990-04-01"}) == []


def test_what_the_lane_did_not_read_was_not_compared():
    lane = {**ANNOUNCED, "document_number": None}
    assert compare(ANNOUNCED, lane) == [Difference("document_number", "AB 123-456", None, "not-presented")]


def test_what_nobody_announced_is_named():
    assert compare(ANNOUNCED, {**ANNOUNCED, "plate": "7KX 221"}) == [
        Difference("plate", None, "7KX 221", "not-announced")
    ]


def test_codes_are_compared_as_they_stand():
    assert [found.field for found in compare({"document_issuer": "D"}, {"document_issuer": "D<<"})] == [
        "document_issuer"
    ]


def test_only_columns_of_the_declared_table_are_compared_and_no_protected_one():
    assert set(COMPARED) <= set(DECLARED)
    assert not set(COMPARED) & {"sex", "nationality", "residence"}


VALUES = st.dictionaries(st.sampled_from(COMPARED), st.none() | st.text(max_size=8) | st.dates())


@given(VALUES)
def test_anything_equals_itself(values):
    assert compare(values, values) == []


@given(VALUES, VALUES)
def test_swapping_the_sides_swaps_the_words(left, right):
    turned = {"differs": "differs", "not-announced": "not-presented", "not-presented": "not-announced"}
    forth = [(found.field, turned[found.kind]) for found in compare(left, right)]
    assert forth == [(found.field, found.kind) for found in compare(right, left)]
