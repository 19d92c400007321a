"""A record of another port opened in an emergency: for one officer, one record, a short time, and looked at after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.unit.api.serving import ELSEWHERE, HERE, TWO_PORTS, Served, serving
from tests.unit.web.signing import mark, signed_in

from tidewaiter.vocabulary.errors import Forbidden, NotFound, Refusal
from tidewaiter.vocabulary.officer import Officer

ADA = Officer("Ada Quill", frozenset({"officer"}), HERE, "an emergency")
CHIEF = Officer("Bo Tarn", frozenset({"supervisor"}))
WHY = "a child of this group is missing here"


@pytest.fixture
def served(tmp_path: Any) -> Iterator[Served]:
    with serving(tmp_path, *TWO_PORTS) as opened:
        yield opened


def test_without_it_a_record_of_another_port_is_not_there(served: Served) -> None:
    there = served.encounter(ELSEWHERE)
    for read in (served.house.record, served.house.explain):
        with pytest.raises(NotFound):
            read(there, ADA)


def test_it_opens_one_record_to_one_officer_and_to_nobody_else(served: Served) -> None:
    glass, there = served.house.glass, served.encounter(ELSEWHERE)
    fact = glass.open(ADA, there, WHY)
    assert (fact.kind, fact.about, fact.actor) == ("BreakGlassOpened", there, "Ada Quill")
    assert served.house.record(there, ADA)["encounter_id"] == there
    with served.house.store.read() as reader:
        read = [one for one in reader.facts_of(there) if one.kind == "RecordRead"]
    assert read[-1].data["what"] == "record by break-glass"
    others = [row["encounter_id"] for row in served.encounters(ELSEWHERE) if row["encounter_id"] != there]
    for who, which in ((ADA, others[0]), (Officer("Cy Fern", ADA.roles, HERE, "curious"), there)):
        with pytest.raises(NotFound):
            served.house.record(which, who)


def test_it_lets_nobody_act_on_the_record(served: Served) -> None:
    there, token = served.encounter(ELSEWHERE), served.token("officer", HERE)
    path = f"/api/encounters/{there}"
    assert served.call("POST", f"{path}/acts/admit", token, {"expected_version": 0}).status_code == 404
    assert served.call("POST", f"{path}/break-glass", token, {"reason": WHY}).status_code == 200
    assert served.call("GET", path, token, X_Purpose="an emergency").status_code == 200
    for act, more in (("admit", {}), ("refer", {"reason": "a question is open"})):
        answer = served.call("POST", f"{path}/acts/{act}", token, {"expected_version": 0, **more})
        assert answer.status_code == 403, answer.content


def test_it_ends_by_itself(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    house, there = served.house, served.encounter(ELSEWHERE)
    now = house.policies.clock()
    house.glass.open(ADA, there, WHY)
    monkeypatch.setattr(house, "policies", replace(house.policies, clock=lambda: now + timedelta(minutes=31)))
    with pytest.raises(NotFound):
        house.record(there, ADA)


def test_it_takes_a_reason_another_port_and_no_more_than_three_that_wait(served: Served) -> None:
    glass = served.house.glass
    there = [row["encounter_id"] for row in served.encounters(ELSEWHERE)]
    for which, reason, code in ((there[0], "please", "no-reason"), (served.encounter(HERE), WHY, "own-port")):
        with pytest.raises(Refusal) as refused:
            glass.open(ADA, which, reason)
        assert refused.value.code == code
    with pytest.raises(NotFound):
        glass.open(ADA, "enc-0", WHY)
    with pytest.raises(Forbidden):
        glass.open(Officer("Di Holt", frozenset({"steward"}), HERE), there[0], WHY)
    opened = [glass.open(ADA, there[0], WHY) for _ in range(3)]
    with pytest.raises(Refusal) as refused:
        glass.open(ADA, there[0], WHY)
    assert refused.value.code == "unreviewed"
    glass.review(CHIEF, opened[0].data["glass_id"], justified=True, reason="the group was split")
    glass.open(ADA, there[0], WHY)


def test_somebody_else_reviews_it_once(served: Served) -> None:
    glass = served.house.glass
    glass_id = glass.open(ADA, served.encounter(ELSEWHERE), WHY).data["glass_id"]
    own = Officer("ada quill", frozenset({"supervisor"}))
    for who, reason, code in ((own, "it held", "own-act"), (CHIEF, " ", "no-reason")):
        with pytest.raises(Refusal) as refused:
            glass.review(who, glass_id, justified=True, reason=reason)
        assert refused.value.code == code
    with pytest.raises(NotFound):
        glass.review(Officer("Ed Moor", CHIEF.roles, "BOS"), glass_id, justified=True, reason="not mine to see")
    assert [row["glass_id"] for row in glass.listed(CHIEF, waiting=True)] == [glass_id]
    glass.review(CHIEF, glass_id, justified=False, reason="nobody was missing")
    with pytest.raises(Refusal) as refused:
        glass.review(CHIEF, glass_id, justified=True, reason="again")
    assert refused.value.code == "reviewed"
    assert glass.listed(CHIEF, waiting=True) == []
    (row,) = glass.listed(CHIEF)
    assert (row["reviewed_by"], row["justified"], row["officer"]) == ("Bo Tarn", False, "Ada Quill")
    assert served.house.store.compare().ok
    listed = served.call("GET", "/api/glass?limit=1", served.token("auditor", "*")).json()
    assert [each["glass_id"] for each in listed["rows"]] == [glass_id]
    assert listed["next_offset"] is None
    before = glass.listed(CHIEF)
    served.house.store.rebuild()
    assert glass.listed(CHIEF) == before


def test_on_the_pages_it_takes_a_proof_and_lands_on_the_list_of_reviews(served: Served) -> None:
    there = served.encounter(ELSEWHERE)
    client = signed_in("officer", port=HERE, name="Ada Quill", purpose="an arrival")
    gone = client.get(f"/encounters/{there}")
    assert gone.status_code == 404
    assert f"/glass/break?encounter={there}" in gone.content.decode()
    assert "/glass/break?encounter=enc-0" in client.get("/encounters/enc-0").content.decode()  # no telling them apart
    mark(client, proved=0)
    assert client.get(f"/glass/break?encounter={there}")["Location"].startswith("/account/proof")
    client = signed_in("officer", port=HERE, name="Ada Quill", purpose="an arrival")
    assert client.post("/glass/break", {"encounter": there, "reason": "short"}).status_code == 422
    assert client.post("/glass/break", {"encounter": there, "reason": WHY})["Location"] == f"/encounters/{there}"
    assert client.get(f"/encounters/{there}").status_code == 200
    chief = signed_in("supervisor", name="Bo Tarn")
    page = chief.get("/glass").content.decode()
    assert WHY in page and "Ada Quill" in page
    glass_id = served.house.glass.listed(CHIEF)[0]["glass_id"]
    said = {"found": "justified", "reason": "", "show": "waiting"}
    assert chief.post(f"/glass/{glass_id}/review", said).status_code == 422
    assert chief.post(f"/glass/{glass_id}/review", {**said, "reason": "it held"}).status_code == 302
    assert "Nothing waits for review" in chief.get("/glass").content.decode()
    assert "the reason held" in chief.get("/glass?show=all").content.decode()
    assert client.get("/glass").status_code == 403


def test_an_auditor_finds_what_waits_and_what_was_reviewed_each_of_their_own_port_alone(served: Served) -> None:
    glass = served.house.glass
    first, second = [row["encounter_id"] for row in served.encounters(ELSEWHERE)][:2]
    done = glass.open(ADA, first, WHY).data["glass_id"]
    glass.open(ADA, second, WHY)
    glass.review(CHIEF, done, justified=True, reason="the child was found")
    auditor, stranger = (Officer("Ina Sorel", frozenset({"auditor"}), port, "an audit") for port in ("*", "BOS"))
    assert glass.counts(auditor) == {"waiting": 1, "overdue": 0, "reviewed": 1}
    assert glass.counts(stranger) == {"waiting": 0, "overdue": 0, "reviewed": 0}
    assert glass.counts(ADA) is None
    assert [row["glass_id"] for row in glass.listed(auditor, reviewed=True)] == [done]
    token = served.token("auditor", "*")
    page = served.call("GET", "/audit", token, X_Purpose="an audit").content.decode()
    assert "/glass?show=waiting" in page and "/glass?show=reviewed" in page
    shown = served.call("GET", "/glass?show=reviewed", token, X_Purpose="an audit").content.decode()
    assert first in shown and second not in shown
