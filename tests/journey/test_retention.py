"""What is due is destroyed, daily and by itself or by a word; what an open case needs stays."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from tests.journey.border import Border, booking_record, passenger_list, person

from tidewaiter.assemble import SAMPLES
from tidewaiter.cli.retaining import keep, keep_beside
from tidewaiter.enforce import AdvanceCase, ReasonSeen, Seize
from tidewaiter.inspect import ReportAtPrimary
from tidewaiter.store import queries
from tidewaiter.store.journal_purge import overdue
from tidewaiter.vocabulary.errors import Refusal, TidewaiterError
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.officer import Officer


def booking(name: str) -> bytes:
    return (SAMPLES / "pnrgov" / name).read_bytes()


def _sealed(border: Border) -> list[int]:
    return [len(rows) for kind, rows in border.journal() if kind == "Sealed"]


def test_sealed_values_are_destroyed_after_a_month_and_nothing_else_is(border: Border):
    border.accepted(booking("sealed_requests.edi"))
    before = border.encounters()
    border.clock.on(days=30)
    assert border.house.purge("timer").seqs == ()
    border.clock.on(days=1)
    gone = border.house.purge("timer").seqs
    kinds = {entry.seq: entry.kind for entry in border.house.store.journal_range()}
    assert {kinds[seq] for seq in gone} == {"Sealed", "OriginalKept"}, "the bytes hold what was sealed, and go with it"
    assert _sealed(border) == [0]
    assert border.encounters() == before
    assert border.proves()


def test_the_messages_of_a_person_with_an_open_case_are_held(border: Border):
    border.accepted(passenger_list([person("RAHIMI")], "R1"), booking_record([person("QUOIN")], "B1"))
    rahimi = str(border.one("Rahimi")["encounter_id"])
    border.act(ReportAtPrimary, rahimi, port="JFK")
    saw = (ReasonSeen("interview", "Said that nothing was declared."),)
    border.act(Seize, rahimi, ground="unreported-currency", reasons_seen=saw, what="cash", quantity=1.0, unit="USD")
    assert rahimi in border.ask(queries.held)
    border.clock.on(days=400)
    border.house.purge("timer")
    assert [row["surname"] for row in border.encounters()] == ["RAHIMI"]
    assert border.proves()


def purges(border: Border) -> list[dict[str, object]]:
    with border.house.store.read() as reader:
        return [
            {"actor": stored.entry.actor, "at": stored.entry.at} for stored in reader.entries(kinds=[FactKind.PURGED])
        ]


def test_what_is_due_is_destroyed_once_a_day_without_anybodys_word_and_journaled(border: Border):
    border.accepted(booking("sealed_requests.edi"))
    border.clock.on(days=30)
    assert border.house.keep_retention() is None, "nothing is due, nothing is done"
    border.clock.on(days=1)
    done = border.house.keep_retention()
    assert done is not None and done.kinds == {"Sealed", "OriginalKept"}
    assert [(one["actor"], one["at"]) for one in purges(border)] == [("machine:tidewaiter", border.clock())]
    assert border.proves()
    assert border.house.keep_retention() is None


def test_a_day_on_which_somebody_purged_is_done_and_the_next_one_is_not(open_border: Callable[[str], Border]):
    border, other = open_border("home"), open_border("twin")
    for one in (border, other):
        one.accepted(booking("two_bookings.edi"))
        one.clock.on(days=1)
        one.accepted(booking("sealed_requests.edi"))
        one.clock.on(days=30)
    border.house.purge("Ada Quill")
    border.clock.on(hours=20)
    assert border.house.keep_retention() is None
    border.clock.on(hours=4)
    assert border.house.keep_retention() is not None
    assert [one["actor"] for one in purges(border)] == ["Ada Quill", "machine:tidewaiter"]
    assert other.house.keep_retention() is not None, "a house of its own keeps its own day"


def test_retention_by_itself_is_switched_off_by_one_word_and_no_other(border: Border, monkeypatch: pytest.MonkeyPatch):
    border.accepted(booking("sealed_requests.edi"))
    border.clock.on(days=31)
    monkeypatch.setenv("TIDEWAITER_PURGE", "off")
    assert border.house.keep_retention() is None
    assert purges(border) == []
    monkeypatch.setenv("TIDEWAITER_PURGE", "of")
    with pytest.raises(TidewaiterError, match="daily or off"):
        border.house.keep_retention()
    monkeypatch.delenv("TIDEWAITER_PURGE")
    assert border.house.keep_retention() is not None


def test_a_clock_that_leapt_destroys_nothing_by_itself_and_a_human_may(border: Border):
    border.accepted(booking("sealed_requests.edi"))
    border.clock.on(days=8766)
    border.accepted(booking("two_bookings.edi"))
    with pytest.raises(Refusal, match="is the clock right"):
        border.house.keep_retention()
    border.clock.on(days=1)
    with pytest.raises(Refusal):
        border.house.keep_retention()
    border.house.purge("Ada Quill")
    border.clock.on(days=32)
    assert border.house.keep_retention() is not None


def test_an_open_case_holds_what_it_rests_on_until_it_is_closed(border: Border):
    border.accepted(passenger_list([person("RAHIMI")], "R1"))
    rahimi = str(border.one("Rahimi")["encounter_id"])
    border.act(ReportAtPrimary, rahimi)
    saw = (ReasonSeen("interview", "Said that nothing was declared."),)
    border.act(Seize, rahimi, ground="unreported-currency", reasons_seen=saw, what="cash", quantity=1.0, unit="USD")
    for _ in range(8):
        border.clock.on(days=50)
        border.house.state([Fact(FactKind.RECORD_READ, "house", border.clock(), "Ada Quill", {})])
        border.house.keep_retention()
    assert border.one("Rahimi")["surname"] == "RAHIMI"
    with border.house.store.read() as reader:
        due = overdue(reader.cursor, border.clock(), queries.held)
    assert due.keys == () and due.held > 0, "held is not overdue"
    (case,) = border.one("Rahimi")["cases"]
    commander = Officer("Ama Boateng", frozenset({"commander"}))
    border.act(AdvanceCase, rahimi, commander, case_id=case["case_id"], status="closed")
    border.clock.on(days=1)
    border.house.keep_retention()
    assert border.encounters() == []
    assert [row["status"] for row in border.ask(queries.cases)] == ["closed"]
    assert border.proves()


def test_words_of_the_command_line_keep_retention_beside_their_work(border: Border, caplog: pytest.LogCaptureFixture):
    border.accepted(booking("sealed_requests.edi"))
    border.clock.on(days=31)
    keep_beside(lambda: border.house, every=3600).set()
    for _ in range(200):
        if purges(border):
            break
        time.sleep(0.02)
    assert len(purges(border)) == 1
    border.clock.on(days=90)
    border.accepted(booking("two_bookings.edi"))
    border.clock.on(days=40)
    keep(border.house)
    assert "was not destroyed: nothing was journaled for 90 days" in caplog.text
