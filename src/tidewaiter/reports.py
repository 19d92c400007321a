"""Reports that rooms compute over what the store hands out: each is computed here and nowhere else.

Plain functions over an open reader; each gives dicts of JSON values, for the command line and for HTTP alike. Reports
that are one question to the read models stand in ``store.queries``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl

from tidewaiter import analyze, detect, deter
from tidewaiter.analyze.needs import DIFFERENCES
from tidewaiter.store import history
from tidewaiter.store.work import Reader

Rows = list[dict[str, Any]]


def crew_not_returned(reader: Reader, as_of: datetime, *, port: str | None = None) -> Rows:
    """List crew who came by sea and are on no later departure, for a human to look into."""
    found = analyze.crew_not_returned(history.crew(reader), as_of=as_of)
    return (found if port is None else found.filter(pl.col("port") == port)).to_dicts()


def differences(reader: Reader) -> Rows:
    """Count by carrier and field how often sources contradict each other, worst first.

    ``between``: ``messages`` (manifest, booking, lane among each other) or ``presented`` (what the lane read of whoever
    stood there, beside what was announced). ``compared`` are encounters of which two sources spoke.
    """
    told = {"messages": history.compared(reader), "presented": _presented(reader)}
    return [
        {"between": between, **row}
        for between, table in told.items()
        for row in analyze.discrepancies(table).iter_rows(named=True)
    ]


def _presented(reader: Reader) -> pl.DataFrame:
    said = history.presented_beside_announced(reader)
    rows = [
        (encounter_id, told[-1]["carrier"], [each.field for each in found if each.kind == "differs"])
        for encounter_id, told in _by_encounter(said).items()
        if (found := beside(told)) is not None
    ]
    return pl.DataFrame(rows, schema=DIFFERENCES, orient="row")


def _by_encounter(said: pl.DataFrame) -> dict[str, Rows]:
    told: dict[str, Rows] = {}
    for row in said.iter_rows(named=True):
        told.setdefault(row["encounter_id"], []).append(row)
    return told


def beside(declared: Rows) -> list[detect.Difference] | None:
    """Lay what a lane read beside what was announced; None where only one of the two spoke.

    ``declared``: rows keyed by columns of DECLARED, oldest first; the latest word on each field stands.
    """
    presented = _merged([row for row in declared if row["source"] == "lane"])
    announced = _merged([row for row in declared if row["source"] != "lane"])
    return detect.compare(announced, presented) if presented and announced else None


def _merged(rows: Rows) -> dict[str, Any]:
    return {name: value for row in rows for name, value in row.items() if value is not None}


def equal_risk(reader: Reader) -> Rows:
    """Give the share examined by mode and port beside the share of the whole, with 95 % intervals."""
    return deter.equal_risk(history.sampled(reader, "last")).to_dicts()


def suggested_rates(reader: Reader, budget: float) -> Rows:
    """Suggest random rates that level the risk of detection within ``budget`` examinations; their owner decides."""
    counted = deter.detection(history.sampled(reader), history.outcomes(reader))
    return deter.suggest_rates(counted, budget).to_dicts()
