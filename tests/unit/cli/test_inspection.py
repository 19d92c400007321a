"""Secondary at the command line, from referral to an amended record."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from tests.unit.inspect.files import png
from typer.testing import CliRunner

from tidewaiter.cli.app import app

SAMPLE = resources.files("tidewaiter") / "samples" / "lane" / "san_ysidro_lane_07.json"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEWAITER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TIDEWAITER_OFFICER", "Ada Quill")


def _run(*words: str, code: int = 0) -> list[dict[str, Any]]:
    result = CliRunner().invoke(app, [*words, "--json"])
    assert result.exit_code == code, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_somebody_is_inspected_by_words_alone(tmp_path: Path) -> None:
    _run("ingest", str(SAMPLE))
    who = next(row["encounter_id"] for row in _run("encounters") if row["role"] == "driver")
    _run("act", "refer", who, "--reason", "asked for a closer look")
    [waits] = _run("inspection")
    assert (waits["encounter_id"], waits["status"]) == (who, "waiting")
    [alone] = _run("act", "secondary", who, "--outcome", "no-violation", code=1)
    assert alone["error"] == "no-record"
    [opened] = _run("inspection", "open", who, "--reason", "other")
    assert opened["mandatory"] == ["immigration", "customs"]
    _run("inspection", "tick", who, "needs-asked", "--note", "none needed")
    (tmp_path / "page.png").write_bytes(png())
    [attached] = _run("inspection", "attach", who, str(tmp_path / "page.png"), "--title", "data page")
    assert attached["media_type"] == "image/png"
    for section in ("immigration", "customs"):
        _run("inspection", "close", who, section, "--as", "nothing-found")
    ending = ("--outcome", "not-completed", "--report", "the port was cleared")
    assert _run("act", "secondary", who, *ending, code=1)[0]["error"] == "approval-required"
    _run("inspection", "ask", who, "--about", "outcome:not-completed", "--words", "the port was cleared")
    [own] = _run("inspection", "answer", who, "1", "--approve", code=1)
    assert own["error"] == "four-eyes"
    _run("inspection", "answer", who, "1", "--approve", "--officer", "Marta Oyelu")
    _run("act", "secondary", who, *ending)
    _run("inspection", "amend", who, "--words", "they came back", "--why", "a day later")
    told = CliRunner().invoke(app, ["inspection", "show", who]).stdout
    assert "Immigration: nothing-found" in told and "not-completed by Ada Quill" in told
    assert "missing" not in told
    assert "Nobody waits" in CliRunner().invoke(app, ["inspection"]).stdout
