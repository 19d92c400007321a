"""Proxies of protected groups: the planted one is found, by its rule's effect, and no other is accused."""

import polars as pl
import pytest

from tidewaiter.analyze.fairness import PROXIES, proxies
from tidewaiter.world.planted import GROUP, PROXY, planted

ASKED = [
    "agency_country",
    "payment_form",
    "stay_nights",
    "bag_weight_kg",
    "via",
    "one_way",
    "scheduled_at",
    "departure",
]


@pytest.fixture(scope="module")
def border():
    return planted(30_000, 2)


def test_the_planted_proxy_is_flagged_for_its_group_and_nothing_else_is(border):
    found = proxies(border.snapshot, border.sealed, ASKED)
    assert found.schema == pl.Schema(PROXIES)
    (row,) = found.filter("proxy").to_dicts()
    assert (row["feature"], row["attribute"], row["group"]) == (PROXY, *GROUP)
    assert row["auc"] > 0.8
    assert row["ratio_low"] > 2
    assert 0.7 < row["ratio_within"] < 1.4


def test_without_the_old_habit_the_feature_still_tells_the_group_and_is_no_proxy_in_use(border):
    others = pl.col("live_fired").list.set_difference(["planted-old-habit"]).list.len() > 0
    found = proxies(border.snapshot, border.sealed, ASKED, flagged=others).filter(feature=PROXY, group=GROUP[1])
    assert found["auc"].item() > 0.8
    assert not found["proxy"].item()


def test_a_feature_of_many_values_tells_no_group_by_chance(border):
    rows = border.snapshot.with_columns(subject_id=pl.col("subject_id"))
    found = proxies(rows, border.sealed, ["subject_id", "hours_ticketed_before_departure"])
    assert found["auc"].is_between(0.45, 0.55).all()


def test_a_group_too_small_to_prove_anything_is_left_out(border):
    few = border.sealed.with_columns(
        nationality=pl.when(pl.int_range(pl.len()) < 20).then(pl.lit("XFF")).otherwise("nationality")
    )
    assert "XFF" not in set(proxies(border.snapshot, few, ["one_way"])["group"])


def test_where_nobody_is_flagged_no_ratio_is_made_up(border):
    found = proxies(border.snapshot, border.sealed, ["one_way"], flagged=pl.lit(value=False))
    assert found["ratio"].null_count() == found.height
    assert not found["proxy"].any()
