"""The leak audit: quiet where there is none, and loud at each leaky twin."""

import numpy as np
import polars as pl
import pytest

from tidewaiter.assess.model.encoding import inputs
from tidewaiter.assess.model.labels import labelled
from tidewaiter.assess.model.leaks import audit


@pytest.fixture(scope="module")
def features(cut, catalogue):
    return [name for name in inputs(catalogue) if cut.train[name].n_unique() > 1]


@pytest.fixture(scope="module")
def rows(cut):
    return labelled(cut.train), labelled(cut.test)


@pytest.mark.parts
def test_the_planted_border_passes_with_its_model(rows, features, scorer):
    report = audit(*rows, features, "label", model_score=scorer.score(rows[1])["probability"])
    assert report.passed, report.problems
    assert report.lookup_auc < report.model_auc


def test_a_test_window_that_repeats_tuples_of_training_label_and_all_is_caught(rows, features):
    train, test = rows
    pick = np.random.default_rng(5).integers(0, train.height, test.height)
    twin = test.with_columns(train[name].gather(pl.Series(pick)).alias(name) for name in (*features, "label"))
    report = audit(train, twin, features, "label")
    assert not report.passed
    assert report.known_finds > 0.5
    assert report.tuple_features


def test_a_feature_that_says_the_answer_is_named(rows, features):
    train, test = (part.with_columns(occupants=pl.col("label").cast(pl.Float64) * 7) for part in rows)
    report = audit(train, test, [*features, "occupants"], "label")
    assert any(problem.startswith("occupants alone knows the answer") for problem in report.problems)


def test_rows_in_both_windows_an_overlap_of_time_and_an_outcome_among_the_features_are_named(rows, features):
    train, test = rows
    report = audit(pl.concat([train, test.head(7)]), test, [*features, "examined", "live_score"], "label")
    said = " | ".join(report.problems)
    assert "7 rows stand in both windows" in said
    assert "rows to train on are of the time that tests" in said
    assert "examined, live_score is known only afterwards" in said


def test_a_model_no_better_than_a_look_up_is_named(rows, features):
    train, test = rows
    train, test = (
        part.with_columns(seizures=1.0 * (pl.col("label") & (pl.int_range(pl.len()) % 2 == 0))) for part in rows
    )
    flat = pl.Series(np.zeros(test.height))
    report = audit(train, test, features, "label", model_score=flat)
    assert any("does as well as the model" in problem for problem in report.problems)
