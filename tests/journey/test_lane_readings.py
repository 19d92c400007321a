"""A document read at the lane that is not the one announced is looked for there and then, before the line is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.journey.border import INBOUND, Border, passenger_list
from tests.journey.test_lane import ARRIVED, AT_BOSTON, AT_KENNEDY
from tests.journey.travelers import somebody, zone

from tidewaiter import identify
from tidewaiter.formats import mrz
from tidewaiter.identify.hits import ClaimHit, SettleHit
from tidewaiter.identify.in_hand import MARK
from tidewaiter.vocabulary.officer import Officer

STOLEN = "ZZ9100003"
ANALYST = Officer("Mira Okafor", frozenset({"analyst"}), "JFK", "settling hits")
ELSEWHERE = replace(INBOUND, number="206", arrival="BOS")


@pytest.fixture
def arrived(border: Border) -> Border:
    """A flight of two that has just landed."""
    border.accepted(passenger_list([somebody(0), somebody(1)], "L1"))
    border.clock.now = ARRIVED
    return border


def read(border: Border, number: str = "P7000000", surname: str = "LANEAAA", **said: Any) -> dict[str, Any]:
    """Read a document in the first traveler's hand, and look at the screen."""
    desk = border.house.lane
    who = border.one("LANEAAA")["encounter_id"]
    found = desk.find(AT_KENNEDY, zone(surname, "NOOR", number, **said), even_so=True)
    assert [row["encounter_id"] for row in found.rows] == [who]
    return desk.look(AT_KENNEDY, who)


def states(seen: dict[str, Any]) -> dict[str, str]:
    return {each["name"]: each["state"] for each in seen["checks"]}


def kinds(border: Border, since: int) -> list[str]:
    return [kind for kind, _ in border.journal()[since:] if kind != "RecordRead"]


def settle(border: Border, hit_id: str) -> None:
    desk, at = border.house.hits, border.clock()
    desk.act(ClaimHit(hit_id=hit_id, officer=ANALYST, at=at))
    reason = "the photographs differ"
    desk.act(SettleHit(hit_id=hit_id, officer=ANALYST, at=at, verdict="not-a-match", reason=reason))


def test_a_stolen_document_that_nobody_announced_is_found_before_the_line_is_said(arrived: Border):
    before = arrived.size()
    seen = read(arrived, STOLEN)
    assert kinds(arrived, before) == ["Screened", "ListHit", "Checked"]
    assert (seen["verdict"]["word"], seen["may"]["admit"]) == ("refer", False)
    assert "stolen blank" in seen["verdict"]["reasons"][0]["text"]
    assert (states(seen)["lists"], states(seen)["lost-or-stolen"]) == ("fail", "fail")
    (hit,) = arrived.house.hits.queue(ANALYST)
    assert hit["declared_value"] == f"GBR {STOLEN}"
    assert hit["evidence"][MARK]["asked"] == f"GBR {STOLEN}"
    (checked,) = [rows for kind, rows in arrived.journal(seen["encounter_id"]) if kind == "Checked"]
    assert STOLEN not in str(checked)  # the match says what was read, and is kept as long as a match is
    assert arrived.proves()


def test_a_new_number_that_no_list_knows_was_looked_for_and_still_is_not_the_one_announced(arrived: Border):
    seen = read(arrived, "P8111111")
    assert (states(seen)["lists"], states(seen)["number-form"]) == ("pass", "pass")
    assert (seen["verdict"]["word"], seen["verdict"]["reasons"][0]["code"]) == ("failed", "failed:document-in-hand")
    done = arrived.house.lane.check_by_hand(AT_KENNEDY, seen["encounter_id"], "renewed: the old one is in the back")
    assert [each["name"] for each in done.data["checks"]] == ["document-in-hand"]
    assert arrived.house.lane.look(AT_KENNEDY, seen["encounter_id"])["verdict"]["word"] == "by-hand"


