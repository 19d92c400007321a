"""A rule while it is written: the mistake with its place, tests that come out, one more test put in."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from tidewaiter import assess
from tidewaiter.assess.drafting import checked, with_test
from tidewaiter.assess.ruleset import Ruleset
from tidewaiter.assess.saying import said
from tidewaiter.vocabulary.errors import Unreadable

RULE = """\
id: paid-late-in-cash
version: 1
title: Paid late in cash
applies_to: {kind: person}
owner: 'Targeting unit, trials'
ground: General power to examine people that cross the border
citation: {text: "19 U.S.C. 1467", verified: false}
review_at: 2027-06-30
expires_at: 2027-11-30
weight: 20
when: |
  payment_form == "CA"
  and days_booked_before_departure <= 1
reason: 'Paid in cash, {days_booked_before_departure} before departure'
tests:
  fires:
    - {payment_form: CA, days_booked_before_departure: 1}
  quiet:
    - {payment_form: CC, days_booked_before_departure: 1}
"""


@cache
def book() -> Ruleset:
    return assess.load_ruleset(as_of=date(2026, 8, 14))


def test_a_rule_that_compiles_tells_its_features_and_how_each_test_came_out():
    found = checked(RULE, book())
    assert found.ready and found.rule is not None and found.rule.id == "paid-late-in-cash"
    assert [(test.expected, test.got) for test in found.tests] == [("fires", "fires"), ("quiet", "quiet")]
    names = [feature.name for feature in found.features]
    assert names == ["days_booked_before_departure", "kind", "payment_form"]


def test_a_test_that_comes_out_otherwise_is_told_and_the_rule_is_not_ready():
    found = checked(RULE.replace("{payment_form: CC,", "{payment_form: CA,"), book())
    assert [(test.number, test.expected, test.got) for test in found.tests if not test.passed] == [
        (2, "quiet", "fires")
    ]
    assert not found.ready and found.mistake is None


@pytest.mark.parametrize(
    ("written", "wrong", "line", "under"),
    [
        ('payment_form == "CA"', 'payment_fom == "CA"', 12, "payment_fom"),
        ("weight: 20", "weight: many", 10, "many"),
        ("kind: person}", "kind: persn}", 4, "{kind"),
    ],
)
def test_a_mistake_is_shown_with_its_line_and_a_caret_under_its_column(written: str, wrong: str, line: int, under: str):
    mistake = checked(RULE.replace(written, wrong), book()).mistake
    assert mistake is not None and mistake.line == line
    assert mistake.excerpt[mistake.caret.index("^") :].startswith(under)


def test_a_misspelt_feature_is_answered_with_the_nearest_one():
    mistake = checked(RULE.replace("payment_form ==", "payment_fom =="), book()).mistake
    assert mistake is not None and "payment_form" in mistake.text


def test_a_protected_attribute_does_not_compile_and_the_mistake_says_why():
    mistake = checked(RULE.replace('payment_form == "CA"', 'sex == "F"'), book()).mistake
    assert mistake is not None and "sex" in mistake.text


@pytest.mark.parametrize("text", ["", "id: [", "\ttabs", "tests:\n  fires:\n"])
def test_half_a_rule_is_a_mistake_and_no_fault(text: str):
    assert checked(text, book()).mistake is not None


def test_one_more_test_is_put_last_under_what_it_expects_and_the_rest_stays():
    more = with_test(RULE, "quiet", "payment_form: CA\ndays_booked_before_departure = 30")
    assert more == RULE + "    - {payment_form: CA, days_booked_before_departure: 30}\n"
    fires = with_test(RULE, "fires", "payment_form: CA\n\ndays_booked_before_departure: 0")
    assert fires.splitlines()[16:19] == [
        "    - {payment_form: CA, days_booked_before_departure: 1}",
        "    - {payment_form: CA, days_booked_before_departure: 0}",
        "  quiet:",
    ]
    unknown = with_test(RULE, "unknown", "payment_form: CA")
    assert unknown == RULE + "  unknown:\n    - {payment_form: CA}\n"
    assert [test.expected for test in checked(unknown, book()).tests] == ["fires", "quiet", "unknown"]


def test_tests_come_before_what_follows_them_in_the_text():
    moved = RULE.replace("id: paid-late-in-cash\n", "") + "id: paid-late-in-cash\n"
    more = with_test(moved, "unknown", "payment_form: CA")
    assert more.splitlines()[-3:] == ["  unknown:", "    - {payment_form: CA}", "id: paid-late-in-cash"]
    assert with_test("id: x\n", "fires", "party: 9") == "id: x\ntests:\n  fires:\n    - {party: 9}\n"


@pytest.mark.parametrize("values", ["", "payment_form", "a: {b: 1}", "party: 9 # nine"])
def test_a_test_that_cannot_be_read_is_refused(values: str):
    with pytest.raises(Unreadable):
        with_test(RULE, "fires", values)


def test_tests_on_one_line_are_left_to_their_author():
    with pytest.raises(Unreadable, match="on one line"):
        with_test("tests: {fires: [{party: 9}]}\n", "fires", "party: 9")
    with pytest.raises(Unreadable, match="on one line"):
        with_test("tests:\n  fires: [{party: 9}]\n", "fires", "party: 9")


def test_what_a_rule_saw_is_said_with_its_meaning_unit_and_words():
    values = {
        "payment_form": "CA",
        "days_booked_before_departure": 1,
        "party": 9,
        "one_way": None,
        "booking_split": True,
    }
    told = {each["name"]: (each["meaning"], each["value"]) for each in said(values, book().catalogue)}
    assert told["payment_form"][1] == "cash (CA)"
    assert told["days_booked_before_departure"] == ("Calendar days from making the booking to departure", "1 day")
    assert told["party"][1] == "9 travelers"
    assert told["one_way"][1] == "not known" and told["booking_split"][1] == "yes"
