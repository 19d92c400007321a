from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.unit.api.serving import ELSEWHERE, HERE, TWO_PORTS, Served, serving
from tests.unit.web.signing import browser, signed_in


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("home"), *TWO_PORTS) as opened:
        yield opened


ALL = ("analyst", "auditor", "officer", "steward")


def _client(**more: str) -> Any:
    return signed_in(*ALL, name="Ada Quill", **more)


def test_an_empty_house_says_what_to_do(tmp_path: Path) -> None:
    with serving(tmp_path):
        text = _client().get("/").content.decode()
    assert "tidewaiter ingest FILE" in text
    assert "screening by list does not run" in text
    assert "<table" not in text


def test_a_vehicle_is_asked_for_no_passport_and_no_birth_date(tmp_path: Path) -> None:
    with serving(tmp_path, "san_ysidro_lane_07.json") as opened:
        with opened.house.store.read() as reader:
            reader.cursor.execute("SELECT encounter_id, plate FROM encounter WHERE kind = 'conveyance'")
            vehicle, plate = reader.cursor.fetchone()
        client = _client()
        client.post("/purpose", {"purpose": "a look at the car", "next": "/"})
        page = client.get(f"/encounters/{vehicle}").content.decode()
    said = page.partition("<h2>Rules</h2>")[0]
    assert plate in said and "did not run" in said  # no list is loaded here
    assert not any(word in said for word in ("Born", "document present", "mrz digits", "expiry"))


def test_whoever_signed_in_is_led_to_the_first_area_that_is_theirs(served: Served) -> None:
    led = {"officer": "/lane", "analyst": "/targeting", "steward": "/deadletters", "auditor": "/audit"}
    for role, area in led.items():
        answer = signed_in(role, name=f"{role} here").get("/")
        assert (answer.status_code, answer["Location"]) == (302, area)
    lost = signed_in("carrier", name="no area").get("/")
    assert lost.status_code == 200 and "None of your roles opens an area" in lost.content.decode()


@pytest.mark.parametrize(
    "more",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"HTTP_FORWARDED": "for=203.0.113.9"},
        {"HTTP_AUTHORIZATION": "Bearer nonsense"},
    ],
)
def test_a_stranger_sees_nothing(served: Served, more: dict[str, str]) -> None:
    for path in ("/", f"/encounters/{served.encounter(HERE)}"):
        answer = browser(**more).get(path)
        assert answer.status_code == 403
        assert served.encounters(HERE)[0]["surname"] not in answer.content.decode()


def test_a_token_opens_pages_from_elsewhere_for_its_own_port_only(served: Served) -> None:
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {served.token('officer', HERE)}", "HTTP_X_PURPOSE": "a look from afar"}
    reader = browser(REMOTE_ADDR="203.0.113.9", **bearer)
    own, other = (reader.get(f"/encounters/{served.encounter(port)}") for port in (HERE, ELSEWHERE))
    assert (own.status_code, other.status_code) == (200, 404)
    assert served.encounter(HERE) in own.content.decode()
    assert ELSEWHERE not in own.content.decode()


def test_a_record_asks_for_the_purpose_once_and_journals_each_reading(served: Served) -> None:
    client, path = _client(), f"/encounters/{served.encounter(HERE)}"
    asked = client.get(path).content.decode()
    assert "Why do you open this record?" in asked
    assert served.encounters(HERE)[0]["surname"] not in asked
    shown = client.post("/purpose", {"purpose": "an appeal, \u00e9\u4e2d", "next": path}, follow=True)
    assert served.encounters(HERE)[0]["surname"] in shown.content.decode()
    client.get(path)
    with served.house.store.read() as reader:
        read = [fact for fact in reader.facts_of(served.encounter(HERE)) if fact.kind == "RecordRead"]
    appeals = [fact for fact in read if fact.data["purpose"] == "an appeal, \u00e9\u4e2d"]
    assert [fact.actor for fact in appeals] == ["Ada Quill"] * 2


def test_the_purpose_leads_back_into_this_house_only(served: Served) -> None:
    for onward in ("https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"):
        assert _client().post("/purpose", {"purpose": "x", "next": onward})["Location"] == "/"
    assert _client().post("/purpose", {"purpose": "  ", "next": "/"}).status_code == 422


def test_a_form_without_its_token_is_refused(served: Served) -> None:
    from django.test import Client

    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    assert strict.post("/purpose", {"purpose": "x", "next": "/"}).status_code == 403


def test_pages_load_nothing_from_elsewhere_and_keep_nothing_in_caches(served: Served) -> None:
    answer = _client().get("/targeting")
    text = answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Frame-Options"] == "DENY"
    assert all(' src="/static/' in script for script in text.split("<script")[1:])
    for inline in ("<style", " style=", " onclick=", "http://", "https://"):
        assert inline not in text, inline


def test_another_host_name_is_refused() -> None:
    from django.test import Client

    assert Client(SERVER_NAME="evil.example").get("/").status_code == 400


def test_what_a_carrier_wrote_is_shown_as_text(tmp_path: Path) -> None:
    from tests.unit.api.serving import sample

    from tidewaiter.receive import Delivery

    with serving(tmp_path) as fresh:
        raw = sample("coach_tijuana.csv").replace(b"Oyelaran", b"<b>bold</b>")
        assert all(arrival.accepted for arrival in fresh.house.ingest([Delivery(raw, "test", "<i>x</i>.csv")]))
        with fresh.house.store.read() as reader:
            reader.cursor.execute("SELECT encounter_id FROM encounter WHERE surname LIKE %s", ["%bold%"])
            ((who,),) = reader.cursor.fetchall()
        text = signed_in("analyst", purpose="a look").get(f"/encounters/{who}").content.decode()
    assert "bold" in text
    assert "<b>" not in text


def test_a_random_examination_is_not_shown_in_the_colour_of_a_match(tmp_path: Path) -> None:
    with serving(tmp_path, *TWO_PORTS) as fresh:
        with fresh.house.store.work() as work:
            drawn = "assignment = 'secondary', stream = 'random', lookout = 'random examination'"
            work.cursor.execute(f"UPDATE encounter SET {drawn}")
        reader = signed_in("analyst", purpose="a look")
        text = reader.get(f"/encounters/{fresh.encounter(HERE)}").content.decode()
    assert '<p class="drawn">random examination</p>' in text
    assert 'class="lookout"' not in text


def test_the_page_of_fairness_asks_why_and_hides_cells_that_could_pick_somebody_out(tmp_path: Path) -> None:
    with serving(tmp_path, *TWO_PORTS):
        client = _client()
        asked = client.get("/fairness").content.decode()
        client.post("/purpose", {"purpose": "yearly audit", "next": "/fairness"})
        page = client.get("/fairness").content.decode()
    assert "Why do you open this record?" in asked
    assert "Are groups of people treated alike?" in page
    assert "too few to be shown" in page
    assert "Nobody can be counted yet" in page
