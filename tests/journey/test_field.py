"""An officer meets somebody between ports of entry, with no message, and asks by what can be typed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.journey.border import INES, ROLES, Border, passenger_list, person

from tidewaiter.asking import FieldQuery, ask
from tidewaiter.enforce import Admit, Refer
from tidewaiter.identify import load_listing
from tidewaiter.language.policy import POLICIES
from tidewaiter.store import queries
from tidewaiter.vocabulary.errors import Forbidden, Refusal
from tidewaiter.vocabulary.officer import Officer

DESERT = "31.90,-111.50"
AGENT = Officer("Lena Ortiz", ROLES, "sector-tucson", "two people on foot near the fence")


def checks(met):
    return {check["name"]: check["state"] for check in met["checks"]}


@pytest.fixture
def listed(border: Border) -> Border:
    for name in ("lookout-sample.yaml", "lookout-sample-documents.csv"):
        border.house.lists.load(load_listing(POLICIES / "lists" / name))
    return border


def test_a_name_and_birth_date_typed_in_the_field_walk_the_same_rooms(listed: Border):
    query = FieldQuery(DESERT, surname="Quennell", given_names="Tobias Arne", birth_date="1971-04-09")
    told = ask(listed.house, query, AGENT)
    assert (told["asked_by"], told["why"]) == ("Lena Ortiz", AGENT.purpose)
    assert told["between_ports"] and told["place"]["site"] == "sector-tucson"
    assert "nearest sector headquarters: Tucson Sector" in told["place"]["words"]
    assert "nearest port of entry" in told["place"]["words"]
    (met,) = told["met"]
    assert [(hit["entry_id"], hit["basis"]) for hit in met["hits"]] == [("LS-001", "name-and-birth-date")]
    assert met["status"] == "presented" and met["assignment"] == "secondary"
    assert "no document was typed in the field" in " ".join(met["did_not_run"])
    assert listed.proves()


def test_who_asked_where_and_why_stands_in_the_journal_and_the_reading_too(listed: Border):
    told = ask(listed.house, FieldQuery(DESERT, surname="Nobody"), AGENT)
    facts = dict(listed.journal(told["met"][0]["encounter_id"]))
    (said,) = facts["Presented"]
    assert (said["place"], said["why"], said["between_ports"]) == (DESERT, AGENT.purpose, True)
    assert facts["RecordRead"][0]["purpose"] == AGENT.purpose


def test_what_was_not_typed_excludes_nothing_silently(listed: Border):
    told = ask(listed.house, FieldQuery(DESERT, surname="Quennell", given_names="Tobias Arne"), AGENT)
    assert any("no birth date" in words for words in told["not_said"])
    (met,) = told["met"]
    state = checks(met)["lists"]
    assert state != "pass" or "name" in " ".join(check["detail"] for check in met["checks"]), "it never reads as clear"
    odd = ask(listed.house, FieldQuery(DESERT, surname="Quennell", birth_date="sometime in 1971"), AGENT)
    assert [finding["field"] for finding in odd["findings"]] == ["birth_date"]


def test_a_stolen_document_and_a_plate_are_found_by_the_same_lists(listed: Border):
    query = FieldQuery(DESERT, document_number="zz 9100001", document_issuer="UTO", surname="Any", plate="TWX-4471")
    person_met, car = ask(listed.house, query, AGENT)["met"]
    assert checks(person_met)["lost-or-stolen"] == "fail"
    assert car["kind"] == "conveyance" and car["plate"] == "TWX4471"


def test_somebody_known_from_a_flight_is_known_again_in_the_field(border: Border):
    border.accepted(passenger_list([person("RAHIMI")], "K1"))
    flown = border.one("Rahimi")
    query = FieldQuery("Tucson", surname="Rahimi", given_names="Noor", birth_date="1984-06-23")
    (met,) = ask(border.house, query, AGENT)["met"]
    assert met["subject_id"] == flown["subject_id"] and met["encounter_id"] != flown["encounter_id"]
    assert met["known_by"][0]["basis"] == "name-and-birth-date"


def test_each_question_is_an_encounter_of_its_own_and_counts_as_no_announcement(border: Border):
    for _ in range(2):
        ask(border.house, FieldQuery(DESERT, surname="Twice", given_names="Asked"), AGENT)
    assert len(border.encounters()) == 2
    for report in (queries.not_reported, queries.reporting, queries.unannounced):
        assert border.ask(report) == []
    drawn = [rows[0]["rate"] for kind, rows in border.journal() if kind == "Assigned"]
    assert drawn == [0.0, 0.0], "whom an officer singled out is no random sample"


def test_between_ports_nobody_is_admitted_but_may_be_brought_to_secondary(border: Border):
    told = ask(border.house, FieldQuery(DESERT, surname="Twice"), AGENT)
    encounter = told["met"][0]["encounter_id"]
    with pytest.raises(Refusal) as refused:
        border.act(Admit, encounter, AGENT)
    assert refused.value.code == "between-ports"
    border.act(Refer, encounter, AGENT, reason="to the station")


@pytest.mark.parametrize(
    ("place", "words"),
    [("Tucson", "between ports of entry"), ("the old mill", "names no sector"), ("10.0,10.0", "near no sector")],
)
def test_a_place_is_resolved_as_far_as_the_register_goes_and_says_how_far(border: Border, place: str, words: str):
    told = ask(border.house, FieldQuery(place, surname="X"), AGENT)
    assert words in told["place"]["words"] and told["place"]["site"] == "sector-tucson"
    assert ("the officer's own sector" in told["place"]["words"]) is (place != "Tucson")


def test_a_port_of_entry_is_not_the_field_and_an_empty_question_is_none(border: Border):
    everywhere = replace(AGENT, port="*")
    for place in ("2504", "San Ysidro"):
        with pytest.raises(Refusal) as refused:
            ask(border.house, FieldQuery(place, surname="X"), everywhere)
        assert refused.value.code == "at-a-port"
    with pytest.raises(Refusal) as empty:
        ask(border.house, FieldQuery(DESERT), AGENT)
    assert empty.value.code == "nothing-asked"


def test_only_officers_of_the_place_with_a_purpose_ask(border: Border):
    query = FieldQuery(DESERT, surname="X")
    for officer in (
        replace(AGENT, purpose=""),
        replace(AGENT, roles=frozenset({"carrier"})),
        replace(INES, port="JFK"),
    ):
        with pytest.raises(Forbidden):
            ask(border.house, query, officer)
    assert border.encounters() == []


def test_nobody_sends_a_field_message_in_from_outside(border: Border):
    raw = b'{"asked_by": "Lena Ortiz", "why": "x", "people": [{"surname": "X"}]}'
    (arrival,) = border.send(raw)
    assert arrival.status == "refused"
