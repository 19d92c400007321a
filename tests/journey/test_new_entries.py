"""A list version that goes live is held against everyone announced before; hits go to the port concerned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import orjson
import pytest
from tests.journey.border import INES, OUTBOUND, Border, passenger_list, person

from tidewaiter import again
from tidewaiter.inspect import ReportAtPrimary
from tidewaiter.store import queries
from tidewaiter.vocabulary.listing import ListEntry, Listing
from tidewaiter.vocabulary.officer import Officer

STEWARD = Officer("Hanne Brok", frozenset({"steward"}), "*", "lists")
BORN = date(1984, 6, 23)


def entry(number: int, surname: str, given: str, birth: date | None = None, **said: Any) -> ListEntry:
    term = {"review_at": date(2027, 1, 1), "expires_at": date(2028, 1, 1)}
    fields = {"category": "warrant", "ground": "g", "owner": "desk", **term, **said}
    return ListEntry(f"e{number}", "person", surname=surname, given_names=given, birth_date=birth, **fields)


def listing(border: Border, version: str, *entries: ListEntry, list_id: str = "new") -> Listing:
    return Listing(list_id, version, "s", "desk", "g", border.clock().date(), 30, entries)


def load(border: Border, version: str, *entries: ListEntry) -> None:
    border.house.lists.load(listing(border, version, *entries), accept_shrink=True)


@pytest.fixture
def announced(border: Border) -> Border:
    load(border, "1", entry(1, "Nobody", "Here"))
    people = [person("VANTERPOOL", "ODALYS"), person("QUILLMAR", "TESSEN"), person("OSTRAVEK", "BRYN")]
    border.accepted(passenger_list(people, "A1"))
    border.accepted(passenger_list([person("HALDORN", "MIREK", birth_date=None)], "A2", leg=OUTBOUND))
    return border


def test_a_new_entry_meets_who_is_in_transit_and_the_lookout_goes_to_the_port_concerned(announced: Border):
    before = announced.one("VANTERPOOL")
    assert before["assignment"] != "secondary" or before["stream"] == "random"
    load(
        announced,
        "2",
        entry(1, "Nobody", "Here"),
        entry(2, "Van der Pool", "Odalis", BORN),
        entry(3, "Haldorn", "Mirek"),
    )
    met, leaving = announced.one("VANTERPOOL"), announced.one("HALDORN")
    assert (met["port"], met["assignment"], met["stream"]) == ("JFK", "secondary", "risk")
    assert (leaving["port"], leaving["direction"], leaving["assignment"]) == ("JFK", "outbound", "secondary")
    (hit,) = met["possible_matches"]
    said = orjson.loads(hit["evidence"])
    assert hit["basis"] == "name-and-birth-date" and hit["declaration_id"] == met["announced_by"][0]["declaration_id"]
    assert (said["name"]["asked"], said["name"]["listed"]) == ("ODALYS VANTERPOOL", "Van der Pool, Odalis")
    assert said["birth_date"]["agreement"] == "same day"
    assert leaving["possible_matches"][0]["basis"] == "name"
    assert not announced.one("QUILLMAR")["possible_matches"]
    kinds = [fact["kind"] for fact in announced.explain(met["encounter_id"])["facts"]]
    assert kinds.count("ListHit") == 1 and kinds.count("Assigned") == 2
    assert announced.proves()


def test_who_has_been_dealt_with_is_hit_and_not_assigned_anew(announced: Border):
    one = announced.one("QUILLMAR")
    announced.act(ReportAtPrimary, one["encounter_id"], INES, lane="3", port="JFK")
    load(announced, "2", entry(2, "Quillmar", "Tessen", BORN))
    after = announced.one("QUILLMAR")
    assert len(after["possible_matches"]) == 1 and after["assignment"] == one["assignment"]


def test_what_a_new_entry_finds_afterwards_is_what_screening_finds_when_they_come(announced: Border):
    entries = [entry(2, "Ostrawek", "Brin", BORN), entry(3, "Haldorn", "Mirek"), entry(4, "Quilmar", "Teßen", BORN)]
    load(announced, "2", *entries)
    compared = "list_id", "entry_id", "basis", "score", "declared_value", "listed_value", "evidence"
    later = {
        name: [{key: hit[key] for key in compared} for hit in announced.one(name)["possible_matches"]]
        for name in ("OSTRAVEK", "HALDORN", "QUILLMAR")
    }
    again_on_monday = replace(OUTBOUND, number="205")
    people = [person("OSTRAVEK", "BRYN"), person("HALDORN", "MIREK", birth_date=None), person("QUILLMAR", "TESSEN")]
    announced.accepted(passenger_list(people, "A3", leg=again_on_monday))
    for name, hits in later.items():
        (fresh,) = [row for row in announced.encounters() if row["surname"] == name and row["number"] == "205"]
        found = announced.ask(queries.encounter, fresh["encounter_id"])["possible_matches"]
        assert hits and [{key: hit[key] for key in compared} for hit in found] == hits


def test_hits_of_an_entry_that_left_its_list_are_marked_and_never_vanish(announced: Border):
    load(announced, "2", entry(2, "Quillmar", "Tessen", BORN))
    load(announced, "3", entry(5, "Nobody", "Else"))
    (hit,) = announced.one("QUILLMAR")["possible_matches"]
    assert hit["entry_gone_at"] is not None and hit["status"] == "open"
    announced.house.lists.roll_back("new", "2", STEWARD, "it was right")
    (hit,) = announced.one("QUILLMAR")["possible_matches"]
    assert hit["entry_gone_at"] is None
    assert announced.proves()


@pytest.mark.parametrize("altered", [True, False])
def test_who_was_stopped_by_an_entry_that_left_or_no_longer_fits_is_stopped_no_more(announced: Border, altered: bool):
    before = announced.one("QUILLMAR")["assignment"]
    load(announced, "2", entry(2, "Quillmar", "Tessen", BORN), entry(3, "Vanterpool", "Odalys", BORN))
    assert announced.one("QUILLMAR")["assignment"] == "secondary"
    instead = entry(2 if altered else 9, "Somebody", "Quite Other", BORN)
    load(announced, "3", instead, entry(3, "Vanterpool", "Odalys", BORN))
    freed = announced.one("QUILLMAR")
    (hit,) = freed["possible_matches"]
    assert (hit["unfit_at"] is not None, hit["entry_gone_at"] is not None) == (altered, not altered)
    assert (freed["assignment"], freed["lookout"]) == (before, None)
    assert announced.one("VANTERPOOL")["assignment"] == "secondary"
    load(announced, "4", entry(2, "Quillmar", "Tessen", BORN), entry(3, "Vanterpool", "Odalys", BORN))
    again_stopped = announced.one("QUILLMAR")
    assert again_stopped["assignment"] == "secondary" and again_stopped["possible_matches"][0]["unfit_at"] is None
    assert announced.proves()


def test_a_search_that_was_broken_off_is_taken_up_where_it_stopped(announced: Border, monkeypatch: pytest.MonkeyPatch):
    house = announced.house
    house.policies = replace(house.policies, screening=replace(house.policies.screening, page=2))
    entries, pages = again.entries, iter(range(10))

    def killed(*args: Any) -> Any:
        if next(pages) == 1:
            raise KeyboardInterrupt
        return entries(*args)

    monkeypatch.setattr(again, "entries", killed)
    found = [entry(2, "Quillmar", "Tessen", BORN), entry(3, "Haldorn", "Mirek")]
    with pytest.raises(KeyboardInterrupt):
        load(announced, "2", *found)
    day = announced.clock().date()
    stopped = next(row for row in announced.ask(queries.lists, day) if row["list_id"] == "new")
    assert not stopped["rescreening"]["done"] and stopped["rescreening"]["declarations"] == 2
    house.lists.rescreen()
    ended = next(row for row in announced.ask(queries.lists, day) if row["list_id"] == "new")
    assert ended["rescreening"]["done"] and ended["rescreening"]["declarations"] == 4
    assert all(len(announced.one(name)["possible_matches"]) == 1 for name in ("QUILLMAR", "HALDORN"))
    size = announced.size()
    assert house.lists.rescreen() == 0 and announced.size() == size
    assert announced.proves()


def test_pairs_are_counted_by_day(announced: Border):
    load(announced, "2", entry(2, "Quillmar", "Tessen", BORN))
    announced.accepted(passenger_list([person("QUILLMAR", "TESSEN")], "A4", leg=replace(OUTBOUND, number="207")))
    (day,) = announced.ask(queries.compared)
    assert day["messages"] == 3 and day["declarations"] == 5 and day["names"] == 5
    assert day["considered"] >= day["scored"] >= day["alerted"] == 1
