"""What fairness is measured from: what was done about each person, and the audited groups, read for nothing else."""

from __future__ import annotations

import polars as pl

from tidewaiter.analyze.fairness import DECISIONS
from tidewaiter.store import history
from tidewaiter.store.work import Reader
from tidewaiter.vocabulary.facts import FactKind
from tidewaiter.vocabulary.hit import HitStatus
from tidewaiter.vocabulary.snapshot import AGE_GROUPS, SEALED
from tidewaiter.vocabulary.tables import ASSIGNED, DECLARED, TEXT, conform

_SAID = {name: DECLARED[name] for name in ("declaration_id", "sex", "birth_date", "nationality", "scheduled_at")}


def decisions(reader: Reader) -> pl.DataFrame:
    """Give what was done about every person announced (``analyze.fairness.DECISIONS``)."""
    reader.cursor.execute("SELECT encounter_id FROM encounter WHERE kind = 'person' AND NOT cancelled")
    people = pl.DataFrame(reader.cursor.fetchall(), schema={"encounter_id": TEXT}, orient="row")
    risk = (pl.col("assignment") == "secondary") & (pl.col("stream") == "risk")
    assigned = (
        history.stated(reader, FactKind.ASSIGNED, ASSIGNED)
        .group_by("encounter_id", maintain_order=True)
        .agg(
            risk.any().alias("referred"),
            (pl.col("draw") < pl.col("rate")).first().alias("drawn"),
            pl.col("rate").first().alias("draw_rate"),
        )
    )
    ended = history.outcomes(reader).group_by("encounter_id").agg(pl.col("positive").fill_null(False).any())
    table = people
    for more in (assigned, _hits(reader), ended.rename({"positive": "found"})):
        table = table.join(more, on="encounter_id", how="left", maintain_order="left")
    no = pl.col("referred", "hit", "drawn").fill_null(value=False)
    return conform(table.with_columns(no, pl.col("found").is_not_null().alias("examined")), DECISIONS)


def _hits(reader: Reader) -> pl.DataFrame:
    """Give who was possibly matched, and whether it was settled as wrong; suppressed hits stopped nobody."""
    reader.cursor.execute("SELECT encounter_id, status FROM hit")
    table = pl.DataFrame(reader.cursor.fetchall(), schema={"encounter_id": TEXT, "status": TEXT}, orient="row")
    stood = table.filter(pl.col("status") != HitStatus.SUPPRESSED)
    right, wrong = pl.col("status") == HitStatus.CONFIRMED, pl.col("status") == HitStatus.NOT_A_MATCH
    false = pl.when(right.any()).then(pl.lit(value=False)).when(wrong.all()).then(pl.lit(value=True))
    return stood.group_by("encounter_id").agg(pl.lit(value=True).alias("hit"), false.alias("hit_false"))


def sealed(reader: Reader) -> pl.DataFrame:
    """Give the audited groups of every encounter (``vocabulary.snapshot.SEALED``), by the latest word on each.

    What was destroyed when due is not stated.
    """
    reader.cursor.execute("SELECT declaration_id, encounter_id FROM announced")
    announced = pl.DataFrame(
        reader.cursor.fetchall(), schema={"declaration_id": TEXT, "encounter_id": TEXT}, orient="row"
    )
    said = history.stated(reader, FactKind.DECLARED, _SAID).join(announced, on="declaration_id", maintain_order="left")
    last = said.group_by("encounter_id", maintain_order=True).agg(
        pl.col(name).drop_nulls().last() for name in ("sex", "birth_date", "nationality", "scheduled_at")
    )
    return conform(last.with_columns(age_group(pl.col("birth_date"), pl.col("scheduled_at"))), SEALED)


def age_group(born: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Give the audited age group on a day; null where either is not known."""
    birthday_to_come = (day.dt.month() * 100 + day.dt.day()) < (born.dt.month() * 100 + born.dt.day())
    years = day.dt.year() - born.dt.year() - birthday_to_come.cast(pl.Int32)
    group: pl.Expr = pl.lit(None, TEXT)
    for name, first in AGE_GROUPS:
        group = pl.when(years >= first).then(pl.lit(name)).otherwise(group)
    return pl.when(years < 0).then(None).otherwise(group).alias("age_group")
