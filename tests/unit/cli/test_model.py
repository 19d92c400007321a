"""The words of models at the command line, from planted snapshots to a promoted model."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from tidewaiter.assemble import SAMPLES
from tidewaiter.assess.model.scorer import BOOSTER, SCORING, read_scorer
from tidewaiter.cli.app import app
from tidewaiter.world.planted import planted

pytestmark = pytest.mark.parts  # the booster needs libgomp of the system


def run(*words: str) -> str:
    told = CliRunner().invoke(app, list(words))
    assert told.exit_code == 0, told.output
    return told.output


def test_from_training_to_promotion_measuring_and_explaining(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TIDEWAITER_HOME", str(tmp_path / "home"))
    planted(60_000, 3).write(tmp_path / "snapshots", tmp_path / "sealed")
    snapshots = ("--snapshots", str(tmp_path / "snapshots"))
    run("ingest", str(SAMPLES / "lane" / "san_ysidro_lane_07.json"))
    told = run("assess", "train", *snapshots, "--officer", "Ada Quill", "--out", str(tmp_path / "copy"))
    assert "leak audit: passed" in told
    (row,) = [json.loads(line) for line in run("assess", "models", "--json").splitlines()]
    name = row["model_id"]
    assert sorted(path.name for path in (tmp_path / "copy" / name).iterdir()) == [
        *("booster.txt", "card.json", "card.md", "scoring.json"),
    ]
    assert "ModelPromoted" in run("assess", "promote", name, "--as", "Bo Tarn", "--reason", "read the card")

    card = json.loads((tmp_path / "copy" / name / "card.json").read_text())
    first = next(each["from"] for each in card["windows"] if each["window"] == "test")
    measured = run("assess", "evaluate", name, *snapshots, "--first", first, "--officer", "Ada Quill", "--json")
    assert json.loads(measured)["recall"] == card["test"]["recall"]

    tried = ("assess", "backtest", name[:10], *snapshots, "--from", first, "--budget", "0.05")
    groups = ("--sealed", str(tmp_path / "sealed"), "--role", "auditor", "--purpose", "the yearly audit")
    told = json.loads(run(*tried, *groups, "--officer", "Ivo Lund", "--json"))
    assert 0 < told["hits"] <= 0.05 * told["encounters"]
    assert {row["attribute"] for row in told["groups"]} == {"sex", "age_group", "nationality"}
    assert "Work by port" in run(*tried[:5])
    (latest, _) = json.loads(run("assess", "show", name, "--json"))["backtests"]
    assert latest["report"]["budget"] is None
    assert "Back-tests" in run("assess", "show", name)

    rows = sorted((tmp_path / "snapshots").rglob("*.parquet"))[-1]
    copy = ("--model", str(tmp_path / "copy" / name), "--keep", "assessed_at")
    said = json.loads(run("assess", "--table", str(rows), "--out", str(tmp_path / "out.parquet"), *copy, "--json"))
    out = pl.read_parquet(tmp_path / "out.parquet")
    assert said["model"]["id"] == name and said["model"]["missing"] == []
    files = {each: (tmp_path / "copy" / name / each).read_bytes() for each in (BOOSTER, SCORING)}
    alone = read_scorer(files, name).score(pl.read_parquet(rows))
    assert out["model_score"].equals(alone["model_score"]) and out["model_silent"].equals(alone["silent"])
    assert said["model"]["scored"] == alone["model_score"].is_not_null().sum() > 0

    features = {
        "kind": "person",
        "bag_count": 2,
        "bag_weight_kg": 60,
        "stay_nights": 2,
        "scheduled_at": "2026-08-14T10:00:00Z",
    }
    (tmp_path / "row.json").write_text(json.dumps(features))
    answer = json.loads(run("assess", "explain", name[:8], "--row", str(tmp_path / "row.json"), "--json"))
    assert answer["reasons"] and answer["unknown"]
    people = [json.loads(line) for line in run("encounters", "--json").splitlines()]
    asked = ("--encounter", people[0]["encounter_id"], "--role", "analyst")
    assert json.loads(run("assess", "explain", name, *asked, "--purpose", "a question", "--json"))["model"] == name
