"""What messages say is shown letter by letter: it neither breaks a table nor steers the terminal."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tidewaiter.cli.app import app

SAMPLE = resources.files("tidewaiter") / "samples" / "manifests" / "yacht_ternsong.json"


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TIDEWAITER_HOME", str(tmp_path / "home"))
    said = json.loads(SAMPLE.read_text(encoding="utf-8"))
    said["travelers"][0] |= {"surname": "[/red]QUOIN", "given_names": "Ada\x1b[31m\x9b2J"}
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps(said), encoding="utf-8")
    return path


def _shown(*words: str) -> str:
    result = CliRunner().invoke(app, words)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.output


def test_a_name_of_markup_and_control_characters_is_shown_as_letters(hostile: Path) -> None:
    assert "accepted" in _shown("ingest", str(hostile))
    listed = _shown("encounters")
    assert "[/red]QUOIN" in listed
    found = CliRunner().invoke(app, ["encounters", "--json"]).stdout
    ids = [row["encounter_id"] for row in map(json.loads, found.splitlines()) if row["surname"] == "[/red]QUOIN"]
    told = _shown("explain", *ids)
    assert "[/red]QUOIN" in told
    assert not {"\x1b", "\x9b"} & set(listed + told)


def test_markup_in_an_error_is_no_second_error(hostile: Path) -> None:
    _shown("ingest", str(hostile))
    assert "There is no encounter enc-[/x]" in _shown("explain", "enc-[/x]")


def test_a_word_that_is_no_band_or_status_is_a_wrong_call(hostile: Path) -> None:
    for words in (["--band", "purple"], ["--status", "gone"], ["--assignment", "home"], ["--limit", "-5"]):
        assert CliRunner().invoke(app, ["encounters", *words]).exit_code == 2


def test_a_lane_is_where_its_port_is_and_comes_from_no_place_named_none(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("TIDEWAITER_HOME", str(tmp_path / "home"))
    lane = resources.files("tidewaiter") / "samples" / "lane" / "san_ysidro_lane_07.json"
    shown = _shown("ingest", str(lane)) + _shown("encounters")
    assert "at 2504" in shown
    assert "None" not in shown
    assert "?-2504" not in shown
