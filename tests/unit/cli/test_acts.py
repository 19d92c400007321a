"""Officers' acts at the command line, from a lane message to the authority's answer."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tidewaiter.cli.app import app

SAMPLE = resources.files("tidewaiter") / "samples" / "lane" / "san_ysidro_lane_07.json"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEWAITER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TIDEWAITER_OFFICER", "Ada Quill")


def _run(*words: str) -> list[dict[str, Any]]:
    result = CliRunner().invoke(app, [*words, "--json"])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_finding_and_a_claim_name_their_kind() -> None:
    _run("ingest", str(SAMPLE))
    who = next(row["encounter_id"] for row in _run("encounters") if row["role"] == "driver")
    _run("act", "refer", who, "--reason", "asked for a closer look")
    counted = ("--quantity", "12000", "--unit", "USD", "--note", "in a bag")
    [found] = _run("act", "find", who, "--kind", "currency", *counted)
    assert (found["fact"], found["officer"], "currency" in found.values()) == ("Found", "Ada Quill", True)
    [claimed] = _run("act", "claim", who, "--kind", "fear")
    assert (claimed["fact"], claimed["kind"]) == ("ProtectionClaimed", "fear")
    [answered] = _run("act", "answer", who, "fear", "no-protection-need", "Asylum office", "--officer", "Ben Roe")
    assert (answered["fact"], answered["kind"]) == ("ProtectionAnswered", "fear")
