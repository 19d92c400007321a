from __future__ import annotations

import json

import pytest
from tests.unit.api.serving import ELSEWHERE, HERE, Served


def test_an_officer_of_one_port_sees_no_row_of_another_and_no_count(served: Served) -> None:
    token = served.token("officer", HERE)
    listed = served.call("GET", "/api/encounters?limit=1000", token).json()
    assert {row["port"] for row in listed["encounters"]} == {HERE}
    assert len(listed["encounters"]) == len(served.encounters(HERE))
    assert listed["next_offset"] is None
    for path in ("/api/encounters", "/api/reports/reporting", "/api/reports/stays", "/api/reports/late"):
        assert ELSEWHERE not in served.call("GET", path, token).content.decode(), path
        assert served.call("GET", f"{path}?port={ELSEWHERE}", token).status_code == 404, path


def test_another_ports_record_looks_like_one_that_does_not_exist(served: Served) -> None:
    token, other = served.token("officer", HERE), served.encounter(ELSEWHERE)
    seen = served.call("GET", f"/api/encounters/{other}", token, X_Purpose="curious")
    none = served.call("GET", "/api/encounters/enc-none", token, X_Purpose="curious")
    assert (seen.status_code, none.status_code) == (404, 404)
    assert seen.json()["text"].replace(other, "X") == none.json()["text"].replace("enc-none", "X")
    with served.house.store.read() as reader:
        assert not [fact for fact in reader.facts_of(other) if fact.kind == "RecordRead"]


def test_an_officer_of_every_port_sees_all_and_may_ask_for_one(served: Served) -> None:
    token = served.token("officer", "*")
    everything = served.call("GET", "/api/encounters?limit=1000", token).json()["encounters"]
    assert {row["port"] for row in everything} == {HERE, ELSEWHERE}
    one = served.call("GET", f"/api/encounters?port={ELSEWHERE}", token).json()["encounters"]
    assert {row["port"] for row in one} == {ELSEWHERE}


def test_a_list_is_read_page_by_page_without_loss(served: Served) -> None:
    token, seen, offset = served.token("officer", HERE), [], 0
    while offset is not None:
        page = served.call("GET", f"/api/encounters?limit=5&offset={offset}", token).json()
        seen += [row["encounter_id"] for row in page["encounters"]]
        offset = page["next_offset"]
    assert seen == [row["encounter_id"] for row in served.encounters(HERE)]


def test_a_check_that_did_not_run_says_so_and_is_no_pass(served: Served) -> None:
    rows = served.call("GET", "/api/encounters", served.token("officer", HERE)).json()["encounters"]
    assert rows
    for row in rows:
        assert "lists" in row["checks"]["not_run"]  # no list is loaded in this house
        assert row["checks"]["state"] != "pass"


def test_a_wrong_filter_is_refused_with_its_path(served: Served) -> None:
    answer = served.call("GET", "/api/encounters?band=purple&limit=0", served.token("officer", HERE))
    assert answer.status_code == 422
    assert answer.json()["error"] == "invalid"
    assert answer.json()["position"]["path"].startswith("/query/")
    assert "band" in answer.json()["text"]


def test_an_explanation_holds_every_fact_and_every_rule_with_its_leaves(served: Served) -> None:
    token, encounter = served.token("officer", HERE), served.encounter(HERE)
    told = served.call("GET", f"/api/encounters/{encounter}/explanation", token, X_Purpose="an appeal").json()
    assert {"Declared", "Identified", "Assessed", "Assigned"} <= {fact["kind"] for fact in told["facts"]}
    assert told["replayed"] is True
    assert all({"rule", "outcome", "leaves"} <= rule.keys() for rule in told["rules"])


def test_the_journal_is_given_sealed_and_proved(served: Served) -> None:
    token = served.token("auditor", "*")
    told = served.call("GET", "/api/journal?after=1&limit=3", token).json()
    entries = told["rows"]
    assert [entry["seq"] for entry in entries] == [2, 3, 4]
    assert told["next_after"] == 4
    assert not any("payload" in entry or "data" in entry for entry in entries)
    assert served.call("GET", "/api/journal/verify", token).json()["ok"] is True


def test_health_tells_a_stranger_nothing_but_that_it_is_up(served: Served) -> None:
    assert served.call("GET", "/api/health").json() == {"status": "ok"}
    assert served.call("GET", "/api/health", served.token("carrier", "*", "ZZ feed")).json() == {"status": "ok"}
    assert served.call("GET", "/api/health", served.token("officer", HERE)).json()["journal_entries"] > 0


@pytest.mark.parametrize("path", ["/api/nothing", "/api/encounters/a/b/c"])
def test_an_address_without_anything_is_an_error_in_the_one_shape(served: Served, path: str) -> None:
    answer = served.call("GET", path, served.token("officer", HERE))
    assert (answer.status_code, json.loads(answer.content)["error"]) == (404, "not_found")


def test_every_operation_documents_what_it_refuses(served: Served) -> None:
    document = served.call("GET", "/api/openapi.json").json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            documented = set(operation["responses"])
            if path == "/api/health":
                continue
            assert {"401", "403"} <= documented, (method, path)
            assert "{" not in path or "404" in documented, (method, path)
            assert "/acts/" not in path or {"409", "422"} <= documented, (method, path)
