"""A model's way through the house: trained on snapshots, promoted by a second person, asked of the next message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import orjson
import polars as pl
import pytest
from tests.journey.border import Border, passenger_list, person
from tests.unit.assess.model.asking import asking

from tidewaiter import assess, model_trials, models
from tidewaiter.store import queries
from tidewaiter.vocabulary.errors import Forbidden, NotFound, Refusal
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.snapshot import parts
from tidewaiter.world.planted import planted

pytestmark = pytest.mark.parts  # the booster needs libgomp of the system

ADA = Officer("Ada Quill", frozenset({"analyst"}))
BO = Officer("Bo Tarn", frozenset({"supervisor"}))


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("planted")
    planted(70_000, 3).write(folder / "snapshots", folder / "sealed")
    yield folder / "snapshots"


@pytest.fixture
def rules(border: Border, monkeypatch: pytest.MonkeyPatch) -> None:
    load = assess.load_ruleset
    monkeypatch.setattr(assess, "load_ruleset", lambda **said: asking(load(**said), "model_score >= 0", alone=False))


def said(border: Border, surname: str) -> dict[str, object]:
    stored = border.explain(border.one(surname)["encounter_id"])
    return orjson.loads([fact["data"] for fact in stored["facts"] if fact["kind"] == "Assessed"][-1]["features"])


def tried_on_the_past(border: Border, name: str, snapshots: Path) -> dict[str, object]:
    taught = parts(snapshots)[0].parent.name.removeprefix("day=")
    with pytest.raises(Refusal, match="try it on later ones"):
        model_trials.backtest(border.house, name, ADA, snapshots, first=date.fromisoformat(taught))
    with pytest.raises(Forbidden):
        model_trials.backtest(border.house, name, ADA, snapshots, sealed=snapshots.parent / "sealed")
    told = model_trials.backtest(border.house, name, ADA, snapshots, budget=0.02)
    assert 0.015 <= told["hits"] / told["encounters"] <= 0.02
    assert told["yield"]["estimate"] > 3 * told["base_rate"]["estimate"]
    return told


def test_from_snapshots_to_the_next_message_and_out_of_force_again(
    rules: None, border: Border, snapshots: Path, caplog: pytest.LogCaptureFixture
):
    card = models.train(border.house, snapshots, ADA)
    name = card["model"]
    assert card["leak_audit"]["passed"]
    assert card["test"]["ece"] <= 0.02
    border.accepted(passenger_list([person("ASHWORTH")], "M1"))
    assert said(border, "ASHWORTH")["model_silent"] == "no model is in force"

    with pytest.raises(Refusal, match="somebody else decides"):
        models.decide(border.house, name, Officer("Ada Quill", BO.roles), "mine")
    with pytest.raises(Forbidden):
        models.decide(border.house, name, ADA, "mine")
    with pytest.raises(Refusal, match="measure it on later ones"):
        models.evaluate(border.house, name, snapshots, ADA)
    with pytest.raises(Refusal, match="registered already"):
        models.train(border.house, snapshots, ADA)
    with pytest.raises(NotFound):
        models.explain(border.house, "000000", {})
    models.decide(border.house, name[:12], BO, "read the card")

    # A model whose files were altered is silent, and no message waits for it.
    path = border.house.home / "models" / name / "scoring.json"
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b'"near":0.1', b'"near":0.0'))
    border.accepted(passenger_list([person("ASHBY")], "M4"))
    assert said(border, "ASHBY")["model_score"] is None
    assert "not those it was named for" in caplog.text
    path.write_bytes(whole)
    border.accepted(passenger_list([person("BELLWETHER")], "M2"))
    assert said(border, "BELLWETHER")["model"] == name
    assert said(border, "BELLWETHER")["anomaly_score"] is not None
    text = (border.house.home / "models" / name / "card.md").read_text()
    assert "promoted by: Bo Tarn" in text

    told = tried_on_the_past(border, name, snapshots)
    (kept,) = models.show(border.house, name[:8], BO)["backtests"]
    assert (kept["backtest_id"], kept["hits"], kept["actor"]) == (told["backtest_id"], told["hits"], "Ada Quill")
    assert kept["report"]["budget"] == 0.02

    told = models.explain(border.house, name[:8], said(border, "BELLWETHER"))
    assert told["model"] == name
    assert (told["silent"] is None) == (said(border, "BELLWETHER")["model_score"] is not None)

    models.decide(border.house, name, BO, "it drifted", retire=True)
    border.accepted(passenger_list([person("CARDOON")], "M3"))
    assert said(border, "CARDOON")["model_silent"] == "no model is in force"
    (row,) = models.listed(border.house)
    assert (row["status"], row["promoted_by"], row["retired_reason"]) == ("retired", "Bo Tarn", "it drifted")
    assert border.proves()


def test_a_leaky_folder_trains_a_model_that_nobody_can_promote(border: Border, snapshots: Path, tmp_path: Path):
    for path in parts(snapshots):
        rows = pl.read_parquet(path, hive_partitioning=False)
        told = pl.when("found").then(7.0).otherwise(pl.when("examined").then(0.0)).alias("occupants")
        (tmp_path / path.parent.name).mkdir()
        rows.with_columns(told).write_parquet(tmp_path / path.parent.name / path.name)
    card = models.train(border.house, tmp_path, ADA)
    assert any("occupants alone knows the answer" in problem for problem in card["leak_audit"]["problems"])
    with pytest.raises(Refusal) as refused:
        models.decide(border.house, card["model"], BO, "it looks so good")
    assert refused.value.code == "leaks"
    assert border.ask(queries.model_in_force) is None
