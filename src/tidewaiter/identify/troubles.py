"""Say how the check against lists ended, and never let a list that is old, off or broken read as clear."""

from __future__ import annotations

import polars as pl

from tidewaiter.vocabulary.tables import TEXT, Schema

TROUBLES: Schema = dict.fromkeys(("list_id", "trouble", "said"), TEXT)
"""One row a list and trouble: ``stale`` (older than its owner allows; used), ``failed`` (its last load failed; the
version before is used, if there is one), ``expired`` (past its last day; not used). ``said`` in words."""

KINDS = ("stale", "failed", "expired")


def list_check(rows: pl.DataFrame, hits: pl.DataFrame, listings: pl.DataFrame, troubles: pl.DataFrame) -> pl.DataFrame:
    """Say how the check against lists ended for each row: ``row, lists_state, lists_detail``.

    ``fail`` where something was found. ``pass`` only where nothing was found, the row has something to compare, and
    no list is in trouble; else ``not-run``, with the reason. Lists in trouble are named either way.
    """
    label = troubled(troubles)
    if listings.is_empty():
        state, detail = pl.lit("not-run"), pl.lit("no list is in force" if label else "no list is loaded")
        return rows.select(
            "row", state.alias("lists_state"), pl.concat_str(detail, pl.lit(label)).alias("lists_detail")
        )
    entries = listings.select("list_id", "entry_id").n_unique()
    size = f"screened against {entries} entries of {listings['list_id'].n_unique()} lists"
    unsure = f"{size}, which is not enough to say that nobody is meant" if label else size
    hit = hits.group_by("encounter_id").agg(
        pl.format("{} entry {}", "list_id", "entry_id").unique(maintain_order=True).str.join(", ").alias("matched")
    )
    named = pl.any_horizontal(pl.col("p_surname", "p_given", "conveyance_name").is_not_null())
    comparable = pl.col("p_number").is_not_null() | pl.col("p_plate").is_not_null() | named
    matched = pl.col("matched").is_not_null()
    return rows.join(hit, on="encounter_id", how="left", maintain_order="left").select(
        "row",
        pl.when(matched)
        .then(pl.lit("fail"))
        .when(comparable & pl.lit(not label))
        .then(pl.lit("pass"))
        .otherwise(pl.lit("not-run"))
        .alias("lists_state"),
        pl.when(matched)
        .then(pl.format("possible match: {}{}", pl.col("matched").fill_null(""), pl.lit(label)))
        .when(comparable)
        .then(pl.lit(unsure + label))
        .otherwise(pl.lit("neither document, plate nor name to compare" + label))
        .alias("lists_detail"),
    )


def troubled(troubles: pl.DataFrame) -> str:
    """Put the lists in trouble into words, to stand at the end of a sentence; empty where there are none."""
    named = {kind: sorted(troubles.filter(pl.col("trouble") == kind)["list_id"].unique()) for kind in KINDS}
    return "".join(f"; {kind.upper()}: {', '.join(lists)}" for kind, lists in named.items() if lists)
