"""Find the keys that two different people of one message share: such a key identifies neither of them."""

from __future__ import annotations

import polars as pl

from tidewaiter.identify.keys import KINDS

IDENTITY = ("kind", "birth_date", "p_given", "p_first", "p_number", "p_issuer", "document_kind")
"""The columns by which ``different_people`` judges."""


def without_ambiguous(keys: pl.DataFrame, plain_table: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split keys (``row, message_id, key, rank``) into those that identify and those that do not.

    Within one message a key is ambiguous when the rows that share it bear different first given names (two children
    on one passport), different birth dates, or different numbers of the same kind of document of one issuer (two
    namesakes); the weakest key already when two rows share it.
    """
    repeated = keys.filter(keys.select("message_id", "key").is_duplicated())
    if repeated.is_empty():
        return keys, repeated
    shown = repeated.join(plain_table.select("row", *IDENTITY), on="row")
    bad = (
        shown.group_by("message_id", "key")
        .agg(different_people(), weak=(pl.col("rank") == KINDS["W"].rank).any())
        .filter(pl.col("different") | pl.col("weak"))
    )
    on = ["message_id", "key"]
    return keys.join(bad, on=on, how="anti"), keys.join(bad.select(on), on=on, how="semi")


def different_people() -> pl.Expr:
    """Tell, over a group of rows of one message, whether they cannot all be one person (column ``different``)."""
    names = pl.col("p_given").drop_nulls()
    longest = names.get(names.str.len_chars().arg_max(), null_on_oob=True)
    prefixed = names.is_empty() | (
        longest.str.starts_with(names.get(names.str.len_chars().arg_min(), null_on_oob=True))
        | (pl.col("p_first").drop_nulls().n_unique() <= 1)
    )
    issuer = pl.concat_str(pl.col("document_kind").fill_null(""), pl.col("p_issuer"), separator="|")
    issuers = pl.when(pl.col("p_number").is_not_null()).then(issuer).drop_nulls().n_unique()
    numbers = pl.concat_str(issuer, pl.col("p_number"), separator="|").drop_nulls().n_unique()
    births = pl.col("birth_date").drop_nulls().n_unique()
    people = (pl.col("kind") != "conveyance").any()
    return (people & ((births > 1) | (numbers > issuers) | ~prefixed)).alias("different")
