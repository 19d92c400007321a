"""What senders do wrong: they repeat themselves, reuse references, and send what cannot be read."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from tests.journey.border import EDDA, INES, Border, booking_record, passenger_list, person

from tidewaiter.assemble import SAMPLES
from tidewaiter.receive import Delivery, delivery
from tidewaiter.receive.contract import contract
from tidewaiter.store import queries
from tidewaiter.vocabulary.errors import Forbidden, NotFound, Position, Refusal, Unreadable

PEOPLE = [person("RAHIMI"), person("HALLORAN", "NIAMH")]
SAMPLE_FILES = sorted(path.relative_to(SAMPLES).as_posix() for path in SAMPLES.rglob("*") if path.is_file())


def test_the_same_bytes_again_get_the_same_answer_byte_for_byte_and_change_nothing(border: Border):
    raws = [passenger_list(PEOPLE, "R1"), booking_record(PEOPLE, "B1")]
    raws += [(SAMPLES / name).read_bytes() for name in SAMPLE_FILES if not name.startswith("paxlst/flight_of")]
    first = border.accepted(*raws)
    size, tables = border.size(), border.tables()
    border.clock.on(hours=3)
    again = border.send(*raws)
    assert {one.status for one in again} == {"repeated"}
    assert [one.answer for one in again] == [one.answer for one in first]
    assert [one.message_id for one in again] == [one.message_id for one in first]
    assert all(one.answer for one in again)
    assert (border.size(), border.tables()) == (size, tables)


def test_the_same_bytes_twice_in_one_call_are_taken_in_once(border: Border):
    raw = passenger_list(PEOPLE, "R1")
    first, second = border.send(raw, raw)
    assert (first.status, second.status) == ("accepted", "repeated")
    assert first.answer == second.answer
    assert len(border.encounters()) == 2


def test_other_bytes_under_a_used_reference_get_contrl_26_and_change_nothing_but_the_inbox(border: Border):
    border.accepted(passenger_list(PEOPLE, "R1"))
    before = border.tables()
    other = passenger_list([*PEOPLE, person("INTRUSO", "EVA")], "R1")
    (conflict,) = border.send(other)
    assert conflict.status == "refused" and conflict.error.code == "26"
    assert "CONTRL" in conflict.answer and "+26+" in conflict.answer.replace("'", "+")
    after = border.tables()
    assert {name for name in after if after[name] != before[name]} == {"inbox"}
    border.clock.on(minutes=1)
    (again,) = border.send(other)
    assert again.status == "repeated" and not again.accepted and again.answer == conflict.answer
    assert border.tables() == after


BROKEN = {
    "cut in the middle of the head": passenger_list(PEOPLE, "R1")[:30],
    "another message type": passenger_list(PEOPLE, "R1").replace(b"PAXLST", b"BAPLIE"),
    "no bytes": b"",
    "noise": bytes(range(256)) * 4,
    "json that breaks off": b'{"travelers": [{"surname": "Rah',
    "a csv without anybody": b"# sender: BUS\nsurname,given_names\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_refused_file_leaves_nothing_half_stored_and_stands_as_a_dead_letter_with_its_place(
    border: Border, name: str
):
    before = border.tables()
    (refused,) = border.send(BROKEN[name])
    assert refused.status == "refused" and refused.error is not None and refused.error.code
    assert str(refused.error.position) != "the input as a whole"
    assert refused.answer
    after = border.tables()
    assert {table for table in after if after[table] != before[table]} <= {"inbox", "draw"}
    (letter,) = border.ask(queries.deadletters)
    assert letter["message_id"] == refused.message_id
    assert letter["error_code"] == refused.error.code and letter["error_text"] == refused.error.text
    assert any(letter["error_position"].values())
    assert [kind for kind, _ in border.journal(refused.message_id)] == ["MessageRefused", "Answered"]
    line = contract(refused)
    assert line["accepted"] is False and line["error"]["code"] and line["answer"]


def test_a_dead_letter_is_replayed_from_its_own_bytes_after_a_fix(border: Border, monkeypatch: pytest.MonkeyPatch):
    honest = delivery._CODECS["PAXLST"]

    def faulty(envelope, message):
        raise Unreadable("This tariff is unknown", Position(segment=message.first + 3, element=2), code="12")

    raw = passenger_list(PEOPLE, "R1")
    monkeypatch.setitem(delivery._CODECS, "PAXLST", faulty)
    (refused,) = border.send(raw)
    assert refused.status == "refused" and border.encounters() == []
    (letter,) = border.ask(queries.deadletters)
    assert letter["error_position"] == {"segment": refused.error.position.segment, "element": 2}

    still = border.house.replay(refused.message_id, EDDA)
    assert still.status == "refused" and border.ask(queries.deadletters)[0]["replays"] == 1
    assert border.ask(queries.deadletters)[0]["replayed_by"] == "Edda Marsh"

    monkeypatch.setitem(delivery._CODECS, "PAXLST", honest)
    border.clock.on(hours=1)
    (unasked,) = border.send(raw)
    assert unasked.status == "repeated" and not unasked.accepted, "a sender's repeat alone does not walk it"
    healed = border.house.replay(refused.message_id, EDDA)
    assert healed.accepted and healed.message_id == refused.message_id
    assert len(border.encounters()) == 2
    told = border.ask(queries.message_journey, refused.message_id)["replayed"]
    assert [(row["officer"], row["at"][:13]) for row in told] == [
        ("Edda Marsh", "2026-08-14T02"),
        ("Edda Marsh", "2026-08-14T03"),
    ]
    said = [rows[0] for kind, rows in border.journal(refused.message_id) if kind == "DeadLetterReplayed"]
    assert [(one["accepted"], one["error_code"]) for one in said] == [(False, "12"), (True, None)]
    assert border.ask(queries.deadletters) == []
    (again,) = border.send(raw)
    assert again.status == "repeated" and again.accepted and again.answer == healed.answer
    with pytest.raises(NotFound):
        border.house.replay(refused.message_id, EDDA)
    assert border.proves()


def test_a_dead_letter_is_replayed_by_a_named_officer_who_may_and_by_nobody_else(border: Border):
    (refused,) = border.send(passenger_list(PEOPLE, "R1").replace(b"PAXLST", b"BAPLIE"))
    size = border.size()
    with pytest.raises(Forbidden):
        border.house.replay(refused.message_id, INES)
    with pytest.raises(Refusal) as nobody:
        border.house.replay(refused.message_id, replace(EDDA, name=" "))
    assert (nobody.value.code, border.size()) == ("not-an-officer", size)


def test_one_message_that_cannot_be_walked_among_fifty_sinks_only_itself(
    border: Border, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    honest = delivery._CODECS["PAXLST"]

    def poisoned(envelope, message):
        read = honest(envelope, message)
        if envelope.reference == "R25":
            return replace(read, people=[replace(read.people[0], booking=99)])
        return read

    monkeypatch.setitem(delivery._CODECS, "PAXLST", poisoned)
    raws = [passenger_list([person(f"FARKAS{n}", "BENCE", f"F{n:07d}")], f"R{n}") for n in range(51)]
    with caplog.at_level(logging.CRITICAL):
        arrivals = border.send(*raws)
    assert [one.opened.reference for one in arrivals if one.status == "refused"] == ["R25"]
    assert len(border.encounters()) == 50
    assert [letter["reference"] for letter in border.ask(queries.deadletters)] == ["R25"]
    bad = next(one for one in arrivals if one.status == "refused")
    assert [kind for kind, _ in border.journal(bad.message_id)] == ["MessageRefused", "Answered"]
    assert border.proves()


def test_one_unreadable_message_among_fifty_sinks_only_itself(border: Border):
    raws = [passenger_list([person(f"FARKAS{n}", "BENCE", f"F{n:07d}")], f"R{n}") for n in range(51)]
    raws[25] = raws[25][:40]
    arrivals = border.send(*raws)
    assert [one.status for one in arrivals].count("accepted") == 50 and arrivals[25].status == "refused"
    assert len(border.encounters()) == 50


def test_a_delivery_that_holds_nothing_but_blanks_is_a_dead_letter_too(border: Border):
    arrivals = list(border.house.ingest([Delivery(b"  \r\n ", "folder", "blank")]))
    assert [one.status for one in arrivals] == ["refused"]
    assert border.ask(queries.deadletters)[0]["receiver"] == "folder"


def test_what_was_refused_may_come_again_mended_under_its_reference(border: Border):
    good = passenger_list(PEOPLE, "R1")
    broken = good.replace(b"PAXLST", b"BAPLIE")
    (refused,) = border.send(broken)
    border.clock.on(minutes=1)
    (mended,) = border.accepted(good)
    assert mended.message_id != refused.message_id and len(border.encounters()) == 2
    again = border.send(broken, good)
    assert [(one.status, one.answer) for one in again] == [("repeated", refused.answer), ("repeated", mended.answer)]
    late = border.house.replay(refused.message_id, EDDA)
    assert late.status == "refused" and late.error.code == "26"
    (conflict,) = border.send(passenger_list(PEOPLE[:1], "R1"))
    assert conflict.error.code == "26"
    assert len(border.encounters()) == 2 and border.proves()


def test_a_replay_of_a_mended_reading_is_not_walked_beside_the_one_that_was_accepted(
    border: Border, monkeypatch: pytest.MonkeyPatch
):
    honest = delivery._CODECS["PAXLST"]

    def faulty(envelope, message):
        raise Unreadable("This tariff is unknown", Position(segment=2), code="12")

    monkeypatch.setitem(delivery._CODECS, "PAXLST", faulty)
    (refused,) = border.send(passenger_list(PEOPLE, "R1"))
    monkeypatch.setitem(delivery._CODECS, "PAXLST", honest)
    border.accepted(passenger_list(PEOPLE[:1], "R1"))
    late = border.house.replay(refused.message_id, EDDA)
    assert not late.accepted and late.error.code == "26"
    assert [row["surname"] for row in border.encounters()] == ["RAHIMI"]
    assert border.proves()


def test_a_repeat_tells_its_legs_again(border: Border):
    (first,) = border.accepted(passenger_list(PEOPLE, "R1"))
    (again,) = border.send(passenger_list(PEOPLE, "R1"))
    assert again.legs == first.legs and again.legs
