"""All features of past assessments at once, as known at the moment of each, by the functions of the walk.

Online, one batch of messages is gathered at a time. Here many batches lie in one table; ids that mean something within
a batch alone (encounter, movement, message) are keyed by the batch, so that the same functions give the same answers.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tidewaiter.assess.features import FEATURES, columns_read, feature_table
from tidewaiter.assess.features.associations import associations
from tidewaiter.assess.features.counts import counts
from tidewaiter.assess.features.routes import routes
from tidewaiter.assess.gather import asked_of_ties, known_counts, merge, wanted_of, with_hits
from tidewaiter.language import Catalogue
from tidewaiter.vocabulary.tables import DECLARED, HITS, IDENTIFIED, TEXT, UTC, Schema

_LINK = ("subject_id", "checks", "differs_from", "link_score")
SAID: Schema = {
    **DECLARED,
    **{name: IDENTIFIED[name] for name in ("encounter_id", "is_new", *_LINK)},
    "walk": pl.Int64(),  # which batch of messages it walked in
    "seq": pl.Int64(),  # where in the journal its message was declared
    "kinds": TEXT,  # kinds of the message; of messages of one kind the latest alone speaks
}
"""Everything that was declared about some encounters, and to whom it was linked."""

WALKS: Schema = {"walk": pl.Int64(), "as_of": UTC}
"""The batches whose assessments are wanted, and when each was assessed."""

KNOWN_HITS: Schema = {**HITS, "at": UTC, "until": UTC}
"""Hits that stood from ``at``; ``until`` they were settled as no match or their entry was gone."""

_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class Past:
    """What the world holds: ``EVENTS``, ``TIES``, ``FOUND``, ``ROUTE_TRAVELERS`` and ``KNOWN_HITS``."""

    events: pl.DataFrame
    ties: pl.DataFrame
    found: pl.DataFrame
    travelers: pl.DataFrame
    hits: pl.DataFrame


def usable(catalogue: Catalogue) -> dict[str, str]:
    """Give name and type of every unprotected feature, in the catalogue's order."""
    return {name: feature.type for name, feature in catalogue.items() if name in FEATURES and not feature.protected}


def features_anew(said: pl.DataFrame, walks: pl.DataFrame, past: Past, catalogue: Catalogue) -> pl.DataFrame:
    """Give ``walk, encounter_id, subject_id, as_of`` and every unprotected feature, one row an encounter of each walk.

    ``said``: ``SAID`` of the encounters of ``walks`` (``WALKS``), with what earlier messages declared about them.
    """
    names = list(usable(catalogue))
    wanted = wanted_of(columns_read(names))
    rows = _rows(said, walks, wanted)
    keyed = rows.with_columns(
        pl.concat_str(pl.col("walk").cast(TEXT), pl.lit(_BETWEEN), name).alias(name)
        for name in ("encounter_id", "trip", "message_id")
    )
    merged = merge(keyed.drop("walk"), wanted)
    apart = pl.col("encounter_id").str.split_exact(_BETWEEN, 1)
    which = merged.select(
        key="encounter_id",
        walk=apart.struct.field("field_0").cast(pl.Int64),
        encounter_id=apart.struct.field("field_1"),
        trip=pl.col("trip").str.split_exact(_BETWEEN, 1).struct.field("field_1"),
    ).join(walks, on="walk", how="left", maintain_order="left")
    merged = _with_past(with_hits(merged, _hits(past.hits, which)), which, past)
    table = feature_table(merged, names, catalogue).drop("encounter_id")
    return pl.concat(
        [which.select("walk", "encounter_id"), merged.select("subject_id"), which.select("as_of"), table],
        how="horizontal",
    )


def _rows(said: pl.DataFrame, walks: pl.DataFrame, wanted: list[str]) -> pl.DataFrame:
    """Give the rows of each walk, behind what earlier messages had declared about the encounters it met again."""
    columns = [*wanted, "encounter_id", *_LINK]
    now = said.join(walks.select("walk"), on="walk", how="semi", maintain_order="left")
    met = now.filter(pl.col("is_new").fill_null(value=False).not_())
    again = met.group_by("walk", "encounter_id").agg(pl.len())
    begun = now.group_by("walk").agg(begun=pl.col("seq").min())
    asked = again.select("encounter_id", "walk").join(begun, on="walk")
    before = asked.join(said.drop("walk"), on="encounter_id", how="inner").filter(pl.col("seq") < pl.col("begun"))
    latest = before.group_by("walk", "encounter_id", "kinds").agg(pl.col("seq").max())
    speaking = before.join(latest, on=["walk", "encounter_id", "kinds", "seq"], how="semi").sort("seq")
    # What an earlier message was linked to is not what counts: the batch says who it is.
    earlier = speaking.with_columns(subject_id=pl.lit(None, TEXT)).select("walk", *columns)
    return pl.concat([earlier, now.select("walk", *columns)])


def _hits(hits: pl.DataFrame, which: pl.DataFrame) -> pl.DataFrame:
    """Give the hits that stood at each assessment, under its keyed encounter."""
    met = which.select("key", "encounter_id", "as_of").join(hits, on="encounter_id", how="inner")
    stands = pl.col("until").is_null() | (pl.col("until") > pl.col("as_of"))
    return met.filter((pl.col("at") <= pl.col("as_of")) & stands).drop("encounter_id").rename({"key": "encounter_id"})


def _with_past(merged: pl.DataFrame, which: pl.DataFrame, past: Past) -> pl.DataFrame:
    moments = merged.select("subject_id", "departure", "arrival").with_columns(which["as_of"])
    counted = counts(moments, past.events).drop("subject_id")
    per_route = routes(moments, past.travelers).drop("departure", "arrival")
    asking = asked_of_ties(merged.with_columns(which["encounter_id"], which["trip"], which["as_of"]))
    tied = associations(asking, past.ties, past.found)
    return known_counts(pl.concat([merged, counted, per_route, tied], how="horizontal"))
