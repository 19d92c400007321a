"""Outbound journeys: the same rooms, the departure port, and exits that close stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.journey.border import OUTBOUND, Border, booking_record, lane, passenger_list, person, walker

from tidewaiter.enforce import Admit, Depart, Refer, WithdrawAct
from tidewaiter.inspect import ReportAtPrimary
from tidewaiter.store import queries
from tidewaiter.vocabulary.act import HUMAN_FACTS
from tidewaiter.vocabulary.announcement import TravelDocument
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.facts import FactKind

WANTED = person("QUENNELL", "TOBIAS ARNE", birth_date=date(1971, 4, 9), sex="M")


def admit(border: Border, surname: str) -> str:
    border.clock.now = datetime(2026, 8, 14, 17, 30, tzinfo=UTC)
    entry = border.one(surname)["encounter_id"]
    border.act(ReportAtPrimary, entry, port="JFK", lane="12")
    border.act(Admit, entry, until=date(2026, 11, 11))
    return str(entry)


def test_departures_walk_the_same_rooms_before_boarding(border: Border):
    (arrival,) = border.accepted(passenger_list([person("RAHIMI")], "R1", leg=OUTBOUND))
    leaving = border.one("Rahimi")
    assert (leaving["direction"], leaving["port"]) == ("outbound", "JFK")
    assert leaving["assignment"] and leaving["band"] and leaving["advice"] == "cleared"
    assert "CUSRES" in arrival.answer


@pytest.mark.parametrize("write", [passenger_list, booking_record])
def test_a_hit_on_a_departure_goes_to_the_departure_port_and_nowhere_else(border: Border, write):
    border.accepted(write([WANTED, person("RAHIMI")], "R1", leg=OUTBOUND))
    wanted = border.one("Quennell")
    assert [hit["entry_id"] for hit in wanted["possible_matches"]] == ["LS-001"]
    assert wanted["port"] == "JFK" and wanted["lookout"]
    assert [row["surname"] for row in border.encounters(port="JFK") if row["stream"] == "risk"] == ["QUENNELL"]
    assert border.encounters(port="LHR") == []
    border.act(Refer, wanted["encounter_id"], reason="hold at the gate")
    with pytest.raises(Refusal):
        border.act(Depart, wanted["encounter_id"])


def test_an_exit_closes_the_stay_of_an_earlier_entry_by_document_issuer_and_birth_date(border: Border):
    border.accepted(passenger_list([person("RAHIMI")], "R1"))
    entry = admit(border, "Rahimi")
    assert len(border.ask(queries.open_stays)) == 1
    border.clock.now = datetime(2026, 9, 4, 12, 0, tzinfo=UTC)
    # Another spelling of the name, the same document: the document closes the stay.
    border.accepted(
        passenger_list([person("RAHIMI", "NOUR", number=person("RAHIMI").documents[0].number)], "R2", leg=OUTBOUND)
    )
    leaving = border.one("Rahimi", direction="outbound")
    border.clock.now = datetime(2026, 9, 4, 22, 30, tzinfo=UTC)
    border.act(Depart, leaving["encounter_id"])
    assert border.ask(queries.open_stays) == [] and border.ask(queries.unmatched_exits) == []
    with border.house.store.read() as reader:
        reader.cursor.execute("SELECT encounter_id, closed_by FROM stay")
        assert reader.cursor.fetchall() == [(entry, leaving["encounter_id"])]
    assert border.proves()


def test_an_exit_without_a_known_entry_is_a_gap_in_the_data_and_accuses_nobody(border: Border):
    border.accepted(passenger_list([person("RAHIMI"), person("HALLORAN", "NIAMH")], "R1"))
    admit(border, "Rahimi")
    border.clock.now = datetime(2026, 9, 4, 12, 0, tzinfo=UTC)
    another = [TravelDocument("P", "777000111", "GBR", date(2031, 1, 1))]
    border.accepted(passenger_list([person("FARKAS", "BENCE", documents=another)], "R2", leg=OUTBOUND))
    leaving = border.one("Farkas")
    border.act(Depart, leaving["encounter_id"])
    (gap,) = border.ask(queries.unmatched_exits)
    assert gap["encounter_id"] == leaving["encounter_id"]
    assert len(border.ask(queries.open_stays)) == 1
    gone = border.one("Farkas")
    assert (gone["status"], gone["hits"], gone["outcome"]) == ("departed", 0, None)


def test_who_walks_out_at_a_lane_has_left_and_the_lane_says_so_itself(border: Border):
    border.accepted(lane([walker("Monsivais", "G33310098")], "L1"))
    came = border.one("Monsivais")["encounter_id"]
    border.clock.now = datetime(2026, 8, 14, 17, 30, tzinfo=UTC)
    border.act(Admit, came, until=date(2026, 12, 1))
    border.clock.now = datetime(2026, 8, 20, 19, 0, tzinfo=UTC)
    out = walker("Monsivais", "G33310098", at="2026-08-20T10:00:00-07:00")
    border.accepted(lane([out], "L2", direction="outbound"))
    left = border.one("Monsivais", direction="outbound")
    assert (left["status"], left["port"]) == ("departed", "2504")
    assert [(act["kind"], act["actor"]) for act in left["acts"]] == [
        ("Presented", "machine:tidewaiter"), ("Departed", "machine:tidewaiter"),
    ]  # fmt: skip
    ((closed_at, closed_by, source),) = stays(border)
    assert (closed_at, closed_by, source) == ("2026-08-20T17:00:00.000000Z", left["encounter_id"], "lane")
    assert border.ask(queries.open_stays) == border.ask(queries.unmatched_exits) == []
    assert border.proves()


def stays(border: Border) -> list[tuple[str, str, str]]:
    """Give when, by which exit and by whose word each stay was closed."""
    with border.house.store.read() as reader:
        reader.cursor.execute(
            "SELECT s.closed_at, s.closed_by, c.source FROM stay s"
            " LEFT JOIN crossing c ON c.encounter_id = s.closed_by ORDER BY s.admitted_at, s.encounter_id"
        )
        return reader.cursor.fetchall()


def test_whom_an_officer_is_to_look_at_has_not_left_by_reaching_the_lane_nor_have_those_in_the_same_car(border: Border):
    wanted = walker("Quennell", "Q5550001")["people"][0] | {
        "given_names": "Tobias Arne", "birth_date": "1971-04-09", "nationality": "GBR", "role": "driver",
    }  # fmt: skip
    friend = walker("Rahimi", "R5550002")["people"][0] | {"role": "passenger"}
    car = {"at": "2026-08-14T10:00:00-07:00", "vehicle": {"plate": "8XYZ123", "plate_issuer": "USA-CA"}}
    border.accepted(
        lane([car | {"people": [wanted, friend]}, walker("Monsivais", "G33310098")], "L1", direction="outbound")
    )
    status = {row["surname"].upper(): row["status"] for row in border.encounters()}
    assert border.one("Quennell")["assignment"] == "secondary"
    assert status == {"QUENNELL": "presented", "RAHIMI": "presented", "MONSIVAIS": "departed"}
    border.act(Depart, border.one("Rahimi")["encounter_id"])
    assert border.proves()


RAHIMI, HALLORAN, FARKAS = person("RAHIMI"), person("HALLORAN", "NIAMH"), person("FARKAS", "BENCE")
EVERYBODY = [RAHIMI, HALLORAN, FARKAS]


@pytest.fixture
def ready(border: Border) -> Border:
    """Three people who were let in, and who are on the list of a departure."""
    border.accepted(passenger_list(EVERYBODY, "R1"))
    for somebody in EVERYBODY:
        admit(border, str(somebody.surname))
    border.clock.now = datetime(2026, 9, 4, 12, 0, tzinfo=UTC)
    border.accepted(passenger_list(EVERYBODY, "R2", leg=OUTBOUND))
    border.clock.now = datetime(2026, 9, 4, 23, 0, tzinfo=UTC)
    return border


def close_out(border: Border, people, reference: str, status: str = "CLOB", **said) -> list[str]:
    """Close the departure out; give the codes of findings about what was left as it stood."""
    before = len(border.journal())
    border.accepted(passenger_list(people, reference, leg=OUTBOUND, status=status, **said))
    told = [row for kind, rows in border.journal()[before:] if kind == "QualityFound" for row in rows]
    return [row["text"] for row in told if row["code"] in ("exit-contradicted", "closing-reference-unknown")]


def gone(border: Border) -> set[str]:
    return {row["surname"] for row in border.encounters(direction="outbound", status="departed")}


def still_here(border: Border) -> set[str]:
    return {
        border.ask(queries.encounter, row["encounter_id"])["surname"] for row in border.ask(queries.open_stays)
    }  # fmt: skip


def test_a_close_out_says_who_is_aboard_and_their_stays_close(ready: Border):
    assert close_out(ready, [RAHIMI, HALLORAN], "C1") == []
    assert gone(ready) == {"RAHIMI", "HALLORAN"} and still_here(ready) == {"FARKAS"}
    (first, *_) = [row for row in stays(ready) if row[0]]
    assert (first[0], first[2]) == ("2026-09-04T22:25:00.000000Z", "close-out"), "they left when the flight did"
    assert ready.ask(queries.exit_matching) == {"exits": 2, "matched": 2, "share": 1.0, "by_source": {"close-out": 2}}
    departed = [rows[0] for kind, rows in ready.journal() if kind == "Departed"]
    assert all(row["source"] == "close-out" and row["message_id"] for row in departed)
    assert ready.proves()


def test_a_close_out_of_those_not_on_board_says_that_all_others_are(ready: Border):
    close_out(ready, [HALLORAN], "C1", "CLNB")
    assert gone(ready) == {"RAHIMI", "FARKAS"} and still_here(ready) == {"HALLORAN"}
    assert ready.one("Halloran", direction="outbound")["cancelled"]
    assert ready.proves()


def test_a_close_out_that_misses_nobody_lets_everybody_on_the_list_leave_and_nobody_of_a_booking_alone(ready: Border):
    ready.accepted(booking_record([person("OYELARAN", "SADE", locator="Q9ZZ1A")], "B1", leg=OUTBOUND))
    close_out(ready, [], "C1", "CLNB")
    assert gone(ready) == {"RAHIMI", "HALLORAN", "FARKAS"} and still_here(ready) == set()


def test_a_close_out_may_name_people_by_their_references_alone(ready: Border):
    raw = passenger_list([], "C1", leg=OUTBOUND, status="CLOB")
    alone = [b"NAD+ZZZ", b"RFF+ABO:ZZ-RAHIMI", b"NAD+ZZZ", b"RFF+ABO:ZZ-NOBODY", b"NAD+FL", b"RFF+ABO:ZZ-FARKAS"]
    named = b"'".join([*alone, b"CNT+"])
    before = len(ready.journal())
    ready.accepted(raw.replace(b"CNT+", named, 1))
    assert gone(ready) == {"RAHIMI", "FARKAS"}
    assert len(ready.encounters(direction="outbound")) == 3, "a reference is no new person"
    told = [row["code"] for kind, rows in ready.journal()[before:] if kind == "QualityFound" for row in rows]
    assert "closing-reference-unknown" in told


def test_who_was_on_no_list_is_screened_and_has_left_when_the_close_out_names_them(ready: Border):
    close_out(ready, [person("OYELARAN", "SADE")], "C1")
    late = ready.one("Oyelaran")
    assert (late["status"], bool(late["assignment"])) == ("departed", True)
    (gap,) = ready.ask(queries.unmatched_exits)
    assert (gap["encounter_id"], gap["source"]) == (late["encounter_id"], "close-out")
    assert gap["note"] == "no stay with this document, issuer and birth date is known"


def test_an_officers_hold_stands_against_a_close_out_and_the_contradiction_is_told(ready: Border):
    held = ready.one("Rahimi", direction="outbound")
    ready.act(Refer, held["encounter_id"], reason="hold at the gate")
    (text,) = close_out(ready, EVERYBODY, "C1")
    assert held["encounter_id"] in text and "referred" in text
    assert gone(ready) == {"HALLORAN", "FARKAS"} and still_here(ready) == {"RAHIMI"}


@pytest.mark.parametrize(
    ("people", "function", "status", "remain"),
    [
        ([RAHIMI], "original", "CLNB", {"RAHIMI"}),
        ([RAHIMI], "cancel", None, {"RAHIMI"}),
        ([], "cancel", None, {"RAHIMI", "HALLORAN", "FARKAS"}),
    ],
)
def test_what_the_carrier_takes_back_is_taken_back_and_the_stay_is_open_again(
    ready: Border, people, function, status, remain
):
    close_out(ready, EVERYBODY, "C1")
    assert still_here(ready) == set()
    ready.clock.on(minutes=20)
    ready.accepted(passenger_list(people, "C2", leg=OUTBOUND, function=function, status=status))
    assert still_here(ready) == remain
    assert gone(ready) == {"RAHIMI", "HALLORAN", "FARKAS"} - remain
    (undone, *_) = [rows[0] for kind, rows in ready.journal() if kind == "Withdrawn"]
    assert undone["fact"] == "Departed" and undone["reason"]
    assert ready.proves()


def test_a_corrected_document_closes_the_stay_it_belongs_to_and_no_other(ready: Border):
    typed = [replace(RAHIMI.documents[0], number="P9999999")]
    close_out(ready, [replace(RAHIMI, documents=typed)], "C1")
    assert still_here(ready) == {"RAHIMI", "HALLORAN", "FARKAS"}, "the number was mistyped: a gap, no match"
    assert len(ready.ask(queries.unmatched_exits)) == 1
    ready.clock.on(minutes=20)
    ready.accepted(passenger_list([RAHIMI], "C2", leg=OUTBOUND, function="update"))
    assert still_here(ready) == {"HALLORAN", "FARKAS"}
    assert ready.ask(queries.unmatched_exits) == []
    assert ready.one("Rahimi", direction="outbound")["status"] == "departed"
    assert ready.proves()


def test_an_officer_who_finds_that_somebody_has_not_left_is_not_contradicted_again(ready: Border):
    close_out(ready, EVERYBODY, "C1")
    rahimi = ready.one("Rahimi", direction="outbound")["encounter_id"]
    ready.clock.on(hours=3)
    with pytest.raises(Refusal):
        ready.act(WithdrawAct, rahimi, reason=" ")
    ready.act(WithdrawAct, rahimi, reason="Sits in the terminal; somebody else flew on the name.")
    assert ready.one("Rahimi", direction="outbound")["status"] == "announced"
    (text,) = close_out(ready, EVERYBODY, "C2")
    assert "an officer found that they had not left" in text
    assert still_here(ready) == {"RAHIMI"}
    assert ready.proves()


def test_an_officers_own_departure_stands_when_a_carrier_says_otherwise(ready: Border):
    rahimi = ready.one("Rahimi", direction="outbound")["encounter_id"]
    ready.act(Depart, rahimi)
    (text,) = close_out(ready, [RAHIMI], "C1", "CLNB")
    assert "an officer stated that they left" in text
    assert "RAHIMI" in gone(ready)
    with pytest.raises(Refusal):
        ready.act(WithdrawAct, rahimi, reason="It was somebody else.")


def test_a_close_out_of_an_arrival_lets_nobody_leave(border: Border):
    border.accepted(passenger_list(EVERYBODY, "R1"))
    border.accepted(passenger_list([RAHIMI], "C1", status="CLOB"))
    border.accepted(passenger_list([RAHIMI], "C2", status="CLNB"))
    assert {row["status"] for row in border.encounters()} == {"announced"}


def test_a_machine_states_of_people_only_that_they_stood_at_a_lane_and_that_they_left(ready: Border):
    close_out(ready, EVERYBODY, "C1")
    close_out(ready, [RAHIMI], "C2", "CLNB")
    ready.accepted(lane([walker("Monsivais", "G33310098")], "L1", direction="outbound"))
    with ready.house.store.read() as reader:
        stated = {stored.entry.kind for stored in reader.entries() if stored.entry.actor.startswith("machine:")}
    assert stated & HUMAN_FACTS == {FactKind.PRESENTED, FactKind.DEPARTED, FactKind.WITHDRAWN}
