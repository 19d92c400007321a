import math

import numpy as np
import polars as pl
import pytest

from tidewaiter.analyze.fairness import DECISIONS, FAIRNESS, fairness, findings, load_fairness_policy
from tidewaiter.vocabulary.errors import TidewaiterError
from tidewaiter.vocabulary.snapshot import SEALED

POLICY = load_fairness_policy()
RATE = 0.05


def border(people=40_000, *, referral=(0.05, 0.05), guilt=(0.01, 0.01), seed=3):
    """People of two sexes, each referred and guilty by its own probability; one in twenty drawn at random."""
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 2, people)
    guilty = rng.random(people) < np.take(guilt, group)
    referred = rng.random(people) < np.take(referral, group)
    drawn = rng.random(people) < RATE
    examined = referred | drawn
    decisions = pl.DataFrame(
        {
            "encounter_id": [f"e{at}" for at in range(people)],
            "referred": referred,
            "hit": np.zeros(people, bool),
            "hit_false": [None] * people,
            "drawn": drawn,
            "draw_rate": np.full(people, RATE),
            "examined": examined,
            "found": pl.Series(guilty).zip_with(pl.Series(examined), pl.Series([None] * people, dtype=pl.Boolean)),
        },
        schema=DECISIONS,
    )
    sexes, ages = np.take(["F", "M"], group), np.take(["18-29", "60+"], rng.integers(0, 2, people))
    sealed = pl.DataFrame(
        {"encounter_id": decisions["encounter_id"], "sex": sexes, "age_group": ages, "nationality": "UTO"},
        schema=SEALED,
    )
    return decisions, sealed


def cell(table, measure, group, attribute="sex"):
    return table.row(
        by_predicate=(pl.col("attribute") == attribute) & (pl.col("measure") == measure) & (pl.col("group") == group),
        named=True,
    )


def test_groups_treated_alike_are_no_finding():
    table = fairness(*border(), POLICY)
    assert table.schema == pl.Schema(FAIRNESS)
    assert findings(table) == []


def test_a_group_referred_twice_as_often_without_more_guilt_is_found_and_not_explained():
    decisions, sealed = border(people=120_000, referral=(0.10, 0.05), guilt=(0.05, 0.05))
    told = findings(fairness(decisions, sealed, POLICY))
    first = next(row for row in told if row["measure"] == "referral" and row["group"] == "F")
    assert (first["finding"], first["against_base"]) == ("higher", "unexplained")
    assert first["text"].startswith("sex F: referred 1.9")
    assert "does not explain it" in first["text"]


def test_the_innocent_of_a_group_who_are_referred_more_often_are_counted_by_the_random_stream_alone():
    decisions, sealed = border(referral=(0.15, 0.05))
    row = cell(fairness(decisions, sealed, POLICY), "false-positive", "F")
    rows = decisions.join(sealed, on="encounter_id").filter((pl.col("sex") == "F") & pl.col("drawn") & ~pl.col("found"))
    assert (row["of"], row["count"]) == (rows.height, rows["referred"].sum())
    assert row["rate"] == pytest.approx(rows["referred"].mean())
    assert row["finding"] == "higher"


def test_a_group_that_violates_more_often_may_be_referred_more_often():
    decisions, sealed = border(people=120_000, referral=(0.12, 0.04), guilt=(0.09, 0.03))
    row = cell(fairness(decisions, sealed, POLICY), "referral", "F")
    assert (row["finding"], row["against_base"]) == ("higher", "explained")


def test_too_few_drawn_at_random_explain_nothing():
    table = fairness(*border(referral=(0.10, 0.05)), POLICY)
    assert cell(table, "referral", "F")["against_base"] == "unknown"


def test_without_random_outcomes_nothing_is_explained_and_no_false_positive_is_claimed():
    decisions, sealed = border(referral=(0.10, 0.05))
    decisions = decisions.with_columns(drawn=pl.lit(value=False))
    table = fairness(decisions, sealed, POLICY)
    assert cell(table, "referral", "F")["against_base"] == "unknown"
    assert cell(table, "false-positive", "F")["rate"] is None


