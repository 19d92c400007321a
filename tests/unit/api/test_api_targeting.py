"""Targeting and search over HTTP: what a caller gets back, and what another port's does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.unit.api.serving import ELSEWHERE, HERE, TWO_PORTS, Served, serving

EVERY = "since=2000-01-01T00:00:00Z&until=2100-01-01T00:00:00Z"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path, *TWO_PORTS) as opened:
        opened.match(HERE)
        opened.match(ELSEWHERE)
        yield opened


def call(served: Served, method: str, path: str, body: Any = None, name: str = "Ada Quill") -> Any:
    return served.call(method, path, served.token("analyst", HERE, name), body, X_Purpose="a shift of targeting")


def test_arrivals_come_with_checks_and_rules_and_page_by_page(served: Served) -> None:
    told = call(served, "GET", f"/api/targeting?{EVERY}&hit=true").json()
    (row,) = told["rows"]
    assert (row["encounter_id"], row["hits"], told["next_offset"]) == (served.encounter(HERE), 1, None)
    assert row["checks"]["state"] in ("fail", "not-run") and isinstance(row["rules"], list)
    assert call(served, "GET", f"/api/targeting?{EVERY}&limit=1&everyone=true").json()["next_offset"] == 1
    assert call(served, "GET", "/api/targeting?nationality=GBR").status_code == 422


def test_hits_are_dismissed_together_taken_back_and_looked_at_again(served: Served) -> None:
    hit = served.hit(HERE)
    said = {"hits": [{"hit_id": hit, "expected_version": 1}], "reason": "another document"}
    stale = {"hits": [{"hit_id": hit, "expected_version": 7}], "reason": "another document"}
    assert call(served, "POST", "/api/targeting/dismissals", stale).status_code == 409
    facts = call(served, "POST", "/api/targeting/dismissals", said).json()["facts"]
    assert [fact["kind"] for fact in facts] == ["HitClaimed", "HitSettled"]
    back = call(served, "POST", f"/api/hits/{hit}/acts/take-back", {"expected_version": 3, "reason": "a slip"})
    assert (back.status_code, back.json()["status"]) == (200, "open")
    other = {"hits": [{"hit_id": served.hit(ELSEWHERE), "expected_version": 1}], "reason": "not mine"}
    assert call(served, "POST", "/api/targeting/dismissals", other).status_code == 404
    assert call(served, "GET", "/api/targeting/second-looks", name="Bo Tarn").json()["rows"] == []


def test_filters_and_notes_are_kept_and_handed_on(served: Served) -> None:
    said = {"name": "Night", "page": "arrivals", "query": {"mode": "air"}, "shared": True}
    kept = call(served, "POST", "/api/targeting/filters", said).json()
    (row,) = call(served, "GET", "/api/targeting/filters", name="Bo Tarn").json()["rows"]
    assert (row["filter_id"], row["query"], row["own"]) == (kept["about"], {"mode": "air"}, False)
    assert call(served, "POST", f"/api/targeting/filters/{kept['about']}/drop", name="Bo Tarn").status_code == 422
    assert call(served, "POST", f"/api/targeting/filters/{kept['about']}/drop").status_code == 200
    note = call(served, "POST", "/api/targeting/handovers", {"text": "one waits"}).json()
    assert note["data"]["left"] == {"waiting": 1, "overdue": 1, "released": 0}
    taken = call(served, "POST", f"/api/targeting/handovers/{note['about']}/take", name="Bo Tarn")
    assert taken.json()["kind"] == "HandoverTaken"
    (row,) = call(served, "GET", "/api/targeting/handovers").json()["rows"]
    assert row["taken_by"] == "Bo Tarn"


def test_a_search_tells_groups_sources_and_what_was_not_compared(served: Served) -> None:
    mine, theirs = served.encounters(HERE)[0], served.encounters(ELSEWHERE)[0]
    told = call(served, "GET", f"/api/search?q={mine['document_number']}").json()
    assert told["groups"]["people"][0]["sources"][0]["message_id"]
    assert {fact["field"] for fact in told["groups"]["people"][0]["facts"]} >= {"surname", "document_number"}
    away = call(served, "GET", f"/api/search?q={theirs['document_number']}").json()
    assert (away["groups"], away["more"], away["not_compared"]) == ({}, [], [])
    assert call(served, "GET", "/api/search?q=a").status_code == 422
    assert call(served, "GET", f"/api/search?q=smith&port={ELSEWHERE}").status_code == 404


def test_companions_and_seats_are_of_ones_own_port(served: Served) -> None:
    here, there = served.encounter(HERE), served.encounter(ELSEWHERE)
    seats = call(served, "GET", f"/api/encounters/{here}/seats").json()
    assert here in {row["encounter_id"] for row in seats}
    assert isinstance(call(served, "GET", f"/api/encounters/{here}/companions").json(), list)
    for what in ("seats", "companions"):
        assert call(served, "GET", f"/api/encounters/{there}/{what}").status_code == 404
