"""A small border with known truth: snapshots in which we planted why people violate, to measure engines against.

Nothing here is anybody's finding. Countries and places are codes that ISO 3166 leaves to users (``XA`` ...). Who is
examined follows from the rules in force and a random draw, as at a real border, so that labels are missing where
nobody looked; the whole truth stands apart, for measuring alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from tidewaiter.assess.assessing import score
from tidewaiter.assess.ruleset import Ruleset, load_ruleset
from tidewaiter.vocabulary.snapshot import SEALED, part, snapshot_schema
from tidewaiter.vocabulary.tables import NUMBER, TEXT, conform
from tidewaiter.world.crossings import PROXY_NATIONALITY, crossings
from tidewaiter.world.habits import with_habits

FIRST_DAY = date(2026, 1, 5)
DAYS = 60
DRAW_RATE = {"air": 0.05, "sea": 0.05, "land": 0.03}
"""Share drawn at random: higher than the shipped 1 %, since the set is a thousandth of a nation's year."""

PROXY = "agency_country"
GROUP = ("nationality", PROXY_NATIONALITY)
"""The planted bias: the feature says much of the group and nothing of the truth, and an old rule asks for it."""

_ORACLE = {"encounter_id": TEXT, "mechanism": TEXT, "probability": NUMBER, "violates": pl.Boolean()}


@dataclass(frozen=True, slots=True)
class Planted:
    """``snapshot`` and ``sealed`` as ``vocabulary.snapshot`` says; ``oracle``: the truth of every row.

    ``oracle``: ``encounter_id, mechanism`` (null = the ordinary rate), ``probability`` (true), ``violates``.
    """

    snapshot: pl.DataFrame
    sealed: pl.DataFrame
    oracle: pl.DataFrame

    def write(self, snapshots: Path, sealed: Path) -> None:
        """Write both tables by the day of their assessment; the oracle is for measuring and never written with them."""
        days = self.snapshot.select("encounter_id", day=pl.col("assessed_at").dt.date())
        for folder, table in ((snapshots, self.snapshot), (sealed, self.sealed)):
            dated = table.join(days, on="encounter_id", maintain_order="left")
            for (day,), rows in dated.partition_by("day", as_dict=True, include_key=False).items():
                path = part(folder, day)
                path.parent.mkdir(parents=True, exist_ok=True)
                rows.write_parquet(path)


def planted(rows: int = 100_000, seed: int = 1, *, ruleset: Ruleset | None = None) -> Planted:
    """Make a planted set of ``rows`` over sixty days; the same seed, rules and version give the same rows.

    ``ruleset``: what is live; the shipped rules and those of ``habits`` where none is given. About 1 % of all violate:
    by a mechanism of route, payment and lead time that moves elsewhere half-way; by heavy bags on a short stay; by an
    interaction that no single condition shows; by earlier findings; and at an ordinary rate.
    """
    rules = ruleset or with_habits(load_ruleset(as_of=FIRST_DAY))
    rng = np.random.default_rng(seed)
    start = datetime.combine(FIRST_DAY, datetime.min.time(), UTC)
    made = crossings(rows, rng, seed, start=start, span=timedelta(days=DAYS))
    unprotected = {name: feature.type for name, feature in rules.catalogue.items() if not feature.protected}
    schema = snapshot_schema(unprotected)
    known = made.features.select(
        (pl.col(name) if name in made.features.columns else pl.lit(None)).cast(schema[name]).alias(name)
        for name in unprotected
    )
    ids = made.features.select("encounter_id", "subject_id", "assessed_at")
    judged = score(pl.concat([ids.select("encounter_id"), known.select(rules.features)], how="horizontal"), rules)
    mode = known["mode"]
    rate = mode.replace_strict(DRAW_RATE, return_dtype=pl.Float64)
    drawn = pl.Series("drawn", rng.random(rows)) < rate
    live = judged.select(
        live_ruleset="ruleset",
        live_fired=pl.col("reasons").list.eval(pl.element().struct.field("rule")),
        live_score="score",
        live_band="band",
    )
    chosen = live["live_band"] != "low"
    examined = (chosen | drawn).alias("examined")
    found = pl.DataFrame({"truth": made.oracle["violates"], "seen": examined}).select(
        found=pl.when("seen").then("truth")
    )
    outcome = pl.DataFrame([drawn.alias("drawn"), rate.alias("draw_rate"), examined, found["found"]])
    snapshot = conform(pl.concat([ids, known, live, outcome], how="horizontal"), schema)
    return Planted(snapshot, conform(made.sealed, SEALED), conform(made.oracle, _ORACLE))
