"""Announcements are destroyed after a year; crossings, stays and cases stand as long as they are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
from tests.journey.border import INBOUND, OUTBOUND, Border, passenger_list, person
from tests.journey.test_hits import hit_of, namesake, settle
from tests.journey.test_integrity import long_journey

from tidewaiter.enforce import Admit, Depart, WithdrawAct
from tidewaiter.inspect import ReportAtPrimary
from tidewaiter.store import queries
from tidewaiter.store.journal_purge import retention
from tidewaiter.store.projections.sql import dicts
from tidewaiter.vocabulary.facts import FactKind

LASTING = ("crossing", "stay", "enforcement_case", "act", "finding")


def rows(border: Border, table: str) -> list[dict[str, Any]]:
    return border.ask(dicts, f"SELECT * FROM {table} ORDER BY 1")


def gone(border: Border) -> set[int]:
    """Tell which entries are due and not held, from the sealed fields and the schedule alone."""
    held, now = border.ask(queries.held), border.clock()
    found = set()
    for entry in border.house.store.journal_range(0, 100_000):
        day_over = datetime.fromisoformat(entry.at[:10]).replace(tzinfo=UTC) + timedelta(days=1)
        if entry.about not in held and retention().due(entry.retention, day_over, now):
            found.add(entry.seq)
    return found


def remaining(before: dict[str, list[dict[str, Any]]], destroyed: set[int]) -> dict[str, list[dict[str, Any]]]:
    """Take from the tables that stood what rests on destroyed entries, and nothing else."""
    acts = [act for act in before["act"] if act["seq"] not in destroyed]
    standing = {(act["encounter_id"], act["kind"]) for act in acts if not act["withdrawn"]}
    stays = []
    for stay in before["stay"]:
        if (stay["encounter_id"], "Admitted") in standing:
            exit_kept = (stay["closed_by"], "Departed") in standing
            stays.append(stay if exit_kept else {**stay, "closed_at": None, "closed_by": None})
    return {
        "act": acts,
        "stay": stays,
        "crossing": [row for row in before["crossing"] if row["seq"] not in destroyed],
        "finding": [row for row in before["finding"] if row["seq"] not in destroyed],
        "enforcement_case": [
            row for row in before["enforcement_case"] if (row["encounter_id"], "CaseOpened") in standing
        ],
    }


def test_a_purge_takes_from_crossings_stays_and_cases_only_what_is_itself_due(border: Border):
    long_journey(border)
    before = {table: rows(border, table) for table in LASTING}
    assert all(before.values()), "a journey that leaves tables empty proves little"
    assert any(stay["closed_by"] for stay in before["stay"]) or border.ask(queries.unmatched_exits)
    for days in (366, 500, 1096, 1900, 5465, 5500, 27_350, 27_400):
        border.clock.now = datetime(2026, 8, 14, 17, 30, tzinfo=UTC) + timedelta(days=days)
        destroyed = gone(border)
        border.house.purge("timer")
        expected = remaining(before, destroyed)
        assert {table: rows(border, table) for table in LASTING} == expected, days
        assert border.proves()
    assert {row["surname"] for row in border.encounters()}, "open cases hold what they rest on, however long"


def test_who_was_let_in_is_known_by_the_document_years_after_the_announcement_is_gone(border: Border):
    rahimi = person("RAHIMI", "NOUR")
    border.accepted(passenger_list([rahimi, person("HALLORAN")], "R1"))
    border.clock.now = datetime(2026, 8, 14, 17, 30, tzinfo=UTC)
    for name in ("Rahimi", "Halloran"):
        border.act(ReportAtPrimary, border.one(name)["encounter_id"])
        border.act(Admit, border.one(name)["encounter_id"], until=date(2026, 11, 1))
    border.act(WithdrawAct, border.one("Halloran")["encounter_id"], reason="the wrong button")
    came = border.one("Rahimi")
    border.clock.on(days=366)
    border.house.purge("timer")
    assert border.encounters() == []
    (over,) = border.ask(queries.overstays, border.clock())
    number = rahimi.documents[0].number
    assert (over["encounter_id"], over["document_number"], over["birth_date"]) == (
        came["encounter_id"], number, "1984-06-23",
    )  # fmt: skip
    assert over["surname"] is None
    border.accepted(passenger_list([person("RAHIMI-COLE", "NOUR", number)], "R2", leg=OUTBOUND))
    leaving = border.one("Rahimi-Cole")
    assert leaving["subject_id"] == came["subject_id"]
    with border.house.store.read() as reader:
        (counts,) = reader.counts(pl.Series([came["subject_id"]]), came_back := border.clock()).to_dicts()
    assert counts["last_crossed_at"] == datetime(2026, 8, 14, 17, 30, tzinfo=UTC) < came_back
    border.act(Depart, leaving["encounter_id"])
    assert border.ask(queries.open_stays) == border.ask(queries.unmatched_exits) == []
    assert border.proves()


def test_a_travel_document_is_stated_only_in_classes_that_are_kept_to_find_a_crossing_again(border: Border):
    long_journey(border)
    stating = {
        kind for kind, found in border.journal() if any("document_key" in row.get("encounter", {}) for row in found)
    }
    assert stating == {"Admitted", "Refused", "Departed"}
    assert {FactKind(kind).retention for kind in stating} == {"crossing", "enforcement"}


def test_a_settled_false_match_stops_nobody_years_after_the_announcement_is_gone(border: Border):
    border.accepted(passenger_list([namesake()], "R1"))
    settle(border, str(hit_of(border)["hit_id"]))
    border.clock.now = datetime(2026, 8, 14, 17, 30, tzinfo=UTC)
    came = border.one("QUENNELL")["encounter_id"]
    border.act(ReportAtPrimary, came)
    border.act(Admit, came, until=date(2026, 11, 1))
    border.clock.now += timedelta(days=400)
    border.house.purge("timer")
    when = {"departs_local": datetime(2027, 9, 20, 10, 5), "arrives_local": datetime(2027, 9, 20, 13, 10)}
    border.accepted(passenger_list([namesake()], "R2", leg=replace(INBOUND, **when)))
    again = border.one("QUENNELL")
    (hit,) = again["possible_matches"]
    assert (hit["status"], again["assignment"] == "secondary") == ("suppressed", again["stream"] == "random")
