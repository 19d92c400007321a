"""The model in force on the way: columns beside the others, kept with the assessment, and never a ground alone."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.unit.assess.assess_batches import NOW, invented_batch
from tests.unit.assess.model.asking import asking

from tidewaiter.assess import assess, assess_again, explain
from tidewaiter.assess.model.filled import NO_MODEL

pytestmark = pytest.mark.parts  # the booster needs libgomp of the system

PERSON = "model_score >= 0.0001"


@pytest.fixture(scope="module")
def model(scorer):
    """The planted border's model; bold, since to it everybody at another border is a stranger."""
    bold = replace(scorer.abstention, unseen=2.0)
    return replace(scorer, abstention=bold, expires_at=datetime(2027, 6, 1, tzinfo=UTC))


def assessed(rules, size=120, as_of=NOW):
    declared, identified, hits, books = invented_batch(size)
    return assess(declared, identified, hits, books, ruleset=rules, as_of=as_of)


def kept(table):
    return [json.loads(text) for text in table["features"]]


def test_a_ruleset_that_asks_no_model_computes_nothing_for_one(ruleset, model):
    assert ruleset.with_model(model).computed == ruleset.features
    assert assessed(ruleset.with_model(model)).equals(assessed(ruleset))


def test_without_a_model_its_rules_are_not_evaluable_and_the_reason_is_kept(ruleset):
    table = assessed(asking(ruleset, PERSON))
    assert set(table["not_evaluable"].explode()) == {"by-model-0"}
    assert {row["model_silent"] for row in kept(table)} == {NO_MODEL}
    assert table["score"].sum() == 0


def test_a_model_gives_scores_that_are_kept_with_its_hash_and_all_it_read(ruleset, model):
    table = assessed(asking(ruleset, PERSON).with_model(model))
    rows = kept(table)
    assert {row["model"] for row in rows} == {model.id}
    assert any(row["model_score"] is not None for row in rows)
    assert all((row["model_score"] is None) == (row["model_silent"] is not None) for row in rows)
    assert set(model.features) <= set(rows[0])


def test_the_same_batch_gives_the_same_assessment_and_one_row_alone_the_same_as_in_the_batch(ruleset, model):
    rules = asking(ruleset, PERSON, alone=False).with_model(model)
    assert assessed(rules).equals(assessed(rules))


def test_with_only_model_rules_firing_no_score_and_no_band_rises(ruleset, model):
    rules = asking(ruleset, PERSON, "anomaly_score >= 0", "model_silent == 'near the threshold'").with_model(model)
    table = assessed(rules)
    fired = table["reasons"].list.len()
    assert fired.max() >= 1
    assert table["score"].max() == 0
    assert set(table["band"]) == {"low"}


def test_beside_another_ground_a_model_rule_counts_at_most_as_much_as_that(ruleset, model):
    plain = assessed(ruleset)
    table = assessed(asking(ruleset, "anomaly_score >= 0", alone=False).with_model(model))
    assert (table["score"] <= plain["score"] * 2 + 1e-9).all()
    assert (table["score"] > plain["score"]).any()


def test_an_expired_model_is_not_asked(ruleset, model):
    old = replace(model, expires_at=NOW)
    table = assessed(asking(ruleset, PERSON).with_model(old))
    assert {row["model_silent"] for row in kept(table)} == {NO_MODEL}
    assert {row["model"] for row in kept(table)} == {None}


def test_the_stored_features_replay_to_the_same_rules_without_the_model(ruleset, model):
    rules = asking(ruleset, PERSON, alone=False)
    table = assessed(rules.with_model(model))
    for row in table.head(20).iter_rows(named=True):
        fired = {each.rule for each in explain(row["features"], rules) if each.outcome == "fired"}
        assert fired == {reason["rule"] for reason in row["reasons"]}


def test_assessed_again_what_the_model_said_then_stands_though_another_is_in_force(ruleset, model):
    rules = asking(ruleset, PERSON, alone=False).with_model(model)
    table = assessed(rules).head(5)
    said = table.select("encounter_id", checks=None, document_number=None, plate=None)
    _, identified, hits, _ = invented_batch(5)
    whole = said.with_columns(checks=identified["checks"].head(5) if identified.height >= 5 else identified["checks"])
    other = rules.with_model(replace(model, expires_at=datetime(2027, 5, 1, tzinfo=UTC)))
    again = assess_again(table, whole, hits.clear(), ruleset=other, as_of=NOW)
    for before, after in zip(kept(table), kept(again), strict=True):
        assert {name: before[name] for name in ("model", "model_score")} == {
            name: after[name] for name in ("model", "model_score")
        }


def test_reasons_are_said_for_scores_at_or_above_the_threshold_alone(ruleset, model):
    eager = replace(model, abstention=replace(model.abstention, threshold=0.0002, near=0.0))
    rows = kept(assessed(asking(ruleset, PERSON).with_model(eager)))
    above = [row for row in rows if row["model_score"] is not None and row["model_score"] >= 0.0002]
    assert above
    assert any(row["model_reasons"] for row in above)
    assert not any(row["model_reasons"] for row in rows if row not in above)
