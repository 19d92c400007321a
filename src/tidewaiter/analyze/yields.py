"""Which rules and which lists earn their keep: how often they spoke, were followed, and were right."""

from __future__ import annotations

import polars as pl

from tidewaiter.vocabulary.hit import HitStatus
from tidewaiter.vocabulary.proportion import with_interval
from tidewaiter.vocabulary.tables import FLAG, TEXT

_VERDICTS = {str(HitStatus.CONFIRMED): True, str(HitStatus.NOT_A_MATCH): False}
"""What a verdict says of a list: one that was wrong about a person is wrong whatever an inspection then found."""


def yields(
    assessed: pl.DataFrame, outcomes: pl.DataFrame, hits: pl.DataFrame, *, settled: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Give ``kind, id, version, fired, examined, confirmed, estimate, low, high``, one row a rule and a list.

    ``assessed``: ASSESSED, ``hits``: HITS, ``outcomes``: ``needs.OUTCOMES``. Counts are encounters: ``fired`` those a
    rule or list spoke about, ``examined`` those of them with an outcome, ``confirmed`` those with a finding. The
    estimate is confirmed / examined with its 95 % Wilson interval, null where nothing was examined: never a nought.
    Those not examined are unknown, not innocent; compare with ``base_rate`` before praising a rule.

    For a list, the verdicts on its hits (``settled``: ``needs.HIT_LIVES``) go before what an inspection found; a hit
    that was suppressed stopped nobody, and its list has not spoken.
    """
    rules = (
        assessed.select("encounter_id", "reasons")
        .explode("reasons", empty_as_null=False)
        .drop_nulls("reasons")
        .select("encounter_id", pl.col("reasons").struct.unnest())
        .select(
            pl.lit("rule").alias("kind"),
            pl.col("rule").alias("id"),
            pl.col("version").cast(TEXT).alias("version"),
            "encounter_id",
        )
    )
    lists = hits.select(
        pl.lit("list").alias("kind"),
        pl.col("list_id").alias("id"),
        pl.col("list_version").alias("version"),
        "encounter_id",
    )
    ended = outcomes.group_by("encounter_id").agg(pl.col("positive").cast(FLAG).fill_null(False).any())
    spoken = pl.concat([rules, lists]).unique().join(ended, on="encounter_id", how="left")
    if settled is not None:
        spoken = _by_verdict(spoken, settled)
    counted = (
        spoken.group_by("kind", "id", "version")
        .agg(
            pl.len().alias("fired"),
            pl.col("positive").is_not_null().sum().alias("examined"),
            pl.col("positive").fill_null(False).sum().alias("confirmed"),
        )
        .sort("kind", "id", "version")
    )
    return with_interval(counted, "confirmed", "examined")


def _by_verdict(spoken: pl.DataFrame, settled: pl.DataFrame) -> pl.DataFrame:
    """Put verdicts in the place of inspections, one a list and encounter: any confirmed entry confirms the list."""
    verdict = pl.col("status").replace_strict(_VERDICTS, default=None, return_dtype=FLAG)
    silent = pl.col("status") == HitStatus.SUPPRESSED
    said = settled.group_by(pl.lit("list").alias("kind"), pl.col("list_id").alias("id"), "encounter_id").agg(
        pl.when(verdict.any(ignore_nulls=True))
        .then(pl.lit(True))
        .when(verdict.is_not_null().all())
        .then(pl.lit(False))
        .alias("verdict"),
        silent.all().alias("silent"),
    )
    joined = spoken.join(said, on=["kind", "id", "encounter_id"], how="left")
    return joined.filter(~pl.col("silent").fill_null(False)).select(
        "kind", "id", "version", "encounter_id", pl.coalesce("verdict", "positive").alias("positive")
    )
