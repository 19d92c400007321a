"""History as tables, read back from the journal: what Analyze works on."""

from __future__ import annotations

from datetime import date

import orjson
import polars as pl

from tidewaiter.analyze.needs import HIT_LIVES
from tidewaiter.store.work import Reader
from tidewaiter.vocabulary.facts import FactKind, table_of
from tidewaiter.vocabulary.tables import ASSESSED, ASSIGNED, FLAG, HITS, TEXT, Schema


def assessed(reader: Reader) -> pl.DataFrame:
    """Give every assessment (``ASSESSED``), the last one of each encounter."""
    return _table(reader, FactKind.ASSESSED, ASSESSED).unique("encounter_id", keep="last", maintain_order=True)


def hits(reader: Reader) -> pl.DataFrame:
    """Give every possible match (``HITS``)."""
    return _table(reader, FactKind.LIST_HIT, HITS)


def hit_lives(reader: Reader) -> pl.DataFrame:
    """Give how far every hit has come (``analyze.needs.HIT_LIVES``), from the read model."""
    reader.cursor.execute(
        "SELECT h.hit_id, h.encounter_id, h.list_id, h.entry_id,"
        " COALESCE(e.document_key, e.subject_id, h.subject_id), h.status,"
        " h.verdict, h.suppressed_by, h.at, h.opened_at, h.settled_at, e.scheduled_at FROM hit h"
        " LEFT JOIN encounter e ON e.encounter_id = h.encounter_id ORDER BY h.at, h.hit_id"
    )
    texts = dict.fromkeys(HIT_LIVES, TEXT)
    table = pl.DataFrame(reader.cursor.fetchall(), schema=texts, orient="row")
    return table.with_columns(
        pl.col(name).str.to_datetime(time_unit="us", time_zone="UTC")
        for name, kind in HIT_LIVES.items()
        if isinstance(kind, pl.Datetime)
    )


def sampled(reader: Reader) -> pl.DataFrame:
    """Give every draw of the random stream: ``encounter_id, mode, port, draw, rate``, the first of each encounter."""
    drawn = _table(reader, FactKind.ASSIGNED, ASSIGNED).unique("encounter_id", keep="first", maintain_order=True)
    return drawn.select("encounter_id", pl.lit(None, TEXT).alias("mode"), "port", "draw", "rate")


def drawn(reader: Reader, day: date) -> pl.DataFrame:
    """Give every assignment drawn by the secret of a day: ``encounter_id, assignment, stream, draw, rate``."""
    told = _table(reader, FactKind.ASSIGNED, ASSIGNED).filter(pl.col("draw_day") == day)
    return told.select("encounter_id", "assignment", "stream", "draw", "rate")


def outcomes(reader: Reader) -> pl.DataFrame:
    """Give how inspections ended: ``encounter_id, outcome, positive``; what teaches nothing (no label) is left out."""
    rows = [
        (stored.entry.about, said["outcome"], said["positive"])
        for stored in reader.entries(kinds=[FactKind.INSPECTED])
        for said in map(orjson.loads, stored.entry.rows)
        if said.get("label", True)
    ]
    return pl.DataFrame(rows, schema={"encounter_id": TEXT, "outcome": TEXT, "positive": FLAG}, orient="row")


_ANNOUNCED = (
    "encounter_id", "subject_id", "kind", "role", "trip", "direction", "mode", "port", "carrier", "number", "sources",
    "status",
)  # fmt: skip


def announced(reader: Reader) -> pl.DataFrame:
    """Give every encounter as Analyze reads it: who, on which movement, due when, standing how."""
    columns = (*_ANNOUNCED, "scheduled_at")
    reader.cursor.execute(f"SELECT {', '.join(columns)} FROM encounter WHERE NOT cancelled")
    table = pl.DataFrame(reader.cursor.fetchall(), schema=dict.fromkeys(columns, TEXT), orient="row")
    return table.with_columns(pl.col("scheduled_at").str.to_datetime(time_unit="us", time_zone="UTC"))


def _table(reader: Reader, kind: FactKind, schema: Schema) -> pl.DataFrame:
    lines = [line for stored in reader.entries(kinds=[kind]) for line in stored.entry.rows]
    return table_of(lines, schema)
