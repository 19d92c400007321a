"""The port board at the command line: figures for people, one object for programs, alarms and staffing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tidewaiter.assemble import SAMPLES, open_house
from tidewaiter.cli.app import app
from tidewaiter.vocabulary.facts import Fact, FactKind

RAISED = {
    "level": "longest-wait", "port": "JFK", "title": "Nobody waits long", "measure": "longest-waiting-minutes",
    "measured": 91.0, "threshold": 90.0, "counted": 4, "roles": ["commander"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TIDEWAITER_HOME", str(tmp_path / "home"))
    house = open_house(tmp_path / "home")
    house.state([Fact(FactKind.ALARM_RAISED, "alarm-1", datetime(2026, 8, 14, 15, tzinfo=UTC), "machine:test", RAISED)])
    house.store.close()
    return tmp_path


def _run(*words: str) -> tuple[int, list[dict[str, Any]]]:
    result = CliRunner().invoke(app, [*words, "--json"])
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def test_a_board_is_one_object_and_every_part_of_it_is_shown_to_people(home: Path) -> None:
    flight = SAMPLES / "paxlst" / "flight_zz204.edi"
    assert _run("ingest", str(flight))[0] == 0
    code, [found] = _run("board", "--port", "JFK", "--day", "2026-08-14")
    assert (code, found["port"], found["figures"]["announced"] > 0) == (0, "JFK", True)
    shown = CliRunner().invoke(app, ["board", "--port", "jfk", "--day", "2026-08-14"]).stdout
    assert f"announced \u2502 {found['figures']['announced']}" in " ".join(shown.split())
    assert "Nobody came to a lane." in shown and "Levels are judged for today alone." in shown


def test_a_port_that_is_none_is_refused_with_the_nearest() -> None:
    code, [said] = _run("board", "--port", "JFX")
    assert (code, said["error"]) == (1, "unknown-port")


def test_alarms_are_listed_and_answered_once_by_a_named_officer() -> None:
    assert [row["alarm_id"] for row in _run("board", "alarms", "--standing")[1]] == ["alarm-1"]
    assert _run("board", "alarms", "--port", "IAH") == (0, [])
    words = ("board", "answer", "alarm-1", "--words", "opened lane 3", "--officer", "Cora Holm")
    code, [answered] = _run(*words)
    assert (code, answered["answered_by"], answered["answer"]) == (0, "Cora Holm", "opened lane 3")
    assert _run(*words)[1][0]["error"] == "answered"
    assert _run("board", "answer", "alarm-2", "--words", "x", "--officer", "Cora Holm")[0] == 3


def test_staffing_is_loaded_for_a_port_and_of_no_other(home: Path) -> None:
    table = home / "august.csv"
    table.write_text("port,hour,officers\nJFK,2026-08-14T13,4\n")
    words = ("board", "staffing", str(table), "--officer", "Cora Holm")
    assert _run(*words, "--port", "IAH")[1][0]["error"] == "another-port"
    assert _run(*words, "--port", "JFK") == (0, [{"file": "august.csv", "hours": 1}])
    _, [found] = _run("board", "--port", "JFK", "--day", "2026-08-14")
    assert [(row["hour"], row["officers"]) for row in found["hours"]] == [("2026-08-14T13", 4)]
    assert found["staffing"]["sources"][0]["loaded_by"] == "Cora Holm"
