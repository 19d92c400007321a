"""No pair is left out that would have come to something: bounds are bounds, and indexes bring up what alerts."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from benchmarks.screening import people, recall
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from tidewaiter.identify.matching import Matcher, weights
from tidewaiter.identify.matching.asked import Questions
from tidewaiter.identify.matching.dates import tells
from tidewaiter.identify.matching.forms import forms
from tidewaiter.identify.matching.heard import Heard
from tidewaiter.identify.matching.osa import LONGEST, marked, similarity, unmarked
from tidewaiter.identify.matching.scoring import with_namesakes
from tidewaiter.identify.matching.search import Need


@pytest.fixture(scope="module")
def listed():
    return people.listed(500, scale=0.01)


@pytest.fixture(scope="module")
def asked(listed):
    names = people.asked_of(listed, 60)
    dates = listed.filter(pl.col("birth_date").is_not_null())["birth_date"].head(20).to_list()
    return names.with_columns(pl.Series("birth_date", [None, *dates, "1960-06-06"] * 3, strict=False).head(60))


def test_over_all_pairs_our_scorer_alerts_on_nothing_that_the_indexes_do_not_bring_up(listed):
    kept = recall.kept(listed, people.asked_of(listed, 40))
    assert kept.alerts > 20
    assert kept.alerted == kept.alerts


@pytest.mark.parametrize("least", [0.1, 0.5, 0.9])
def test_asking_for_less_gives_what_would_have_been_given_and_no_less(listed, asked, least):
    every = Matcher.build(listed).screen(asked, 1000)
    some = Matcher.build(listed).screen(asked, 1000, least=least)
    assert some.rows() == every.filter(pl.col("score") >= least).rows()
    assert 0 < some.height < every.height


def test_a_date_that_differs_spares_the_laying_out_of_names(listed, asked):
    matcher = Matcher.build(listed)
    matcher.screen(asked.select("query_id", "name"), least=0.5)
    without = matcher.counts.scored
    matcher.screen(asked.with_columns(birth_date=pl.lit("2024-02-29")), least=0.5)
    assert matcher.counts.scored < without


@settings(max_examples=20, deadline=None)
@given(st.permutations(["wolfgang", "amadea", "tarek", "qarveli", "w", "~mhmd", "12", "ouyang"]))
def test_words_are_folded_alike_alone_and_among_others(words):
    together = forms(words)
    for place, word in enumerate(words):
        alone = forms([word])
        assert all(mine[place] == own[0] for mine, own in zip(together, alone, strict=True))


def test_words_heard_before_are_compared_once_and_forgotten_when_there_are_too_many(listed, monkeypatch):
    monkeypatch.setattr("tidewaiter.identify.matching.heard.MOST_KEPT", 3)
    lexicon = Matcher.build(listed).heard._lexicon
    compared = []
    alike = lexicon.alike
    monkeypatch.setattr(lexicon, "alike", lambda words, said: compared.append(list(words)) or alike(words, said))
    heard = Heard(lexicon)
    heard.hear(["b", "a"])
    heard.hear(["a", "c"])
    assert compared == [["a", "b"], ["c"]]
    heard.hear(["a", "d"])
    assert sorted(heard.place) == ["a", "d"]


def test_bounds_leave_out_nobody_who_would_have_been_found_without_them(listed, asked):
    matcher = Matcher.build(listed)
    questions = Questions(asked["name"].to_list(), [19600606] * asked.height, matcher.heard)
    every, some = (
        matcher.found(questions, Need(odds, weights.LEAST_HOPE, 8, every=False, apart=False)) for odds in (-np.inf, 0.0)
    )
    found = {tuple(place): odds for place, odds in zip(every[0].tolist(), every[1][:, 0].tolist(), strict=True)}
    likely = with_namesakes(every[1][:, 0]) + tells(every[0][:, 2]) >= 0
    assert likely.sum() > 10
    assert {tuple(place) for place in every[0][likely].tolist()} <= {tuple(place) for place in some[0].tolist()}
    assert all(
        found[tuple(place)] == odds for place, odds in zip(some[0].tolist(), some[1][:, 0].tolist(), strict=True)
    )


LETTERS = st.text("abcd", max_size=LONGEST)


@settings(max_examples=200, deadline=None)
@given(LETTERS, LETTERS)
def test_the_bits_count_the_same_letters_as_the_table_of_distances(one, other):
    mine, theirs = (np.frombuffer(word.encode(), np.uint8).copy() for word in (one, other))
    marks = np.zeros(128, np.uint64)
    count = marked(mine, 0, len(mine), marks)
    found = similarity(marks, count, theirs, 0, len(theirs))
    unmarked(mine, 0, len(mine), marks)
    assert found == np.float32(OSA.normalized_similarity(one, other))
    assert not marks.any()
