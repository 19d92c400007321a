"""The lane's pages without JavaScript: plain forms, and what is wrong said beside what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser.lane_world import announce, drive_up, encounter, sought, traveler, typed
from tests.unit.api.serving import Served, serving

from tidewaiter.cli.demo import load_lists
from tidewaiter.inspect import load_lane_policy, saying
from tidewaiter.vocabulary.stream import RandomStream

ON_BOARD = [traveler(number, locator=f"L{number:05d}") for number in range(30)]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    from dataclasses import replace

    with serving(tmp_path_factory.mktemp("home")) as opened:
        nobody = {"air": 0.0, "land": 0.0}
        stream = lambda day: RandomStream(day, bytes(32), nobody)  # noqa: E731
        opened.house.policies = replace(opened.house.policies, stream=stream)
        load_lists(opened.house, "test")
        announce(opened, [*ON_BOARD, sought(90)], "PAGES-1")
        drive_up(opened)
        yield opened


def client(served: Served, port: str = "JFK", role: str = "officer", name: str = "Ada Quill") -> Any:
    from django.test import Client

    bearer = {"Authorization": f"Bearer {served.token(role, port, name)}"}
    return Client(SERVER_NAME="localhost", headers=bearer)


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<main")[2]).split())


def scan(asked: Any, number: int) -> Any:
    return asked.post("/lane", {"q": typed(ON_BOARD[number])})


def version(page: Any) -> str:
    return re.search(r'name="version" value="(\d+)"', page.content.decode()).group(1)  # type: ignore[union-attr]


def test_a_scan_leads_to_the_one_screen_and_its_keys_to_the_next(served: Served) -> None:
    asked = client(served)
    found = scan(asked, 0)
    assert found.status_code == 302
    page = asked.get(found["Location"])
    assert "Nothing stands in the way: you may admit" in text_of(page)
    assert "no photo" in text_of(page) and "LANEAAA, NOOR" in text_of(page)
    done = asked.post(f"{found['Location']}/admit", {"version": version(page)})
    home = asked.get(done["Location"])
    assert done["Location"].startswith("/lane?done=enc-")
    assert "can be taken back for" in text_of(home) and 'data-key="u"' in home.content.decode()
    back = asked.post(f"{found['Location']}/undo")
    assert "stands at the lane" in text_of(asked.get(back["Location"]))


def test_what_was_scanned_stands_in_no_address(served: Served) -> None:
    found = scan(client(served), 1)
    assert "P7000001" not in found["Location"] and "LANE" not in found["Location"]


def test_a_wrong_digit_is_told_with_line_and_character_and_what_was_typed_stays(served: Served) -> None:
    zone = typed(ON_BOARD[2])
    wrong = f"{zone[:53]}{(int(zone[53]) + 1) % 10}{zone[54:]}"
    answer = client(served).post("/lane", {"q": wrong})
    assert answer.status_code == 422
    assert "the check digit of number and composite does not hold" in text_of(answer)
    assert "line 2, character 1" in text_of(answer)
    assert f'value="{wrong.replace("<", "&lt;")}"' in answer.content.decode()
    even_so = client(served).post("/lane", {"q": wrong, "even_so": "1"})
    assert "The check digits of the document do not hold" in text_of(client(served).get(even_so["Location"]))


def test_the_first_line_of_a_zone_waits_for_the_next(served: Served) -> None:
    answer = client(served).post("/lane", {"q": typed(ON_BOARD[2])[:44]})
    assert answer.status_code == 422
    assert "line 1 of 2 has come" in text_of(answer)


def test_several_are_chosen_by_a_digit(served: Served) -> None:
    asked = client(served)
    answer = asked.post("/lane", {"q": "laneaa"})
    chosen = re.findall(r'name="chosen" value="(enc-[^"]+)" data-key="(\d)"', answer.content.decode())
    assert [digit for _, digit in chosen] == [str(n) for n in range(1, 10)]
    picked = asked.post("/lane", {"q": "laneaa", "chosen": chosen[3][0]})
    assert picked["Location"] == f"/lane/{chosen[3][0]}"


def test_a_match_is_referred_by_two_keys_and_never_admitted(served: Served) -> None:
    asked, address = client(served), f"/lane/{encounter(served, 'QUENNELL')['encounter_id']}"
    page = asked.get(address)
    assert "Refer to secondary" in text_of(page) and "Possible match with a look-out list" in text_of(page)
    assert 'data-key="a"' not in page.content.decode()
    forced = asked.post(f"{address}/admit", {"version": version(page)})
    assert forced.status_code == 422 and "Refer to secondary" in text_of(forced)
    plain = asked.post(f"{address}/refer", {"version": version(page)})  # without JavaScript: the reasons, as buttons
    assert "Goods or baggage to be examined" in text_of(plain)
    done = asked.post(f"{address}/refer", {"version": version(page), "reason": "suggested"})
    assert "referred" in text_of(asked.get(done["Location"]))


def test_whoever_comes_second_is_told_who_was_first(served: Served) -> None:
    asked, colleague = client(served), client(served, name="Bo Tarn")
    address = scan(asked, 4)["Location"]
    seen = version(asked.get(address))
    assert colleague.post(f"{address}/admit", {"version": seen}).status_code == 302
    late = asked.post(f"{address}/admit", {"version": seen})
    assert late.status_code == 409
    assert "Somebody acted meanwhile" in text_of(late) and "Bo Tarn" in text_of(late)
    assert asked.post(f"{address}/undo").status_code == 422


@pytest.mark.parametrize("body", [{}, {"version": "x"}, {"version": "0", "until": "tomorrow"}])
def test_a_form_that_was_mended_by_hand_is_refused_on_the_screen(served: Served, body: dict[str, str]) -> None:
    asked = client(served)
    address = scan(asked, 5)["Location"]
    assert asked.post(f"{address}/admit", body).status_code == 422


def test_another_port_finds_nothing_at_these_addresses(served: Served) -> None:
    address, elsewhere = scan(client(served), 6)["Location"], client(served, "IAH")
    assert elsewhere.get(address).status_code == 404
    for act in ("admit", "all", "check", "refer", "undo"):
        assert elsewhere.post(f"{address}/{act}", {"version": "0", "reason": "goods"}).status_code == 404, act
    assert "LANEAAG" not in text_of(elsewhere.post("/lane", {"q": "LANEAAG"}))
    assert client(served, role="analyst").get("/lane").status_code == 403


def test_a_document_expected_elsewhere_is_reported_here(served: Served) -> None:
    asked = client(served, "BOS")
    answer = scan(asked, 7)
    assert "Expected at another port" in text_of(answer) and "expected at JFK" in text_of(answer)
    address = re.search(r'action="(/lane/enc-[^"]+)/report"', answer.content.decode()).group(1)  # type: ignore[union-attr]
    assert asked.post(f"{address}/report").status_code == 404  # an id alone, without the document, reports nobody
    assert asked.post(f"{address}/report", {"q": typed(ON_BOARD[8])}).status_code == 404
    assert asked.post(f"{address}/report", {"q": typed(ON_BOARD[7])})["Location"] == address
    assert "expected at JFK" in text_of(asked.get(address))


def test_whom_nobody_announced_is_reported_from_the_document_or_by_hand(served: Served) -> None:
    asked = client(served, "BOS")
    stray = traveler(800, surname="STRAY")
    answer = asked.post("/lane", {"q": typed(stray)})
    assert "Nobody announced them here" in text_of(answer)
    made = asked.post("/lane/unannounced", {"q": typed(stray)})
    assert "Nobody had announced them" in text_of(asked.get(made["Location"]))
    wrong = asked.post("/lane/unannounced", {"surname": "Moss", "birth_date": "in May"})
    assert wrong.status_code == 422 and 'value="Moss"' in wrong.content.decode()
    by_hand = asked.post("/lane/unannounced", {"surname": "Moss", "given_names": "Ada", "birth_date": "1990-05-04"})
    assert "A check failed: refer" in text_of(asked.get(by_hand["Location"]))  # no document is announced


def test_who_serves_every_port_says_where_they_stand_once(served: Served) -> None:
    asked = client(served, "*")
    assert "Where do you stand?" in text_of(asked.get("/lane"))
    wrong = asked.post("/lane/here", {"port": "QQQQQ"})
    assert wrong.status_code == 422 and "the nearest are" in text_of(wrong)
    asked.post("/lane/here", {"port": "jfk", "lane": "12"})
    assert "JFK , lane 12" in text_of(asked.get("/lane"))
    assert scan(asked, 8).status_code == 302


def test_a_vehicle_is_decided_on_one_screen(served: Served) -> None:
    asked = client(served, "2504")
    asked.post("/lane/here", {"lane": "07"})
    vehicle = asked.post("/lane", {"q": "7abc 123"})["Location"]
    page = asked.get(vehicle)
    assert "4 people were counted in it and 3 are listed" in text_of(page)
    people = re.findall(r'href="/lane/(enc-[^"]+)"><strong>', page.content.decode())
    assert len(people) == 3
    one = vehicle.rpartition("/")[2]
    for person in people[:2]:
        back = asked.post(f"/lane/{person}/check", {"note": "saw the card", "vehicle": one})
        assert back["Location"] == vehicle
    said = {"version": "1", "reason": "answers", "vehicle": one}
    referred = asked.post(f"/lane/{people[2]}/refer", said)
    assert referred["Location"].startswith(f"{vehicle}?done=")
    page = asked.get(vehicle)
    versions = re.findall(r'name="versions" value="([^"]+)"', page.content.decode())
    differ = asked.post(f"{vehicle}/all", {"versions": versions, "seen": "4"})
    assert differ.status_code == 422 and "4 people are in it and 3 are listed" in text_of(differ)
    done = asked.post(f"{vehicle}/all", {"versions": versions, "seen": "3"})
    assert done.status_code == 302, text_of(done)
    assert text_of(asked.get(vehicle)).count("admitted") >= 2


def test_every_word_of_rooms_and_policy_that_a_lane_shows_is_marked_for_translation() -> None:
    from tidewaiter.web.lane.wording import MARKED

    said = [*saying.LINES.values(), *saying.NAMES.values(), *saying.FAILED.values(), *saying.NOT_RUN.values()]
    said += [each.words for each in load_lane_policy().reasons.values()]
    source = (Path(saying.__file__).parent / "verdict.py").read_text()
    said += re.findall(r'Reason\((?:"[^"]+"|code), "([^"]+)"', source)
    assert len(said) > 60
    assert set(said) <= {str(each) for each in MARKED}
