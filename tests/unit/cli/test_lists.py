"""Look-out lists at the command line: shown before they go live, put back, and fetched from a server."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tidewaiter.cli.app import app
from tidewaiter.cli.fetching import fetch
from tidewaiter.vocabulary.errors import TidewaiterError

OFAC = '{n},"MARROWGATE, Tibor {n}","individual","ABC",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 09 Apr 1971."\r\n'
UN = """<CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09Z"><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID>
<FIRST_NAME>TIBOR</FIRST_NAME><SECOND_NAME>MARROWGATE</SECOND_NAME><UN_LIST_TYPE>Sample</UN_LIST_TYPE>
<REFERENCE_NUMBER>SAi.001</REFERENCE_NUMBER></INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TIDEWAITER_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The three tables of OFAC, with two entries."""
    folder = tmp_path / "files"
    folder.mkdir()
    publish(folder, 1, 2)
    return folder


@pytest.fixture
def server(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def publish(folder: Path, *numbers: int) -> None:
    (folder / "SDN.CSV").write_text("".join(OFAC.format(n=n) for n in numbers), newline="")
    (folder / "ALT.CSV").write_text(f'{numbers[0]},1,"aka","MARROW, Tib",-0- \r\n', newline="")
    (folder / "ADD.CSV").write_text(f'{numbers[0]},1,"Quay 1","Utopia City","Spain",-0- \r\n', newline="")
    (folder / "consolidated.xml").write_text(UN)


def run(*words: str) -> tuple[int, list[dict[str, Any]]]:
    result = CliRunner().invoke(app, ["lists", *words, "--json"])
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def test_a_list_is_looked_at_loaded_compared_and_rolled_back(folder: Path):
    path = str(folder / "SDN.CSV")
    code, [looked] = run("load", path, "--format", "ofac-sdn", "--dry-run")
    assert (code, looked["live"], looked["added"]) == (0, False, 2)
    assert run("status") == (0, [])
    assert run("load", path, "--format", "ofac-sdn", "--as-of", "2026-01-05")[1][0]["live"]
    publish(folder, 2, 3, 4)
    _, [told] = run("load", path, "--format", "ofac-sdn")
    assert (told["added"], told["altered"], told["removed"]) == (2, 1, 1)
    assert run("load", path, "--format", "ofac-sdn")[1][0]["act"] == "unchanged"
    _, changes = run("diff", "ofac-sdn")
    assert {(row["change"], row["entry_id"]) for row in changes} == {
        *(("added", "3"), ("added", "4"), ("removed", "1"), ("altered", "2")),
    }
    code, [back] = run("rollback", "ofac-sdn", "--reason", "the file was wrong", "--officer", "Ada Quill")
    assert (code, back["act"], back["entries"], back["actor"]) == (0, "rolled-back", 2, "Ada Quill")
    _, [status] = run("status")
    assert (status["entries"], status["fetched_at"], status["stale"]) == (2, "2026-01-05", True)
    assert [row["act"] for row in run("history", "ofac-sdn")[1]] == ["rolled-back", "loaded", "loaded"]


def test_a_rollback_by_somebody_who_is_no_steward_is_forbidden(folder: Path):
    run("load", str(folder / "SDN.CSV"), "--format", "ofac-sdn")
    code, [told] = run("rollback", "ofac-sdn", "--officer", "Ada Quill", "--role", "officer")
    assert (code, told["error"]) == (1, "forbidden")


def test_a_broken_file_changes_nothing_and_says_where_it_broke(folder: Path):
    run("load", str(folder / "SDN.CSV"), "--format", "ofac-sdn")
    before = run("status")
    (folder / "SDN.CSV").write_text(OFAC.format(n=1) + '2,"CUT')
    code, [told] = run("load", str(folder / "SDN.CSV"), "--format", "ofac-sdn")
    assert (code, told["error"]) == (1, "invalid_policy") and told["text"].startswith("SDN.CSV:2:")
    after = run("status")
    told = next(row for row in after[1] if row["list_id"] == "ofac-sdn")
    assert told["troubles"] == ["failed"] and told["failure"]["text"].startswith("SDN.CSV:2:")
    same = [[{**row, "troubles": None, "failure": None} for row in rows] for _, rows in (before, after)]
    assert same[0] == same[1], "a broken file changes nothing but what is said of the list"
    publish(folder, 1, 2)
    assert run("load", str(folder / "SDN.CSV"), "--format", "ofac-sdn")[0] == 0
    assert [row["troubles"] for row in run("status")[1] if row["list_id"] == "ofac-sdn"] == [[]]


def test_a_list_may_be_given_a_name_of_its_own_and_ours_need_no_form(folder: Path):
    _, [told] = run("load", str(folder / "consolidated.xml"), "--format", "un-xml", "--name", "un-trial")
    assert (told["list_id"], told["fetched_at"]) == ("un-trial", "2026-02-27")
    head = "# list_id: ours\n# version: 1\n# source: s\n# owner: o\n# ground: g\n# fetched_at: 2026-01-01\n"
    terms = "# stale_after_days: 9\n# review_at: 2026-06-01\n# expires_at: 2027-01-01\n"
    rows = "entry_id,kind,category,plate\na,plate,stolen,QL 1\n"
    (folder / "ours.csv").write_text(head + terms + rows)
    assert run("load", str(folder / "ours.csv"))[1][0]["list_id"] == "ours"


def test_an_update_fetches_loads_and_tells_size_checksum_and_age(folder: Path, server: str):
    code, lines = run("update", "--base", server)
    assert code == 0
    files = [line for line in lines if "sha256" in line]
    assert [line["url"].rpartition("/")[2] for line in files] == ["SDN.CSV", "ALT.CSV", "ADD.CSV", "consolidated.xml"]
    assert all(line["bytes"] and line["age_days"] == 0 and len(line["sha256"]) == 64 for line in files)
    assert [(line["list_id"], line["entries"]) for line in lines if "act" in line] == [("ofac-sdn", 2), ("un-sc", 1)]
    publish(folder, 1, 2, 3)
    _, lines = run("update", "ofac-sdn", "--base", server)
    assert lines[-1]["added"] == 1


def test_an_update_that_fails_leaves_the_list_in_force_and_goes_on_with_the_next(folder: Path, server: str):
    run("update", "--base", server)
    (folder / "ALT.CSV").unlink()
    code, lines = run("update", "--base", server)
    assert code == 1
    failed = next(line for line in lines if "error" in line)
    assert (failed["list_id"], failed["error"]) == ("ofac-sdn", "not-fetched") and "ALT.CSV" in failed["text"]
    assert lines[-1]["list_id"] == "un-sc"
    assert {row["list_id"]: row["entries"] for row in run("status")[1]} == {"ofac-sdn": 2, "un-sc": 1}


def test_a_list_is_fetched_whole_and_over_a_way_nobody_can_alter(server: str):
    with pytest.raises(TidewaiterError, match="https only"):
        fetch("http://lists.example/SDN.CSV")
    with pytest.raises(TidewaiterError, match="larger than 10 bytes"):
        fetch(f"{server}/SDN.CSV", limit=10)


def test_nothing_is_fetched_for_a_list_without_a_source():
    code, [told] = run("update", "nobody")
    assert (code, told["error"]) == (3, "not_found")