def test_ports_that_draw_more_often_do_not_weigh_more():
    decisions, sealed = border()
    often = decisions.with_columns(drawn=pl.lit(value=True), draw_rate=pl.lit(1.0), examined=pl.lit(value=True))
    often = often.with_columns(pl.col("encounter_id") + "x", found=pl.lit(value=False))
    both = pl.concat([decisions, often])
    row = cell(fairness(both, sealed, POLICY), "base-rate", "everybody")
    drawn = both.filter(pl.col("drawn") & pl.col("examined"))
    expected = (drawn["found"] / drawn["draw_rate"]).sum() / (1 / drawn["draw_rate"]).sum()
    assert row["rate"] == pytest.approx(expected)
    assert row["rate"] > 5 * drawn["found"].mean()
    assert row["low"] < row["rate"] < row["high"]


def test_the_ratio_and_its_interval_are_those_of_the_textbook():
    decisions, sealed = border(referral=(0.10, 0.05))
    table = fairness(decisions, sealed, POLICY)
    one, other = cell(table, "referral", "F"), cell(table, "referral", "M")
    ratio = (one["count"] / one["of"]) / (other["count"] / other["of"])
    spread = math.sqrt(1 / one["count"] - 1 / one["of"] + 1 / other["count"] - 1 / other["of"])
    z = 2.2414027276  # two groups shown: 1 - 0.05 / 4
    assert one["ratio"] == pytest.approx(ratio)
    assert one["ratio_low"] == pytest.approx(ratio * math.exp(-z * spread))
    assert one["ratio_high"] == pytest.approx(ratio * math.exp(z * spread))


def test_a_small_cell_is_hidden_with_another_so_that_the_whole_gives_neither_away():
    decisions, sealed = border(people=4_000)
    few = pl.when(pl.col("encounter_id").is_in([f"e{at}" for at in range(7)])).then(pl.lit("XXA"))
    sealed = sealed.with_columns(
        few.when(pl.int_range(pl.len()) % 3 == 0).then(pl.lit("XXB")).otherwise(pl.lit("XXC")).alias("nationality")
    )
    table = fairness(decisions, sealed, POLICY).filter(pl.col("attribute") == "nationality")
    referral = {row["group"]: row for row in table.filter(pl.col("measure") == "referral").to_dicts()}
    assert [name for name, row in referral.items() if row["suppressed"]] == ["XXA", "XXB"]
    assert all(referral["XXA"][name] is None for name in ("of", "count", "rate", "low", "high", "ratio", "finding"))
    assert referral["everybody"]["of"] == 4_000


def test_who_stated_no_group_is_a_group_and_nobody_is_lost():
    decisions, sealed = border(people=4_000)
    table = fairness(decisions, sealed.head(3_000), POLICY)
    groups = table.filter((pl.col("attribute") == "sex") & (pl.col("measure") == "referral"))
    told = dict(groups.select("group", "of").rows())
    assert told["not stated"] == 1_000
    assert told["everybody"] == sum(count for group, count in told.items() if group != "everybody") == 4_000


def test_somebody_drawn_without_a_rate_is_not_weighed_by_guess():
    decisions, sealed = border(people=100)
    broken = decisions.with_columns(drawn=pl.lit(value=True), draw_rate=pl.lit(None, pl.Float64))
    with pytest.raises(TidewaiterError) as error:
        fairness(broken, sealed, POLICY)
    assert error.value.code == "no-rate"


def test_a_border_without_anybody_measures_nothing_and_finds_nothing():
    table = fairness(pl.DataFrame(schema=DECISIONS), pl.DataFrame(schema=SEALED), POLICY)
    assert table["rate"].null_count() == table.height
    assert findings(table) == []
