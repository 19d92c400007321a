"""Fairness over what was announced and decided, and drift that waits for a human."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.journey.border import EDDA, INES, Border, passenger_list, person

from tidewaiter import enforce, inspect
from tidewaiter.store import audited
from tidewaiter.vocabulary.errors import Forbidden, NotFound, Refusal
from tidewaiter.vocabulary.facts import FactKind
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.snapshot import part

AUDITOR = Officer("Oona Pryce", frozenset({"auditor"}), "*", "yearly audit")
ANALYST = Officer("Ilse Tam", frozenset({"analyst"}))


@pytest.fixture
def announced(border: Border) -> Border:
    children = {"birth_date": date(2010, 8, 15), "sex": "M", "nationality": "FRA"}  # sixteen the day after
    border.accepted(passenger_list([person("ILVES"), person("RAHIMI", **children)], "L1"))
    return border


def test_what_was_decided_and_the_sealed_groups_meet_only_in_the_measuring(announced: Border):
    ilves = announced.one("ILVES")["encounter_id"]
    announced.act(inspect.ReportAtPrimary, ilves, port="JFK", lane="1")
    announced.act(enforce.Refer, ilves, reason="a question is open")
    announced.act(inspect.RecordSecondaryResult, ilves, outcome="no-violation")
    with announced.house.store.read() as reader:
        decided, sealed = audited.decisions(reader), audited.sealed(reader)
    rows = {row["encounter_id"]: row for row in decided.to_dicts()}
    assert (rows[ilves]["examined"], rows[ilves]["found"]) == (True, False)
    other = next(row for key, row in rows.items() if key != ilves)
    assert (other["examined"], other["found"]) == (False, None)
    assert all(row["draw_rate"] > 0 for row in rows.values())
    groups = sorted(sealed.select("sex", "age_group", "nationality").rows())
    assert groups == [("F", "30-44", "GBR"), ("M", "0-17", "FRA")]


def test_the_report_is_for_auditors_with_a_purpose_and_its_reading_is_journaled(announced: Border):
    for reader in (INES, EDDA, Officer("Oona Pryce", AUDITOR.roles, "*")):
        with pytest.raises(Forbidden):
            announced.house.measures.fairness(reader)
    told = announced.house.measures.fairness(AUDITOR)
    assert told["people"] == 2
    groups = [row for row in told["rows"] if row["measure"] == "hit" and row["group"] != "everybody"]
    assert groups and all(row["suppressed"] and row["count"] is None for row in groups)
    (rows,) = [rows for kind, rows in announced.journal("sealed-groups") if kind == FactKind.RECORD_READ]
    assert (rows[0]["what"], rows[0]["purpose"]) == ("fairness report", "yearly audit")
    assert announced.proves()


def snapshots(folder: Path, first: date, days: int, *, cash: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    for at in range(days):
        day = first + timedelta(days=at)
        path = part(folder, day)
        path.parent.mkdir(parents=True)
        pl.DataFrame(
            {
                "encounter_id": [f"e{day}{one}" for one in range(200)],
                "assessed_at": pl.Series([day] * 200).cast(pl.Datetime("us", "UTC")),
                "payment_form": np.where(rng.random(200) < cash, "CA", "CC"),
                "live_score": rng.normal(10, 2, 200),
                "live_band": "low",
                **{name: pl.Series([False] * 200) for name in ("drawn", "examined")},
                "found": pl.Series([None] * 200, dtype=pl.Boolean),
            }
        ).write_parquet(path)


def test_a_drift_is_stated_once_waits_for_a_human_and_refits_nothing_by_itself(border: Border, tmp_path: Path):
    before, now = (date(2026, 6, 1), date(2026, 6, 5)), (date(2026, 7, 1), date(2026, 7, 5))
    snapshots(tmp_path, before[0], 5, cash=0.05, seed=1)
    snapshots(tmp_path, now[0], 5, cash=0.5, seed=2)
    desk = border.house.measures
    later = part(tmp_path, now[1])  # a release later: a feature more, in the files of that day alone
    pl.read_parquet(later, hive_partitioning=False).with_columns(party=pl.lit(None, pl.Float64)).write_parquet(later)
    looked = desk.drift(tmp_path, before, now)
    assert looked["drift_id"] and not desk.drifts()
    assert looked["stability"][0]["column"] == "payment_form"
    for _ in range(2):
        desk.drift(tmp_path, before, now, state=True)
    (waiting,) = desk.drifts()
    assert (waiting["columns"], waiting["answer"]) == (["payment_form"], None)
    with pytest.raises(Forbidden):
        desk.answer(waiting["drift_id"], INES, "refit", "cash came back")
    desk.answer(waiting["drift_id"], ANALYST, "refit", "cash came back")
    (answered,) = desk.drifts()
    assert (answered["answer"], answered["answered_by"]) == ("refit", "Ilse Tam")
    with pytest.raises(Refusal):
        desk.answer(waiting["drift_id"], ANALYST, "keep", "or not")
    with pytest.raises(NotFound):
        desk.drift(tmp_path, before, (date(2027, 1, 1), date(2027, 1, 2)))
    assert border.proves()
