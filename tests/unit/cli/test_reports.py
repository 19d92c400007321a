"""What a supervisor reads at the command line: ports that are none, lists that were cut, tables tampered with."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tidewaiter.assemble import SAMPLES
from tidewaiter.cli.app import app
from tidewaiter.store.connect import close


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIDEWAITER_HOME", str(path))
        files = [str(SAMPLES / "paxlst" / name) for name in ("flight_zz204.edi", "sea_voyage_freeport.edi")]
        assert CliRunner().invoke(app, ["ingest", *files]).exit_code == 0
    return path


@pytest.fixture(autouse=True)
def _at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEWAITER_HOME", str(home))


def _run(*words: str) -> tuple[int, list[dict[str, Any]], str]:
    result = CliRunner().invoke(app, [*words, "--json"])
    lines = [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]
    return result.exit_code, lines, result.stderr


@pytest.mark.parametrize("words", [("encounters",), ("report", "reporting"), ("report", "late"), ("report", "cases")])
def test_a_port_that_is_none_is_refused_with_the_nearest(words: tuple[str, ...]) -> None:
    code, [said], _ = _run(*words, "--port", "JKF")
    assert (code, said["error"]) == (1, "unknown-port")
    assert "JFK (" in said["text"]
    assert _run(*words, "--port", "KJFK")[0] == 0


def test_a_list_that_was_cut_says_so_where_programs_do_not_read() -> None:
    code, found, said = _run("encounters", "--limit", "3")
    assert (code, len(found)) == (0, 3)
    assert "Only the first 3 are shown" in said
    _, everything, said = _run("encounters", "--limit", "1000")
    assert len(everything) > 3 and said == ""
    assert found == everything[:3]


@pytest.mark.parametrize(
    "words",
    [
        ("report", "crew"),
        ("report", "cases", "--status", "closed"),
        ("report", "differences"),
        ("report", "equal-risk"),
        ("draw", "suggest", "--budget", "10"),
        ("report", "not-reported"),
    ],
)
def test_every_report_is_one_word(words: tuple[str, ...]) -> None:
    assert _run(*words)[0] == 0


def test_a_word_that_is_no_kind_of_entry_is_a_wrong_call() -> None:
    assert _run("journal", "range", "--kind", "Nonsense")[0] == 2
    assert _run("journal", "range", "--kind", "Assigned")[1]


def test_a_zone_shows_its_name_in_the_script_it_stands_for() -> None:
    lines = ("P<EGYALXQAHRYX<<NWR<<<<<<<<<<<<<<<<<<<<<<<<<<<", "A123456784EGY9001011F3001017<<<<<<<<<<<<<<06")
    _, [plain], _ = _run("mrz", *lines)
    _, [arabic], _ = _run("mrz", *lines, "--script", "arabic")
    assert "in_script" not in plain
    assert arabic["in_script"]["given_names"] == "نور"


def test_a_receipt_holds_and_one_that_was_altered_does_not(tmp_path: Path) -> None:
    code, [receipt], _ = 0, [json.loads(CliRunner().invoke(app, ["journal", "prove", "2"]).stdout)], ""
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(receipt))
    code, [said], _ = _run("journal", "check", str(path))
    assert (code, said) == (0, {"ok": True, "problems": []})
    receipt["entry"]["about"] = "msg-another"
    path.write_text(json.dumps(receipt))
    assert _run("journal", "check", str(path))[0] == 1
    path.write_text("{}")
    assert _run("journal", "check", str(path))[0] == 2


def test_a_tampered_row_that_is_shown_is_found_by_the_doctor_and_by_the_proof_of_models(home: Path) -> None:
    code, [said], _ = _run("journal", "verify", "--models")
    assert (code, said["models"]["ok"]) == (0, True)
    close()
    with sqlite3.connect(home / "tidewaiter.sqlite3") as file:
        (victim,) = file.execute("SELECT MAX(encounter_id) FROM encounter").fetchone()
        file.execute("UPDATE encounter SET status = 'admitted' WHERE encounter_id = ?", (victim,))
    file.close()
    assert _run("journal", "verify")[0] == 0, "the journal alone sees nothing: the broken twin"
    code, [said], _ = _run("journal", "verify", "--models")
    (problem,) = said["models"]["problems"]
    assert (code, problem["key"], problem["columns"]) == (1, [victim], ["status"])
    told = CliRunner().invoke(app, ["journal", "verify", "--models"]).stdout
    assert "does not agree" in told and "tidewaiter rebuild" in told
    _, checks, _ = _run("doctor")
    (models,) = [check for check in checks if check["check"] == "models"]
    assert models["state"] == "fail" and victim in models["text"] and "rebuild" in models["todo"]
    assert _run("rebuild")[0] == 0
    assert _run("journal", "verify", "--models")[0] == 0
