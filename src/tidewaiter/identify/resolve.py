"""Resolve rows to subjects: strongest key first, every link with its basis, score and the two values that made it."""

from __future__ import annotations

import polars as pl

from tidewaiter.identify.ambiguity import IDENTITY, different_people, without_ambiguous
from tidewaiter.identify.evidence import worded
from tidewaiter.identify.keys import KINDS, PREFIX_RANK, keyed
from tidewaiter.identify.needs import Needs
from tidewaiter.vocabulary.ids import Ids

SHORTEST_PREFIX = 3

_BOOKING_RANKS = (KINDS["B"].rank, KINDS["b"].rank)


def resolve(plain_table: pl.DataFrame, needs: Needs, ids: Ids) -> pl.DataFrame:
    """Give each row its subject: the columns of ``evidence.worded`` and ``on_record``, whether the store knows it.

    Rows of the batch that share a key are one subject unless one message shows them to be different people. A known
    subject goes before a new one, a stronger key before a weaker one; of two known subjects the stronger key's is
    taken and the other named in the evidence, never merged.
    """
    keys, dropped = without_ambiguous(keyed(plain_table), plain_table)
    shared = keys.filter(pl.col("key").is_duplicated())
    groups = _components(plain_table, shared)
    known = _known(plain_table, keys, needs)
    subjects = _subjects(groups, known, ids)
    links = _links(shared, known, subjects)
    settled = _kept_apart(plain_table, subjects, links, ids)
    table = worded(plain_table, settled, keys, known, dropped)
    return table.with_columns(pl.col("subject_id").is_in(known["subject_id"].unique().to_list()).alias("on_record"))


def _components(plain_table: pl.DataFrame, shared: pl.DataFrame) -> pl.DataFrame:
    """Group rows that share a key, directly or through others: ``row, group`` (the smallest row of the group)."""
    rows = plain_table.select("row", group="row")
    if shared.is_empty():
        return rows
    found = _fixpoint(shared)
    grouped = (
        rows.select("row").join(found, on="row", how="left").select("row", pl.coalesce("group", "row").alias("group"))
    )
    clashing = _clashes(plain_table, grouped, "group")
    if clashing.is_empty():
        return grouped
    # A chain joined what one message keeps apart: let only the strongest shared key of each row speak there.
    strongest = shared.join(
        grouped.join(clashing.select("group").unique(), on="group", how="semi"), on="row", how="semi"
    )
    single = _fixpoint(strongest.sort("rank", "key").unique("row", keep="first", maintain_order=True))
    rest = grouped.join(clashing, on="group", how="anti")
    split = grouped.join(clashing, on="group", how="semi").select("row").join(single, on="row", how="left")
    return pl.concat([rest, split.select("row", pl.coalesce("group", "row").alias("group"))]).sort("row")


def _fixpoint(shared: pl.DataFrame) -> pl.DataFrame:
    """Spread the smallest row number along shared keys until nothing changes."""
    current = shared.select("row", "key", group="row")
    while True:
        spread = current.with_columns(pl.col("group").min().over("key")).with_columns(pl.col("group").min().over("row"))
        if spread["group"].equals(current["group"]):
            return spread.select("row", "group").unique("row")
        current = spread


def _clashes(plain_table: pl.DataFrame, labelled: pl.DataFrame, label: str) -> pl.DataFrame:
    """Find labels under which one message holds rows that cannot be one person: ``message_id, <label>``."""
    on = ["message_id", label]
    if labelled[label].n_unique() == labelled.height:
        return plain_table.head(0).select("message_id", pl.lit(None, labelled.schema[label]).alias(label))
    rows = plain_table.select("row", "message_id", *IDENTITY).join(labelled, on="row")
    repeated = rows.filter(rows.select(on).is_duplicated())
    if repeated.is_empty():
        return repeated.select(on)
    return repeated.group_by(on).agg(different_people()).filter("different").select(on)


def _known(plain_table: pl.DataFrame, keys: pl.DataFrame, needs: Needs) -> pl.DataFrame:
    """Look keys up: ``row, key, rank, subject_id``, strongest first; beginnings of names only where all else fails."""
    found = _look_up(keys.select("row", "key", "rank"), needs)
    orphans = keys.filter(pl.col("rank").is_in(_BOOKING_RANKS))
    if not found.is_empty():
        orphans = orphans.join(found, on="row", how="anti")
    if not orphans.is_empty():
        found = pl.concat([found, _look_up(_prefixes(orphans, plain_table), needs)])
    return found.sort("row", "rank", "key")


