"""An auditor replays a refusal with what was known then, sees who read what, and proves the journal."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
import pytest
from tests.journey.border import INES, TOMAS, Border, passenger_list, person

from tidewaiter.desk.audit import AuditDesk
from tidewaiter.desk.letters import LetterDesk
from tidewaiter.desk.proving import Prover
from tidewaiter.enforce import Admit, ReasonSeen, Refer, Refuse
from tidewaiter.inspect import RecordSecondaryResult, ReportAtPrimary
from tidewaiter.store import queries
from tidewaiter.vocabulary.errors import Forbidden, NotFound, Refusal
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind
from tidewaiter.vocabulary.officer import Officer

ORLA = Officer("Orla Finch", frozenset({"auditor"}), "*", "an appeal")
EDDA = Officer("Edda Marsh", frozenset({"steward"}), "*", "")


def refused(border: Border) -> int:
    """Somebody is referred, looked at and refused; the decision's number in the journal is given."""
    border.accepted(passenger_list([person("BIRCH", seat="1A", number="P4401011")], "1"))
    border.clock.on(hours=15)
    encounter = border.one("BIRCH")["encounter_id"]
    border.house.record(encounter, INES)
    border.act(ReportAtPrimary, encounter, lane="01", port="JFK")
    border.act(Refer, encounter, reason="a question is open")
    border.act(RecordSecondaryResult, encounter, outcome="inadmissible", report="said so")
    border.act(
        Refuse, encounter, ground="no-valid-entry-document", second_officer=TOMAS,
        reasons_seen=(ReasonSeen("interview", "said so"),),
    )  # fmt: skip
    (row,) = AuditDesk.of(border.house).decisions(ORLA, kind="Refused")
    return int(row["seq"])


def test_a_refusal_is_replayed_with_what_was_known_then(border: Border) -> None:
    seq = refused(border)
    border.clock.on(days=2)
    told = AuditDesk.of(border.house).decision(seq, ORLA)
    assert (told["act"]["kind"], told["act"]["actor"]) == ("Refused", "Ines Vallo")
    assert told["replay"]["exact"]
    assert told["replay"]["differences"] == []
    assert told["replay"]["score"] == pytest.approx(told["assessed"]["data"]["score"])
    assert max(fact["seq"] for fact in told["facts"]) < seq
    assert {row["list_id"] for row in told["lists"]} >= {"lookout-sample"}
    assert told["read"][0]["what"] == "record"
    with border.house.store.read() as reader:
        read = [fact for fact in reader.facts_of(told["act"]["encounter_id"]) if fact.data.get("what") == "decision"]
    assert [(fact.actor, fact.data["purpose"]) for fact in read] == [("Orla Finch", "an appeal")]


def test_an_assessment_that_was_altered_is_shown_as_different_from_its_replay(border: Border) -> None:
    """The sabotaged twin: a journaled score that no rule gives must not pass as replayed."""
    border.accepted(passenger_list([person("BIRCH", seat="1A")], "1"))
    border.clock.on(hours=15)
    encounter = border.one("BIRCH")["encounter_id"]
    with border.house.store.work() as work:
        (stored,) = list(work.entries(kinds=[FactKind.ASSESSED]))
        row = {**orjson.loads(stored.entry.rows[0]), "score": 99.0, "band": "high"}
        work.append([Entry.of_fact(Fact(FactKind.ASSESSED, stored.entry.about, border.clock(), "machine:x", row))])
    border.act(ReportAtPrimary, encounter, lane="01", port="JFK")
    border.act(Refer, encounter, reason="a question is open")
    (row,) = AuditDesk.of(border.house).decisions(ORLA)
    told = AuditDesk.of(border.house).decision(row["seq"], ORLA)
    assert [(one["what"], one["journaled"]) for one in told["replay"]["differences"]] == [
        ("score", 99.0),
        ("band", "high"),
    ]


def test_what_happened_afterwards_is_kept_apart_from_what_the_officer_knew(border: Border) -> None:
    border.accepted(passenger_list([person("BIRCH", seat="1A")], "1"))
    border.clock.on(hours=15)
    encounter = border.one("BIRCH")["encounter_id"]
    border.act(ReportAtPrimary, encounter, lane="01", port="JFK")
    border.act(Refer, encounter, reason="a question is open")
    border.act(RecordSecondaryResult, encounter, outcome="no-violation", report="")
    border.act(Admit, encounter)
    desk = AuditDesk.of(border.house)
    (referred,) = desk.decisions(ORLA, kind="Referred")
    told = desk.decision(referred["seq"], ORLA)
    assert {"Inspected", "Admitted"} <= {fact["kind"] for fact in told["after"]}
    assert "Inspected" not in {fact["kind"] for fact in told["facts"]}


def test_decisions_are_told_to_auditors_with_a_purpose_and_of_their_port(border: Border) -> None:
    seq = refused(border)
    desk = AuditDesk.of(border.house)
    elsewhere = Officer("Orla Finch", ORLA.roles, "IAH", "an appeal")
    assert desk.decisions(elsewhere) == []
    for officer, error in (
        (elsewhere, NotFound), (Officer("Orla Finch", ORLA.roles), Forbidden), (INES, Forbidden), (EDDA, Forbidden),
    ):  # fmt: skip
        with pytest.raises(error):
            desk.decision(seq, officer)
    with pytest.raises(NotFound):
        desk.decision(10**9, ORLA)
    assert desk.readings(elsewhere, actor="Ines Vallo") == []
    assert [row["actor"] for row in desk.unusual(elsewhere)["readers"]] == ["Orla Finch"]


