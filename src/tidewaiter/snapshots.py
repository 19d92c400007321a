"""Build snapshots: every assessment of a day with all features as known then, what was live, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import polars as pl

from tidewaiter.assess.features.anew import WALKS, features_anew, usable
from tidewaiter.assess.features.associations import ASSOCIATIONS, LOOK_BACK, tokens
from tidewaiter.authority import Permission
from tidewaiter.fleet.snapshots import write_day
from tidewaiter.language import Catalogue
from tidewaiter.store import materials
from tidewaiter.store.pasts import past
from tidewaiter.store.work import Reader
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.snapshot import AGE_GROUPS, FEATURE_TYPES, SEALED, snapshot_schema
from tidewaiter.vocabulary.tables import TEXT

if TYPE_CHECKING:
    from tidewaiter.assemble import House


@dataclass(frozen=True, slots=True)
class Built:
    """One day: rows written, and assessments left out because what was announced is destroyed by now."""

    day: date
    rows: int
    left_out: int


def build(
    house: House,
    folder: Path,
    officer: Officer,
    *,
    first: date | None = None,
    last: date | None = None,
    sealed: Path | None = None,
    told: Callable[[Built], object] = lambda _: None,
) -> list[Built]:
    """Write the snapshots of the days from ``first`` to ``last``; with ``sealed`` also the audited groups, apart.

    An encounter is in the day of its last assessment before anybody examined it. Raises ``Forbidden``: the sealed
    table needs a permission of its own.
    """
    house.authority.require(officer, Permission.HOUSE_SNAPSHOT_BUILD)
    if sealed is not None:
        house.authority.require(officer, Permission.HOUSE_SEALED_BUILD)
    built = []
    with house.store.read() as reader:
        after = materials.seq_before(reader, _midnight(first)) if first else 0
        chosen = choose(reader, after)
        days = chosen["at"].dt.date()
        for day in days.unique().sort().to_list():
            if (first and day < first) or (last and day > last):
                continue
            table, groups, left_out = of_day(reader, chosen.filter(days == day), house.policies.ruleset.catalogue)
            write_day(folder, day, table)
            if sealed is not None:
                write_day(sealed, day, groups)
            built.append(Built(day, table.height, left_out))
            told(built[-1])
    return built


def choose(reader: Reader, after: int) -> pl.DataFrame:
    """Choose of each encounter the last assessment before its first examination: ``materials.STATED``."""
    every = materials.stated(reader, after)
    seen = materials.examined(reader, every["encounter_id"].unique().to_list())
    ahead = every.join(seen, on="encounter_id", how="left").filter(
        pl.col("first").is_null() | (pl.col("seq") < pl.col("first"))
    )
    return ahead.sort("seq").unique("encounter_id", keep="last", maintain_order=True).select(materials.STATED.keys())


def of_day(reader: Reader, chosen: pl.DataFrame, catalogue: Catalogue) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """Give the snapshot and the sealed table of chosen assessments, and how many had to be left out."""
    ids = chosen["encounter_id"].to_list()
    first, last = (int(chosen["seq"].to_list()[at]) for at in (0, -1))
    judged = materials.judged(reader, first - 1, last).join(chosen, on=["encounter_id", "seq"], how="semi")
    said = materials.said(reader, ids)
    computed = _computed(reader, said, judged, catalogue)
    whole = judged.join(computed.drop("as_of"), on="encounter_id", how="inner", maintain_order="left")
    outcomes = materials.ended(reader, first, ids)
    table = _finished(stored_over_computed(whole, catalogue), outcomes, catalogue)
    return table, _groups(said, table["encounter_id"]), len(ids) - table.height


def _computed(reader: Reader, said: pl.DataFrame, judged: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Compute all features at the walk that led to each assessment: the last one that began before it was stated."""
    walked = said.group_by("encounter_id", "walk").agg(pl.col("received_at").max().alias("as_of"), pl.col("seq").min())
    led = walked.join(judged.select("encounter_id", stated="seq"), on="encounter_id")
    mine = led.filter(pl.col("seq") < pl.col("stated")).sort("walk").unique("encounter_id", keep="last")
    walks = mine.select(WALKS.keys()).unique("walk").sort("as_of")
    rows = said.join(walks.select("walk"), on="walk", how="semi")
    encounters = rows["encounter_id"].unique()
    every = said.join(encounters.to_frame(), on="encounter_id", how="semi").with_columns(as_of=pl.col("received_at"))
    moments = walks["as_of"].to_list() or [datetime.now(UTC)]
    held = past(
        reader,
        rows["subject_id"].drop_nulls().unique().to_list(),
        tokens(every)["token"].unique().to_list(),
        encounters.to_list(),
        moments[0],
        moments[-1],
    )
    table = features_anew(said, walks, held, catalogue)
    gone = materials.destroyed_before(reader)
    if gone is not None:  # ties that old are destroyed by now: what is left would be too few
        whole = pl.col("as_of") - LOOK_BACK >= gone
        names = (*ASSOCIATIONS, "route_rarity")
        table = table.with_columns(pl.when(whole).then(pl.col(name)).alias(name) for name in names)
    return table.join(mine.select("encounter_id", "walk"), on=["encounter_id", "walk"], how="semi").drop("walk")


