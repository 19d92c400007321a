"""An analyst's shift: who is coming, hits dismissed together, second looks, what is handed on, and one search."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.journey.border import OUTBOUND, Border, booking_record, lane, passenger_list, person, walker

from tidewaiter.desk import hits as hit_desk
from tidewaiter.desk.search import SearchDesk
from tidewaiter.desk.targeting import TargetingDesk
from tidewaiter.identify.hits import ClaimHit, ReviewHit, SettleHit, TakeBackHit
from tidewaiter.vocabulary.errors import Forbidden, NotFound, Refusal, Stale
from tidewaiter.vocabulary.officer import Officer

ANALYST = frozenset({"analyst"})
MIRA = Officer("Mira Okafor", ANALYST, "JFK", "hits")
SVEN = Officer("Sven Halder", ANALYST, "JFK", "hits")
ELSEWHERE = Officer("Lou Penrose", ANALYST, "BOS", "hits")
NAMESAKE = {"birth_date": date(1971, 4, 9)}


def namesakes(count: int = 3) -> list[Any]:
    return [
        person("QUENNELL", "TOBIAS ARNE", f"P765432{n}", **NAMESAKE, seat=f"{n}A", locator=f"R2JX6{n}")
        for n in range(count)
    ]


@pytest.fixture
def desk(border: Border) -> TargetingDesk:
    """The desk, with three namesakes of a list entry on one flight and somebody whom nothing concerns."""
    people = [*namesakes(), person("HALLORAN", "NIAMH", seat="11C", locator="R2JX60")]
    border.accepted(passenger_list(people, "R1"))
    return TargetingDesk.of(border.house)


def never(_desk: Any, _command: Any) -> bool:
    return False


def waiting(desk: TargetingDesk, officer: Officer = MIRA) -> list[tuple[str, int]]:
    return [(row["hit_id"], row["version"]) for row in desk.hits.queue(officer, unsettled=True)]


def test_the_queue_shows_who_gives_something_to_look_at_by_the_clock(border: Border, desk: TargetingDesk):
    rows = desk.arrivals(MIRA)
    assert [row["surname"] for row in rows] == ["QUENNELL"] * 3
    assert {row["minutes_to_arrival"] for row in rows} == {15 * 60 + 10}
    assert [row["hits"] for row in rows] == [1, 1, 1]
    assert [row["surname"] for row in desk.arrivals(MIRA, everyone=True)].count("HALLORAN") == 1
    assert desk.arrivals(MIRA, mode="sea") == []
    assert desk.arrivals(MIRA, hit=False) == []
    assert len(desk.arrivals(MIRA, carrier="ZZ", number="204")) == 3
    assert border.proves()


def test_the_queue_finds_on_whom_a_rule_fired_also_beyond_the_three_reasons_shown(border: Border, desk: TargetingDesk):
    rules = {rule for row in desk.arrivals(MIRA, everyone=True) for rule in row["rules"]}
    assert rules
    for rule in rules:
        found = desk.arrivals(MIRA, rule=rule)
        assert found and all(rule in row["rules"] for row in found)
    assert desk.arrivals(MIRA, rule="no-such-rule") == []


def test_another_port_sees_nobody_and_everybody_of_every_port_is_too_wide(border: Border, desk: TargetingDesk):
    assert desk.arrivals(ELSEWHERE) == []
    with pytest.raises(NotFound):
        desk.arrivals(ELSEWHERE, port="JFK")
    with pytest.raises(Refusal, match="choose a port"):
        desk.arrivals(replace(MIRA, port="*"), everyone=True)
    encounter = border.one("Halloran")["encounter_id"]
    for ask in (desk.companions, desk.aboard):
        with pytest.raises(NotFound):
            ask(ELSEWHERE, encounter)


def test_several_hits_are_dismissed_for_one_reason_each_by_a_fact_of_its_own(
    border: Border, desk: TargetingDesk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(hit_desk.HitDesk, "_drawn", never)
    facts = desk.dismiss(MIRA, waiting(desk), "a namesake, years apart")
    assert [str(fact.kind) for fact in facts] == ["HitClaimed", "HitSettled"] * 3
    assert {row["status"] for row in desk.hits.queue(MIRA)} == {"not-a-match"}
    assert desk.second_looks(SVEN) == []
    assert border.one("Halloran")["status"] == "announced"
    assert border.proves()


def test_a_dismissal_of_many_is_all_or_nothing_and_bounded(border: Border, desk: TargetingDesk):
    (first, version), *rest = waiting(desk)
    with pytest.raises(Stale):
        desk.dismiss(MIRA, [*rest, (first, version + 5)], "a namesake")
    assert len(waiting(desk)) == 3
    with pytest.raises(Refusal, match="one to 50"):
        desk.dismiss(MIRA, [(f"hit-{n}", 1) for n in range(51)], "too many")
    with pytest.raises(Refusal, match="one to 50"):
        desk.dismiss(MIRA, [(first, version), (first, version)], "twice")
    with pytest.raises(NotFound):
        desk.dismiss(ELSEWHERE, [(first, version)], "not mine")


def test_a_drawn_dismissal_waits_for_another_analyst_and_holds_nobody(
    border: Border, desk: TargetingDesk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(hit_desk.HitDesk, "_drawn", lambda *_: True)
    desk.dismiss(MIRA, waiting(desk), "a namesake")
    assert {row["hits"] for row in border.encounters(surname="QUENNELL")} == {0}
    assert desk.second_looks(MIRA) == []  # who settled it does not look again
    first, second, third = desk.second_looks(SVEN)
    with pytest.raises(Refusal) as own:
        desk.hits.act(
            ReviewHit(hit_id=first["hit_id"], officer=MIRA, at=border.clock(), agrees=True, reason="still so")
        )
    assert own.value.code == "second-officer"
    for row, agrees in ((first, True), (second, False)):
        act = ReviewHit(hit_id=row["hit_id"], officer=SVEN, at=border.clock(), agrees=agrees, reason="looked again")
        desk.hits.act(act)
    assert [desk.hits.where(row["hit_id"])[0] for row in (first, second, third)] == [
        "not-a-match",
        "open",
        "not-a-match",
    ]
    assert [row["hit_id"] for row in desk.second_looks(SVEN)] == [third["hit_id"]]
    assert border.proves()


def test_the_sample_is_drawn_by_the_secret_of_the_day_and_comes_near_its_share(border: Border):
    desk, at = border.house.hits, border.clock()
    drawn = [desk._drawn(ClaimHit(hit_id=f"hit-{n}", officer=MIRA, at=at)) for n in range(4000)]
    assert 0.08 < sum(drawn) / len(drawn) < 0.12
    assert drawn == [desk._drawn(ClaimHit(hit_id=f"hit-{n}", officer=SVEN, at=at)) for n in range(4000)]


def test_a_verdict_is_taken_back_by_who_gave_it_at_once_and_no_later(border: Border, desk: TargetingDesk):
    (hit, _), *_rest = waiting(desk)
    act = {"hit_id": hit, "reason": "wrong key"}
    desk.hits.act(ClaimHit(hit_id=hit, officer=MIRA, at=border.clock()))
    desk.hits.act(SettleHit(officer=MIRA, at=border.clock(), verdict="not-a-match", **act))
    with pytest.raises(Refusal) as other:
        desk.hits.act(TakeBackHit(officer=SVEN, at=border.clock(), **act))
    assert other.value.code == "not-own"
    desk.hits.act(TakeBackHit(officer=MIRA, at=border.clock(), **act))
    found = desk.hits.record(hit, MIRA)
    assert (found["status"], found["verdict"], found["settled_by"]) == ("open", None, None)
    assert [each["kind"] for each in found["acts"]] == ["HitClaimed", "HitSettled", "HitTakenBack"]
    desk.hits.act(ClaimHit(hit_id=hit, officer=MIRA, at=border.clock()))
    desk.hits.act(SettleHit(officer=MIRA, at=border.clock(), verdict="not-a-match", **act))
    border.clock.on(minutes=11)
    with pytest.raises(Refusal) as late:
        desk.hits.act(TakeBackHit(officer=MIRA, at=border.clock(), **act))
    assert late.value.code == "too-late"
    assert border.proves()


def test_companions_are_listed_with_what_they_share_and_who_said_so(border: Border, desk: TargetingDesk):
    someone = border.one("Halloran")
    (found,) = desk.companions(MIRA, someone["encounter_id"])
    assert found["surname"] == "QUENNELL" and [share["kind"] for share in found["shares"]] == ["booking"]
    assert [(source["kinds"], bool(source["received_at"])) for source in found["sources"]] == [("paxlst", True)]
    assert someone["band"] == "low"  # to travel with somebody who has a hit raises nothing
    seats = {row["seat"]: row["surname"] for row in desk.aboard(MIRA, someone["encounter_id"])}
    assert seats == {"0A": "QUENNELL", "1A": "QUENNELL", "2A": "QUENNELL", "11C": "HALLORAN"}


def test_filters_are_kept_shared_with_the_port_and_dropped_by_their_owner(border: Border, desk: TargetingDesk):
    kept = desk.save_filter(MIRA, name="Night flights", page="arrivals", query={"mode": "air", "band": ""}, shared=True)
    desk.save_filter(MIRA, name="night  FLIGHTS", page="arrivals", query={"mode": "sea"}, shared=True)
    desk.save_filter(SVEN, name="Mine", page="hits", query={"mine": "1"})
    assert [(row["name"], row["query"], row["own"]) for row in desk.filters(SVEN)] == [
        ("Mine", {"mine": "1"}, True),
        ("night FLIGHTS", {"mode": "sea"}, False),
    ]
    assert [row["name"] for row in desk.filters(MIRA)] == ["night FLIGHTS"]
    assert desk.filters(ELSEWHERE) == []
    with pytest.raises(Refusal, match="who saved it"):
        desk.drop_filter(SVEN, kept.about)
    with pytest.raises(NotFound):
        desk.drop_filter(ELSEWHERE, kept.about)
    with pytest.raises(Refusal, match="no filter nationality"):
        desk.save_filter(MIRA, name="No", page="arrivals", query={"nationality": "GBR"})
    desk.drop_filter(MIRA, kept.about)
    assert [row["name"] for row in desk.filters(SVEN)] == ["Mine"]
    assert border.proves()


def test_a_shift_gives_its_claims_back_and_the_next_one_takes_the_note(border: Border, desk: TargetingDesk):
    (hit, _), *_rest = waiting(desk)
    desk.hits.act(ClaimHit(hit_id=hit, officer=MIRA, at=border.clock()))
    note = desk.hand_over(MIRA, "The second Quennell asked for a lawyer")
    assert note.data["left"] == {"waiting": 3, "overdue": 0, "released": 1}
    assert desk.hits.queue(MIRA, mine=True) == []
    with pytest.raises(Refusal, match="another officer"):
        desk.take_over(MIRA, note.about)
    with pytest.raises(NotFound):
        desk.take_over(ELSEWHERE, note.about)
    desk.take_over(SVEN, note.about)
    with pytest.raises(Refusal, match="Sven Halder took it"):
        desk.take_over(SVEN, note.about)
    (told,) = desk.handovers(SVEN)
    assert (told["officer"], told["taken_by"], told["left_open"]["waiting"]) == ("Mira Okafor", "Sven Halder", 3)
    assert desk.handovers(ELSEWHERE) == []
    assert border.proves()


def ask(border: Border, text: str, officer: Officer = MIRA) -> dict[str, Any]:
    return SearchDesk.of(border.house).ask(text, officer)


def names(told: dict[str, Any], group: str = "people") -> list[str]:
    return [row["surname"] for row in told["groups"].get(group, [])]


def test_one_box_finds_people_by_name_part_of_it_document_and_likeness(border: Border, desk: TargetingDesk):
    for text in ("Halloran", "hallo", "Niamh Halloran", "HALLORAN, NIAMH", "halloran 1984-06-23"):
        assert names(ask(border, text)) == ["HALLORAN"], text
    assert [row["found_by"] for row in ask(border, "halloran 1984-06-24")["groups"]["people"]] == ["likeness"]
    assert names(ask(border, "Niamh Halorann")) == ["HALLORAN"]
    assert ask(border, "Niamh Halorann")["groups"]["people"][0]["found_by"] == "likeness"
    assert names(ask(border, "P7654321")) == ["QUENNELL"]
    assert sorted(names(ask(border, "p 76543-2"))) == ["QUENNELL"] * 3
    (movement,) = ask(border, "zz 204")["groups"]["movements"]
    assert (movement["departure"], movement["arrival"]) == ("LHR", "JFK")


def test_every_fact_found_names_the_message_that_said_it_and_when(border: Border, desk: TargetingDesk):
    border.accepted(booking_record([person("HALLORAN", "NIAMH", "P0000999", locator="R2JX60")], "B1"))
    (found,) = ask(border, "Halloran")["groups"]["people"]
    said = {(fact["field"], fact["value"]): fact for fact in found["facts"]}
    assert ("document_number", border.one("Halloran")["document_number"]) in said
    assert all(fact["message_id"] and fact["received_at"] for fact in found["facts"])
    assert len(found["sources"]) == len({fact["message_id"] for fact in found["facts"]}) == 2


def test_a_search_finds_list_entries_where_they_may_be_read_and_nowhere_else(border: Border, desk: TargetingDesk):
    (entry,) = ask(border, "Tobias Quennell")["groups"]["list_entries"]
    assert entry["list_id"] and entry["version"] and entry["score"] > 0.5
    officer = replace(MIRA, roles=frozenset({"officer"}))
    assert "list_entries" not in ask(border, "Tobias Quennell", officer)["groups"]


def test_another_port_finds_nothing_and_cannot_tell_it_from_nothing_there(border: Border, desk: TargetingDesk):
    encounter = border.one("Halloran")["encounter_id"]
    hit, _ = waiting(desk)[0]
    for text in ("Halloran", "P7654321", encounter, hit, "zz204", "Niamh Halorann"):
        away, nothing = ask(border, text, ELSEWHERE), ask(border, "Zzyzx Qqv", ELSEWHERE)
        assert away["groups"] == nothing["groups"] == {}, text
        assert away["more"] == away["not_compared"] == []
    assert names(ask(border, encounter)) == ["HALLORAN"]
    assert names(ask(border, hit)) == ["QUENNELL"]


def test_a_search_needs_a_purpose_and_is_journaled_with_its_question(border: Border, desk: TargetingDesk):
    with pytest.raises(Forbidden):
        ask(border, "Halloran", replace(MIRA, purpose=""))
    with pytest.raises(Refusal, match="two letters"):
        ask(border, " ? a")
    ask(border, "Halloran")
    kind, (row,) = border.journal("listing")[-1]
    assert (kind, row["what"], row["asked"]["q"], row["count"]) == ("RecordRead", "search", "Halloran", 1)
    assert row["purpose"] == "hits"


def test_plates_and_vehicles_are_found_at_their_port(border: Border):
    car = {"plate": "7ABC123", "plate_issuer": "USA-CA"}
    border.accepted(lane([{**walker("OROZCO", "G1234567"), "vehicle": car}], "L1"))
    officer = replace(MIRA, port="*")
    found = ask(border, "7abc", officer)["groups"]
    assert [row["plate"] for row in found["conveyances"]] == ["7ABC123"]
    assert names(ask(border, "orozco", officer)) == ["OROZCO"]


def test_what_became_of_somebody_stands_with_the_one_found(border: Border, desk: TargetingDesk):
    told = ask(border, "Halloran")
    assert "cases" not in told["groups"] and "inspections" not in told["groups"]


def test_the_outbound_queue_is_the_departure_ports(border: Border):
    border.accepted(passenger_list(namesakes(1), "R2", leg=OUTBOUND))
    border.clock.now = border.clock.now.replace(month=9, day=4)
    (row,) = TargetingDesk.of(border.house).arrivals(MIRA, direction="outbound")
    assert (row["port"], row["direction"]) == ("JFK", "outbound")
