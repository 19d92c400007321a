"""A model asked of a table that somebody brings: its columns beside those of the rules, and why it did not run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from typer.testing import CliRunner

from tidewaiter.assemble import open_house
from tidewaiter.assess import load_ruleset
from tidewaiter.assess.model import table as tables
from tidewaiter.assess.model.filled import filled
from tidewaiter.assess.model.scorer import NEAR
from tidewaiter.assess.model.table import REASONED, SAID, score_table
from tidewaiter.cli import assess_model
from tidewaiter.cli.app import app
from tidewaiter.vocabulary.facts import Fact, FactKind

CATALOGUE = load_ruleset(as_of=datetime(2026, 12, 1, tzinfo=UTC)).catalogue
PEOPLE = pl.DataFrame(
    {
        "row_id": range(7),
        "kind": ["person"] * 6 + [None],
        "party": [1, 2, 5, 9, None, 5, 3],
        "payment_form": pl.Series(["CA", "CC", "CA", None, "CA", "CC", "CA"], dtype=pl.Categorical),
        "sex": ["F"] * 7,
    }
)


class Twin:
    """Scores by party where a real model has trees, and is silent at 0.5."""

    id = "ab" * 32
    features = ("kind", "party", "payment_form", "seat_changes")
    expires_at = datetime(2030, 1, 1, tzinfo=UTC)

    class abstention:
        threshold = 0.6

    def score(self, table: pl.DataFrame) -> pl.DataFrame:
        assert table.schema["payment_form"] == pl.String and table["seat_changes"].null_count() == table.height
        silent = pl.when(pl.col("party") == 5).then(pl.lit(NEAR))
        said = table.select(anomaly_score=pl.lit(0.25), p=(pl.col("party").fill_null(0.0) / 10).round(6), silent=silent)
        return said.with_columns(model_score=pl.when(pl.col("silent").is_null()).then("p"))

    def effects(self, features: pl.DataFrame, *_: Any) -> list[list[str]]:
        return [[f"party is {party:.0f}"] for party in features["party"]]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("TIDEWAITER_HOME", str(tmp_path / "home"))
    PEOPLE.write_parquet(tmp_path / "people.parquet")
    yield tmp_path


def run(files: Path, *more: str, code: int = 0, table: str = "people.parquet") -> dict[str, Any]:
    words = ["assess", "--table", str(files / table), "--out", str(files / "said.parquet"), "--json", *more]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == code, result.output
    return json.loads(result.stdout.splitlines()[-1])


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_however_a_table_is_sliced_the_model_says_the_same(size: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tables, "SLICE", size)
    said = score_table(PEOPLE, Twin(), CATALOGUE, reasons=True)  # type: ignore[arg-type]
    assert said.columns == list(REASONED)
    assert said["model_score"].to_list() == [0.1, 0.2, None, 0.9, 0.0, None, 0.3]
    assert said["model_silent"].to_list() == [None, None, NEAR, None, None, NEAR, None]
    assert said["model_reasons"].to_list() == [None, None, None, ["party is 9"], None, None, None]
    assert score_table(PEOPLE.clear(), Twin(), CATALOGUE).schema == pl.Schema(SAID)  # type: ignore[arg-type]


def test_reasons_are_left_out_unless_somebody_asks():
    table = PEOPLE.with_columns(pl.lit(None, pl.Float64).alias("seat_changes"), pl.col("payment_form").cast(pl.String))
    said = score_table(PEOPLE, Twin(), CATALOGUE)  # type: ignore[arg-type]
    assert said.columns == list(SAID)
    whole = filled(table.with_columns(pl.col("party").cast(pl.Float64)), Twin(), CATALOGUE)  # type: ignore[arg-type]
    assert_frame_equal(whole.select(SAID.keys()), said)


def test_the_model_named_says_its_part_in_columns_of_its_own(files: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(assess_model, "_of_house", lambda _: Twin())
    told = run(files, "--model", "ababab", "--keep", "payment_form")
    out = pl.read_parquet(files / "said.parquet")
    assert out.columns == ["row_id", "payment_form", "score", "band", "fired", "not_evaluable", *SAID]
    assert out["model_score"].to_list() == [0.1, 0.2, None, 0.9, 0.0, None, 0.3]
    assert out["model"].unique().to_list() == [Twin.id]
    assert told["model"] == {
        "id": Twin.id,
        "ran": True,
        "threshold": 0.6,
        "scored": 5,
        "silent": {NEAR: 2},
        "missing": ["seat_changes"],
    }
    assert pl.read_parquet_metadata(files / "said.parquet")["tidewaiter.model"] == Twin.id
    without = run(files)
    assert without["bands"] == told["bands"], "no shipped rule asks a model, so no band moves"


def test_where_no_model_runs_the_reason_is_said_and_the_columns_are_not_there(
    files: Path, monkeypatch: pytest.MonkeyPatch
):
    assert "There is no house" in run(files)["model"]["why"]
    assert pl.read_parquet(files / "said.parquet").columns == ["row_id", "score", "band", "fired", "not_evaluable"]
    house = open_house(files / "home")
    assert run(files)["model"] == {"id": None, "ran": False, "why": "no model is in force"}
    now = house.policies.clock()
    test = {"recall": [0.6, 0.5, 0.7], "rules_recall": [0.2, 0.1, 0.3], "ece": 0.01}
    card = {"model": Twin.id, "expires_at": "2030-01-01T00:00:00Z", "test": test, "leak_audit": {"passed": True}}
    house.state([Fact(FactKind.MODEL_TRAINED, Twin.id, now, "Ada Quill", card)])
    house.state([Fact(FactKind.MODEL_PROMOTED, Twin.id, now, "Bo Tarn", {"reason": "read"})])
    house.store.close()
    assert "files of model abababababab are not in" in run(files)["model"]["why"]
    monkeypatch.setattr("tidewaiter.desk.scoring.scorer_of", lambda *_: Twin())
    assert run(files)["model"]["ran"]
    PEOPLE.with_columns(model_score=0.5).write_parquet(files / "scored.parquet")
    assert "model_score of its own" in run(files, table="scored.parquet")["model"]["why"]
    monkeypatch.setattr(assess_model, "_of_house", lambda _: Twin())
    assert run(files, "--model", "ababab", "--keep", "model_score", table="scored.parquet")["model"]["ran"]
    out = pl.read_parquet(files / "said.parquet")
    assert out["model_score"].to_list() == [0.1, 0.2, None, 0.9, 0.0, None, 0.3], "the model named, not the table"
    PEOPLE.with_columns(party=pl.lit("many")).write_parquet(files / "wrong.parquet")
    assert "the column party is String" in run(files, table="wrong.parquet")["model"]["why"]
    monkeypatch.setenv("TIDEWAITER_ROLE", "passer-by")
    refused = run(files)["model"]
    assert not refused["ran"] and "house:model:read" in refused["why"]
    shown = CliRunner().invoke(
        app, ["assess", "--table", str(files / "people.parquet"), "--out", str(files / "said.parquet")]
    )
    assert "The model did not run" in shown.output


def test_a_model_that_was_named_and_cannot_be_asked_is_an_error(files: Path, monkeypatch: pytest.MonkeyPatch):
    assert run(files, "--model", str(files), code=3)["error"] == "not_found"
    folder = files / ("cd" * 32)
    folder.mkdir()
    for name in ("booster.txt", "scoring.json"):
        (folder / name).write_text("{}")
    assert run(files, "--model", str(folder), code=1)["error"] == "model-altered"
    monkeypatch.setattr(assess_model, "_of_house", lambda _: Twin())
    monkeypatch.setattr(Twin, "expires_at", datetime(2026, 1, 1, tzinfo=UTC))
    assert run(files, "--model", "ababab", code=1)["error"] == "expired"
    monkeypatch.setattr(Twin, "expires_at", datetime(2030, 1, 1, tzinfo=UTC))
    monkeypatch.setattr(Twin, "features", ("kind", "shoe_size"))
    assert run(files, "--model", "ababab", code=1)["error"] == "other-catalogue"
