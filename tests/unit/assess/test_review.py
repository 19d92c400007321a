"""Review lists: what fires never, what finds nothing, what is there twice, and whose day has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.language.test_agreement import read, rows, table_of, tests

from tidewaiter.assess.life import load_life_policy, read_written
from tidewaiter.assess.life.normal import normal_form, normal_test
from tidewaiter.assess.life.review import FIRED, OUTCOMES, review
from tidewaiter.assess.ruleset import Ruleset
from tidewaiter.language import polars

TODAY = date(2026, 12, 1)
POLICY = replace(load_life_policy(), least_examined=5, least_fired=3)


def rewritten(one: str, other: str) -> list[str]:
    """The same condition in other words."""
    return [
        f"({other}) and ({one})",
        f"not (not ({one}) or not ({other}))",
        f"({one}) and (({other}) and ({one}))",
        f"not (not (({one}) and ({other})))",
    ]


@settings(max_examples=40, deadline=None)
@given(tests, tests, rows)
def test_what_asks_the_same_in_other_words_has_one_normal_form_and_answers_the_same(one, other, sample):
    first = read(f"({one}) and ({other})")
    table = table_of(sample)
    for text in rewritten(one, other):
        again = read(text)
        assert normal_test(again.test) == normal_test(first.test), text
        assert table.select(polars(again)).rows() == table.select(polars(first)).rows()


@settings(max_examples=60, deadline=None)
@given(st.lists(tests, min_size=2, max_size=12), rows)
def test_conditions_of_one_normal_form_never_answer_otherwise(texts, sample):
    table = table_of(sample)
    answers: dict[str, list] = {}
    for text in texts:
        for form in (text, f"not ({text})", f"not (not ({text}))"):
            compiled = read(form)
            said = table.select(polars(compiled)).rows()
            assert answers.setdefault(normal_test(compiled.test), said) == said, form


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("n > 3", "3 < n", True),
        ("not n > 3", "n <= 3", True),
        ('s in ["a"]', 's == "a"', True),
        ('s in ["a", "b"]', 's in ["b", "a"]', True),
        ("f and g", "f or g", False),
        ("n > 3", "n >= 3", False),
        ("n - m > 3", "m - n > 3", False),
        ('s in ["a", "b"]', 's in ["a"]', False),
    ],
)
def test_spelling_does_not_count_and_meaning_does(one, other, same):
    assert (normal_test(read(one).test) == normal_test(read(other).test)) is same


def written(name: str, when: str, **said: str) -> str:
    return f"""
id: {name}
version: 1
title: {name}
applies_to: {{kind: person, mode: [air, sea]}}
owner: 'Targeting unit, trials'
ground: Power to examine
review_at: {said.get("review_at", "2027-06-30")}
expires_at: {said.get("expires_at", "2028-06-30")}
weight: 5
when: |
  {when}
reason: 'Seen'
tests: {{fires: [{{party: 9}}], quiet: [{{party: 2}}]}}
"""


def listed(ruleset: Ruleset, rules: list[str], pairs=(), found=(), assessed: int = 100) -> list[tuple]:
    fired = pl.DataFrame(list(pairs), schema=FIRED, orient="row")
    outcomes = pl.DataFrame(list(found), schema=OUTCOMES, orient="row")
    compiled = [read_written(text, ruleset, "test") for text in rules]
    told = review(compiled, fired, outcomes, assessed=assessed, policy=POLICY, today=TODAY)
    return [(row["why"], row["rule"], row["other"]) for row in told]


def test_a_rule_that_never_fired_is_dead_but_not_where_nobody_came(ruleset: Ruleset):
    rules = [written("quiet-one", "party >= 9"), written("loud-one", "party >= 8")]
    assert listed(ruleset, rules, [("enc-1", "loud-one")]) == [("dead", "quiet-one", None)]
    assert listed(ruleset, rules, assessed=0) == []


def test_nothing_found_counts_only_once_enough_were_examined(ruleset: Ruleset):
    rules = [written("many", "party >= 9")]
    pairs = [(f"enc-{n}", "many") for n in range(9)]
    assert listed(ruleset, rules, pairs, [(f"enc-{n}", False) for n in range(4)]) == []
    assert listed(ruleset, rules, pairs, [(f"enc-{n}", False) for n in range(5)]) == [("no-yield", "many", None)]
    assert listed(ruleset, rules, pairs, [(f"enc-{n}", n == 2) for n in range(5)]) == []


def test_twins_are_told_by_their_form_and_near_twins_by_whom_they_fired_on(ruleset: Ruleset):
    rules = [written("a-rule", "party >= 9"), written("b-rule", "not (party < 9)"), written("c-rule", "bag_count >= 9")]
    pairs = [(f"enc-{n}", rule) for n in range(10) for rule in ("a-rule", "b-rule")]
    near = [(f"enc-{n}", "c-rule") for n in range(9)]
    assert listed(ruleset, rules, [*pairs, *near]) == [
        ("duplicate", "a-rule", "b-rule"),
        ("near-duplicate", "a-rule", "c-rule"),
        ("near-duplicate", "b-rule", "c-rule"),
    ]
    apart = [(f"enc-{n}", "c-rule") for n in range(2, 12)]
    assert listed(ruleset, rules, [*pairs, *apart]) == [("duplicate", "a-rule", "b-rule")]
    one, other = (read_written(text, ruleset, "test") for text in rules[:2])
    assert normal_form(one) == normal_form(other)


def test_whose_day_has_come_is_told(ruleset: Ruleset):
    soon = (TODAY + timedelta(days=10)).isoformat()
    rules = [
        written("overdue", "party >= 9", review_at="2026-11-30"),
        written("ending", "party >= 8", review_at=soon, expires_at=soon),
    ]
    pairs = [("enc-1", "overdue"), ("enc-1", "ending")]
    assert listed(ruleset, rules, pairs) == [("review-due", "overdue", None), ("ending", "ending", None)]
