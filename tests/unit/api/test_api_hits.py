"""Hits over HTTP: the queue of a port, acts on the version that was seen, and redress in words for the public."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.unit.api.serving import ELSEWHERE, HERE, TWO_PORTS, Served, serving


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("home"), *TWO_PORTS) as opened:
        opened.match(HERE)
        opened.match(ELSEWHERE)
        yield opened


def _act(house: Served, name: str, version: int, officer: str = "Ada Quill", **body: Any) -> Any:
    path = f"/api/hits/{house.hit(HERE)}/acts/{name}"
    return house.call("POST", path, house.token("analyst", HERE, officer), {"expected_version": version, **body})


def test_the_queue_is_that_of_the_callers_port_and_can_be_filtered(house: Served) -> None:
    token = house.token("analyst")
    (row,) = house.call("GET", "/api/hits", token).json()["rows"]
    assert (row["hit_id"], row["port"], row["status"]) == (house.hit(HERE), HERE, "open")
    for query in ("list=another", "status=confirmed", "mine=true"):
        assert house.call("GET", f"/api/hits?{query}", token).json()["rows"] == [], query
    assert house.call("GET", "/api/hits?list=wanted&status=open", token).json()["rows"]
    assert house.call("GET", "/api/hits?status=guilty", token).status_code == 422
    everywhere = house.call("GET", "/api/hits?limit=1", house.token("analyst", "*")).json()
    assert len(everywhere["rows"]) == 1 and everywhere["next_offset"] == 1


def test_a_hit_is_settled_on_the_version_that_was_seen_and_looked_at_by_another(house: Served) -> None:
    claimed = _act(house, "claim", 1)
    assert (claimed.status_code, claimed.json()["status"], claimed.json()["version"]) == (200, "open", 2)
    other = _act(house, "claim", 2, "Bo Tarn")
    assert (other.status_code, other.json()["error"]) == (422, "claimed")
    stale = _act(house, "settle", 1, verdict="confirmed", reason="the same")
    assert (stale.status_code, stale.json()["error"]) == (409, "stale")
    settled = _act(house, "settle", 2, verdict="confirmed", reason="the same")
    assert settled.json()["status"] == "second-look"
    assert _act(house, "review", 3, agrees=True, reason="yes").json()["error"] == "second-officer"
    assert _act(house, "review", 3, "Bo Tarn", agrees=True, reason="yes").json()["status"] == "confirmed"
    path = f"/api/hits/{house.hit(HERE)}"
    told = house.call("GET", path, house.token("officer"), X_Purpose="case 7").json()
    assert [act["kind"] for act in told["acts"]] == ["HitClaimed", "HitSettled", "HitReviewed"]
    (whole, *_) = house.call("GET", "/api/reports/hits", house.token("analyst")).json()["rows"]
    assert (whole["hits"], whole["confirmed"]) == (2, 1)


def test_redress_is_opened_resolved_and_told_in_the_words_for_the_public(house: Served) -> None:
    token = house.token("redress-officer", "*")
    asked = {"surname": "QUILL", "birth_date": "1984-05-17", "document_issuer": "GBR", "document_number": "P123456"}
    number = house.call("POST", "/api/redress", token, asked).json()["data"]["number"]
    unsettled = house.call("POST", f"/api/redress/{number}/resolve", token, {"reason": "r", "hits": [house.hit(HERE)]})
    assert (unsettled.status_code, unsettled.json()["error"]) == (422, "hit-not-settled")
    done = house.call("POST", f"/api/redress/{number}/resolve", token, {"reason": "nothing to set right"})
    assert done.status_code == 200, done.content
    told = house.call("GET", f"/api/redress/{number}", token).json()
    assert told["state"] == "completed" and "neither confirm nor deny" in told["text"]
    assert [case["number"] for case in house.call("GET", "/api/redress", token).json()["rows"]] == [number]
