"""What the past holds of an importer, a shipper and a commodity: pure functions over declarations of goods.

Goods come later; these are kept ready for them and are asked of a table alone, as known when each was declared.
"""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from tidewaiter.assess.features.spans import standing
from tidewaiter.vocabulary.tables import COUNT, NUMBER, TEXT, UTC, Schema

YEAR = timedelta(days=365)
ENOUGH = 5
"""Declarations of a commodity with value and weight, below which their median says nothing."""

GOODS: Schema = {
    "declaration_id": TEXT,
    "importer": TEXT,
    "shipper": TEXT,
    "commodity": TEXT,  # heading of the Harmonized System
    "known_at": UTC,  # when the declaration came in
    "value": NUMBER,  # in one currency
    "weight_kg": NUMBER,
    "refused_at": UTC,  # when it was known that release was refused; null: it was not
}

GOODS_HISTORY: Schema = {
    "declaration_id": TEXT,
    **{
        f"{who}_{what}_365d": COUNT
        for who in ("importer", "shipper", "commodity")
        for what in ("declarations", "refusals")
    },
    "value_per_kg_ratio": NUMBER,  # value per kg over the median of the commodity in the year before
}


def goods_history(declared: pl.DataFrame) -> pl.DataFrame:
    """Give ``GOODS_HISTORY`` for each row of ``GOODS``: what was known of the others before it came in."""
    asked = declared.with_columns(as_of=pl.col("known_at"))
    found: dict[str, pl.Series] = {}
    weight = pl.lit(1, pl.Int64)
    for who in ("importer", "shipper", "commodity"):
        came = declared.select(who, start="known_at", end=pl.col("known_at") + YEAR, weight=weight)
        # A refusal ages with its declaration's year from when it was known, not from when the goods came.
        refused = declared.drop_nulls("refused_at").select(
            who, start="refused_at", end=pl.col("refused_at") + YEAR, weight=weight
        )
        found[f"{who}_declarations_365d"] = _of(who, asked, came)
        found[f"{who}_refusals_365d"] = _of(who, asked, refused)
    table = asked.select("declaration_id").with_columns(**found, value_per_kg_ratio=_ratio(declared))
    return table.select(pl.col(name).cast(kind) for name, kind in GOODS_HISTORY.items())


def _of(who: str, asked: pl.DataFrame, spans: pl.DataFrame) -> pl.Series:
    counted = standing(asked, spans, [who])
    return asked.select(pl.when(pl.col(who).is_not_null()).then(counted).alias(who))[who]


def _ratio(declared: pl.DataFrame) -> pl.Series:
    dear = pl.when((pl.col("weight_kg") > 0) & (pl.col("value") >= 0)).then(pl.col("value") / pl.col("weight_kg"))
    rows = declared.select("commodity", "known_at", per_kg=dear).with_row_index("row").sort("known_at", "row")
    usual = rows.rolling("known_at", period="365d", closed="left", group_by="commodity").agg(
        usual=pl.when(pl.col("per_kg").count() >= ENOUGH).then(pl.col("per_kg").median())
    )
    per_moment = usual.unique(["commodity", "known_at"], keep="any")
    joined = rows.join(per_moment, on=["commodity", "known_at"], how="left")
    ratio = pl.when(pl.col("usual") > 0).then(pl.col("per_kg") / pl.col("usual"))
    return joined.sort("row").select(value_per_kg_ratio=ratio)["value_per_kg_ratio"]
