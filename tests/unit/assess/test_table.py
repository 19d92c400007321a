"""Assessing a table that somebody brings: the same answers as on the walk, in batches, with its gaps named."""

import json
from datetime import UTC, datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from typer.testing import CliRunner

from tidewaiter.assess import assess_record, assess_table, load_ruleset
from tidewaiter.assess import table as tables
from tidewaiter.assess.assessing import score
from tidewaiter.assess.table import features_missing, resembling
from tidewaiter.cli.app import app
from tidewaiter.vocabulary.errors import TidewaiterError

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
RULES = load_ruleset(as_of=NOW)
PEOPLE = pl.DataFrame(
    {
        "booking_id": ["a", "b", "c", "d"],
        "kind": ["person", "person", "conveyance", None],
        "role": ["passenger"] * 4,
        "mode": ["air"] * 4,
        "payment_form": ["CA", "CC", "CA", "CA"],
        "one_way": [True, True, True, True],
        "days_booked_before_departure": [0, None, 0, 0],
        "sex": ["F", "M", "F", "M"],
    }
)


@pytest.fixture
def files(tmp_path):
    PEOPLE.write_parquet(tmp_path / "people.parquet")
    return tmp_path


def run(files, *more, table="people.parquet"):
    words = ["assess", "--table", str(files / table), "--out", str(files / "said.parquet"), *more]
    return CliRunner().invoke(app, words)


def test_a_table_and_a_record_are_answered_alike_and_unknown_is_never_clear():
    said = assess_table(PEOPLE, RULES)
    assert said.columns == ["score", "band", "fired", "not_evaluable"]
    for row, (total, band, fired, lacking) in zip(PEOPLE.to_dicts(), said.iter_rows(), strict=True):
        assert assess_record(row, RULES) == (total, band, tuple(fired), tuple(lacking))
    assert "booked-on-the-last-day" in said["fired"][0]
    assert "booked-on-the-last-day" in said["not_evaluable"][1]
    assert said["fired"][3].is_empty() and said["not_evaluable"][3].is_empty()  # it applies to nobody known


def test_the_walk_scores_a_table_as_this_does():
    names = [name for name in RULES.features if name not in PEOPLE.columns]
    kinds = {"number": pl.Float64, "text": pl.String, "flag": pl.Boolean, "texts": pl.List(pl.String)}
    features = PEOPLE.drop("sex").with_columns(
        pl.lit(None, kinds.get(RULES.catalogue[name].type, pl.Date)).alias(name) for name in names
    )
    walked = score(features.rename({"booking_id": "encounter_id"}), RULES)
    said = assess_table(PEOPLE, RULES)
    assert walked["score"].to_list() == said["score"].to_list()
    assert walked["band"].to_list() == said["band"].to_list()
    assert [sorted(reason["rule"] for reason in row) for row in walked["reasons"]] == said["fired"].to_list()
    assert walked["not_evaluable"].to_list() == said["not_evaluable"].to_list()


def test_batches_change_nothing(monkeypatch):
    many = pl.concat([PEOPLE] * 700)
    whole = assess_table(many, RULES)
    monkeypatch.setattr(tables, "BATCH", 37)
    assert_frame_equal(whole, assess_table(many, RULES))


def test_a_table_without_rows_gives_none():
    assert assess_table(PEOPLE.clear(), RULES).height == 0


def test_a_column_of_another_type_is_refused_by_name():
    for name, column, wanted in (
        ("seat_changes", pl.lit("many"), "seat_changes is String, but the feature seat_changes is a number"),
        ("one_way", pl.lit(1), "one_way is Int32, but the feature one_way is Boolean"),
        ("via", pl.lit("PTY"), "via is String, but the feature via is List(String)"),
    ):
        with pytest.raises(TidewaiterError, match=wanted.replace("(", r"\(").replace(")", r"\)")):
            assess_table(PEOPLE.with_columns(column.alias(name)), RULES)


def test_a_number_that_is_none_is_unknown():
    rows = PEOPLE.with_columns(days_booked_before_departure=pl.lit(float("nan")))
    assert "booked-on-the-last-day" in assess_table(rows, RULES)["not_evaluable"][0]
    assert "booked-on-the-last-day" in assess_record(rows.row(0, named=True), RULES).not_evaluable


def test_features_without_a_column_are_named_and_what_resembles_them():
    columns = ["kind", "parti", "payment_form"]
    assert "booking_changes" in features_missing(columns, RULES)
    assert not set(features_missing(columns, RULES)) & set(columns)
    assert any(hint.endswith("did you mean seat_change?") for hint in resembling(["seat_change"], RULES))


def test_the_word_hands_ids_through_reads_nothing_protected_and_names_the_ruleset(files):
    result = run(files, "--json")
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    out = pl.read_parquet(files / "said.parquet")
    assert out.columns == ["booking_id", "score", "band", "fired", "not_evaluable"]
    assert_frame_equal(out.drop("booking_id"), assess_table(PEOPLE, RULES))
    assert said["rows"] == 4 and said["bands"] == {"low": 3, "medium": 1, "high": 0}
    assert "seat_changes" in said["missing"]
    assert pl.read_parquet_metadata(files / "said.parquet")["tidewaiter.ruleset"] == said["ruleset"] == RULES.id
    assert sorted(each.name for each in files.iterdir()) == ["people.parquet", "said.parquet"]


def test_a_further_column_is_kept_where_it_is_named(files):
    assert run(files, "--keep", "payment_form").exit_code == 0
    assert "payment_form" in pl.read_parquet(files / "said.parquet").columns


@pytest.mark.parametrize(
    ("more", "table", "code", "says"),
    [
        ((), "nothing.parquet", 3, "there is no file"),
        (("--rules", "nowhere"), "people.parquet", 3, "there is no folder"),
        (("--keep", "colour"), "people.parquet", 3, "there is no column colour"),
        ((), "bad.parquet", 1, "cannot be read as Parquet"),
        ((), "wrong.parquet", 1, "the column seat_changes is String"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(files, more, table, code, says):
    (files / "bad.parquet").write_text("no table at all")
    PEOPLE.with_columns(seat_changes=pl.lit("many")).write_parquet(files / "wrong.parquet")
    result = run(files, *more, table=table)
    assert result.exit_code == code
    assert says in " ".join(result.output.split())
    assert not (files / "said.parquet").exists()


def test_the_word_alone_says_what_it_needs():
    assert CliRunner().invoke(app, ["assess", "--table", "x"]).exit_code == 2
