from __future__ import annotations

import json

from tests.unit.api.serving import Served, sample


def test_an_accepted_list_is_answered_with_cusres_and_again_with_the_same_bytes(served: Served) -> None:
    token = served.token("carrier", "*", "ZZ feed")
    first = served.call("POST", "/api/messages", token, sample("crew_zz204.edi"))
    again = served.call("POST", "/api/messages", token, sample("crew_zz204.edi"))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first["Content-Type"].startswith("application/EDIFACT")
    assert b"CUSRES" in first.content
    assert first.content == again.content


def test_other_bytes_under_a_used_reference_are_refused_with_contrl_26(served: Served) -> None:
    token = served.token("carrier", "*", "ZZ feed")
    answer = served.call(
        "POST", "/api/messages", token, sample("flight_zz204.edi").replace(b"VANDERMEER", b"VANDERMEYR")
    )
    assert answer.status_code == 422
    assert b"CONTRL" in answer.content
    assert b"+26+" in answer.content


def test_what_cannot_be_read_is_refused_with_its_position_and_stands_among_the_dead_letters(served: Served) -> None:
    token = served.token("steward", "*")
    answer = served.call("POST", "/api/messages", token, b"no message at all")
    assert answer.status_code == 422
    assert answer.json()["error"]["position"] == {"segment": 1}
    letters = served.call("GET", "/api/deadletters", token).json()["rows"]
    assert letters[0]["error_text"].startswith("This is neither EDIFACT")
    replayed = served.call("POST", f"/api/deadletters/{letters[0]['message_id']}/replay", token)
    assert (replayed.status_code, replayed.json()["status"]) == (422, "refused")
    assert served.call("POST", "/api/deadletters/msg-0/replay", token).status_code == 404


def test_the_contract_of_ingestion_is_given_to_whoever_accepts_json(served: Served) -> None:
    token = served.token("carrier", "*", "ZZ feed")
    answer = served.call("POST", "/api/messages", token, sample("flight_zz204.edi"), Accept="application/json")
    line = answer.json()
    assert (answer.status_code, line["accepted"], line["status"], line["travelers"]) == (200, True, "repeated", 13)
    assert line["answer"].startswith("UNA")
    assert line["error"] is None if "error" in line else True


def test_several_interchanges_in_one_body_are_told_one_object_a_line(served: Served) -> None:
    token = served.token("carrier", "*", "ZZ feed")
    both = sample("crew_zz204.edi") + sample("flight_zz204.edi")
    answer = served.call("POST", "/api/messages", token, both, Accept="application/json")
    lines = [json.loads(line) for line in answer.content.splitlines()]
    assert answer["Content-Type"] == "application/x-ndjson"
    assert [line["accepted"] for line in lines] == [True, True]


def test_a_body_that_is_empty_too_large_or_of_unknown_length_is_refused_unread(served: Served) -> None:
    from django.test import RequestFactory

    from tidewaiter.api import application
    from tidewaiter.api.messages import receive_message

    token = served.token("carrier", "*", "ZZ feed")
    empty = served.call("POST", "/api/messages", token, b" \n")
    assert (empty.status_code, empty.json()["error"]) == (422, "18")
    large = RequestFactory().post("/api/messages", b"x", "text/plain", CONTENT_LENGTH=str(2**40))
    chunked = RequestFactory().post("/api/messages", b"x", "text/plain", HTTP_TRANSFER_ENCODING="chunked")
    for request, status in ((large, 413), (chunked, 411)):
        try:
            receive_message(request)
        except Exception as error:
            assert application().on_exception(request, error).status_code == status
        else:
            raise AssertionError("it was taken in")


def test_threads_that_send_at_once_take_turns_and_none_is_lost_or_doubled(served: Served) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from tidewaiter.store.connect import close

    token, raw = served.token("carrier", "*", "ZZ feed"), sample("crew_zz204.edi")

    def send(number: int) -> int:
        try:
            body = raw.replace(b"ZZ26081402", b"TURN%06d" % number)
            return served.call("POST", "/api/messages", token, body).status_code
        finally:
            close()

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(send, [*range(12), 3, 3])) == [200] * 14
    with served.house.store.read() as reader:
        reader.cursor.execute("SELECT COUNT(*) FROM inbox WHERE reference LIKE 'TURN%%' AND status = 'accepted'", [])
        assert reader.cursor.fetchone() == (12,)
    assert served.house.store.verify().ok
