"""What the model in force says of a batch, as columns beside the other features: a score, or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from tidewaiter.assess.model.scorer import Scorer
    from tidewaiter.language import Catalogue

NO_MODEL = "no model is in force"


def filled(features: pl.DataFrame, model: Scorer | None, catalogue: Catalogue, *, reasons: bool = True) -> pl.DataFrame:
    """Fill ``OF_MODELS`` of a feature table that holds what the model reads; rows and other columns stay.

    ``model_reasons`` are worked out for rows at or above the model's threshold alone, since they cost far more than
    the score; without ``reasons`` not at all. Where no model is in force, or it is silent, the score is unknown and
    never nought.
    """
    if model is None:
        return features.with_columns(model_silent=pl.lit(NO_MODEL))
    scored = model.score(features)
    columns = [scored["model_score"], scored["anomaly_score"], scored["silent"].alias("model_silent")]
    if reasons:
        columns.append(_reasons(features, scored, model, catalogue))
    return features.with_columns(*columns, pl.lit(model.id).alias("model"))


def _reasons(features: pl.DataFrame, scored: pl.DataFrame, model: Scorer, catalogue: Catalogue) -> pl.Series:
    told = (scored["model_score"] >= model.abstention.threshold).fill_null(value=False)
    rows = told.arg_true()
    moved = pl.DataFrame(
        {"row": rows.cast(pl.UInt32), "model_reasons": model.effects(features[rows], catalogue)},
        schema={"row": pl.UInt32, "model_reasons": pl.List(pl.String)},
    )
    numbered = pl.DataFrame({"row": pl.int_range(features.height, dtype=pl.UInt32, eager=True)})
    return numbered.join(moved, on="row", how="left", maintain_order="left")["model_reasons"]
