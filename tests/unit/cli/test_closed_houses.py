"""A house that cannot be opened is told in one line with the place and the next step, by every word and by doctor."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tidewaiter.cli.app import app
from tidewaiter.store.connect import SQLITE_FILE


def _broken_database(home: Path) -> None:
    home.mkdir(mode=0o700)
    (home / SQLITE_FILE).write_bytes(b"no database at all, but bytes of another kind" * 30)


def _a_file_for_a_folder(home: Path) -> None:
    home.write_text("not a folder")


@pytest.mark.parametrize("spoil", [_broken_database, _a_file_for_a_folder])
@pytest.mark.parametrize("words", [("encounters",), ("journal", "verify"), ("lists", "status"), ("doctor",)])
def test_a_house_that_cannot_be_opened_is_told_in_one_line(spoil, words, tmp_path, monkeypatch) -> None:
    spoil(tmp_path / "home")
    monkeypatch.setenv("TIDEWAITER_HOME", str(tmp_path / "home"))
    result = CliRunner().invoke(app, words)
    assert isinstance(result.exception, SystemExit)
    assert result.exit_code == 1
    assert "cannot be opened" in result.output
    assert "doctor" in result.output or "Mend this first" in result.output


def test_a_new_home_is_for_its_owner_alone(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("TIDEWAITER_HOME", str(tmp_path / "home"))
    issued = ["token", "issue", "--name", "Ada Quill", "--role", "officer", "--port", "JFK"]
    assert CliRunner().invoke(app, issued).exit_code == 0
    assert (tmp_path / "home").stat().st_mode & 0o077 == 0
    assert "ok    home" in CliRunner().invoke(app, ["doctor"]).output
    (tmp_path / "home").chmod(0o755)
    assert "others on this machine can look into it" in CliRunner().invoke(app, ["doctor"]).output


def test_a_file_that_cannot_be_written_is_told_with_its_path(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("TIDEWAITER_HOME", str(tmp_path / "home"))
    CliRunner().invoke(app, ["token", "issue", "--name", "Ada Quill", "--role", "officer", "--port", "JFK"])
    result = CliRunner().invoke(app, ["journal", "export", str(tmp_path / "none" / "journal.jsonl")])
    assert result.exit_code == 1
    assert "file-error: " in result.output
    assert "No such file or directory" in result.output
