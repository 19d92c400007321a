"""Association, a model and an anomaly support other grounds and are none by themselves."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidewaiter.assess import assess_record, assess_table, explain_record, load_ruleset
from tidewaiter.assess.assessing import score

DAY = date(2026, 12, 1)
HEAD = "owner: Desk\nreview_at: 2030-01-01\n"
FEATURES = """\
  kind: {type: text, meaning: kind}
  party: {type: number, meaning: travelers}
  shared: {type: number, meaning: contacts shared with others, sole_ground: no}
  model_score: {type: number, meaning: score of a model, sole_ground: no}
"""
RULES = {
    "big": ("party >= 9", 10),
    "known": ("shared >= 2", 25),
    "modelled": ("model_score > 0.5", 15),
    "mixed": ("shared >= 2 and party >= 2", 5),
    "either": ("shared >= 5 or party >= 20", 7),
}


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    folder = tmp_path_factory.mktemp("policies")
    (folder / "rules").mkdir()
    (folder / "features.yaml").write_text(f"{HEAD}features:\n{FEATURES}")
    for name, (when, weight) in RULES.items():
        (folder / "rules" / f"{name}.yaml").write_text(
            f"id: {name}\nversion: 1\ntitle: Rule\napplies_to: {{kind: person}}\n{HEAD}ground: Power to examine\n"
            f"expires_at: 2031-01-01\nweight: {weight}\nreason: 'Seen {{party}}'\nwhen: {when}\n"
            "tests:\n  fires: [{party: 1}]\n  quiet: [{party: 1}]\n"
        )
    return load_ruleset(folder, as_of=DAY)


def row(**features):
    return {"kind": "person", "party": None, "shared": None, "model_score": None, **features}


def table(*rows):
    numbers = dict.fromkeys(("party", "shared", "model_score"), pl.Float64())
    return pl.DataFrame(list(rows), schema={"kind": pl.String(), **numbers}, strict=False)


def test_a_rule_supports_where_it_can_be_true_without_any_other_feature(rules):
    assert {rule.id for rule in rules.rules if rule.supporting} == {"known", "modelled", "either"}


def test_association_alone_adds_nothing_and_raises_no_band(rules):
    answer = assess_record(row(shared=9, model_score=0.99, party=1), rules)
    assert (answer.score, answer.band, set(answer.fired)) == (0, "low", {"known", "modelled", "either"})


def test_with_another_ground_it_counts_at_most_as_much_as_that(rules):
    answer = assess_record(row(shared=2, model_score=0.9, party=9), rules)
    assert set(answer.fired) == {"big", "known", "modelled", "mixed"}
    assert answer.score == 10 + 5 + 15  # of the 40 that support, as much as the others


def test_below_that_it_counts_in_full(rules):
    assert assess_record(row(model_score=0.9, party=9), rules).score == 20


def test_the_explanation_says_what_supports_and_what_it_counted(rules):
    explained = explain_record(row(shared=2, model_score=0.9, party=9), rules)
    counted = {each.rule: each.counted for each in explained}
    assert {each.rule for each in explained if each.supporting} == {"known", "modelled", "either"}
    assert counted == {"big": 10, "mixed": 5, "known": 25 * 15 / 40, "modelled": 15 * 15 / 40, "either": 0}
    assert [each.rule for each in explained][:2] == ["big", "known"]


def test_the_reason_says_so_and_weighs_what_it_counted(rules):
    features = table(row(shared=9, party=1)).with_columns(encounter_id=pl.lit("enc-1"))
    assessed = score(features, rules)
    assert assessed["score"].item() == 0
    for reason in assessed["reasons"].item():
        assert reason["weight"] == 0
        assert reason["text"] == "Seen 1 (supports other grounds, is none by itself)"


numbers = st.none() | st.integers(0, 25)
people = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["person", "conveyance", None]),
        "party": numbers,
        "shared": numbers,
        "model_score": st.none() | st.floats(0, 1),
    }
)


@settings(max_examples=60, deadline=None)
@given(st.lists(people, min_size=1, max_size=30))
def test_table_record_and_explanation_agree(rules, rows):
    said = assess_table(table(*rows), rules)
    for mine, (total, band, fired, lacking) in zip(rows, said.iter_rows(), strict=True):
        answer = assess_record(mine, rules)
        assert answer == (total, band, tuple(fired), tuple(lacking))
        explained = explain_record(mine, rules)
        assert sum(each.counted for each in explained) == pytest.approx(total)
        assert sorted(each.rule for each in explained if each.outcome == "fired") == fired
        assert sorted(each.rule for each in explained if each.outcome == "not-evaluable") == lacking
