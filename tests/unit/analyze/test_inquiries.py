"""Hits counted as inquiries: how they ended, how long it took, and how many repeat stops suppression spared."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from tidewaiter.analyze import inquiries, yields
from tidewaiter.analyze.needs import HIT_LIVES
from tidewaiter.vocabulary.tables import ASSESSED, HITS, conform, empty

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def life(number: int, status: str = "open", *, after: float | None = None, **more: Any) -> dict[str, Any]:
    at = more.pop("at", AT)
    return {
        "hit_id": f"hit-{number}", "encounter_id": f"enc-{number}", "list_id": "wanted", "entry_id": "1",
        "person": "D|GBR|P1|1980", "status": status, "verdict": None if status in ("open", "suppressed") else status,
        "at": at, "opened_at": at, "settled_at": at + timedelta(minutes=after) if after is not None else None,
        "scheduled_at": at + 5 * HOUR, **more,
    }  # fmt: skip


def lives(*rows: dict[str, Any]) -> pl.DataFrame:
    return conform(pl.DataFrame(rows, infer_schema_length=None, schema_overrides=HIT_LIVES), HIT_LIVES)


def test_hits_are_counted_as_a_whole_by_list_and_by_day():
    table = lives(
        life(1, "not-a-match", after=10),
        life(2, "confirmed", after=30, list_id="ofac", person="sub-2"),
        life(3, "open", scheduled_at=None),
        life(4, "open", at=AT + timedelta(days=1)),
    )
    whole, *rest = inquiries(table, as_of=AT + 4.5 * HOUR + timedelta(days=1), before=HOUR)
    assert (whole["hits"], whole["settled"], whole["waiting"], whole["overdue"]) == (4, 2, 2, 1)
    assert whole["median_minutes_to_settle"] == 20.0
    assert [(row["kind"], row["id"], row["hits"]) for row in rest] == [
        ("list", "ofac", 1),
        ("list", "wanted", 3),
        ("day", "2026-03-01", 3),
        ("day", "2026-03-02", 1),
    ]


def test_repeat_stops_are_measured_against_what_suppression_spared():
    later = AT + timedelta(days=3)
    table = lives(
        life(1, "not-a-match", after=10),
        life(2, "suppressed", at=later, suppressed_by="hit-1"),
        life(3, "open", at=later),  # the entry was altered: stopped once more
        life(4, "open", at=AT),  # the same day, before anybody had looked
        life(5, "open", at=later, person="sub-2"),
    )
    (whole, *_) = inquiries(table, as_of=later, before=HOUR)
    assert [whole[f"repeat_stops_{name}"] for name in ("before", "after", "drop")] == [2, 1, 0.5]


def test_without_a_repeat_there_is_no_share_of_repeats():
    (whole, *_) = inquiries(lives(life(1)), as_of=AT, before=HOUR)
    assert whole["repeat_stops_drop"] is None and whole["median_minutes_to_settle"] is None
    (nothing,) = inquiries(empty(HIT_LIVES), as_of=AT, before=HOUR)
    assert (nothing["hits"], nothing["overdue"]) == (0, 0)


def test_the_yield_of_a_list_goes_by_verdicts_before_inspections():
    said = [{"encounter_id": f"enc-{n}", "list_id": "wanted", "list_version": "1"} for n in range(1, 6)]
    outcomes = pl.DataFrame({"encounter_id": ["enc-1", "enc-4"], "positive": [True, True]})
    settled = lives(
        life(1, "not-a-match", after=1), life(2, "confirmed", after=1), life(3, "suppressed"), life(4), life(5)
    )
    (row,) = yields(empty(ASSESSED), outcomes, conform(pl.DataFrame(said), HITS), settled=settled).to_dicts()
    assert (row["fired"], row["examined"], row["confirmed"]) == (4, 3, 2)
