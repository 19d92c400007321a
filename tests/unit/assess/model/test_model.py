"""A model on the planted border: what it reads, what it says, when it is silent, and that it comes out the same."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from tidewaiter.assess.model.evaluation import evaluate
from tidewaiter.assess.model.labels import labelled
from tidewaiter.assess.model.metrics import auc, average_precision, calibration_error, recall, top
from tidewaiter.assess.model.scorer import NOT_CONCERNED, UNSEEN, read_scorer
from tidewaiter.assess.model.training import train, windows
from tidewaiter.vocabulary.errors import Refusal, TidewaiterError

pytestmark = pytest.mark.parts  # the booster needs libgomp of the system


@pytest.fixture(scope="module")
def told(border, cut, scorer):
    """The test window beside the truth and what the model says of it."""
    truth = cut.test.join(border.oracle, on="encounter_id", maintain_order="left")
    scored = scorer.score(truth)
    return truth.drop(set(scored.columns) & set(truth.columns)).hstack(scored)


def found(told, score):
    label = told["violates"].to_numpy()
    return float((top(told[score].fill_null(0.0).to_numpy(), 0.05) * label).sum() / label.sum())


def test_at_a_fixed_budget_it_finds_more_than_the_rules_and_far_more_than_chance(told):
    assert found(told, "model_score") > found(told, "live_score") + 0.05
    assert found(told, "model_score") > 5 * 0.05


def test_its_probabilities_mean_what_they_say(told):
    everybody = np.ones(told.height)
    assert calibration_error(told["probability"].to_numpy(), told["violates"].to_numpy(), everybody) <= 0.02


def test_it_reads_no_protected_attribute_no_list_no_outcome_and_nothing_that_is_no_ground(scorer, catalogue):
    for name in scorer.features:
        feature = catalogue[name]
        assert feature.protected is None and feature.sensitivity not in ("list", "model") and feature.sole_ground, name


def test_the_same_rows_and_seed_give_the_same_model_byte_for_byte(cut, catalogue, scorer):
    again = train(cut, catalogue, expires_at=scorer.expires_at)
    assert again.id == scorer.id
    assert again.files() == scorer.files()


def test_read_back_it_scores_equal_and_one_row_alone_scores_as_in_a_crowd(cut, scorer):
    back = read_scorer(scorer.files(), scorer.id)
    rows = cut.test.head(500)
    assert back.score(rows).equals(scorer.score(rows))
    alone = pl.concat([back.score(rows[at]) for at in range(20)])
    assert alone.equals(scorer.score(rows).head(20))


def test_an_artefact_that_was_altered_is_refused(scorer):
    files = scorer.files()
    files["booster.txt"] = files["booster.txt"].replace(b"leaf_value=", b"leaf_value=1", 1)
    with pytest.raises(TidewaiterError, match="not those it was named for") as refused:
        read_scorer(files, scorer.id)
    assert refused.value.code == "model-altered"


def test_it_is_silent_about_what_is_unlike_everything_and_about_other_kinds(cut, scorer):
    row = cut.test.filter(pl.col("mode") == "air").head(1)
    odd = row.with_columns(bag_weight_kg=900.0, bag_count=40.0, party=80.0, stay_nights=9_000.0, booking_changes=99.0)
    vehicle = row.with_columns(kind=pl.lit("conveyance"))
    said = scorer.score(pl.concat([odd, vehicle]))
    assert said["silent"].to_list() == [UNSEEN, NOT_CONCERNED]
    assert said["model_score"].null_count() == 2
    assert said["anomaly_score"].to_list()[0] == 1.0


def test_near_its_threshold_it_says_nothing_rather_than_something(told, scorer):
    near = told.filter((pl.col("probability") / scorer.abstention.threshold - 1).abs() < 0.09)
    assert near["model_score"].null_count() == near.height
    assert told["silent"].is_not_null().mean() < 0.1


def test_an_unseen_row_is_rarer_than_a_seen_one_and_ranks_are_shares(cut, scorer):
    ranks = scorer.score(cut.train.head(20_000))["anomaly_score"]
    assert 0.4 < ranks.mean() < 0.6
    assert ranks.is_between(0, 1).all()


def test_what_moved_a_score_is_said_in_words_of_the_catalogue(told, scorer, catalogue):
    bags = told.filter(mechanism="bags").sort("probability", descending=True).head(5)
    for said in scorer.effects(bags, catalogue):
        assert 1 <= len(said) <= 3
    (first, *_) = scorer.effects(bags, catalogue)
    assert any(text.startswith(("weight of the checked bags", "checked bags", "nights from arrival")) for text in first)
    assert all(text.endswith(("it)", "it strongly)")) for text in first)


def test_contributions_sum_to_the_score_they_explain(cut, scorer):
    matrix = scorer.encoding.matrix(cut.test.head(50))
    assert np.allclose(scorer.booster.contributions(matrix).sum(axis=1), scorer.booster.margins(matrix))


def test_a_row_weighs_the_inverse_of_its_chance_and_the_weights_speak_for_everybody(border, cut):
    rows = labelled(cut.train)
    low = rows.filter(pl.col("live_band") == "low")
    assert set(low["drawn"]) == {True}
    assert set(low["weight"].round(3)) == {20.0, 33.333}
    assert rows.filter(pl.col("live_band") != "low")["weight"].unique().to_list() == [1.0]
    assert rows["weight"].sum() == pytest.approx(cut.train.height, rel=0.05)
    truth = cut.train.join(border.oracle, on="encounter_id")["violates"].mean()
    assert np.average(rows["label"], weights=rows["weight"]) == pytest.approx(truth, abs=0.005)


def test_whoever_was_examined_for_no_stated_reason_teaches_nothing_and_nobody_unexamined_is_clear(cut):
    own_look = cut.train.filter(~pl.col("drawn"), live_band="low").head(50)
    looked = own_look.with_columns(examined=pl.lit(value=True), found=pl.lit(value=True))
    rest = cut.train.join(own_look, on="encounter_id", how="anti")
    rows = labelled(pl.concat([rest, looked]))
    assert rows.join(own_look, on="encounter_id", how="semi").is_empty()
    assert rows["examined"].all()


def test_windows_are_whole_days_one_after_the_other(cut):
    days = cut.days()
    assert days["train"][1] < days["calibrate"][0] <= days["calibrate"][1] < days["test"][0]


def test_too_few_days_or_finds_are_refused(border, cut, catalogue):
    first = border.snapshot["assessed_at"].min()
    with pytest.raises(Refusal, match="five days"):
        windows(border.snapshot.filter(pl.col("assessed_at") < first + timedelta(days=3)))
    nobody = windows(border.snapshot.with_columns(found=pl.when("examined").then(pl.lit(value=False))))
    with pytest.raises(Refusal, match="0 finds"):
        train(nobody, catalogue, expires_at=datetime(2027, 1, 1, tzinfo=UTC))
    with pytest.raises(Refusal, match="nothing can be measured"):
        evaluate(train(cut, catalogue, expires_at=datetime(2027, 1, 1, tzinfo=UTC)), nobody.test, budget=0.05)


def test_the_figures_of_a_card_carry_intervals_and_count_silence_as_not_chosen(cut, scorer):
    metrics = evaluate(scorer, cut.test, budget=0.05)
    for name in ("recall", "rules_recall", "auc"):
        estimate, low, high = metrics[name]
        assert 0 <= low <= estimate <= high <= 1, name
    assert metrics["recall"][0] > metrics["rules_recall"][0]
    assert metrics["ece"] <= 0.02
    assert sum(metrics["silent"].values()) > 0


def test_ties_at_the_border_of_a_budget_share_it():
    assert top(np.array([3.0, 1.0, 1.0, 1.0, 0.0]), 0.4).tolist() == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3, 0])
    assert recall(np.array([1.0, 0.5]), np.array([True, True]), np.array([1.0, 3.0])).estimate == pytest.approx(0.625)


def test_ranking_figures_agree_with_a_count_by_hand():
    score, label = np.array([0.9, 0.8, 0.8, 0.1]), np.array([True, False, True, False])
    assert auc(score, label) == pytest.approx(3.5 / 4)
    assert average_precision(score, label) == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)
    assert auc(score, label, np.array([1.0, 2.0, 1.0, 2.0])) == pytest.approx((4 + 1 + 2) / 8)