def test_readings_are_found_by_reader_and_by_record_and_the_asking_is_one_of_them(border: Border) -> None:
    refused(border)
    desk = AuditDesk.of(border.house)
    encounter = border.one("BIRCH")["encounter_id"]
    (row,) = desk.readings(ORLA, actor="Ines Vallo", what="record")
    assert (row["about"], row["what"], row["purpose"], row["name"]) == (encounter, "record", "inspection", "BIRCH NOOR")
    assert {one["actor"] for one in desk.readings(ORLA, about=encounter)} == {"Ines Vallo"}
    assert [one["actor"] for one in desk.readings(ORLA, what="readings")] == ["Orla Finch"] * 2
    assert desk.readings(ORLA, until=date(2026, 8, 13)) == []


def test_who_reads_far_more_than_colleagues_or_a_namesake_is_asked_about(border: Border) -> None:
    people = [person(f"P{chr(65 + n)}X", seat=f"{n}A", number=f"P55{n:05d}") for n in range(24)]
    border.accepted(passenger_list([*people, person("VALLO", seat="40A", number="P5599999")], "1"))
    encounters = [row["encounter_id"] for row in border.encounters()]
    for one in encounters:
        border.house.record(one, INES)
    border.house.record(encounters[0], TOMAS)
    told = AuditDesk.of(border.house).unusual(ORLA)
    assert {(row["actor"], row["kind"]) for row in told["rows"]} == {("Ines Vallo", "much"), ("Ines Vallo", "namesake")}
    assert "colleagues opened 1" in next(row["text"] for row in told["rows"] if row["kind"] == "much")


def test_rules_that_read_a_protected_attribute_are_listed_with_their_ground(border: Border) -> None:
    rows = AuditDesk.of(border.house).grounded_rules(ORLA)
    assert all(row["attribute_ground"] and row["owner"] for row in rows if row["attributes"])


def test_a_proof_runs_beside_the_work_and_says_how_far_it_is(border: Border) -> None:
    refused(border)
    prover = Prover()
    assert prover.last() is None
    prover.begin(border.house.store, border.clock, "Orla Finch")
    prover.wait()
    proof = prover.last()
    assert proof is not None
    assert proof.report is not None and proof.report.ok
    assert proof.done == proof.size == border.size()


def test_a_dead_letter_is_shown_around_its_error_and_that_it_was_shown_is_journaled(border: Border) -> None:
    raw = passenger_list([person("BIRCH")], "9").replace(b"PAXLST", b"INVOIC")
    (arrival,) = border.send(raw)
    desk = LetterDesk.of(border.house)
    told = desk.letter(arrival.message_id, EDDA)
    assert told["window"].marked == "INVOIC:D:12B:UN:IATA"
    assert (told["window"].before + told["window"].marked + told["window"].after).count("+BIRCH:") == 1
    with border.house.store.read() as reader:
        (fact,) = [one for one in reader.facts_of(arrival.message_id) if one.kind == FactKind.RECORD_READ]
    assert (fact.actor, fact.data["purpose"]) == ("Edda Marsh", "to find out why a message was refused")
    with pytest.raises(NotFound):
        desk.letter("msg-unknown", EDDA)


def test_the_journey_of_a_message_names_each_step_and_what_officers_decided(border: Border) -> None:
    refused(border)
    message = border.ask(queries.messages)[0]["message_id"]
    told = LetterDesk.of(border.house).journey(message, EDDA)
    assert [step["step"] for step in told["steps"] if step["at"]] == [
        "received", "parsed", "matched", "scored", "assigned", "acknowledged",
    ]  # fmt: skip
    assert [(row["kind"], row["encounters"]) for row in told["decisions"]] == [("Referred", 1), ("Refused", 1)]
    assert told["encounters"] == 1


def test_quality_by_day_adds_up_to_the_findings_behind_it(border: Border) -> None:
    border.accepted(passenger_list([person("BIRCH", birth_date=None), person("ALDER", number="P1")], "1"))
    day = date(2026, 8, 14)
    told: dict[str, Any] = border.ask(queries.quality_overview, day, day)
    (feed,), kinds = told["feeds"], told["kinds"]
    days = border.ask(queries.quality_overview, date(2026, 8, 13), day, carrier=feed["carrier"])["days"]
    assert [(row["day"], row["messages"]) for row in days] == [("2026-08-13", 0), ("2026-08-14", 1)]
    assert days[0]["completeness"] is None
    assert (days[1]["completeness"], days[1]["findings"]) == (feed["completeness"], feed["findings"])
    assert feed["completeness"] < 1
    assert sum(row["findings"] for row in kinds) == feed["findings"]
    for row in kinds:
        said = {name: row[name] or "" for name in ("code", "field", "severity")}
        assert len(border.ask(queries.findings_behind, day, day, **said, limit=1000)) == row["findings"]


def test_a_second_proof_waits_for_the_first(border: Border, monkeypatch: pytest.MonkeyPatch) -> None:
    prover = Prover()
    monkeypatch.setattr("tidewaiter.desk.proving.Thread.start", lambda _: None)
    prover.begin(border.house.store, border.clock, "Orla Finch")
    with pytest.raises(Refusal):
        prover.begin(border.house.store, border.clock, "Ada Quill")
