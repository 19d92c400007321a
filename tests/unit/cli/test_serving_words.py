from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tidewaiter.cli.app import app


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TIDEWAITER_HOME", str(tmp_path))
    return tmp_path


def _run(*words: str) -> tuple[int, list[dict[str, Any]]]:
    result = CliRunner().invoke(app, [*words, "--json"])
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]


def test_a_token_is_shown_once_and_listed_without_its_secret() -> None:
    code, [issued] = _run("token", "issue", "--name", "Ada Quill", "--role", "officer", "--port", "JFK")
    assert code == 0
    _, [listed] = _run("token", "list")
    assert (listed["token_id"], listed["state"]) == (issued["token_id"], "live")
    assert issued["token"].split("_", 2)[2] not in json.dumps(listed)
    assert _run("token", "revoke", issued["token_id"])[0] == 0
    assert _run("token", "list")[1][0]["state"] == "revoked"
    assert _run("token", "revoke", "000000000000")[0] == 3


@pytest.mark.parametrize(("role", "port"), [("emperor", "JFK"), ("officer", "QQQQ")])
def test_a_token_for_a_role_or_port_that_is_none_is_a_wrong_call(role: str, port: str) -> None:
    assert _run("token", "issue", "--name", "Ada", "--role", role, "--port", port)[0] == 2
    assert _run("token", "list") == (0, [])


def test_the_demo_finds_something_and_a_second_run_changes_nothing() -> None:
    code, [first] = _run("demo")
    assert code == 0
    assert all(message["status"] == "accepted" for message in first["messages"])
    assert all(each["loaded"] for each in first["lists"])
    assert first["totals"]["encounters"] > 100
    assert first["foremost"][0]["reasons"] or first["foremost"][0]["lookout"]
    code, [second] = _run("demo")
    assert code == 0
    assert all(message["status"] == "repeated" for message in second["messages"])
    assert not any(each["loaded"] for each in second["lists"])
    assert second["totals"] == first["totals"]
    assert second["foremost"] == first["foremost"]


def test_the_doctor_finds_a_fresh_house_sound_and_says_what_is_not_yet_there() -> None:
    _run("token", "issue", "--name", "Ada Quill", "--role", "officer", "--port", "JFK")
    code, lines = _run("doctor")
    found = {line["check"]: line for line in lines}
    assert code == 0
    assert found["database"]["text"] == "synchronous 2, journal_mode wal"
    assert found["retention"]["text"] == "nothing is kept too long; nothing was purged yet"
    assert found["lists"]["state"] == "warn"
    assert "does not run" in found["lists"]["text"]
    assert all(line["todo"] for line in lines if line["state"] != "ok")


def test_the_doctor_says_when_retention_is_switched_off_or_set_to_nonsense(monkeypatch: pytest.MonkeyPatch) -> None:
    _run("token", "issue", "--name", "Ada Quill", "--role", "officer", "--port", "JFK")
    for setting, state in (("off", "warn"), ("sometimes", "fail")):
        monkeypatch.setenv("TIDEWAITER_PURGE", setting)
        found = {line["check"]: line for line in _run("doctor")[1]}
        assert found["retention"]["state"] == state
        assert "TIDEWAITER_PURGE" in found["retention"]["text"]


def test_the_doctor_fails_when_the_journal_does_not_hold_or_keys_lie_open(home: Path) -> None:
    import sqlite3

    from tidewaiter.store.connect import close

    _run("token", "issue", "--name", "Ada Quill", "--role", "officer", "--port", "JFK")
    close()
    with sqlite3.connect(home / "tidewaiter.sqlite3") as file:
        file.execute("UPDATE journal_entry SET actor = 'somebody else'")
    file.close()
    (home / "keys" / "draw.key").chmod(0o644)
    code, lines = _run("doctor")
    found = {line["check"]: line["state"] for line in lines}
    assert code == 1
    assert (found["journal"], found["keys"]) == ("fail", "fail")


def test_the_doctor_says_that_a_house_cannot_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEWAITER_DATABASE", "nonsense")
    code, lines = _run("doctor")
    assert code == 1
    assert lines[-1]["check"] == "house"
    assert "did not run" in lines[-1]["todo"]


def test_serving_a_port_in_use_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = CliRunner().invoke(app, ["serve", "--port", str(taken.getsockname()[1])])
    assert result.exit_code == 1
    assert "cannot be listened on" in result.output


def test_it_serves_until_interrupted_and_ends_clean(home: Path) -> None:
    from urllib.error import URLError
    from urllib.request import urlopen

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "tidewaiter.cli", "serve", "--port", str(port)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            for _ in range(150):
                try:
                    with urlopen(f"http://127.0.0.1:{port}/api/health", timeout=30) as answer:
                        assert json.load(answer) == {"status": "ok"}
                    break
                except URLError:
                    time.sleep(0.2)
            else:
                raise AssertionError("it never answered")
            with urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
                assert b"Sign in" in answer.read()
            server.send_signal(signal.SIGINT)
            output, _ = server.communicate(timeout=60)
        finally:
            server.kill()
    assert server.returncode == 0
    assert f"http://127.0.0.1:{port}/" in output
    assert "Traceback" not in output