@pytest.mark.parametrize("birth", [None, date(1971, 4, 9)])
def test_a_name_and_birth_date_that_are_read_otherwise_are_looked_for_too(border: Border, birth: date | None):
    announced = replace(somebody(0), surname="QUENELL", given_names="T", birth_date=birth or date(1984, 6, 23))
    border.accepted(passenger_list([announced], "L1"))
    border.clock.now = ARRIVED
    text = zone("QUENNELL", "TOBIAS ARNE", "P7000000", birth=mrz.PartialDate(1971, 4, 9))
    one = border.house.lane.find(AT_KENNEDY, text).one
    assert one is not None
    seen = border.house.lane.look(AT_KENNEDY, one["encounter_id"])
    assert seen["verdict"]["word"] == "refer"
    assert seen["possible_matches"][0]["basis"] == "name-and-birth-date"


def test_the_document_announced_is_not_looked_for_twice(arrived: Border):
    before = arrived.size()
    seen = read(arrived)
    assert kinds(arrived, before) == ["Checked"]
    assert seen["verdict"]["word"] == "clear"


def test_a_match_by_what_was_read_is_stated_once_and_what_an_analyst_settled_stays_settled(arrived: Border):
    read(arrived, STOLEN)
    before = arrived.size()
    read(arrived, STOLEN)
    assert kinds(arrived, before) == ["Screened", "Checked"]
    (hit,) = arrived.house.hits.queue(ANALYST)
    settle(arrived, hit["hit_id"])
    after = arrived.house.lane.look(AT_KENNEDY, hit["encounter_id"])
    assert (after["possible_matches"], states(after)["lists"]) == ([], "pass")
    again = read(arrived, STOLEN)
    assert (again["possible_matches"], states(again)["lists"]) == ([], "pass")
    assert states(again)["lost-or-stolen"] == "fail"  # that is about the document, whoever shows it
    assert again["verdict"]["word"] == "failed"
    assert arrived.proves()


def test_a_second_document_takes_back_nothing_of_what_the_first_was_found_to_be(arrived: Border):
    read(arrived, STOLEN)
    for number in ("P8111111", "P7000000"):
        seen = read(arrived, number)
        assert (states(seen)["lists"], states(seen)["lost-or-stolen"]) == ("fail", "fail")
        assert seen["verdict"]["word"] == "refer"


def test_a_screening_that_breaks_off_reads_as_not_run_and_never_as_clear(arrived: Border, monkeypatch):
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the index is gone")

    monkeypatch.setattr(identify, "in_hand", broken)
    seen = read(arrived, "P7000000", birth=mrz.PartialDate(1984, 6, 24))
    assert states(seen)["lists"] == "not-run"
    assert not seen["verdict"]["admits"]
    arrived.house.lane.check_by_hand(AT_KENNEDY, seen["encounter_id"], "looked at it")
    assert not arrived.house.lane.look(AT_KENNEDY, seen["encounter_id"])["verdict"]["admits"]


def test_somebody_elses_document_says_so(border: Border):
    border.accepted(
        passenger_list([replace(somebody(5), surname="OTHERWISE", given_names="CELIA")], "L0", leg=ELSEWHERE)
    )
    border.accepted(passenger_list([somebody(0)], "L1"))
    border.clock.now = ARRIVED
    seen = read(border, "P7000005")
    assert states(seen)["one-holder"] == "fail"
    (checked,) = [rows for kind, rows in border.journal(seen["encounter_id"]) if kind == "Checked"]
    assert "OTHERWISE" not in str(checked)


def test_a_diverted_travelers_document_is_checked_and_its_name_looked_for(arrived: Border):
    text = zone("QUENNELL", "TOBIAS", "P7000000")
    found = arrived.house.lane.find(AT_BOSTON, text)
    who = found.elsewhere[0]["encounter_id"]
    arrived.house.lane.report_here(AT_BOSTON, who, text)
    seen = arrived.house.lane.look(AT_BOSTON, who)
    assert (states(seen)["document-in-hand"], seen["verdict"]["admits"]) == ("fail", False)
    assert arrived.proves()
