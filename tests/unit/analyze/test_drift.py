from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from tidewaiter.analyze.drift import (
    AnswerDrift,
    changes,
    decide_drift,
    drift_found,
    fold_drift,
    load_drift_policy,
    stability,
)
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.officer import Machine, Officer

POLICY = load_drift_policy()
AT = datetime(2027, 3, 1, tzinfo=UTC)
KINDS = {"bags": "number", "payment": "text", "via": "texts", "one_way": "flag", "booked_at": "time"}
WINDOWS = {"before": (date(2027, 1, 1), date(2027, 1, 31)), "now": (date(2027, 2, 1), date(2027, 2, 28))}


def window(rows=5_000, *, bags=2.0, cash=0.1, missing=0.05, seed=1):
    rng = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "bags": pl.Series(rng.poisson(bags, rows).astype(float)).set(pl.Series(rng.random(rows) < missing), None),
            "payment": np.where(rng.random(rows) < cash, "CA", "CC"),
            "via": pl.Series([["ZZA", "ZZB"] if one else ["ZZA"] for one in rng.random(rows) < 0.3]),
            "one_way": rng.random(rows) < 0.2,
            "booked_at": AT,
        }
    )


def told(before, now):
    return {row["column"]: row for row in stability(before, now, KINDS, POLICY).to_dicts()}


def test_two_windows_of_the_same_border_are_stable_in_every_column():
    found = told(window(seed=1), window(seed=2))
    assert set(found) == {"bags", "payment", "via", "one_way"}
    assert {row["level"] for row in found.values()} == {"stable"}


def test_the_index_is_the_sum_over_shares_of_the_difference_times_the_logarithm_of_the_ratio():
    row = told(window(cash=0.1), window(cash=0.4))["payment"]
    p, q = (one["payment"].eq("CA").mean() for one in (window(cash=0.1), window(cash=0.4)))
    expected = (q - p) * np.log(q / p) + (p - q) * np.log((1 - q) / (1 - p))
    assert row["psi"] == pytest.approx(expected)
    assert (row["level"], row["drifted"]) == ("large", True)
    assert row["most"] == f"CA: {p:.1%} before, {q:.1%} now"


def test_what_is_suddenly_missing_has_drifted():
    row = told(window(), window(missing=0.5))["bags"]
    assert row["drifted"]
    assert row["most"].startswith("missing: ")


def test_small_windows_are_no_drift_but_too_few():
    found = told(window(50), window(50, cash=0.9))
    assert {row["level"] for row in found.values()} == {"too few"}
    assert not any(row["drifted"] for row in found.values())


def test_an_index_that_chance_alone_explains_is_no_drift():
    row = told(window(110, bags=4, seed=4), window(110, bags=4, seed=54))["bags"]
    assert row["psi"] > POLICY.moderate
    assert row["psi"] < row["chance"]
    assert row["level"] == "stable"


def stream(rows=6_000, *, step=0.0):
    rng = np.random.default_rng(5)
    later = np.arange(rows) >= rows // 2
    return pl.DataFrame(
        {
            "assessed_at": [AT + timedelta(minutes=at) for at in range(rows)],
            "live_score": rng.normal(20, 5, rows) + step * later,
            "examined": np.ones(rows, bool),
            "drawn": np.zeros(rows, bool),
            "found": rng.random(rows) < 0.1,
        }
    ).sample(fraction=1, shuffle=True, seed=1)


def test_scores_that_rise_half_way_are_noticed_soon_after_and_steady_ones_never():
    assert changes(stream(), POLICY).is_empty()
    (first, *_) = changes(stream(step=5), POLICY).to_dicts()
    assert first["stream"] == "score"
    assert timedelta(0) < first["at"] - (AT + timedelta(minutes=3_000)) < timedelta(minutes=300)
    assert first["now"] > first["before"]


def found(at=AT):
    table = stability(window(), window(cash=0.4), KINDS, POLICY)
    return drift_found(table, changes(stream(), POLICY), at=at, actor="machine:tidewaiter", **WINDOWS)


def test_a_drift_is_stated_by_the_machine_and_waits_for_a_human():
    fact = found()
    assert [row["column"] for row in fact.data["columns"]] == ["payment"]
    assert found(AT + timedelta(days=1)).about == fact.about
    state = fold_drift([fact])
    assert state.answer is None
    with pytest.raises(Refusal) as error:
        decide_drift(state, AnswerDrift(drift_id=fact.about, officer=Machine(), at=AT, answer="refit", reason="psi"))
    assert error.value.code == "not-an-officer"


def test_no_drift_states_nothing():
    table = stability(window(seed=1), window(seed=2), KINDS, POLICY)
    assert drift_found(table, changes(stream(), POLICY), at=AT, actor="machine:tidewaiter", **WINDOWS) is None


@pytest.mark.parametrize(("answer", "reason", "code"), [("maybe", "x", "answer"), ("keep", " ", "reason-required")])
def test_an_answer_says_what_and_why(answer, reason, code):
    state, officer = fold_drift([found()]), Officer("Analyst One")
    with pytest.raises(Refusal) as error:
        decide_drift(state, AnswerDrift(drift_id=state.drift_id, officer=officer, at=AT, answer=answer, reason=reason))
    assert error.value.code == code


def test_a_drift_is_answered_once():
    fact, officer = found(), Officer("Analyst One")
    command = AnswerDrift(drift_id=fact.about, officer=officer, at=AT, answer="refit", reason="New payment rules")
    facts = [fact, *decide_drift(fold_drift([fact]), command)]
    state = fold_drift(facts)
    assert (state.answer, state.answered_by, state.reason) == ("refit", "Analyst One", "New payment rules")
    with pytest.raises(Refusal) as error:
        decide_drift(state, command)
    assert error.value.code == "answered"
