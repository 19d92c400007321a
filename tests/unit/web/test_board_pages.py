"""The pages of steward, commander, auditor and traveler, by plain forms and links."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.journey.border import passenger_list, person
from tests.unit.api.serving import ELSEWHERE, HERE, TWO_PORTS, Served, serving
from tests.unit.web.board_rows import decided, refused

from tidewaiter.receive import Delivery
from tidewaiter.store import access, queries
from tidewaiter.vocabulary.sender import Submitter
from tidewaiter.vocabulary.time import utc_now
from tidewaiter.web.corner.limits import ASKING, LOOKING, Limit, TooOften

ASKED = {"surname": "Quill", "given_names": "Ada", "birth_date": "1984-05-17", "document_issuer": "GBR",
         "document_number": "P4401011", "account": "stopped twice"}  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("home"), *TWO_PORTS) as opened:
        yield opened


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    ASKING.forget()
    LOOKING.forget()


def client(served: Served, role: str, port: str = "*", **more: Any) -> Any:
    from django.test import Client

    bearer = {"Authorization": f"Bearer {served.token(role, port)}", "X-Purpose": "a test of pages"}
    return Client(SERVER_NAME="localhost", headers=bearer, **more)


def anybody() -> Any:
    from django.test import Client

    return Client(SERVER_NAME="localhost")


def words(answer: Any) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_every_figure_on_the_board_opens_a_list_of_exactly_so_many_rows(served: Served) -> None:
    decided(served)
    commander, checked = client(served, "commander", HERE), 0
    for day in {served.encounters(HERE)[0]["scheduled_at"][:10], f"{datetime.now(UTC):%Y-%m-%d}"}:
        board = commander.get("/board", {"day": day}).content.decode()
        for address, count in re.findall(r'<a href="(/board/rows\?[^"]+)">(\d+)</a>', board):
            page = commander.get(html.unescape(address)).content.decode()
            assert re.search(r"<h1>[^<]*: (\d+)</h1>", page).group(1) == count  # type: ignore[union-attr]
            assert page.count("<tr data-row>") == min(int(count), 50)
            checked += 1
    assert checked >= 8


def test_the_table_of_the_board_is_what_a_spreadsheet_gets(served: Served) -> None:
    day = served.encounters(HERE)[0]["scheduled_at"][:10]
    commander = client(served, "commander", HERE)
    said = commander.get("/board/table", {"name": "figures", "day": day})
    assert said["Content-Type"].startswith("text/csv")
    rows = {row["figure"]: row["count"] for row in csv.DictReader(io.StringIO(said.content.decode()))}
    board = words(commander.get("/board", {"day": day}))
    assert re.search(rf"Expected\s*{rows['announced']}\s", board)
    assert commander.get("/board/table", {"name": "people"}).status_code == 404


def test_a_commander_sees_no_other_port(served: Served) -> None:
    commander = client(served, "commander", HERE)
    for path in ("/board", "/board/rows", "/board/table"):
        assert commander.get(path, {"port": ELSEWHERE}).status_code == 404
    assert ELSEWHERE not in commander.get("/board").content.decode()


def test_a_wrong_staffing_table_says_where_and_a_right_one_is_shown(served: Served) -> None:
    commander = client(served, "commander", HERE)
    day = served.encounters(HERE)[0]["scheduled_at"][:10]
    assert "No staffing is loaded" in words(commander.get("/board", {"day": day}))
    wrong = commander.post("/board/staffing", {"file": io.BytesIO(b"port,hour,officers\nJFK,noon,1\n"), "port": HERE})
    assert (wrong.status_code, "line 2, column 2" in words(wrong)) == (422, True)
    hour = served.encounters(HERE)[0]["scheduled_at"][:13]
    right = io.BytesIO(f"port,hour,officers\nJFK,{hour},7\n".encode())
    right.name = "roster.csv"
    assert commander.post("/board/staffing", {"file": right, "port": HERE, "day": day}).status_code == 303
    assert "roster.csv, Ada Quill" in words(commander.get("/board", {"day": day}))


def test_a_dead_letter_is_marked_at_its_error_and_closed_with_a_reason(served: Served) -> None:
    steward, letter = client(served, "steward"), refused(served)
    page = steward.get(f"/deadletters/{letter}").content.decode()
    assert re.search(r"<mark>[^<]+</mark>", page)
    assert letter in steward.get("/deadletters").content.decode()
    again = steward.post(f"/deadletters/{letter}/replay")
    assert (again.status_code, "refused again" in words(again)) == (422, True)
    assert steward.post(f"/deadletters/{letter}/close", {"reason": " "}).status_code == 422
    assert steward.post(f"/deadletters/{letter}/close", {"reason": "a trial"}).status_code == 303
    assert letter not in steward.get("/deadletters").content.decode()
    assert "a trial" in words(steward.get("/deadletters?closed=yes"))


def test_after_a_fix_one_click_replays_a_letter(served: Served) -> None:
    raw = passenger_list([person("ALDER"), person("BIRCH", seat="2A")], "LATER")
    (arrival,) = served.house.ingest([Delivery(raw, "http", "late.edi", by=Submitter("new carrier", frozenset()))])
    assert not arrival.accepted
    steward = client(served, "steward")
    assert steward.post(f"/deadletters/{arrival.message_id}/replay").status_code == 422
    with served.house.store.work() as work:
        said: dict[str, Any] = {"name": "new carrier", "role": "carrier", "port": "*", "days": 1, "senders": ("ZZ",)}
        access.issue(work, **said, by="test", now=utc_now())
    shown = steward.post(f"/deadletters/{arrival.message_id}/replay", follow=True)
    assert shown.status_code == 200
    assert "It walked and was accepted" in words(shown)


def test_what_a_sender_wrote_cannot_act_on_the_page(served: Served) -> None:
    text = "UNB+UNOA:4+ZZ:ZZ+US:ZZ+260814:0100+X9'UNH+1+INVOIC:D:05B:UN'FTX+<script>alert(1)</script>\x1b[2J'UNT+3+1'"
    raw = text.encode() + b"UNZ+1+X9'"
    (arrival,) = served.house.ingest([Delivery(raw, "test", "<b>.edi")])
    page = client(served, "steward").get(f"/deadletters/{arrival.message_id}").content.decode()
    assert "<script>alert" not in page
    assert "<b>.edi" not in page
    assert "\x1b" not in page


def test_quality_leads_down_to_the_messages_behind_a_finding(served: Served) -> None:
    steward = client(served, "steward")
    page = steward.get("/quality").content.decode()
    found = re.findall(r'<a href="(/quality/findings[^"]+)">.*?data-label="Findings">(\d+)</td>', page, re.DOTALL)
    assert found
    address, count = found[0]
    rows = steward.get(html.unescape(address)).content.decode()
    assert rows.count("<tr data-row>") == min(int(count), 50)
    message = re.search(r'href="(/messages/[^"]+)"', rows)
    assert message is not None
    assert "Acknowledged to the sender" in words(steward.get(message.group(1)))


def test_an_auditor_replays_a_decision_and_finds_who_read_the_record(served: Served) -> None:
    seq = decided(served)
    auditor = client(served, "auditor")
    assert f"/audit/decisions/{seq}" in auditor.get("/audit", {"kind": "Referred"}).content.decode()
    shown = words(auditor.get(f"/audit/decisions/{seq}"))
    assert "give the same score, band and reasons" in shown
    assert "a question is open" in shown
    read = words(auditor.get("/audit/readings", {"about": served.encounter(HERE), "lists": "yes"}))
    assert "a test of pages" in read
    assert client(served, "auditor", ELSEWHERE).get(f"/audit/decisions/{seq}").status_code == 404


def test_an_auditor_without_a_purpose_is_asked_for_one(served: Served) -> None:
    from django.test import Client

    bare = Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {served.token('auditor', '*')}"})
    assert "Why do you open this record?" in words(bare.get("/audit"))


def test_a_traveler_gets_a_number_and_by_it_and_the_birth_date_the_state(served: Served) -> None:
    page = anybody().post("/corner/redress", ASKED).content.decode()
    number = html.unescape(re.search(r'control-number mono">([^<]+)<', page).group(1))  # type: ignore[union-attr]
    told = anybody().post("/corner/status", {"number": number.replace("\u2011", "-"), "birth_date": "1984-05-17"})
    assert "Being looked at." in words(told)
    wrong = anybody().post("/corner/status", {"number": number, "birth_date": "1984-05-18"})
    none = anybody().post("/corner/status", {"number": "TWR0000000000000", "birth_date": "1984-05-17"})
    said = [re.search(r"There is no inquiry[^.]+\.", words(each)) for each in (wrong, none)]
    assert said[0] and said[1] and said[0].group() == said[1].group()
    assert {told.status_code, wrong.status_code, none.status_code} == {200}


def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(served: Served) -> None:
    answer = anybody().post("/corner/redress", {**ASKED, "document_issuer": "", "account": "kept <b>words</b>"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'id="document_number-error"' in page
    assert "kept &lt;b&gt;words&lt;/b&gt;" in page


def test_whoever_asks_too_often_is_told_to_wait(served: Served) -> None:
    answers = [anybody().post("/corner/redress", ASKED).status_code for _ in range(ASKING.times + 1)]
    assert answers == [200] * ASKING.times + [429]
    looks = [
        anybody().post("/corner/status", {"number": "TWR1", "birth_date": "1984-05-17"}).status_code for _ in range(21)
    ]
    assert looks == [200] * 20 + [429]


def test_a_limit_forgets_what_is_long_ago_and_holds_for_all_together() -> None:
    now = [0.0]
    limit = Limit(times=2, seconds=10, overall=3, clock=lambda: now[0])
    for address in ("a", "a", "b"):
        limit.take(address)
    for address in ("a", "c"):
        with pytest.raises(TooOften):
            limit.take(address)
    now[0] = 11.0
    limit.take("a")


def test_the_notices_stand_open_in_every_language_they_are_printed_in(served: Served) -> None:
    assert "NOTICE OF REFUSAL" in words(anybody().get("/corner/notices?in=en"))
    assert 'lang="es"' in anybody().get("/corner/notices?in=es").content.decode()
    assert anybody().get("/corner/notices?in=xx").status_code == 200


def test_a_redress_officer_completes_an_inquiry_in_words(served: Served) -> None:
    anybody().post("/corner/redress", {**ASKED, "surname": "Oyelaran"})
    with served.house.store.read() as reader:
        case = next(row for row in queries.redress_cases(reader.cursor) if row["surname"] == "Oyelaran")
    officer = client(served, "redress-officer")
    assert case["number"] in officer.get("/redress").content.decode()
    assert "stopped twice" in words(officer.get(f"/redress/{case['number']}"))
    assert officer.post(f"/redress/{case['number']}/resolve", {"reason": ""}).status_code == 422
    done = officer.post(f"/redress/{case['number']}/resolve", {"reason": "not the one sought"}, follow=True)
    assert "The inquiry is completed" in words(done)
    assert anybody().get("/redress").status_code in (302, 303, 403)
