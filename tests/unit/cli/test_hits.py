"""Hits and redress at the command line, from the queue to the number that is not stopped again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tidewaiter.assemble import SAMPLES
from tidewaiter.cli.app import app

LIST = Path(str(SAMPLES)).parent / "policies" / "lists" / "lookout-sample.yaml"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEWAITER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TIDEWAITER_OFFICER", "Ada Quill")


def _run(*words: str, code: int = 0) -> list[dict[str, Any]]:
    result = CliRunner().invoke(app, [*words, "--json"])
    assert result.exit_code == code, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def _lane(tmp_path: Path) -> Path:
    born = {"surname": "Quennell", "given_names": "Tobias Arne", "birth_date": "1971-04-09", "nationality": "GBR"}
    document = {"kind": "P", "number": "P7654321", "issuer": "GBR", "expires": "2032-12-12"}
    crossing = {"at": "2026-08-14T10:02:11-07:00", "people": [{"role": "pedestrian", **born, "documents": [document]}]}
    message = {"reference": "L1", "sender": "LANE-SYS-07", "recipient": "BORDER", "port": "2504", "lane": "07"}
    path = tmp_path / "lane.json"
    path.write_text(json.dumps({**message, "direction": "inbound", "crossings": [crossing]}))
    return path


def test_a_hit_is_claimed_settled_and_reported(tmp_path: Path) -> None:
    _run("lists", "load", str(LIST), "--as-of", "2026-02-01")
    _run("ingest", str(_lane(tmp_path)))
    (hit,) = _run("hits", "--port", "2504")
    assert hit["overdue"] is True and hit["sides"]
    assert _run("hits", "--port", "JFK") == []
    (held,) = _run("hits", "claim", hit["hit_id"])
    assert (held["fact"], held["officer"]) == ("HitClaimed", "Ada Quill")
    (other,) = _run("hits", "claim", hit["hit_id"], "--officer", "Ben Roe", code=1)
    assert other["error"] == "claimed" and "Ada Quill holds it until" in other["text"]
    assert [row["hit_id"] for row in _run("hits", "--mine")] == [hit["hit_id"]]
    (early,) = _run("hits", "settle", hit["hit_id"], "--as", "not-a-match", "--reason", "no", "--version", "0", code=1)
    assert early["error"] == "stale"
    (said,) = _run("hits", "settle", hit["hit_id"], "--as", "not-a-match", "--reason", "another person")
    assert (said["fact"], said["verdict"]) == ("HitSettled", "not-a-match")
    assert _run("hits") == []
    (shown,) = _run("hits", "show", hit["hit_id"])
    assert [act["kind"] for act in shown["acts"]] == ["HitClaimed", "HitSettled"]
    (whole, *_) = _run("hits", "report")
    assert (whole["hits"], whole["not_a_match"], whole["overdue"]) == (1, 1, 0)
    (none,) = _run("hits", "show", "hit-0", code=3)
    assert none["error"] == "not_found"

    who = ("--surname", "Quennell", "--given-names", "Tobias Arne", "--birth-date", "1971-04-09")
    (opened,) = _run("redress", "open", *who, "--document", "GBR/P7654321", "--hit", hit["hit_id"])
    number = opened["number"]
    assert _run("redress", "status", number)[0]["state"] == "received"
    _run("redress", "resolve", number, "--reason", "not the one sought")
    assert _run("redress", "status", number)[0]["state"] == "completed"
    assert _run("redress", "status", "TWR1", code=3)[0]["state"] == "unknown"
    assert [case["status"] for case in _run("redress", "list")] == ["resolved"]


def test_a_queue_is_shown_with_its_clock(tmp_path: Path) -> None:
    _run("lists", "load", str(LIST), "--as-of", "2026-02-01")
    _run("ingest", str(_lane(tmp_path)))
    shown = CliRunner().invoke(app, ["hits"])
    assert "OVERDUE" in shown.output and "Quennell" in shown.output
    assert CliRunner().invoke(app, ["redress", "open", "--document", "P1"]).exit_code == 2
