"""A day at a primary lane: a hundred travelers by a script, and what the one screen says of each of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.journey.border import INES, ROLES, Border, passenger_list, walker
from tests.journey.border import lane as lane_message
from tests.journey.travelers import car, somebody, zone

from tidewaiter import enforce, unannounced
from tidewaiter.formats import mrz
from tidewaiter.store import queries
from tidewaiter.vocabulary.announcement import Person, TravelDocument
from tidewaiter.vocabulary.errors import Forbidden, NotFound, Refusal, Stale, Unreadable
from tidewaiter.vocabulary.facts import Entry, FactKind, canonical
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.stream import RandomStream

AT_KENNEDY = Officer("Ines Vallo", ROLES, "JFK")
BESIDE = Officer("Tomas Reyk", ROLES, "JFK")
AT_BOSTON = Officer("Paula Renn", ROLES, "BOS")
AT_THE_BRIDGE = Officer("Ines Vallo", ROLES, "2504")
ARRIVED = datetime(2026, 8, 14, 17, 30, tzinfo=UTC)


@pytest.fixture
def arrived(border: Border) -> Border:
    """A flight of two that has just landed."""
    border.accepted(passenger_list([somebody(0), somebody(1)], "L1"))
    border.clock.now = ARRIVED
    return border


def scan(border: Border, number: int, officer: Officer = AT_KENNEDY, **said: Any) -> dict[str, Any]:
    """Read the document of one of the hundred, and look at the screen."""
    who = somebody(number)
    text = zone(who.surname, "NOOR", who.documents[0].number, **said)
    found = border.house.lane.find(officer, text, even_so=bool(said))
    assert found.one is not None
    return border.house.lane.look(officer, found.one["encounter_id"])


def admit(border: Border, seen: dict[str, Any], officer: Officer = AT_KENNEDY) -> list[str]:
    facts = border.house.lane.admit(officer, seen["encounter_id"], expected_version=seen["version"])
    return [str(fact.kind) for fact in facts]


SCRIPT = {
    **dict.fromkeys(range(100), "clear"),
    **dict.fromkeys((3, 67), "refer"),  # bear the name and birth date of somebody sought
    17: "refer",  # on a document of a stolen series
    **dict.fromkeys((29, 41, 71), "refer"),  # said on the way that they are afraid to go back
    **dict.fromkeys((53, 83), "refer"),  # on documents that have expired
    11: "failed",  # holds another passport than the one announced
    59: "incomplete",  # the reader is broken: typed by hand, nobody read the digits
}
"""What the one line has to say of each of the hundred: 90 clean, 8 to refer, 2 whose checks have not all passed."""


def hundred(border: Border) -> list[Person]:
    """Announce the hundred and let them land; nobody is drawn at random in the script."""
    nobody = lambda day: RandomStream(day, bytes(32), {"air": 0.0})  # noqa: E731
    border.house.policies = replace(border.house.policies, stream=nobody)
    people = [somebody(number) for number in range(100)]
    for number in (53, 83):
        people[number] = somebody(number, expires=date(2026, 8, 1))
    for number in (3, 67):
        people[number] = replace(
            people[number], surname="QUENNELL", given_names="TOBIAS ARNE", birth_date=date(1971, 4, 9)
        )
    people[17] = replace(people[17], documents=[TravelDocument("P", "ZZ9100003", "GBR", date(2032, 9, 1))])
    border.accepted(passenger_list(people, "H1"))
    border.clock.now = ARRIVED
    for number in (29, 41, 71):
        one = border.one(people[number].surname)
        border.act(enforce.ClaimProtection, one["encounter_id"], kind="fear")
    return people


def typed(number: int, who: Person) -> str:
    """What comes into the field for one of the hundred."""
    passport = who.documents[0]
    if number == 59:
        return str(passport.number)
    born, ends = mrz.PartialDate.of(who.birth_date), mrz.PartialDate.of(passport.expires)
    held = "P9999999" if number == 11 else str(passport.number)
    return zone(str(who.surname), str(who.given_names), held, birth=born, expiry=ends)


def test_a_hundred_travelers_are_each_told_as_the_script_says_and_none_with_a_check_open_is_admitted(border: Border):
    people, told, done = hundred(border), {}, Counter()
    desk, before = border.house.lane, border.size()
    for number, who in enumerate(people):
        border.clock.on(seconds=20)
        found = desk.find(AT_KENNEDY, typed(number, who))
        assert found.one is not None, who.surname
        seen = desk.look(AT_KENNEDY, found.one["encounter_id"])
        told[number] = seen["verdict"]["word"]
        if seen["verdict"]["admits"]:
            admit(border, seen)
            done["admitted"] += 1
            continue
        with pytest.raises(Refusal) as refused:
            admit(border, seen)
        assert refused.value.code == "not-at-primary"
        desk.refer(AT_KENNEDY, seen["encounter_id"], "suggested", expected_version=seen["version"])
        done["referred"] += 1
    assert told == SCRIPT
    assert Counter(told.values()) == {"clear": 90, "refer": 8, "failed": 1, "incomplete": 1}
    assert done == {"admitted": 90, "referred": 10}
    stands = Counter(row["status"] for row in border.encounters())
    assert stands == {"admitted": 90, "referred": 10}
    kinds = Counter(kind for kind, _ in border.journal()[before:])
    assert kinds.pop("Screened") == 1  # the passport that was not the one announced was looked for at once
    assert kinds == {"RecordRead": 100, "Checked": 99, "Presented": 100, "Admitted": 90, "Referred": 10}
    assert border.proves()
    assert border.house.store.compare().ok


def test_every_look_is_journaled_with_the_purpose_of_the_lane(arrived: Border):
    seen = scan(arrived, 0)
    said = [rows[0] for kind, rows in arrived.journal(seen["encounter_id"]) if kind == "RecordRead"]
    assert [(one["what"], one["purpose"]) for one in said] == [("lane", "inspection at primary")]
    arrived.house.lane.find(AT_KENNEDY, "LANEAA")
    listed = [rows[0] for kind, rows in arrived.journal("listing") if kind == "RecordRead"]
    assert (listed[0]["what"], listed[0]["count"]) == ("lane", 2)


def test_what_a_reader_read_is_kept_as_outcomes_never_as_values(arrived: Border):
    seen = scan(arrived, 0, birth=mrz.PartialDate(1984, 6, 24))
    (rows,) = [rows for kind, rows in arrived.journal(seen["encounter_id"]) if kind == "Checked"]
    assert "P7000000" not in str(rows) and "1984" not in str(rows)
    same = next(each for each in seen["checks"] if each["name"] == "document-in-hand")
    assert (same["state"], same["detail"], same["by"]) == ("fail", "differs: birth date", "reader")
    assert (seen["verdict"]["word"], seen["may"]["admit"]) == ("failed", False)


def test_one_key_is_taken_back_within_ten_seconds_and_the_withdrawal_is_journaled(arrived: Border):
    seen = scan(arrived, 0)
    assert admit(arrived, seen) == ["Presented", "Admitted"]
    arrived.clock.on(seconds=9)
    after = arrived.house.lane.look(AT_KENNEDY, seen["encounter_id"])
    assert (after["status"], after["may"]["admit"], after["last_act"]["actor"]) == ("admitted", False, "Ines Vallo")
    assert after["undo_until"] == (arrived.clock() + timedelta(seconds=1)).isoformat()
    (fact,) = arrived.house.lane.undo(AT_KENNEDY, seen["encounter_id"])
    assert (str(fact.kind), fact.data["fact"]) == ("Withdrawn", "Admitted")
    again = arrived.house.lane.look(AT_KENNEDY, seen["encounter_id"])
    assert (again["status"], again["undo_until"], again["may"]["admit"]) == ("presented", None, True)
    assert admit(arrived, again) == ["Admitted"]
    arrived.clock.on(seconds=11)
    assert arrived.house.lane.look(AT_KENNEDY, seen["encounter_id"])["undo_until"] is None
    with pytest.raises(Refusal) as late:
        arrived.house.lane.undo(AT_KENNEDY, seen["encounter_id"])
    assert late.value.code == "undo"


def test_another_officers_act_is_not_taken_back_and_a_second_act_says_who_was_first(arrived: Border):
    seen = scan(arrived, 0)
    admit(arrived, scan(arrived, 0, BESIDE), BESIDE)
    with pytest.raises(Stale):
        admit(arrived, seen)
    with pytest.raises(Refusal):
        arrived.house.lane.undo(AT_KENNEDY, seen["encounter_id"])
    now = arrived.house.lane.look(AT_KENNEDY, seen["encounter_id"])
    assert (now["open"], now["last_act"]["actor"]) == (False, "Tomas Reyk")


def test_what_comes_up_between_look_and_key_stops_the_key(arrived: Border):
    seen = scan(arrived, 0)
    assert seen["verdict"]["word"] == "clear"
    row = {"encounter_id": seen["encounter_id"], "list_id": "wanted", "entry_id": "e1", "category": "wanted",
           "basis": "document", "score": 1.0}  # fmt: skip
    with arrived.house.store.work() as work:
        work.append([Entry(FactKind.LIST_HIT, "msg-late", arrived.clock(), "machine:test", (canonical(row),))])
    with pytest.raises(Refusal, match="Possible match") as refused:
        admit(arrived, seen)
    assert refused.value.code == "not-at-primary"
    assert arrived.one("LANEAAA")["status"] == "announced"  # not even the report was kept


def test_a_check_done_by_eye_is_said_with_words_and_named_and_never_settles_a_list(arrived: Border):
    desk, seen = arrived.house.lane, arrived.house.lane.find(AT_KENNEDY, "P7000000").one
    assert seen is not None
    before = desk.look(AT_KENNEDY, seen["encounter_id"])
    assert (before["verdict"]["word"], before["may"]["check_by_hand"]) == ("incomplete", True)
    with pytest.raises(Refusal):
        desk.check_by_hand(AT_KENNEDY, seen["encounter_id"], " ")
    desk.check_by_hand(AT_KENNEDY, seen["encounter_id"], "read the page by eye")
    after = desk.look(AT_KENNEDY, seen["encounter_id"])
    assert (after["verdict"]["word"], after["verdict"]["admits"]) == ("by-hand", True)
    assert after["verdict"]["reasons"][0]["text"] == "Checked by hand by Ines Vallo"
    admit(arrived, after)
    assert arrived.proves()


def test_a_draw_at_random_is_referred_without_suspicion(border: Border):
    everybody = lambda day: RandomStream(day, bytes(32), {"air": 1.0})  # noqa: E731
    border.house.policies = replace(border.house.policies, stream=everybody)
    border.accepted(passenger_list([somebody(0)], "R1"))
    border.clock.now = ARRIVED
    seen = scan(border, 0)
    assert (seen["verdict"]["word"], seen["verdict"]["line"]) == ("random", "Refer: drawn at random, no suspicion")
    facts = border.house.lane.refer(AT_KENNEDY, seen["encounter_id"], "suggested", expected_version=0)
    assert (facts[-1].data["random"], facts[-1].data["reason"]) == (True, "Drawn at random: no suspicion")


def test_a_reason_is_one_of_the_policys(arrived: Border):
    seen = scan(arrived, 0)
    for reason in ("suggested", "because"):  # nothing is suggested of who is clear
        with pytest.raises(Refusal):
            arrived.house.lane.refer(AT_KENNEDY, seen["encounter_id"], reason, expected_version=0)
    facts = arrived.house.lane.refer(AT_KENNEDY, seen["encounter_id"], "goods", expected_version=0)
    assert facts[-1].data["reason"] == "Goods or baggage to be examined"


def test_another_port_sees_nobody_of_this_one_but_finds_who_is_diverted_by_the_document(arrived: Border):
    desk = arrived.house.lane
    who = desk.find(AT_KENNEDY, "LANEAAA").rows[0]["encounter_id"]
    assert desk.find(AT_BOSTON, "LANEAAA").rows == []
    assert desk.find(AT_BOSTON, "P7000000").rows == []
    for act in (
        lambda: desk.look(AT_BOSTON, who),
        lambda: desk.admit(AT_BOSTON, who, expected_version=0),
        lambda: desk.refer(AT_BOSTON, who, "goods", expected_version=0),
        lambda: desk.undo(AT_BOSTON, who),
        lambda: desk.check_by_hand(AT_BOSTON, who, "looked"),
        lambda: desk.find(AT_BOSTON, "LANEAAA", port="JFK"),
    ):
        with pytest.raises(NotFound):
            act()
    found = desk.find(AT_BOSTON, zone("LANEAAA", "NOOR", "P7000000"))
    assert found.rows == [] and [row["encounter_id"] for row in found.elsewhere] == [who]
    with pytest.raises(NotFound):  # an id alone, without the document, reports nobody
        desk.report_here(AT_BOSTON, who, "")
    desk.report_here(AT_BOSTON, who, zone("LANEAAA", "NOOR", "P7000000"))
    assert desk.look(AT_BOSTON, who)["diverted_from"] == "JFK"
    with pytest.raises(NotFound):
        desk.look(AT_KENNEDY, who)


def test_a_lane_is_for_officers_who_say_where_they_stand(arrived: Border):
    desk = arrived.house.lane
    with pytest.raises(Refusal) as nowhere:
        desk.find(INES, "LANEAAA")
    assert nowhere.value.code == "no-port"
    assert desk.find(INES, "LANEAAA", port="JFK").one is not None
    for role in ("analyst", "steward", "console"):
        with pytest.raises(Forbidden):
            desk.find(Officer("Mira Okafor", frozenset({role}), "JFK", "looking"), "LANEAAA")


def test_digits_that_do_not_hold_are_told_with_their_place_and_looked_for_only_when_asked_again(arrived: Border):
    first, second = zone("LANEAAA", "NOOR", "P7000000").split()
    wrong = f"{first}\n{second[:9]}{(int(second[9]) + 1) % 10}{second[10:]}"
    with pytest.raises(Unreadable) as told:
        arrived.house.lane.find(AT_KENNEDY, wrong)
    assert (told.value.code, told.value.position.segment, told.value.position.element) == ("check-digit", 2, 1)
    found = arrived.house.lane.find(AT_KENNEDY, wrong, even_so=True)
    assert found.one is not None
    assert arrived.house.lane.look(AT_KENNEDY, found.one["encounter_id"])["verdict"]["word"] == "failed"


def test_who_travels_together_is_shown_together_each_with_how_they_stand(border: Border):
    family = [replace(somebody(number), locator="FAMILY") for number in range(3)]
    border.accepted(passenger_list([*family, somebody(9)], "F1"))
    border.clock.now = ARRIVED
    admit(border, scan(border, 1))
    seen = scan(border, 0)
    assert [(each["surname"], each["status"]) for each in seen["companions"]] == [
        ("LANEAAB", "admitted"),
        ("LANEAAC", "announced"),
    ]
    assert {each["verdict"]["word"] for each in seen["companions"]} == {"clear", "incomplete"}
    found = border.house.lane.find(AT_KENNEDY, "family")
    assert {row["surname"] for row in found.rows} == {"LANEAAA", "LANEAAC"}  # who still waits


def test_whom_nobody_announced_walks_the_rooms_before_the_officer_decides(border: Border):
    border.clock.now = ARRIVED
    text = zone("STRAY", "ANNA", "X1234567")
    found = border.house.lane.find(AT_KENNEDY, text)
    assert (found.rows, found.elsewhere) == ([], []) and found.typed.zone is not None
    who = unannounced.report(border.house, AT_KENNEDY, unannounced.Stranger.of(found.typed.zone), lane="3")
    seen = border.house.lane.look(AT_KENNEDY, who)
    assert (seen["status"], seen["unannounced"], seen["lane"]) == ("presented", True, "3")
    assert (seen["verdict"]["word"], seen["verdict"]["reasons"][0]["text"]) == ("ask", "Nobody had announced them")
    assert {"lists", "mrz-digits"} <= {each["name"] for each in seen["checks"] if each["state"] == "pass"}
    admit(border, seen)
    sought = unannounced.Stranger("Quennell", "Tobias Arne", date(1971, 4, 9))
    one = border.house.lane.look(AT_KENNEDY, unannounced.report(border.house, AT_KENNEDY, sought))
    assert one["verdict"]["word"] == "refer"
    with pytest.raises(Refusal):
        unannounced.report(border.house, AT_KENNEDY, unannounced.Stranger(" "))
    assert border.proves()


def test_a_plate_brings_the_vehicle_and_all_in_it_and_they_are_admitted_together(border: Border):
    border.clock.now = ARRIVED
    border.accepted(lane_message([car("7ABC123", walker("ARROYO", "G1111111"), walker("BELMONTE", "G2222222"))], "V1"))
    desk = border.house.lane
    waits = desk.queue(AT_THE_BRIDGE, lane="07")["waiting"]
    assert [(each["plate"], each["surname"], each["verdict"]["word"]) for each in waits] == [
        ("7ABC123", None, "incomplete")  # never better than anybody in it
    ]
    assert [each["text"] for each in waits[0]["verdict"]["reasons"]] == [
        "In it: ARROYO, Celia",
        "In it: BELMONTE, Celia",
    ]
    found = desk.find(AT_THE_BRIDGE, "7abc-123")
    assert found.one is not None and found.one["kind"] == "conveyance"
    seen = desk.look(AT_THE_BRIDGE, found.one["encounter_id"])
    assert (seen["occupants"], [each["surname"] for each in seen["companions"]]) == (2, ["ARROYO", "BELMONTE"])
    assert {each["verdict"]["word"] for each in seen["companions"]} == {"incomplete"}  # no reader read their documents
    for each in seen["companions"]:
        desk.check_by_hand(AT_THE_BRIDGE, each["encounter_id"], "saw the cards")
    versions = {each["encounter_id"]: each["version"] for each in (seen, *seen["companions"])}
    with pytest.raises(Refusal) as differ:
        desk.admit_all(AT_THE_BRIDGE, seen["encounter_id"], versions=versions, seen=3)
    assert differ.value.code == "occupants-differ"
    facts = desk.admit_all(AT_THE_BRIDGE, seen["encounter_id"], versions=versions, seen=2)
    assert Counter(str(fact.kind) for fact in facts) == {"Admitted": 3}
    desk.undo(AT_THE_BRIDGE, seen["encounter_id"])
    assert {row["status"] for row in border.ask(queries.encounters, port="2504")} == {"presented"}
    assert border.proves()


def test_one_of_a_vehicle_is_referred_and_the_others_are_admitted_without_it(border: Border):
    border.clock.now = ARRIVED
    border.accepted(lane_message([car("7ABC123", walker("ARROYO", "G1111111"), walker("BELMONTE", "G2222222"))], "V1"))
    desk = border.house.lane
    vehicle = desk.find(AT_THE_BRIDGE, "7ABC123").one
    assert vehicle is not None
    seen = desk.look(AT_THE_BRIDGE, vehicle["encounter_id"])
    first, second = seen["companions"]
    versions = {each["encounter_id"]: each["version"] for each in (seen, first, second)}
    with pytest.raises(Refusal, match="ARROYO"):
        desk.admit_all(AT_THE_BRIDGE, seen["encounter_id"], versions=versions)
    desk.refer(AT_THE_BRIDGE, first["encounter_id"], "answers", expected_version=first["version"])
    desk.check_by_hand(AT_THE_BRIDGE, second["encounter_id"], "saw the card")
    desk.admit_all(AT_THE_BRIDGE, seen["encounter_id"], versions=versions)
    rows = {row["surname"] or row["plate"]: row["status"] for row in border.ask(queries.encounters, port="2504")}
    assert rows == {"ARROYO": "referred", "BELMONTE": "admitted", "7ABC123": "presented"}


def test_a_vehicle_whose_screen_is_old_or_empty_is_not_waved_through(border: Border):
    border.clock.now = ARRIVED
    border.accepted(lane_message([car("7ABC123", walker("ARROYO", "G1111111"))], "V1"))
    desk = border.house.lane
    vehicle = desk.find(AT_THE_BRIDGE, "7ABC123").one
    assert vehicle is not None
    (inside,) = desk.look(AT_THE_BRIDGE, vehicle["encounter_id"])["companions"]
    desk.check_by_hand(AT_THE_BRIDGE, inside["encounter_id"], "saw the card")
    with pytest.raises(Stale):  # somebody is in it who was not on the screen
        desk.admit_all(AT_THE_BRIDGE, vehicle["encounter_id"], versions={vehicle["encounter_id"]: vehicle["version"]})
    versions = {each["encounter_id"]: each["version"] for each in (vehicle, inside)}
    desk.admit_all(AT_THE_BRIDGE, vehicle["encounter_id"], versions=versions)
    with pytest.raises(Refusal) as nobody:
        desk.admit_all(AT_THE_BRIDGE, vehicle["encounter_id"], versions=versions)
    assert nobody.value.code == "nobody-waits"


def test_whom_nobody_listed_in_a_vehicle_is_reported_into_it(border: Border):
    border.clock.now = ARRIVED
    border.accepted(lane_message([car("7ABC123", walker("ARROYO", "G1111111"), occupants=2)], "V1"))
    desk = border.house.lane
    held = mrz.read(zone("STRAY", "ANNA", "X1234567"))
    about = unannounced.report(border.house, AT_THE_BRIDGE, unannounced.Stranger.of(held, "7ABC123"))
    seen = desk.look(AT_THE_BRIDGE, about)
    assert (seen["plate"], seen["kind"]) == ("7ABC123", "conveyance")
    assert sorted(each["surname"] for each in seen["companions"]) == ["ARROYO", "STRAY"]
    assert {each["status"] for each in (seen, *seen["companions"])} == {"presented"}
    assert len(desk.queue(AT_THE_BRIDGE)["waiting"]) == 1
    assert border.proves()
