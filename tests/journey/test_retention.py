"""What is due is destroyed, by a word anybody can run from a timer; what an open case needs stays."""

from __future__ import annotations

from tests.journey.border import Border, booking_record, passenger_list, person

from tidewaiter.assemble import SAMPLES
from tidewaiter.enforce import ReasonSeen, Seize
from tidewaiter.inspect import ReportAtPrimary
from tidewaiter.store import queries


def _sealed(border: Border) -> list[int]:
    return [len(rows) for kind, rows in border.journal() if kind == "Sealed"]


def test_sealed_values_are_destroyed_after_a_month_and_nothing_else_is(border: Border):
    border.accepted((SAMPLES / "pnrgov" / "sealed_requests.edi").read_bytes())
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
