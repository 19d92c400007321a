"""Rules at the command line: from a file to the kill switch, held against the past on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.journey.test_life_of_a_rule import RULE
from tests.unit.fleet.past import FIRST, LIVE_RULES, written
from typer.testing import CliRunner

from tidewaiter import assemble, assess
from tidewaiter.assemble import House, open_house
from tidewaiter.cli.rules import app

ADA = ("--officer", "Ada Quill")
BO = ("--officer", "Bo Tarn")
CORA = ("--officer", "Cora Lindh")
NAME = "carries-a-passport"
LATE = (
    RULE.replace('document_kind == "P"', "days_booked_before_departure <= 1")
    .replace("document_kind: P", "days_booked_before_departure: 0")
    .replace("document_kind: I", "days_booked_before_departure: 9")
    .replace("of kind {document_kind}", "booked late")
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of its own; its house is opened once for all words of a test."""
    opened: list[House] = []

    def once(home: Path) -> House:
        opened.extend([] if opened else [open_house(home)])
        return opened[0]

    monkeypatch.setenv("TIDEWAITER_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(assemble, "open_house", once)
    yield tmp_path
    for house in opened:
        house.store.close()


@pytest.fixture
def rule(tmp_path: Path) -> str:
    path = tmp_path / "rule.yaml"
    path.write_text(LATE)
    return str(path)


def run(*words: str) -> tuple[int, list[dict[str, Any]]]:
    result = CliRunner().invoke(app, [*words, "--json"])
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def test_a_mistake_is_told_with_file_line_and_column_for_every_file(tmp_path: Path):
    folder = tmp_path / "rules-of-ours"
    folder.mkdir()
    (folder / "good.yaml").write_text(LATE)
    (folder / "misspelt.yaml").write_text(LATE.replace("days_booked_before", "day_booked_before"))
    (folder / "torn.yaml").write_text(LATE.replace("weight: 60", "weight: heavy"))
    code, found = run("check", str(folder))
    places = [(Path(row["file"]).name, row["line"], row["column"]) for row in found]
    assert (code, places) == (1, [("misspelt.yaml", 12, 3), ("torn.yaml", 10, 9)])
    assert "did you mean days_booked_before_departure?" in found[0]["text"]
    assert run("check", str(folder / "good.yaml")) == (0, [])


def test_a_rules_own_tests_are_run_from_its_file(tmp_path: Path):
    path = tmp_path / "rule.yaml"
    path.write_text(LATE.replace("days_booked_before_departure: 9", "days_booked_before_departure: 1"))
    code, [failed] = run("test", str(path))
    assert (code, failed["number"], failed["expected"], failed["bulk"]) == (1, 2, "quiet", "fires")


def test_where_no_house_is_the_rules_of_the_files_are_listed(home: Path):
    code, found = run("list")
    assert code == 0 and {row["state"] for row in found} == {"shipped"} and len(found) > 25
    assert not (home / "home").exists()


def test_a_rule_goes_from_file_to_live_to_off_by_the_words(rule: str):
    code, facts = run("draft", rule, *ADA)
    assert (code, [fact["fact"] for fact in facts]) == (0, ["RuleDrafted", "RuleTested"])
    digest = facts[0]["digest"]
    assert run("test", NAME, *ADA) == (0, [])
    code, [refused] = run("approve", NAME, *ADA, "--reason", "mine")
    assert (code, refused["error"]) == (1, "second-person")
    assert run("promote", NAME, *CORA)[1][0]["error"] == "not-approved"
    assert run("approve", NAME, *BO, "--reason", "read it", "--digest", digest[:12])[0] == 0
    assert run("promote", NAME, *CORA)[1][0]["to"] == "shadow"
    assert run("promote", NAME, *ADA, "--role", "analyst", "--to", "live")[1][0]["error"] == "forbidden"
    assert run("approve", NAME, *BO, "--reason", "it was right", "--for", "live")[0] == 0
    assert run("promote", NAME, *CORA, "--to", "live")[0] == 0
    assert [row["id"] for row in run("list", "--state", "live")[1]] == [NAME]
    assert run("kill", NAME, *CORA, "--reason", "it floods")[1][0]["fact"] == "RuleKilled"
    (row,) = run("list", "--state", "killed")[1]
    assert (row["id"], row["reason"], row["digest"]) == (NAME, "it floods", digest)
    _, told = run("history", NAME)
    assert told[-1]["kind"] == "RuleKilled" and told[-1]["officer"] == "Cora Lindh"
    assert CliRunner().invoke(app, ["show", NAME]).exit_code == 0
    assert run("show", "no-rule")[0] == 3


def test_a_back_test_is_kept_and_linked_and_groups_are_for_auditors(rule: str, tmp_path: Path):
    catalogue = assess.load_ruleset(as_of=FIRST).catalogue
    snapshots, sealed = written(tmp_path, catalogue)
    asked = ("--snapshots", str(snapshots))
    code, [told] = run("backtest", rule, *asked, *ADA)
    assert code == 0
    assert (told["rule_id"], told["encounters"], told["files"]) == (NAME, 1200, 3)
    assert 0 < told["hits"] < 1200 and told["groups"] is None
    run("draft", rule, *ADA)
    (_, [shown]), (_, [again]) = run("show", NAME), run("backtest", NAME, *asked, "--from", "2026-05-02", *ADA)
    (kept,) = shown["backtests"]
    assert (kept["backtest_id"], kept["hits"], kept["digest"]) == (told["backtest_id"], told["hits"], told["digest"])
    assert kept["report"]["random_yield"] == told["random_yield"]
    assert again["encounters"] == 800 and again["data_digest"] != told["data_digest"]
    assert run("backtest", NAME, *asked, "--sealed", str(sealed), *ADA, "--purpose", "p")[1][0]["error"] == "forbidden"
    _, [audited] = run(
        "backtest", NAME, *asked, "--sealed", str(sealed), *ADA, "--role", "auditor", "--purpose", "audit 7"
    )
    assert {row["attribute"] for row in audited["groups"]} == {"sex", "age_group", "nationality"}
    plain = CliRunner().invoke(app, ["backtest", NAME, *asked, *ADA])
    assert plain.exit_code == 0 and "by no live rule" in plain.stdout
    code, [missing] = run("backtest", NAME, "--snapshots", str(tmp_path / "none"), *ADA)
    assert (code, missing["error"]) == (3, "not_found")


def test_a_whole_folder_of_policies_is_tried_at_once(tmp_path: Path):
    catalogue = assess.load_ruleset(as_of=FIRST).catalogue
    snapshots, _ = written(tmp_path, catalogue, days=1)
    ours = tmp_path / "ours" / "rules"
    ours.mkdir(parents=True)
    (ours / "late.yaml").write_text(LATE)
    code, [told] = run("backtest", "--ruleset", str(ours.parent), "--snapshots", str(snapshots), *ADA)
    assert (code, told["rule_id"], [row["rule"] for row in told["rules"]]) == (0, None, [NAME])
    assert told["hits"] == told["rules"][0]["hits"], "60 is above the low band"


def test_review_lists_come_from_snapshots_too(tmp_path: Path, rule: str):
    run("draft", rule, *ADA)
    assert run("review", "--snapshots", str(tmp_path))[0] == 3
    catalogue, today = assess.load_ruleset(as_of=FIRST).catalogue, datetime.now(UTC).date()
    snapshots, _ = written(tmp_path, catalogue, days=1, first=today)
    code, found = run("review", "--snapshots", str(snapshots))
    dead = {row["rule"] for row in found if row["why"] == "dead"}
    assert code == 0 and "document-missing" in dead and not dead & set(LIVE_RULES)
