"""A back-test counts what the rules would have done, by the features of that day, however the past is cut."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.unit.fleet.past import FIRST, rows, sealed, written

from tidewaiter.analyze.backtests import report
from tidewaiter.analyze.fairness import load_fairness_policy
from tidewaiter.analyze.group_rates import group_rates
from tidewaiter.assess import load_ruleset
from tidewaiter.assess.ruleset import Ruleset
from tidewaiter.fleet.backtest import RulesetTrial, RuleTrial, backtest_part, merge_parts, run
from tidewaiter.vocabulary.errors import NotFound, Refusal
from tidewaiter.vocabulary.proportion import Proportion

POLICY = load_fairness_policy()


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return load_ruleset(as_of=FIRST)


@pytest.fixture
def trial(ruleset: Ruleset) -> RuleTrial:
    """The rule on cash, one way, late, as if it were new."""
    rule = next(rule for rule in ruleset.rules if rule.id == "cash-one-way-late")
    return RuleTrial(replace(rule, id="tried"), ruleset.bands, ruleset.catalogue)


def by_hand(row: dict[str, Any]) -> bool | None:
    """The rule, spelled out."""
    if row["kind"] != "person" or row["role"] != "passenger" or row["mode"] not in ("air", "sea"):
        return False
    late = row["days_booked_before_departure"]
    tests = [
        None if row["payment_form"] is None else row["payment_form"] == "CA",
        row["one_way"],
        None if late is None else late <= 3,
    ]
    return False if False in tests else None if None in tests else True


def test_the_counts_are_those_of_a_loop_over_the_rows(ruleset: Ruleset, trial: RuleTrial):
    table = rows(900, ruleset.catalogue)
    told = report(backtest_part(table, trial), days=1, policy=POLICY)
    answers = [(row, by_hand(row)) for row in table.to_dicts()]
    hits = [row for row, answer in answers if answer]
    seen = [row for row in hits if row["examined"]]
    assert hits and seen
    assert (told["encounters"], told["hits"]) == (900, len(hits))
    assert told["not_evaluable"] == sum(answer is None for _, answer in answers)
    assert told["yield"]["of"] == len(seen)
    assert told["yield"]["counted"] == sum(row["found"] for row in seen)
    share = Proportion(sum(row["found"] for row in seen), len(seen))
    assert (told["yield"]["low"], told["yield"]["high"]) == pytest.approx(share.interval)
    alone = [row for row in hits if not row["live_fired"]]
    assert told["new_hits"] == len(alone)
    refusals = sum("earlier-refusal" in row["live_fired"] for row in hits)
    live = sum("earlier-refusal" in row["live_fired"] for row, _ in answers)
    (shared,) = [row for row in told["overlap"] if row["rule"] == "earlier-refusal"]
    assert (shared["both"], shared["live"]) == (refusals, live)
    assert shared["jaccard"] == pytest.approx(refusals / (len(hits) + live - refusals))
    raised = [row for row in hits for step in (30, 70) if row["live_score"] + 25 >= step > row["live_score"]]
    assert raised
    assert sum(port["raised"] for port in told["workload"]) == len(raised)
    (jfk,) = [port for port in told["workload"] if port["port"] == "JFK"]
    mine = [row["assessed_at"].hour for row in hits if row["port"] == "JFK"]
    assert jfk["per_hour"] == [mine.count(hour) for hour in range(24)]
    assert jfk["busiest"]["hits"] == max(map(mine.count, mine))


def test_only_whom_chance_chose_counts_for_the_random_yield_by_the_inverse_of_its_rate(
    ruleset: Ruleset, trial: RuleTrial
):
    table = rows(900, ruleset.catalogue)
    told = report(backtest_part(table, trial), days=1, policy=POLICY)["random_yield"]
    drawn = [row for row in table.to_dicts() if by_hand(row) and row["drawn"] and row["examined"]]
    weights = [1 / row["draw_rate"] for row in drawn]
    found = sum(weight for weight, row in zip(weights, drawn, strict=True) if row["found"])
    assert told["estimate"] == pytest.approx(found / sum(weights))
    assert told["effective"] == pytest.approx(sum(weights) ** 2 / sum(weight**2 for weight in weights))


def test_what_nobody_examined_is_unknown_and_never_clear(ruleset: Ruleset, trial: RuleTrial):
    table = rows(300, ruleset.catalogue).with_columns(examined=pl.lit(value=False), found=pl.lit(None, pl.Boolean))
    told = report(backtest_part(table, trial), days=1, policy=POLICY)
    assert told["hits"] > 0
    for name in ("yield", "new_yield", "random_yield", "base_rate"):
        assert (told[name]["estimate"], told[name]["low"], told[name]["high"]) == (None, 0.0, 1.0)


@pytest.mark.parametrize("whole", [False, True], ids=["a rule", "a ruleset"])
def test_however_the_past_is_cut_the_counts_are_the_same(ruleset: Ruleset, trial: RuleTrial, whole: bool):
    tried = RulesetTrial(ruleset) if whole else trial
    table = rows(600, ruleset.catalogue)
    groups = sealed(table["encounter_id"])
    pieces = [table[start : start + 97] for start in range(0, 600, 97)]
    merged = merge_parts(
        backtest_part(piece, tried, groups.join(piece, on="encounter_id", how="semi")) for piece in pieces
    )
    assert_frame_equal(merged, backtest_part(table.lazy(), tried, groups), check_exact=False)
    assert {"all", "hit", "overlap", "live", "band", "hour", "people", "group"} <= set(merged["what"])


def test_a_ruleset_is_counted_rule_by_rule_and_band_by_band(ruleset: Ruleset):
    table = rows(500, ruleset.catalogue)
    told = report(backtest_part(table, RulesetTrial(ruleset)), days=1, policy=POLICY)
    hits = {row["rule"]: row["hits"] for row in told["rules"]}
    assert hits["cash-one-way-late"] == sum(by_hand(row) is True for row in table.to_dicts())
    assert sum(row["n"] for row in told["bands"]) == 500
    assert told["hits"] == sum(row["n"] for row in told["bands"] if row["to"] != "low")


def test_a_version_in_the_place_of_a_live_one_takes_its_weight_away_first(ruleset: Ruleset):
    rule = next(rule for rule in ruleset.rules if rule.id == "cash-one-way-late")
    lighter = RuleTrial(replace(rule, weight=1.0), ruleset.bands, ruleset.catalogue, replaces=25.0)
    table = rows(500, ruleset.catalogue).with_columns(live_fired=pl.lit(["cash-one-way-late"]), live_score=30.0)
    table = table.with_columns(live_band=pl.lit("medium"))
    told = report(backtest_part(table, lighter), days=1, policy=POLICY)
    assert told["bands"] == [{"from": "medium", "to": "low", "n": 500}]
    assert 0 < told["hits"] < 500 and told["new_hits"] == told["hits"], "its own old version is no other rule"


def test_the_past_is_read_by_days_and_the_window_has_a_digest_of_its_own(ruleset: Ruleset, trial: RuleTrial, tmp_path):
    folder, groups = written(tmp_path, ruleset.catalogue)
    done: list[int] = []
    counts, window = run(trial, folder, sealed=groups, advance=done.append)
    assert (window.first, window.last, window.files, window.days, len(done)) == (FIRST, FIRST + timedelta(2), 3, 3, 3)
    told = report(counts, days=window.days, policy=POLICY)
    assert told["encounters"] == 1200
    _, shorter = run(trial, folder, first=FIRST + timedelta(1))
    assert shorter.files == 2 and shorter.digest != window.digest
    with pytest.raises(NotFound, match="no snapshot of these days"):
        run(trial, folder, first=FIRST + timedelta(9))


def test_a_feature_the_snapshots_lack_is_unknown_and_named(ruleset: Ruleset, trial: RuleTrial, tmp_path):
    folder, _ = written(tmp_path, ruleset.catalogue, days=1)
    (path,) = folder.rglob("*.parquet")
    pl.read_parquet(path).drop("one_way").write_parquet(path)
    counts, window = run(trial, folder)
    told = report(counts, days=1, policy=POLICY)
    assert window.missing == ("one_way",)
    assert told["hits"] == 0 and told["not_evaluable"] > 0


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.write_bytes(b"PAR1 no"), "cannot be read as Parquet"),
        (lambda path: pl.read_parquet(path).drop("found").write_parquet(path), "it has no found"),
        (
            lambda path: pl.read_parquet(path).with_columns(one_way=pl.lit("yes")).write_parquet(path),
            "one_way is String, not flag",
        ),
    ],
    ids=["no Parquet", "no outcome", "another type"],
)
def test_a_file_that_is_no_snapshot_is_refused_by_name(ruleset: Ruleset, trial: RuleTrial, tmp_path: Path, spoil, said):
    folder, _ = written(tmp_path, ruleset.catalogue, days=1, number=20)
    (path,) = folder.rglob("*.parquet")
    spoil(path)
    with pytest.raises(Refusal, match=said):
        run(trial, folder)


def test_groups_have_intervals_and_a_small_one_is_not_shown_nor_what_would_tell_it(ruleset: Ruleset, trial: RuleTrial):
    table = rows(3000, ruleset.catalogue)
    told = report(backtest_part(table, trial, sealed(table["encounter_id"])), days=1, policy=POLICY)
    shown = {(row["attribute"], row["group"]): row for row in told["groups"]}
    women = shown["sex", "F"]
    assert women["people"] + shown["sex", "M"]["people"] == 3000
    low, high = Proportion(women["hits"], women["people"]).interval
    assert (women["low"], women["high"]) == pytest.approx((low, high))
    hidden = sorted(group for (attribute, group), row in shown.items() if row["suppressed"])
    assert len(hidden) == 2 and hidden[-1] == "ISL", "three people, and the next smallest, by which they could be told"
    assert all(shown["nationality", group][name] is None for group in hidden for name in ("people", "hits", "ratio"))


def test_the_ratio_of_a_group_is_its_rate_by_that_of_the_others():
    counts = pl.DataFrame({"attribute": ["sex"] * 2, "group": ["F", "M"], "people": [100, 300], "hits": [10, 15]})
    rates = {row["group"]: row for row in group_rates(counts, POLICY).to_dicts()}
    assert rates["F"]["ratio"] == pytest.approx(2.0)
    assert rates["M"]["ratio"] == pytest.approx(0.5)
