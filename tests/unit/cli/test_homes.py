"""Where there is no house, where the country is none, where a rule cannot be read: each says what to do."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tidewaiter import assess
from tidewaiter.cli import serve
from tidewaiter.cli.app import app
from tidewaiter.vocabulary.errors import InvalidPolicy

SAMPLE = resources.files("tidewaiter") / "samples" / "lane" / "san_ysidro_lane_07.json"
READING = [
    ("encounters",),
    ("explain", "enc-1"),
    ("reads", "enc-1"),
    ("journal", "verify"),
    ("journal", "range"),
    ("deadletters",),
    ("hits",),
    ("report", "documents"),
    ("lists", "status"),
    ("rebuild",),
    ("purge",),
    ("token", "list"),
    ("draw", "verify", "2026-01-05"),
    ("act", "admit", "enc-1", "--officer", "Ada Quill"),
]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TIDEWAITER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def _run(*words: str) -> tuple[int, list[dict[str, Any]]]:
    result = CliRunner().invoke(app, [*words, "--json"])
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_a_reading_word_makes_no_house_and_says_that_there_is_none(home: Path, words: tuple[str, ...]) -> None:
    code, [told] = _run(*words)
    assert (code, told["error"]) == (1, "no-house")
    assert str(home) in told["text"] and "TIDEWAITER_HOME" in told["text"] and "tidewaiter ingest" in told["text"]
    assert not home.exists()


def test_the_doctor_makes_no_house_either(home: Path) -> None:
    code, lines = _run("doctor")
    found = {line["check"]: line for line in lines}
    assert (code, found["house"]["state"]) == (0, "warn")
    assert "did not run" in found["house"]["text"] and "TIDEWAITER_HOME" in found["house"]["todo"]
    assert not home.exists()


def test_a_word_that_begins_a_house_says_where_it_made_one_and_only_then(home: Path) -> None:
    first = CliRunner().invoke(app, ["ingest", str(SAMPLE)])
    again = CliRunner().invoke(app, ["ingest", str(SAMPLE)])
    assert f"Made a new house in {home}" in first.stderr.replace("\n", "")
    assert "new house" not in again.stderr


@pytest.mark.parametrize(
    ("country", "hint"), [("us", "US"), ("USA", "US"), ("New Zeeland", "NZ"), ("QQ", "such as"), ("ZZZ", "such as")]
)
def test_a_country_that_is_none_is_refused_with_what_was_meant(
    home: Path, monkeypatch: pytest.MonkeyPatch, country: str, hint: str
) -> None:
    monkeypatch.setenv("TIDEWAITER_COUNTRY", country)
    code, [told] = _run("ingest", str(SAMPLE))
    assert (code, told["error"]) == (1, "unknown-country")
    assert country in told["text"] and hint in told["text"]
    assert not home.exists()


@pytest.fixture
def broken_rule(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A house with something in it, in which a rule file was broken since."""
    assert _run("ingest", str(SAMPLE))[0] == 0

    def broken(*_: Any, **__: Any) -> Any:
        raise InvalidPolicy("there is no feature 'agee'", where="rules/late_booking.yaml", line=9, column=7)

    monkeypatch.setattr(assess, "load_ruleset", broken)


def test_a_broken_rule_stops_the_words_that_need_rules_and_no_other(broken_rule: None, tmp_path: Path) -> None:
    for words in (("journal", "verify"), ("deadletters",), ("lists", "status"), ("encounters",), ("token", "list")):
        assert _run(*words)[0] == 0, words
    (tmp_path / "more.json").write_bytes(SAMPLE.read_bytes().replace(b"SYS-07-2026", b"SYS-08-2026"))
    code, [told] = _run("ingest", str(tmp_path / "more.json"))
    assert (code, told["error"]) == (1, "invalid_policy")
    assert told["text"].startswith("rules/late_booking.yaml:9:7: ")
    assert _run("deadletters") == (0, []), "a rule of ours that is broken is no fault of the sender"
    assert _run("rules", "list")[0] == 1


def test_the_doctor_names_the_broken_file_and_runs_its_other_checks_and_serving_is_refused(
    broken_rule: None, capfd: Any
) -> None:
    assert serve.unready()
    assert "rules/late_booking.yaml:9:7" in capfd.readouterr().err
    code, lines = _run("doctor")
    found = {line["check"]: line for line in lines}
    assert (code, found["rules"]["state"]) == (1, "fail")
    assert found["rules"]["text"].startswith("rules/late_booking.yaml:9:7: ") and "ingest" in found["rules"]["todo"]
    assert (found["journal"]["state"], found["tokens"]["state"]) == ("ok", "ok")


def test_serving_a_house_that_cannot_be_opened_says_why_and_never_starts(home: Path) -> None:
    home.write_text("not a folder")
    words = [sys.executable, "-m", "tidewaiter.cli", "serve", "--port", str(_free())]
    told = subprocess.run(words, check=False, capture_output=True, text=True, timeout=60)
    assert told.returncode == 1
    assert "cannot be opened" in told.stderr and str(home) in told.stderr.replace("\n", "")
    assert "Traceback" not in told.stderr and "boot" not in told.stderr


def _free() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
