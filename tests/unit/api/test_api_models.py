"""Models over HTTP: looked at, put in force by a second person, taken out, each by whose token it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.unit.api.serving import Served

from tidewaiter.vocabulary.facts import Fact, FactKind

NAME, OTHER = "ab" * 32, "cd" * 32
TEST = {"recall": [0.61, 0.5, 0.7], "rules_recall": [0.2, 0.1, 0.3], "ece": 0.003, "budget": 0.05}
WINDOWS = [{"window": "train", "until": "2026-05-01"}, {"window": "test", "until": "2026-06-01"}]


@pytest.fixture(autouse=True, scope="module")
def trained(served: Served) -> None:
    now = served.house.policies.clock()
    for name, passed in ((NAME, True), (OTHER, False)):
        card = {"model": name, "expires_at": (now + timedelta(days=90)).isoformat(), "test": TEST, "windows": WINDOWS}
        card |= {"leak_audit": {"passed": passed, "problems": []}}
        served.house.state([Fact(FactKind.MODEL_TRAINED, name, now, "Ada Quill", card)])
    tried: dict[str, Any] = {"data_digest": "w", "first_day": "2026-05-02", "last_day": "2026-06-01", "encounters": 9}
    tried |= {"backtest_id": "bkt-1", "digest": NAME, "hits": 2, "report": {"line": 0.1}}
    served.house.state([Fact(FactKind.MODEL_BACKTESTED, NAME, now, "Ada Quill", tried)])


def decide(served: Served, verb: str, model: str, role: str, name: str, **body: Any) -> Any:
    return served.call("POST", f"/api/models/{model}/acts/{verb}", served.token(role, name=name), body)


def test_models_are_listed_and_shown_with_their_back_tests(served: Served) -> None:
    reader = served.token("auditor")
    page = served.call("GET", "/api/models?limit=1", reader).json()
    assert len(page["rows"]) == 1 and page["next_offset"] == 1
    rest = served.call("GET", "/api/models?limit=1&offset=1", reader).json()
    assert {row["model_id"] for row in (*page["rows"], *rest["rows"])} == {NAME, OTHER} and rest["next_offset"] is None
    shown = served.call("GET", f"/api/models/{NAME[:8]}", reader).json()
    assert (shown["model_id"], shown["trained_by"], shown["expired"]) == (NAME, "Ada Quill", False)
    assert [(test["backtest_id"], test["hits"]) for test in shown["backtests"]] == [("bkt-1", 2)]
    assert served.call("GET", "/api/models/abc", reader).status_code == 404
    assert served.call("GET", f"/api/models/{'ef' * 32}", reader).status_code == 404


def test_a_model_comes_into_force_by_a_second_person_and_goes_out_again(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = decide(served, "promote", NAME, "supervisor", "Bo Tarn", reason="read the card")
    assert gone.status_code == 404 and "files of model" in gone.json()["text"]
    monkeypatch.setattr("tidewaiter.models.scorer_of", lambda *_: None)  # the trees are not what is asked about here
    own = decide(served, "promote", NAME, "supervisor", "Ada Quill", reason="mine")
    assert (own.status_code, own.json()["error"]) == (422, "same-person")
    leaky = decide(served, "promote", OTHER, "supervisor", "Bo Tarn", reason="so good")
    assert (leaky.status_code, leaky.json()["error"]) == (422, "leaks")
    for wrong in ({}, {"reason": ""}, {"reason": "read", "also": "all"}):
        assert decide(served, "promote", NAME, "supervisor", "Bo Tarn", **wrong).status_code == 422
    (promoted,) = decide(served, "promote", NAME, "supervisor", "Bo Tarn", reason="read the card").json()["rows"]
    assert (promoted["fact"], promoted["model"], promoted["officer"]) == ("ModelPromoted", NAME, "Bo Tarn")
    (retired,) = decide(served, "retire", NAME, "supervisor", "Bo Tarn", reason="it drifted").json()["rows"]
    assert (retired["fact"], retired["reason"]) == ("ModelRetired", "it drifted")
    again = decide(served, "retire", NAME, "supervisor", "Bo Tarn", reason="once more")
    assert (again.status_code, again.json()["error"]) == (422, "wrong-status")


def test_who_may_not_is_refused_and_a_back_test_of_taught_days_too(served: Served) -> None:
    assert served.call("GET", "/api/models", served.token("officer")).status_code == 403
    assert decide(served, "promote", NAME, "analyst", "Cora Lindh", reason="me too").status_code == 403
    path, analyst = f"/api/models/{NAME}/backtest", served.token("analyst")
    assert served.call("POST", path, served.token("officer"), {}).status_code == 403
    taught = served.call("POST", path, analyst, {"first": "2026-04-30"})
    assert (taught.status_code, taught.json()["error"]) == (422, "taught")
    assert served.call("POST", path, analyst, {"budget": 2}).status_code == 422
    assert served.call("POST", path, analyst, {}).status_code == 404, "its files are not here"
