"""A watched folder: files at rest are taken in; what still grows, vanishes or cannot be read stops nothing."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tidewaiter.cli import watch
from tidewaiter.cli.app import app

LANE = (resources.files("tidewaiter") / "samples" / "lane" / "san_ysidro_lane_07.json").read_bytes()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TIDEWAITER_HOME", str(tmp_path / "home"))
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


def _once(folder: Path) -> list[dict[str, Any]]:
    result = CliRunner().invoke(app, ["watch", str(folder), "--once", "--every", "0", "--json"])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_files_at_rest_are_taken_in_and_put_away(folder: Path) -> None:
    (folder / "lane.json").write_bytes(LANE)
    (folder / "noise.txt").write_bytes(b"no message")
    (folder / ".partial").write_bytes(LANE[:50])
    assert [line["accepted"] for line in _once(folder)] == [True, False]
    left = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert left == [".partial", "done/lane.json", "refused/noise.txt"]


def test_a_file_that_still_grows_is_left_until_it_is_quiet(folder: Path) -> None:
    path = folder / "lane.json"
    path.write_bytes(LANE[:100])
    settled, before = watch.look(folder, {})
    assert settled == []
    path.write_bytes(LANE)
    settled, before = watch.look(folder, before)
    assert settled == []
    assert watch.look(folder, before)[0] == [path]


def test_a_file_that_vanishes_before_it_is_read_is_told_and_the_next_one_taken_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.json", "b.json"):
        (folder / name).write_bytes(LANE)
    honest = watch.look

    def emptied(*asked: Any) -> Any:
        found = honest(*asked)
        if found[0]:
            (folder / "a.json").unlink()
        return found

    monkeypatch.setattr(watch, "look", emptied)
    gone, taken = _once(folder)
    assert gone["error"] == "vanished" and "a.json" in gone["text"]
    assert taken["accepted"]


def test_a_file_that_vanishes_before_it_is_put_away_is_told_as_taken_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.json").write_bytes(LANE)

    def emptied(path: Path, _: Path) -> None:
        path.unlink()
        path.rename(path)

    monkeypatch.setattr(watch, "_put_away", emptied)
    taken, gone = _once(folder)
    assert taken["accepted"] and gone["error"] == "vanished" and "was taken in" in gone["text"]


def test_a_file_that_cannot_be_read_is_told_once_and_stays(folder: Path, capsys: Any) -> None:
    path = folder / "a.json"
    path.mkdir()  # reading it fails for whoever runs this, root too
    told: set[Path] = set()
    for _ in range(2):
        watch._take_in(None, path, told, as_json=True)  # type: ignore[arg-type]
    (line,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert line["error"] == "file-error" and "a.json" in line["text"]
    assert path.exists()
