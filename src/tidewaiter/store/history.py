"""History as tables, read back from the journal: what Analyze works on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import orjson
import polars as pl

from tidewaiter.analyze.needs import DIFFERENCES, HIT_LIVES
from tidewaiter.deter.needs import DRAWN
from tidewaiter.store.projections.sql import chunks, places
from tidewaiter.store.work import Reader
from tidewaiter.vocabulary.facts import FactKind, table_of
from tidewaiter.vocabulary.tables import ASSESSED, ASSIGNED, FLAG, HITS, TEXT, Schema


def assessed(reader: Reader) -> pl.DataFrame:
    """Give every assessment (``ASSESSED``), the last one of each encounter."""
    return stated(reader, FactKind.ASSESSED, ASSESSED).unique("encounter_id", keep="last", maintain_order=True)


def hits(reader: Reader) -> pl.DataFrame:
    """Give every possible match (``HITS``)."""
    return stated(reader, FactKind.LIST_HIT, HITS)


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


def sampled(reader: Reader, keep: Literal["first", "last"] = "first") -> pl.DataFrame:
    """Give every draw of the random stream (``deter.DRAWN``), with the first assignment of each encounter or the last.

    ``mode`` is that of the read model.
    """
    table = stated(reader, FactKind.ASSIGNED, ASSIGNED).unique("encounter_id", keep=keep, maintain_order=True)
    reader.cursor.execute("SELECT encounter_id, mode FROM encounter")
    modes = pl.DataFrame(reader.cursor.fetchall(), schema={"encounter_id": TEXT, "mode": TEXT}, orient="row")
    return table.join(modes, on="encounter_id", how="left", maintain_order="left").select(DRAWN.keys())


def drawn(reader: Reader, day: date) -> pl.DataFrame:
    """Give every assignment drawn by the secret of a day (``deter.DRAWN``), with the mode its messages declared.

    All of it is read from the journal; ``mode`` is null where the declarations were destroyed when due.
    """
    lines = [line for entry in reader.entries(kinds=[FactKind.ASSIGNED]) for line in _of_day(entry.entry.rows, day)]
    table = table_of(lines, ASSIGNED).filter(pl.col("draw_day") == day)
    modes = _declared_modes(reader, table["encounter_id"])
    known = pl.DataFrame(list(modes.items()), schema={"encounter_id": TEXT, "mode": TEXT}, orient="row")
    return table.join(known, on="encounter_id", how="left", maintain_order="left").select(DRAWN.keys())


def _of_day(rows: Sequence[bytes], day: date) -> list[bytes]:
    """Leave out the lines of other days before they are read."""
    said = day.isoformat().encode()
    return [line for line in rows if said in line]


def _declared_modes(reader: Reader, encounter_ids: pl.Series) -> dict[str, str]:
    """Give the mode that the first message about each encounter declared, message by message."""
    named: dict[str, dict[str, str]] = {}
    for part in chunks(encounter_ids.unique(maintain_order=True).to_list()):
        reader.cursor.execute(
            "SELECT message_id, declaration_id, encounter_id FROM announced"
            f" WHERE encounter_id IN ({places(len(part))}) ORDER BY message_id",
            part,
        )
        for message, declaration, encounter in reader.cursor.fetchall():
            named.setdefault(message, {})[declaration] = encounter
    modes: dict[str, str] = {}
    for message, encounters in named.items():
        for stored in reader.entries(about=message, kinds=[FactKind.DECLARED]):
            for row in map(orjson.loads, stored.entry.rows):
                encounter = encounters.get(row["declaration_id"])
                if encounter is not None and row["mode"] is not None:
                    modes.setdefault(encounter, row["mode"])
    return modes


def draw_facts(reader: Reader, day: date) -> tuple[dict[str, Any] | None, bytes | None]:
    """Give what the journal says of a day's draw: the data of its first commitment, and the secret once revealed."""
    facts = reader.facts_of(day.isoformat())
    committed = next((dict(fact.data) for fact in facts if fact.kind is FactKind.DRAW_COMMITTED), None)
    secret = next((fact.data["secret"] for fact in facts if fact.kind is FactKind.DRAW_REVEALED), None)
    return committed, None if secret is None else bytes.fromhex(secret)


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


def crew(reader: Reader) -> pl.DataFrame:
    """Give the encounters of all crew, and every departure of whoever once came as crew by sea (``ANNOUNCED``)."""
    columns = (*_ANNOUNCED, "scheduled_at")
    came = "SELECT subject_id FROM encounter WHERE role = 'crew' AND mode = 'sea' AND direction = 'inbound'"
    reader.cursor.execute(
        f"SELECT {', '.join(columns)} FROM encounter WHERE NOT cancelled AND"
        f" (role = 'crew' OR (direction = 'outbound' AND subject_id IN ({came})))"
    )
    table = pl.DataFrame(reader.cursor.fetchall(), schema=dict.fromkeys(columns, TEXT), orient="row")
    return table.with_columns(pl.col("scheduled_at").str.to_datetime(time_unit="us", time_zone="UTC"))


def compared(reader: Reader) -> pl.DataFrame:
    """Give ``encounter_id, carrier, differs_from`` of every encounter that more than one source declared.

    Both sides of a contradiction may have seen it: the encounter counts once.
    """
    reader.cursor.execute(
        "SELECT e.encounter_id, e.carrier, a.differs FROM encounter e LEFT JOIN announced a"
        " ON a.encounter_id = e.encounter_id AND a.differs IS NOT NULL"
        " WHERE a.differs IS NOT NULL OR e.sources LIKE %s",
        ["%,%"],
    )
    table = pl.DataFrame(reader.cursor.fetchall(), schema=dict.fromkeys(DIFFERENCES, TEXT), orient="row")
    texts = pl.col("differs_from").str.split(",")
    return table.group_by("encounter_id", "carrier", maintain_order=True).agg(
        texts.drop_nulls().explode(empty_as_null=False).unique().sort()
    )


def presented_beside_announced(reader: Reader) -> pl.DataFrame:
    """Give what was declared about encounters that both a lane and an earlier message declared.

    Columns of DECLARED and ``encounter_id``, oldest message first.
    """
    reader.cursor.execute(
        "SELECT encounter_id FROM encounter WHERE sources LIKE %s AND sources LIKE %s", ["%lane%", "%,%"]
    )
    return reader.earlier(pl.Series([row[0] for row in reader.cursor.fetchall()], dtype=TEXT))


def stated(reader: Reader, kind: FactKind, schema: Schema) -> pl.DataFrame:
    """Give every row stated under a kind, oldest first."""
    lines = [line for stored in reader.entries(kinds=[kind]) for line in stored.entry.rows]
    return table_of(lines, schema)
