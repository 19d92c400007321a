"""Rules over HTTP: the same life as at the command line, each step held to whose token it is."""

from __future__ import annotations

from typing import Any

from tests.journey.test_life_of_a_rule import RULE
from tests.unit.api.serving import Served

NAME = "carries-a-passport"


def act(served: Served, word: str, role: str, name: str, **body: Any) -> Any:
    return served.call("POST", f"/api/rules/{NAME}/acts/{word}", served.token(role, name=name), body)


def test_a_rule_is_checked_drafted_approved_promoted_and_killed(served: Served) -> None:
    ada = served.token("analyst", name="Ada Quill")
    wrong = served.call("POST", "/api/rules/check", ada, RULE.replace("document_kind ==", "document_knd ==").encode())
    assert (wrong.status_code, wrong.json()["position"]) == (422, {"segment": 12, "element": 3})
    assert served.call("POST", "/api/rules/check", ada, RULE.encode()).json() == {
        "rule_id": NAME, "version": 1, "tests": 2, "failed": [],
    }  # fmt: skip
    assert served.call("GET", f"/api/rules/{NAME}", ada).status_code == 404, "checking keeps nothing"
    drafted = served.call("POST", "/api/rules", ada, RULE.encode()).json()["rows"]
    assert [row["fact"] for row in drafted] == ["RuleDrafted", "RuleTested"] and drafted[0]["officer"] == "Ada Quill"
    refused = act(served, "approve", "analyst", "Ada Quill", step="shadow", reason="mine")
    assert (refused.status_code, refused.json()["error"]) == (422, "second-person")
    for step in ("shadow", "live"):
        said = {"step": step, "reason": "read it", "digest": drafted[0]["digest"]}
        assert act(served, "approve", "analyst", "Bo Tarn", **said).status_code == 200
        assert act(served, "promote", "analyst", "Bo Tarn", to=step).status_code == 403
        assert act(served, "promote", "supervisor", "Cora Lindh", to=step).status_code == 200
    assert NAME in {rule.id for rule in served.house.policies.ruleset.rules}
    assert act(served, "kill", "commander", "Cora Lindh", reason="it floods").status_code == 200
    assert NAME not in {rule.id for rule in served.house.policies.ruleset.rules}
    shown = served.call("GET", f"/api/rules/{NAME}", ada).json()
    assert [row["state"] for row in shown["states"]] == ["killed"]
    steps = served.call("GET", f"/api/rules/{NAME}/history", ada).json()["rows"]
    assert [row["kind"] for row in steps][-1] == "RuleKilled"


def test_rules_are_listed_and_reviewed_for_those_who_may(served: Served) -> None:
    auditor, officer = served.token("auditor"), served.token("officer")
    rows = served.call("GET", "/api/rules?limit=1000", auditor).json()["rows"]
    assert {"shipped"} <= {row["state"] for row in rows}
    assert served.call("GET", "/api/rules/review?limit=1000", auditor).status_code == 200
    for path in ("/api/rules", "/api/rules/review", f"/api/rules/{NAME}"):
        assert served.call("GET", path, officer).status_code == 403


def test_a_back_test_without_snapshots_says_how_to_make_them(served: Served) -> None:
    answer = served.call("POST", f"/api/rules/{NAME}/backtest", served.token("analyst"), {})
    assert answer.status_code == 404
