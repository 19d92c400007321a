"""The planted border: the same each time, honest about what nobody examined, and with its truth kept apart."""

import polars as pl

from tidewaiter.assess import load_ruleset
from tidewaiter.vocabulary.snapshot import SEALED, parts, snapshot_schema
from tidewaiter.world.planted import FIRST_DAY, planted


def test_the_same_seed_gives_the_same_rows_and_another_gives_others():
    one, same, other = planted(3_000, 4), planted(3_000, 4), planted(3_000, 5)
    assert one.snapshot.equals(same.snapshot) and one.sealed.equals(same.sealed) and one.oracle.equals(same.oracle)
    assert not one.snapshot["bag_weight_kg"].equals(other.snapshot["bag_weight_kg"])


def test_it_has_the_columns_of_a_snapshot_and_no_protected_one():
    catalogue = load_ruleset(as_of=FIRST_DAY).catalogue
    made = planted(1_000, 1)
    unprotected = {name: feature.type for name, feature in catalogue.items() if not feature.protected}
    assert made.snapshot.schema == pl.Schema(snapshot_schema(unprotected))
    assert made.sealed.schema == pl.Schema(SEALED)
    assert not {name for name, feature in catalogue.items() if feature.protected} & set(made.snapshot.columns)


def test_nobody_unexamined_has_an_outcome_and_one_in_a_hundred_violates():
    made = planted(30_000, 2)
    rows = made.snapshot.join(made.oracle, on="encounter_id")
    assert rows.filter(~pl.col("examined"))["found"].null_count() == rows.filter(~pl.col("examined")).height
    assert rows.filter("examined").select((pl.col("found") == pl.col("violates")).all()).item()
    assert rows.select((pl.col("examined") == (pl.col("drawn") | (pl.col("live_band") != "low"))).all()).item()
    assert 0.007 < rows["violates"].mean() < 0.017


def test_one_mechanism_moves_half_way():
    made = planted(60_000, 1)
    rows = made.snapshot.join(made.oracle, on="encounter_id").filter(mechanism="route")
    middle = (
        made.snapshot["assessed_at"].min()
        + (made.snapshot["assessed_at"].max() - made.snapshot["assessed_at"].min()) / 2
    )
    before, after = (set(rows.filter(late == (pl.col("assessed_at") >= middle))["departure"]) for late in (False, True))
    assert before and after and not before & after


def test_it_is_written_by_day_and_read_back_whole(tmp_path):
    made = planted(2_000, 1)
    made.write(tmp_path / "snapshots", tmp_path / "sealed")
    files = parts(tmp_path / "snapshots")
    assert len(files) == 60
    back = pl.concat([pl.read_parquet(file, hive_partitioning=False) for file in files])
    assert back.equals(made.snapshot)
    assert len(parts(tmp_path / "sealed")) == 60
    assert not (tmp_path / "oracle").exists()