def stored_over_computed(whole: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Put the features that the rules saw, stored with each assessment, over those computed anew."""
    kinds, parts = usable(catalogue), []
    for (_,), part in whole.group_by("ruleset", maintain_order=True):
        names = [name for name in orjson.loads(part["features"][0]) if name in kinds]
        texts = {name: TEXT if kinds[name] in ("date", "time") else FEATURE_TYPES[kinds[name]] for name in names}
        if not names:
            parts.append(part)
            continue
        seen = part["features"].str.json_decode(pl.Struct(texts)).struct.unnest()
        parts.append(part.with_columns(_read(pl.col(name), kinds[name], seen[name]) for name in names))
    return pl.concat(parts) if parts else whole


def _read(column: pl.Expr, kind: str, seen: pl.Series) -> pl.Series:
    if kind == "time":
        return seen.str.to_datetime("%Y-%m-%dT%H:%M:%S%.6fZ", time_unit="us").dt.replace_time_zone("UTC")
    return seen.str.to_date() if kind == "date" else seen


def _finished(whole: pl.DataFrame, outcomes: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    seen = whole.join(outcomes, on="encounter_id", how="left", maintain_order="left")
    table = seen.with_columns(
        assessed_at=pl.col("at"),
        live_ruleset=pl.col("ruleset"),
        live_fired=pl.col("reasons").list.eval(pl.element().struct.field("rule")),
        live_score=pl.col("score"),
        live_band=pl.col("band"),
        drawn=(pl.col("draw") < pl.col("rate")).fill_null(value=False),
        draw_rate=pl.col("rate"),
        examined=pl.col("positive").is_not_null(),
        found=pl.col("positive"),
    )
    schema = snapshot_schema(usable(catalogue))
    return table.select(pl.col(name).cast(kind) for name, kind in schema.items()).sort("assessed_at", "encounter_id")


def _groups(said: pl.DataFrame, encounters: pl.Series) -> pl.DataFrame:
    """Give the audited groups of encounters (``SEALED``), of the last message that states each."""
    mine = said.join(encounters.to_frame(), on="encounter_id", how="semi").sort("seq")
    last = mine.group_by("encounter_id", maintain_order=True).agg(
        pl.col("sex", "birth_date", "nationality", "scheduled_at").drop_nulls().last()
    )
    day, birth = pl.col("scheduled_at").dt.date(), pl.col("birth_date")
    early = (day.dt.month() * 100 + day.dt.day()) < (birth.dt.month() * 100 + birth.dt.day())
    age = day.dt.year() - birth.dt.year() - early.cast(pl.Int32)
    group: pl.Expr = pl.when(age >= 0).then(pl.lit(AGE_GROUPS[0][0]))
    for name, begins in AGE_GROUPS[1:]:
        group = pl.when(age >= begins).then(pl.lit(name)).otherwise(group)
    return last.with_columns(age_group=group).select(pl.col(name).cast(kind) for name, kind in SEALED.items())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
