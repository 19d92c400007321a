"""Targeting on screen: each act by its own address, what fails comes back with the page, another port sees nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.unit.api.serving import ELSEWHERE, HERE, TWO_PORTS, Served, serving

PURPOSE = {"X-Purpose": "working through hits"}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path, *TWO_PORTS) as opened:
        opened.match(HERE)
        opened.match(ELSEWHERE)
        yield opened


def client(served: Served, name: str = "Ada Quill", role: str = "analyst", port: str = HERE) -> Any:
    from django.test import Client

    bearer = {"Authorization": f"Bearer {served.token(role, port, name)}", **PURPOSE}
    return Client(SERVER_NAME="localhost", headers=bearer)


def version(page: Any) -> str:
    found = re.search(r'name="version" value="(\d+)"', page.content.decode())
    assert found
    return found.group(1)


def text(page: Any) -> str:
    return page.content.decode()


def _told(page: Any) -> str:
    return re.sub(r'<meta name="csrf"[^>]*>|<input type="hidden" name="csrfmiddlewaretoken"[^>]*>', "", text(page))


def test_the_queue_shows_who_is_due_with_filters_in_the_address(served: Served) -> None:
    ada = client(served)
    every = {"since": "2000-01-01T00:00", "until": "2100-01-01T00:00"}
    page = ada.get("/targeting", {**every, "hit": "yes"})
    assert page.status_code == 200 and served.encounter(HERE) in text(page)
    assert served.encounter(ELSEWHERE) not in text(page) and ELSEWHERE not in text(page)
    assert served.encounter(HERE) not in text(ada.get("/targeting", {**every, "hit": "no"}))
    assert "Nobody fits" in text(ada.get("/targeting", {**every, "mode": "sea"}))
    assert ada.get("/targeting", {"port": ELSEWHERE}).status_code == 404


def test_everybody_of_every_port_is_refused_with_what_to_do(served: Served) -> None:
    page = client(served, port="*").get("/targeting", {"who": "everyone"})
    assert page.status_code == 422 and "choose a port or a flight" in text(page)


def test_a_hit_shows_both_sides_and_why_and_is_settled_with_one_word(served: Served) -> None:
    ada, hit = client(served), served.hit(HERE)
    page = ada.get(f"/targeting/hits/{hit}")
    assert page.status_code == 200
    assert "Both sides" in text(page) and "did not run" in text(page)
    settled = {"verdict": "not-a-match", "preset": "the birth dates differ", "version": version(page)}
    answer = ada.post(f"/targeting/hits/{hit}/settle", settled)
    assert answer.status_code == 302 and "after=" in answer["Location"]
    onward = ada.get(answer["Location"], follow=True)
    assert "Take it back" in text(onward) and "not a match" in text(onward)
    with served.house.store.read() as reader:
        facts = [fact for fact in reader.facts_of(served.encounter(HERE)) if fact.kind.startswith("Hit")]
    assert [(str(fact.kind), fact.actor) for fact in facts] == [
        ("HitClaimed", "Ada Quill"),
        ("HitSettled", "Ada Quill"),
    ]
    assert facts[1].data["reason"] == "the birth dates differ"
    ada.post(f"/targeting/hits/{hit}/take-back", {})
    assert served.house.hits.where(hit)[0] == "open"


def test_an_act_that_does_not_work_comes_back_with_the_page_and_what_was_typed(served: Served) -> None:
    ada, bo, hit = client(served), client(served, "Bo Tarn"), served.hit(HERE)
    seen = version(ada.get(f"/targeting/hits/{hit}"))
    bo.post(f"/targeting/hits/{hit}/claim", {"version": seen})
    late = ada.post(f"/targeting/hits/{hit}/settle", {"verdict": "confirmed", "reason": "it is she", "version": seen})
    assert late.status_code == 409 and "look again" in text(late)
    seen = version(bo.get(f"/targeting/hits/{hit}"))
    assert "Bo Tarn holds it until" in text(ada.get(f"/targeting/hits/{hit}"))
    without = bo.post(f"/targeting/hits/{hit}/settle", {"verdict": "confirmed", "held": "yes", "version": seen})
    assert without.status_code == 422 and "say why" in text(without)
    assert served.house.hits.where(hit)[0] == "open"


def test_a_match_holds_once_another_analyst_has_looked(served: Served) -> None:
    ada, bo, hit = client(served), client(served, "Bo Tarn"), served.hit(HERE)
    said = {"verdict": "confirmed", "reason": "the same photograph"}
    ada.post(f"/targeting/hits/{hit}/settle", said | {"version": version(ada.get(f"/targeting/hits/{hit}"))})
    assert hit not in text(ada.get("/targeting/second-looks"))
    assert hit in text(bo.get("/targeting/second-looks"))
    page = bo.get(f"/targeting/hits/{hit}")
    assert "I agree" in text(page) and "Ada Quill said: confirmed" in text(page)
    bo.post(f"/targeting/hits/{hit}/review", {"agrees": "yes", "reason": "so it is", "version": version(page)})
    assert served.house.hits.where(hit)[0] == "confirmed"


def test_ticked_hits_are_dismissed_together_and_none_ticked_says_so(served: Served) -> None:
    ada, hit = client(served), served.hit(HERE)
    queue = ada.get("/targeting/hits")
    (ticked,) = re.findall(r'name="hit" value="([^"]+)"', text(queue))
    assert ticked.startswith(hit)
    assert ada.post("/targeting/dismissals", {"preset": "the documents differ"}).status_code == 422
    answer = ada.post("/targeting/dismissals", {"hit": ticked, "preset": "the documents differ"}, follow=True)
    assert "1 hit was dismissed" in text(answer)
    assert served.house.hits.where(hit)[0] == "not-a-match"


def test_another_ports_hit_seats_and_notes_are_not_there(served: Served) -> None:
    ada, other = client(served), served.hit(ELSEWHERE)
    away, nothing = (_told(ada.get(f"/targeting/hits/{each}")).replace(each, "") for each in (other, "hit-0"))
    assert away == nothing
    for path in (
        f"/targeting/encounters/{served.encounter(ELSEWHERE)}",
        f"/targeting/encounters/{served.encounter(ELSEWHERE)}/seats",
    ):
        assert ada.get(path).status_code == 404
    for act in ("claim", "settle", "escalate", "review", "take-back", "release"):
        answer = ada.post(f"/targeting/hits/{other}/{act}", {"reason": "x", "verdict": "confirmed"})
        assert answer.status_code == 404, act


def test_a_filter_is_kept_shared_and_dropped(served: Served) -> None:
    ada, bo = client(served), client(served, "Bo Tarn")
    said = {"page": "arrivals", "name": "Night flights", "mode": "air", "shared": "yes"}
    assert ada.post("/targeting/filters", said)["Location"] == "/targeting?mode=air"
    assert "Night flights" in text(bo.get("/targeting")) and "shared by Ada Quill" in text(bo.get("/targeting"))
    assert "Night flights" not in text(client(served, "Lou Penrose", port=ELSEWHERE).get("/targeting"))
    (dropped,) = re.findall(r'action="(/targeting/filters/[^"]+/drop)"', text(ada.get("/targeting")))
    assert "/drop" not in text(bo.get("/targeting"))
    ada.post(dropped, {"page": "arrivals"})
    assert "Night flights" not in text(bo.get("/targeting"))


def test_a_note_goes_from_shift_to_shift(served: Served) -> None:
    ada, bo = client(served), client(served, "Bo Tarn")
    assert ada.post("/targeting/shift/notes", {"text": " "}).status_code == 422
    ada.post("/targeting/shift/notes", {"text": "One waits at the desk"})
    page = text(bo.get("/targeting/shift"))
    assert "One waits at the desk" in page and "1 waiting" in page
    (take,) = re.findall(r'action="(/targeting/shift/notes/[^"]+/take)"', page)
    assert "/take" not in text(ada.get("/targeting/shift"))
    bo.post(take)
    assert "Taken over by Bo Tarn" in text(ada.get("/targeting/shift"))


def test_a_traveler_is_explained_leaf_by_leaf_in_words_and_sits_on_a_map(served: Served) -> None:
    ada, encounter = client(served), served.encounter(HERE)
    page = text(ada.get(f"/targeting/encounters/{encounter}"))
    assert "could not be evaluated" in page and "do not concern this traveler" in page
    assert re.search(r'class="mark leaf-(true|false|unknown)">(true|false|unknown)<', page)
    assert "An association says nothing of anybody by itself" in page
    seats = text(ada.get(f"/targeting/encounters/{encounter}/seats"))
    assert "this traveler" in seats and '<th scope="row">' in seats