def _look_up(wanted: pl.DataFrame, needs: Needs) -> pl.DataFrame:
    stored = needs.subjects(wanted["key"].unique())
    if stored.is_empty():
        return wanted.head(0).with_columns(subject_id=pl.lit(None, pl.String))
    return wanted.join(stored.select("key", pl.col("subject_id").cast(pl.String)), on="key")


def _prefixes(orphans: pl.DataFrame, plain_table: pl.DataFrame) -> pl.DataFrame:
    """Shorten the given name of a booking key letter by letter: a booking may hold less of it than the manifest."""
    full = orphans.filter(pl.col("rank") == KINDS["B"].rank).join(plain_table.select("row", "p_given"), on="row")
    length = pl.col("p_given").str.len_chars().cast(pl.Int64)  # unsigned, a name of one letter would wrap around
    cut = full.with_columns(pl.int_ranges(1, length - SHORTEST_PREFIX + 1, dtype=pl.Int64).alias("cut")).explode(
        "cut", empty_as_null=False
    )
    key = pl.col("key").str.head(pl.col("key").str.len_chars().cast(pl.Int64) - pl.col("cut"))
    return cut.select("row", key.alias("key"), pl.lit(PREFIX_RANK, pl.UInt8).alias("rank"))


def _subjects(groups: pl.DataFrame, known: pl.DataFrame, ids: Ids) -> pl.DataFrame:
    """Give ``row, group, subject_id``: the row's own known subject, else its group's, else a new one a group."""
    own = known.unique("row", keep="first", maintain_order=True).select("row", "rank", own="subject_id")
    table = groups.join(own, on="row", how="left", maintain_order="left")
    of_group = table.drop_nulls("own").sort("rank", "row").unique("group", keep="first", maintain_order=True)
    table = table.join(of_group.select("group", theirs="own"), on="group", how="left", maintain_order="left")
    fresh = table.filter(pl.col("theirs").is_null()).select(pl.col("group").unique(maintain_order=True))
    fresh = fresh.with_columns(pl.Series("made", ids.many("sub", fresh.height), dtype=pl.String))
    named = table.join(fresh, on="group", how="left", maintain_order="left")
    return named.select("row", "group", pl.coalesce("own", "theirs", "made").alias("subject_id"))


def _links(shared: pl.DataFrame, known: pl.DataFrame, subjects: pl.DataFrame) -> pl.DataFrame:
    """Choose for each row the strongest key that led to its subject: ``row, key, rank, within``; none for a new one."""
    stored = known.join(subjects, on=["row", "subject_id"], how="semi")
    stored = stored.select("row", "key", "rank", within=pl.lit(0, pl.UInt8))
    if not shared.is_empty():
        taken = shared.join(subjects.select("row", "subject_id"), on="row")
        later = taken.filter(pl.col("row") > pl.col("row").min().over("key", "subject_id"))
        stored = pl.concat([stored, later.select("row", "key", "rank", within=pl.lit(1, pl.UInt8))])
    return stored.sort("row", "rank", "within", "key").unique("row", keep="first", maintain_order=True)


def _kept_apart(plain_table: pl.DataFrame, subjects: pl.DataFrame, links: pl.DataFrame, ids: Ids) -> pl.DataFrame:
    """Undo links by anything but a document where one message would put two different people under one subject."""
    table = subjects.join(links, on="row", how="left", maintain_order="left").with_columns(pl.lit(False).alias("apart"))
    clashing = _clashes(plain_table, subjects, "subject_id")
    if clashing.is_empty():
        return table
    messages = plain_table.select("row", "message_id")
    clash = table.join(messages, on="row").join(clashing, on=["message_id", "subject_id"], how="semi")
    best = clash.sort(pl.col("rank").fill_null(0), "row").unique("subject_id", keep="first", maintain_order=True)
    undone = clash.join(best, on="row", how="anti").filter(pl.col("rank").fill_null(0) > 0).select("row").sort("row")
    undone = undone.with_columns(pl.Series("instead", ids.many("sub", undone.height), dtype=pl.String))
    table = table.join(undone, on="row", how="left", maintain_order="left")
    apart = pl.col("instead").is_not_null()
    return table.with_columns(
        pl.coalesce("instead", "subject_id").alias("subject_id"),
        apart.alias("apart"),
        *(pl.when(~apart).then(column).alias(column) for column in ("key", "rank", "within")),
    ).drop("instead")
