"""A carrier's token speaks for the senders it names; what it sends for another is refused at the door and kept."""

from __future__ import annotations

import pytest
from tests.unit.api.serving import Served, sample

from tidewaiter.store import queries
from tidewaiter.vocabulary.officer import Officer

STEWARD = Officer("Edda Marsh", frozenset({"steward"}))
OTHERS = {
    "edifact": sample("flight_zz204.edi").replace(b"ZZ26081401", b"ZZ26081499"),
    "edifact that cannot be read": sample("flight_zz204.edi").replace(b"PAXLST", b"BAPLIE"),
    "json": sample("ferry_port_angeles.json"),
    "csv": sample("coach_tijuana.csv"),
    "lane": sample("san_ysidro_lane_07.json"),
}
OWN = {
    "ferry_port_angeles.json": "STRAITFERRY",
    "coach_tijuana.csv": "COSTALINES",
    "san_ysidro_lane_07.json": "LANE-SYS-07",
}


def _letters(served: Served) -> list[dict[str, object]]:
    with served.house.store.read() as reader:
        return queries.deadletters(reader.cursor, limit=1000)


@pytest.mark.parametrize("form", OTHERS)
@pytest.mark.parametrize("senders", [("QQ",), ("ZZ:14",), ()], ids=["another", "another qualifier", "none"])
def test_a_message_of_a_sender_the_token_does_not_name_is_refused_with_23_and_kept(
    served: Served, form: str, senders: tuple[str, ...]
) -> None:
    before = len(served.encounters("JFK"))
    token = served.token("carrier", "*", f"feed of {senders}", senders)
    answer = served.call("POST", "/api/messages", token, OTHERS[form], Accept="application/json")
    line = answer.json()
    assert (answer.status_code, line["accepted"], line["error"]["code"]) == (403, False, "23")
    assert "may not submit for the sender" in line["error"]["text"] or not senders
    assert "may submit for nobody" in line["error"]["text"] or senders
    assert line["error"]["segment"] == 1 or line["error"]["path"] == "/sender"
    (letter,) = [each for each in _letters(served) if each["message_id"] == line["message"]]
    assert letter["error_code"] == "23"
    assert len(served.encounters("JFK")) == before
    again = served.call("POST", "/api/messages", token, OTHERS[form])
    assert (again.status_code, again.content.decode()) == (403, line["answer"])


@pytest.mark.parametrize("name", OWN)
def test_manifests_and_lanes_come_in_by_a_token_that_names_their_sender(served: Served, name: str) -> None:
    token = served.token("carrier", "*", "bound feed", (OWN[name],))
    assert served.call("POST", "/api/messages", token, sample(name)).status_code == 200


def test_the_qualifier_is_held_to_where_the_token_gives_one(served: Served) -> None:
    token = served.token("carrier", "*", "qualified feed", ("ZZ:ZZ",))
    assert served.call("POST", "/api/messages", token, sample("flight_zz204.edi")).status_code == 200


def test_a_strangers_copy_neither_learns_the_answer_nor_bars_the_true_sender(served: Served) -> None:
    stranger, owner = served.token("carrier", "*", "stranger", ("QQ",)), served.token("carrier", "*", "ZZ feed")
    raw = sample("crew_zz204.edi").replace(b"ZZ26081402", b"ZZ26081488")
    early = served.call("POST", "/api/messages", stranger, raw)
    first = served.call("POST", "/api/messages", owner, raw)
    late = served.call("POST", "/api/messages", stranger, raw)
    assert (early.status_code, first.status_code, late.status_code) == (403, 200, 403)
    assert b"CUSRES" in first.content and b"CUSRES" not in late.content and b"+23+" in late.content
    assert served.call("POST", "/api/messages", owner, raw).content == first.content


def test_a_message_turned_away_walks_by_replay_once_its_submitter_may_speak_for_the_sender(served: Served) -> None:
    raw = sample("crew_zz204.edi").replace(b"ZZ26081402", b"ZZ26081477")
    token = served.token("carrier", "*", "late feed", ("QQ",))
    line = served.call("POST", "/api/messages", token, raw, Accept="application/json").json()
    still = served.house.replay(line["message"], STEWARD)
    assert (still.status, still.error and still.error.code) == ("refused", "23")
    served.token("carrier", "*", "late feed", ("ZZ",))
    walked = served.house.replay(line["message"], STEWARD)
    assert walked.accepted and walked.message_id == line["message"]
    assert line["message"] not in {each["message_id"] for each in _letters(served)}
    assert served.house.store.verify().ok


def test_a_steward_submits_for_the_whole_house(served: Served) -> None:
    token = served.token("steward", "*", "Ada Quill", ())
    raw = sample("crew_zz204.edi").replace(b"ZZ26081402", b"ZZ26081466")
    assert served.call("POST", "/api/messages", token, raw).status_code == 200


def test_one_body_with_a_strangers_and_an_unreadable_interchange_is_not_called_forbidden_alone(served: Served) -> None:
    token = served.token("carrier", "*", "mixed feed", ("ZZ",))
    mixed = OTHERS["edifact that cannot be read"] + sample("crew_zz204.edi").replace(b"ZZ:ZZ+USAPIS", b"QQ:ZZ+USAPIS")
    assert served.call("POST", "/api/messages", token, mixed).status_code == 422
