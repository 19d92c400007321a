"""Dates of messages: forms, centuries and refusals."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidewaiter.formats import dates

REFERENCE = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("260430", "101", datetime(2026, 4, 30)),
        ("20260430", "102", datetime(2026, 4, 30)),
        ("2604301805", "201", datetime(2026, 4, 30, 18, 5)),
        ("260430180559", "202", datetime(2026, 4, 30, 18, 5, 59)),
        ("202604301805", "203", datetime(2026, 4, 30, 18, 5)),
        ("20260430180559", "204", datetime(2026, 4, 30, 18, 5, 59)),
        ("202604301805+0200", "205", datetime(2026, 4, 30, 18, 5)),
        ("300426", "2", datetime(2026, 4, 30)),
        ("2604302400", "201", datetime(2026, 5, 1)),
        ("260430", None, datetime(2026, 4, 30)),
        ("2604301805", "777", datetime(2026, 4, 30, 18, 5)),
    ],
)
def test_each_form_of_code_list_2379_is_read(text, code, expected):
    assert dates.moment(text, code, reference=REFERENCE) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [("260230", "101"), ("2026043", "102"), ("26043018", "201"), ("٢٦٠٤٣٠", "101"), ("26 430", None), ("", None),
     ("+60430", "101"), ("99991231240000", "204"), ("00000000", "102"), ("2604302561", "201")],
)  # fmt: skip
def test_what_is_no_date_gives_none(text, code):
    assert dates.moment(text, code, reference=REFERENCE) is None


def test_a_birth_date_never_lies_after_the_message_but_for_a_day_of_grace():
    assert dates.birth("260502", reference=REFERENCE) == date(2026, 5, 2)
    assert dates.birth("260503", reference=REFERENCE) == date(1926, 5, 3)
    assert dates.birth("270101", reference=REFERENCE) == date(1927, 1, 1)
    assert dates.birth("20270101", "102", reference=REFERENCE) == date(2027, 1, 1)  # said in full: the gate judges it


def test_a_birth_date_of_a_leap_day_without_a_century_to_hold_it_gives_none():
    assert dates.birth("000229", reference=date(2000, 2, 1)) is None


def test_expiry_looks_ahead_and_a_little_back():
    assert dates.expiry("311231", reference=REFERENCE) == date(2031, 12, 31)
    assert dates.expiry("050101", reference=REFERENCE) == date(2005, 1, 1)
    assert dates.expiry("991231", reference=REFERENCE) == date(2099, 12, 31)


def test_the_century_depends_on_the_message_and_not_on_today():
    assert dates.birth("541016", reference=date(2014, 2, 11)) == date(1954, 10, 16)
    assert dates.birth("541016", reference=date(2060, 1, 1)) == date(2054, 10, 16)


def test_airline_styles_are_read():
    assert dates.ddmmyy("300426", "0915", reference=REFERENCE) == datetime(2026, 4, 30, 9, 15)
    assert dates.ddmmyy("300426", "2561", reference=REFERENCE) is None
    assert dates.ddmmmyy("12jul64", reference=REFERENCE, ahead=dates.BIRTH) == date(1964, 7, 12)
    assert dates.ddmmmyy("2JUN2026", reference=REFERENCE) == date(2026, 6, 2)
    assert dates.ddmmmyy("12JUL26", reference=REFERENCE, ahead=dates.BIRTH) == date(1926, 7, 12)
    assert dates.ddmmmyy("12XXX64", reference=REFERENCE) is None


@given(st.dates(date(1930, 1, 1), REFERENCE))
def test_any_birth_date_of_a_living_traveler_survives_two_digits(born):
    assert dates.birth(born.strftime("%y%m%d"), "101", reference=REFERENCE) == born


@given(st.text(max_size=16), st.sampled_from([*dates.FORMS, None, "999"]))
def test_no_text_whatever_raises(text, code):
    for read in (dates.moment, dates.day, dates.birth, dates.expiry):
        read(text, code, reference=REFERENCE)
    dates.ddmmyy(text, text, reference=REFERENCE)
    dates.ddmmmyy(text, reference=REFERENCE)
