"""Suggest, before arrival, who looks at each encounter and how deeply: expedite, primary or secondary.

By risk first; beside it a random stream that is recorded as random and never reads as suspicion.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from tidewaiter.inspect.draw import drawn
from tidewaiter.inspect.policy import InspectionPolicy
from tidewaiter.vocabulary.place import Places
from tidewaiter.vocabulary.stream import RandomStream
from tidewaiter.vocabulary.tables import ASSIGNED, conform, empty

RANDOM_LOOKOUT = "random examination"


def assign(
    assessed: pl.DataFrame,
    identified: pl.DataFrame,
    hits: pl.DataFrame,
    declared: pl.DataFrame,
    *,
    policy: InspectionPolicy,
    stream: Callable[[date], RandomStream],
    today: date,
    places: Places,
) -> pl.DataFrame:
    """Give ASSIGNED, one row an encounter, in the order in which ``identified`` first names them.

    What was not assessed, not screened or not checked is never expedited. Where risk and the random draw both choose
    an encounter, the label is risk and the draw stays in its column, so that the random sample remains whole. The
    lookout goes to ``port`` and nowhere else: the port of arrival inbound, of departure outbound. ``stream`` gives
    the random stream of a day; an encounter draws from that of the day it is due.
    """
    if identified.is_empty():
        return empty(ASSIGNED)
    table = _gathered(assessed, identified, hits, declared)
    ports = _registered(table["port"], places)
    table = table.with_columns(ports, pl.col("draw_day").fill_null(today))
    table = table.hstack(drawn(table.select("encounter_id", "draw_day", "mode", "port"), stream, today))
    table = table.with_columns(_judged(policy, in_force=today <= policy.expires_at))
    risk, random = pl.col("risk"), pl.col("draw") < pl.col("rate")
    table = table.with_columns(
        pl.when(risk | random)
        .then(pl.lit("secondary"))
        .when(pl.col("fast"))
        .then(pl.lit("expedite"))
        .otherwise(pl.lit("primary"))
        .alias("assignment"),
        pl.when(risk)
        .then(pl.lit("risk"))
        .when(random)
        .then(pl.lit("random"))
        .otherwise(pl.lit("routine"))
        .alias("stream"),
        pl.when(risk).then("why").when(random).then(pl.lit(RANDOM_LOOKOUT)).alias("lookout"),
        _advice(policy).alias("advice"),
    )
    return conform(table, ASSIGNED)


def _gathered(
    assessed: pl.DataFrame, identified: pl.DataFrame, hits: pl.DataFrame, declared: pl.DataFrame
) -> pl.DataFrame:
    """Bring all that is known of each encounter into one row."""
    read = ("declaration_id", "mode", "port", "kind", "role", "scheduled_at", "unaccompanied_minor")
    said = identified.select("encounter_id", "declaration_id").join(
        declared.select(*read, "known_traveler_number"), on="declaration_id", how="left", maintain_order="left"
    )
    whole = said.group_by("encounter_id", maintain_order=True).agg(
        pl.col("mode", "port", "kind", "role").drop_nulls().first(),
        pl.col("scheduled_at").drop_nulls().first().dt.date().alias("draw_day"),
        pl.col("unaccompanied_minor").fill_null(False).any(),
        pl.col("known_traveler_number").is_not_null().any().alias("known_traveler"),
    )
    bands = assessed.select(
        "encounter_id", "band", pl.col("reasons").list.first().struct.field("text").alias("reason")
    ).unique("encounter_id", keep="last", maintain_order=True)
    match = pl.format("possible match: {}, by {}, {} entry {}", "category", "basis", "list_id", "entry_id")
    stale = pl.when(pl.col("list_stale").fill_null(False)).then(pl.lit(" (STALE list)")).otherwise(pl.lit(""))
    hit = hits.sort("score", descending=True, maintain_order=True).group_by("encounter_id", maintain_order=True)
    matches = hit.agg(pl.concat_str(match, stale).first().alias("match"))
    table = whole
    for part in (bands, matches, _checked(identified)):
        table = table.join(part, on="encounter_id", how="left", maintain_order="left")
    return table


def _checked(identified: pl.DataFrame) -> pl.DataFrame:
    """Sum up the checks of each encounter: failed goes before passed, passed before not run."""
    long = (
        identified.select("encounter_id", "checks")
        .explode("checks", empty_as_null=False)
        .select("encounter_id", pl.col("checks").struct.unnest())
    )
    fails, passes = pl.col("state") == "fail", pl.col("state") == "pass"
    return long.group_by("encounter_id").agg(
        pl.col("name").filter(fails).unique(maintain_order=True).alias("failed"),
        pl.col("name").filter(passes).unique(maintain_order=True).alias("passed"),
        pl.format("{}: {}", "name", "detail").filter(fails).alias("failures"),
    )


def _judged(policy: InspectionPolicy, *, in_force: bool) -> list[pl.Expr]:
    failed, passed = pl.col("failed").fill_null([]), pl.col("passed").fill_null([])
    grave = failed.list.set_intersection(list(policy.secondary_failed_checks)).list.len() > 0
    high = pl.col("band").is_in(policy.secondary_bands).fill_null(False)
    hit = pl.col("match").is_not_null() & pl.lit(policy.secondary_on_hit)
    failure = pl.col("failures").list.eval(
        pl.element().filter(pl.element().str.split(":").list.first().is_in(policy.secondary_failed_checks))
    )
    why = (
        pl.when(hit)
        .then("match")
        .when(high)
        .then(pl.coalesce(pl.format("high risk: {}", "reason"), pl.lit("high risk")))
        .when(grave)
        .then(pl.format("check the document, {}", failure.list.first()))
    )
    needed = list(dict.fromkeys(policy.expedite_must_pass))
    fast = (
        pl.lit(in_force)
        & pl.col("band").is_in(policy.expedite_bands).fill_null(False)
        & (passed.list.set_intersection(needed).list.len() == len(needed))
        & (failed.list.len() == 0)
        & pl.col("match").is_null()
        & pl.col("role").is_in(policy.expedite_roles).fill_null(False)
        & ~pl.col("unaccompanied_minor")
        & (pl.col("known_traveler") | pl.lit(not policy.known_traveler_only))
    )
    return [(hit | high | grave).alias("risk"), why.alias("why"), fast.alias("fast")]


def _advice(policy: InspectionPolicy) -> pl.Expr:
    """Say what the carrier is told; whatever was not checked is never called cleared."""
    failed, passed = pl.col("failed").fill_null([]), pl.col("passed").fill_null([])
    return (
        pl.when(pl.col("match").is_not_null())
        .then(pl.lit("contact-authority"))
        .when(~passed.list.contains(policy.complete_check) | failed.list.contains(policy.complete_check))
        .then(pl.lit("insufficient-data"))
        .when(failed.list.set_intersection(list(policy.document_checks)).list.len() > 0)
        .then(pl.lit("check-documents"))
        .otherwise(pl.lit("cleared"))
    )


def _registered(ports: pl.Series, places: Places) -> pl.Series:
    """Write ports by their registered code; one that no register knows stays as declared."""
    known = {
        code: place.code for code in ports.unique().drop_nulls().to_list() if (place := places.get(code)) is not None
    }
    return ports.replace(known) if known else ports
