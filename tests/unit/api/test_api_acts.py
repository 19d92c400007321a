from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.unit.api.serving import HERE, TWO_PORTS, Served, serving

SEEN = [{"origin": "interview", "text": "said he had been told to leave before"}]


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("home"), *TWO_PORTS) as opened:
        yield opened


def _act(house: Served, name: str, version: int, officer: str = "Ada Quill", **body: Any) -> Any:
    path = f"/api/encounters/{house.encounter(HERE)}/acts/{name}"
    return house.call("POST", path, house.token("officer", HERE, officer), {"expected_version": version, **body})


def test_a_person_is_presented_and_admitted_once(house: Served) -> None:
    presented = _act(house, "present", 0, lane="7")
    assert presented.json()["facts"][0]["data"]["port"] == HERE  # the officer's own, unasked
    assert (presented.json()["status"], presented.json()["version"]) == ("presented", 1)
    stale = _act(house, "admit", 0)
    assert (stale.status_code, stale.json()["error"]) == (409, "stale")
    admitted = _act(house, "admit", 1, until="2027-02-01")
    assert (admitted.status_code, admitted.json()["status"]) == (200, "admitted")
    again = _act(house, "admit", admitted.json()["version"])
    assert again.status_code == 422
    assert again.json()["text"]


def test_a_refusal_needs_a_second_officer_with_a_token_of_their_own(house: Served) -> None:
    from tidewaiter.enforce.grounds import load_grounds

    ground = next(each.id for each in load_grounds().values() if each.kind == "refusal")
    _act(house, "present", 0)
    version = _act(house, "refer", 1, reason="earlier order").json()["version"]
    alone = _act(house, "secondary", version, outcome="no-violation")
    assert (alone.status_code, alone.json()["error"]) == (422, "no-record")
    house.complete(house.encounter(HERE), house.token("officer", HERE))
    version = _act(house, "secondary", version, outcome="no-violation").json()["version"]
    body = {"ground": ground, "reasons_seen": SEEN}
    own = _act(house, "refuse", version, **body, second_token=house.token("officer", HERE, "Ada Quill"))
    assert own.status_code == 422
    nobody = _act(house, "refuse", version, **body, second_token="tw_000000000000_" + "x" * 43)
    assert (nobody.status_code, nobody.json()["error"]) == (401, "unauthenticated")
    elsewhere = _act(house, "refuse", version, **body, second_token=house.token("officer", "SEA", "Bo Tarn"))
    assert elsewhere.status_code == 403
    refused = _act(house, "refuse", version, **body, second_token=house.token("officer", HERE, "Bo Tarn"))
    assert refused.status_code == 200, refused.content
    assert refused.json()["status"] == "refused"
    assert any(fact["data"].get("notice") for fact in refused.json()["facts"])
    assert "Bo Tarn" in refused.content.decode()
    assert "tw_" not in refused.content.decode()


def test_a_score_alone_carries_no_adverse_act(house: Served) -> None:
    _act(house, "present", 0)
    answer = _act(
        house,
        "seize",
        1,
        ground="none",
        reasons_seen=[{"origin": "score", "text": "45"}],
        what="coins",
        quantity=1,
        unit="piece",
    )
    assert answer.status_code == 422
    with house.house.store.read() as reader:
        assert reader.encounter(house.encounter(HERE))["version"] == 1


def test_an_act_without_the_version_seen_or_with_a_word_unknown_is_refused(house: Served) -> None:
    path, token = f"/api/encounters/{house.encounter(HERE)}/acts/admit", house.token("officer", HERE)
    missing = house.call("POST", path, token, {})
    assert (missing.status_code, missing.json()["position"]["path"]) == (422, "/body/expected_version")
    unknown = house.call("POST", path, token, {"expected_version": 0, "untill": "2027-01-01"})
    assert (unknown.status_code, unknown.json()["error"]) == (422, "invalid")
    broken = house.call("POST", path, token, b"{")
    assert broken.status_code == 400
    assert broken.json()["error"] == "bad-request"


def test_an_officer_of_every_port_says_at_which_one_somebody_stands(house: Served) -> None:
    path, token = f"/api/encounters/{house.encounter(HERE)}/acts/present", house.token("officer", "*")
    silent = house.call("POST", path, token, {"expected_version": 0})
    assert (silent.status_code, silent.json()["error"]) == (422, "no-port")
    elsewhere = _act(house, "present", 0, port="SEA")
    assert elsewhere.status_code == 403


def test_the_command_line_has_every_act_that_the_api_has(house: Served) -> None:
    from tidewaiter.api.asked import ACTS
    from tidewaiter.cli import acts

    words = {each.name or (each.callback.__name__ if each.callback else "") for each in acts.app.registered_commands}
    assert set(ACTS) <= words
