"""Assess once more what was assessed, when all that changed is which possible matches stand."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from tidewaiter.assess.assessing import score
from tidewaiter.assess.explanation import read_features
from tidewaiter.assess.features import feature_table, typed
from tidewaiter.assess.gather import with_hits
from tidewaiter.assess.ruleset import Ruleset
from tidewaiter.vocabulary.tables import ASSESSED, TEXT, empty

OF_HITS = (
    *("hit_exact_document", "hit_name_birth", "hit_plate"),
    *("hit_list_stale", "hit_lists", "hit_lists_said", "hit_categories"),
)
"""The features of the catalogue that say something of hits."""


def assess_again(
    last: pl.DataFrame, said: pl.DataFrame, hits: pl.DataFrame, *, ruleset: Ruleset, as_of: datetime
) -> pl.DataFrame:
    """Give ``ASSESSED`` anew from the features stored with the ``last`` assessment, but for those of hits.

    ``said``: ``encounter_id, checks, document_number, plate`` of every declaration that counts, their check against
    lists as it now stands; ``hits``: the hits that stand. What was worked out of a whole movement stays as it was, so
    that nothing but the hits changes the score. A feature that a newer ruleset asks for and the stored ones lack is
    unknown, and its rules are not evaluable.
    """
    rules = ruleset.in_force(as_of)
    if last.is_empty():
        return empty(ASSESSED)
    stored = [read_features(text, rules.catalogue) for text in last["features"]]
    kept = {name: pl.Series(name, [row.get(name) for row in stored], strict=False) for name in rules.computed}
    ids = last["encounter_id"]
    features = pl.DataFrame(kept).select(
        ids, *[typed(pl.col(name), rules.catalogue[name].type).alias(name) for name in rules.computed]
    )
    names = [name for name in rules.features if name in OF_HITS]
    whole = said.group_by("encounter_id").agg(
        pl.col("checks").explode(empty_as_null=False, keep_nulls=False).drop_nulls().unique(),
        pl.col("document_number", "plate").drop_nulls().last(),
    )
    gathered = with_hits(ids.cast(TEXT).to_frame().join(whole, on="encounter_id", how="left"), hits)
    fresh = feature_table(gathered, names, rules.catalogue)
    return score(features.drop(names).join(fresh, on="encounter_id", how="left", maintain_order="left"), rules)
