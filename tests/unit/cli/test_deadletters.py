"""Dead letters at the command line: where it broke in words, closed by a named officer, findings shown one by one."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tidewaiter.cli.app import app

SAMPLES = resources.files("tidewaiter") / "samples"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEWAITER_HOME", str(tmp_path / "home"))


def _run(*words: str) -> tuple[int, list[dict[str, Any]]]:
    result = CliRunner().invoke(app, [*words, "--json"])
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def letter(tmp_path: Path) -> str:
    broken = (SAMPLES / "paxlst" / "flight_zz204.edi").read_bytes().replace(b"PAXLST", b"BAPLIE")
    (tmp_path / "broken.edi").write_bytes(broken)
    code, [refused] = _run("ingest", str(tmp_path / "broken.edi"))
    assert code == 1
    return str(refused["message"])


def test_the_place_of_the_fault_is_shown_in_words_and_given_to_programs_in_parts(letter: str) -> None:
    shown = " ".join(CliRunner().invoke(app, ["deadletters"]).stdout.split())
    _, [row] = _run("deadletters")
    assert row["error_position"] == {"segment": 3, "element": 2}
    assert "segment 3" in shown and "element 2" in shown and "{" not in shown
    assert "tidewaiter deadletters close" in shown


def test_who_replayed_a_dead_letter_stands_beside_it(letter: str) -> None:
    assert _run("replay", letter, "--officer", "Ada Quill")[0] == 1
    _, [row] = _run("deadletters")
    assert (row["replays"], row["replayed_by"]) == (1, "Ada Quill")


def test_a_dead_letter_is_closed_by_a_named_officer_with_a_reason_and_listed_as_closed(letter: str) -> None:
    words = ("deadletters", "close", letter, "--reason", "the sender withdrew it", "--officer", "Ada Quill")
    code, [closed] = _run(*words)
    assert (code, closed["officer"], closed["fact"]) == (0, "Ada Quill", "DeadLetterClosed")
    assert _run("deadletters") == (0, [])
    _, [row] = _run("deadletters", "--closed")
    assert (row["message_id"], row["closed_by"], row["closed_reason"]) == (
        letter,
        "Ada Quill",
        "the sender withdrew it",
    )
    assert _run(*words)[1][0]["error"] == "not-refused"
    assert _run("replay", letter)[0] == 3
    assert _run("rebuild")[0] == 0
    assert _run("deadletters", "--closed")[1] == [row]


def test_a_dead_letter_is_not_closed_without_a_reason_by_an_officer_at_primary_or_where_there_is_none(
    letter: str,
) -> None:
    assert _run("deadletters", "close", letter, "--reason", " ")[1][0]["error"] == "no-reason"
    assert _run("deadletters", "close", letter, "--reason", "x", "--role", "officer")[1][0]["error"] == "forbidden"
    assert _run("deadletters", "close", "msg-0", "--reason", "x")[0] == 3
    assert len(_run("deadletters")[1]) == 1


def test_findings_about_the_data_are_shown_by_code_with_place_and_words() -> None:
    told = CliRunner().invoke(app, ["ingest", str(SAMPLES / "paxlst" / "odd_separators_no_trailer.edi")])
    _, [line] = _run("ingest", str(SAMPLES / "paxlst" / "odd_separators_no_trailer.edi"))
    shown = " ".join(told.stdout.split())
    assert line["findings"]
    for finding in line["findings"]:
        assert f"{finding['severity']} {finding['code']}" in shown
    assert line["findings"][0]["text"] in shown
    assert f"segment {line['findings'][0]['segment']}" in shown
