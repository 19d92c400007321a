"""Shares by group and their ratio to everybody else: referral, hits, yield and false positives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist
from typing import NamedTuple

import polars as pl

from tidewaiter.analyze.fairness.policy import FairnessPolicy
from tidewaiter.vocabulary.errors import TidewaiterError
from tidewaiter.vocabulary.proportion import Proportion
from tidewaiter.vocabulary.tables import FLAG, NUMBER, TEXT, Schema

DECISIONS: Schema = {
    "encounter_id": TEXT,
    "referred": FLAG,  # chosen by risk or a hit, not by the random stream
    "hit": FLAG,  # a possible match stood
    "hit_false": FLAG,  # settled: none of the hits was the one meant; null: no hit, or none settled
    "drawn": FLAG,  # by the random stream
    "draw_rate": NUMBER,
    "examined": FLAG,
    "found": FLAG,  # null where nobody examined
}
"""One row an encounter: what was done about it."""

FAIRNESS: Schema = {
    **dict.fromkeys(("attribute", "group", "measure"), TEXT),
    **dict.fromkeys(("of", "count"), pl.Int64()),  # of so many so many; null where a cell is suppressed
    **dict.fromkeys(("rate", "low", "high"), NUMBER),  # Wilson, 95 %; at the effective size where rows are weighted
    **dict.fromkeys(("ratio", "ratio_low", "ratio_high"), NUMBER),  # to everybody else
    "suppressed": FLAG,
    "finding": TEXT,  # higher | lower | null
    "against_base": TEXT,  # of a finding in referral: explained | unexplained | unknown by the random stream
}
"""One row an attribute, group and measure; the group ``everybody`` is the whole."""

EVERYBODY, UNSTATED = "everybody", "not stated"

_CONFIDENCE = 0.95


class _Measure(NamedTuple):
    """Of the rows of ``trials`` those that are ``positive``, each counting as ``weight``; ``bad``: more is worse."""

    name: str
    trials: pl.Expr
    positive: pl.Expr
    weight: pl.Expr = pl.lit(1.0)
    tells: tuple[str, ...] = ("higher", "lower")


_ANYBODY = pl.col("encounter_id").is_not_null()
_SEEN = pl.col("drawn") & pl.col("examined") & pl.col("found").is_not_null()
_INVERSE = 1.0 / pl.col("draw_rate")

MEASURES: tuple[_Measure, ...] = (
    _Measure("referral", _ANYBODY, pl.col("referred")),
    _Measure("hit", _ANYBODY, pl.col("hit")),
    # Found nobody guilty more often among those referred: the group is referred too easily.
    _Measure("yield", pl.col("referred") & pl.col("found").is_not_null(), pl.col("found"), tells=("lower",)),
    # Only the random stream knows who is innocent without having been suspected first.
    _Measure("false-positive", _SEEN & ~pl.col("found"), pl.col("referred"), _INVERSE),
    _Measure("false-hit", pl.col("hit_false").is_not_null(), pl.col("hit_false"), tells=("higher",)),
    _Measure("base-rate", _SEEN, pl.col("found"), _INVERSE, tells=()),
)
"""What is measured of each group."""


@dataclass(frozen=True, slots=True)
class _Sum:
    """What was counted of some people: rows, positive rows, and their weights."""

    rows: int
    positive: int
    weight: float
    hit: float
    squares: float

    def __sub__(self, other: _Sum) -> _Sum:
        return _Sum(
            self.rows - other.rows,
            self.positive - other.positive,
            self.weight - other.weight,
            self.hit - other.hit,
            self.squares - other.squares,
        )

    @property
    def proportion(self) -> Proportion:
        """Give the weighted share at its effective sample size (Kish)."""
        if self.rows <= 0 or self.squares <= 0:
            return Proportion(0.0, 0.0)
        size = self.weight * self.weight / self.squares
        return Proportion(self.hit / self.weight * size, size)


def fairness(decisions: pl.DataFrame, sealed: pl.DataFrame, policy: FairnessPolicy) -> pl.DataFrame:
    """Measure each audited attribute: ``DECISIONS`` and ``vocabulary.snapshot.SEALED`` to ``FAIRNESS``.

    Each group is compared with everybody else. The interval of a ratio holds at 95 % for all groups of an attribute
    together (Bonferroni), so that among two hundred nationalities not ten are found by chance. A cell that could pick
    somebody out is suppressed, with a second one where the first could be reckoned from the whole. Raises
    ``TidewaiterError`` where somebody drawn has no rate: the random stream must not be weighed by guess.
    """
    if decisions.filter(pl.col("drawn") & (pl.col("draw_rate").fill_null(0) <= 0)).height:
        raise TidewaiterError("somebody drawn at random has no rate: the shares cannot be weighed", code="no-rate")
    joined = decisions.join(sealed.unique("encounter_id", keep="last"), on="encounter_id", how="left")
    rows: list[dict[str, object]] = []
    for attribute in policy.attributes:
        sums = _sums(joined.with_columns(pl.col(attribute).fill_null(UNSTATED).alias("group")))
        told = {measure.name: _measured(measure, sums[measure.name], policy) for measure in MEASURES}
        _against_base(told)
        rows += [{"attribute": attribute, **row} for measure in MEASURES for row in told[measure.name]]
    return pl.DataFrame(rows, schema=FAIRNESS)


def _sums(joined: pl.DataFrame) -> dict[str, dict[str, _Sum]]:
    """Count every measure by group in one pass."""
    parts = []
    for measure in MEASURES:
        trial = measure.trials.fill_null(value=False)
        positive = trial & measure.positive.fill_null(value=False)
        weight = pl.when(trial).then(measure.weight).otherwise(0.0)
        parts += [
            trial.sum().alias(f"{measure.name} rows"),
            positive.sum().alias(f"{measure.name} positive"),
            weight.sum().alias(f"{measure.name} weight"),
            pl.when(positive).then(measure.weight).otherwise(0.0).sum().alias(f"{measure.name} hit"),
            (weight * weight).sum().alias(f"{measure.name} squares"),
        ]
    found: dict[str, dict[str, _Sum]] = {measure.name: {} for measure in MEASURES}
    for row in joined.group_by("group").agg(parts).sort("group").iter_rows(named=True):
        for measure in MEASURES:
            counted = (row[f"{measure.name} {what}"] for what in ("rows", "positive", "weight", "hit", "squares"))
            found[measure.name][row["group"]] = _Sum(*counted)
    return found


def _measured(measure: _Measure, groups: dict[str, _Sum], policy: FairnessPolicy) -> list[dict[str, object]]:
    """Lay out one measure: the whole first, then each group beside everybody else."""
    whole = _Sum(*(sum(getattr(one, name) for one in groups.values()) for name in _Sum.__dataclass_fields__))
    hidden = _hidden(groups, policy)
    shown = [name for name in groups if name not in hidden]
    z = NormalDist().inv_cdf(1 - (1 - _CONFIDENCE) / (2 * max(1, len(shown))))
    rows = [_row(measure.name, EVERYBODY, whole)]
    for name, one in groups.items():
        if name in hidden:
            rows.append({"measure": measure.name, "group": name, "suppressed": True})
            continue
        ratio = _ratio(one.proportion, (whole - one).proportion, z)
        row = _row(measure.name, name, one)
        if ratio is not None:
            row |= dict(zip(("ratio", "ratio_low", "ratio_high"), ratio, strict=True))
            row["finding"] = _finding(ratio, measure.tells, policy)
        rows.append(row)
    return rows


def _row(measure: str, group: str, one: _Sum) -> dict[str, object]:
    share = one.proportion
    low, high = share.interval
    return {
        "measure": measure,
        "group": group,
        "of": one.rows,
        "count": one.positive,
        "rate": share.estimate,
        "low": low if one.rows else None,
        "high": high if one.rows else None,
        "suppressed": False,
    }


def _hidden(groups: dict[str, _Sum], policy: FairnessPolicy) -> set[str]:
    """Name the groups whose cell could pick somebody out; a lone one takes the smallest other with it."""
    hidden = {
        name
        for name, one in groups.items()
        if 0 < one.rows < policy.smallest_group or 0 < one.positive < policy.smallest_count
    }
    others = [name for name in groups if name not in hidden and groups[name].rows]
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=lambda name: (groups[name].rows, name)))
    return hidden


def _ratio(one: Proportion, rest: Proportion, z: float) -> tuple[float, float, float] | None:
    """Give the ratio of two shares with its interval (logarithmic, D. Katz and others 1978, Biometrics 34:469-474).

    Where a share is nothing or all, half a case is added to both sides, so that the interval stands. None where
    either side was not counted, or neither has a case.
    """
    if not one.trials or not rest.trials or (one.positive <= 0 and rest.positive <= 0):
        return None
    sides = [one, rest]
    if any(side.positive <= 0 or side.positive >= side.trials for side in sides):
        sides = [Proportion(side.positive + 0.5, side.trials + 1) for side in sides]
    first, second = (side.positive / side.trials for side in sides)
    spread = z * sqrt(max(0.0, (1 - first) / sides[0].positive) + max(0.0, (1 - second) / sides[1].positive))
    middle = log(first / second)
    return exp(middle), exp(middle - spread), exp(middle + spread)


def _finding(ratio: tuple[float, float, float], tells: Sequence[str], policy: FairnessPolicy) -> str | None:
    middle, low, high = ratio
    if "higher" in tells and low > 1 and middle > policy.high:
        return "higher"
    if "lower" in tells and high < 1 and middle < policy.low:
        return "lower"
    return None


def _against_base(told: dict[str, list[dict[str, object]]]) -> None:
    """Say of each finding in referral whether what the random stream found of the group explains it."""
    base = {row["group"]: row for row in told["base-rate"]}
    for row in told["referral"]:
        if row.get("finding"):
            row["against_base"] = _explained(row, base.get(row["group"], {}))


def _explained(row: dict[str, object], base: dict[str, object]) -> str:
    bounds = [base.get("ratio_low"), base.get("ratio_high"), row["ratio_low"], row["ratio_high"]]
    if not all(isinstance(bound, float) for bound in bounds):
        return "unknown"
    base_low, base_high, low, high = (float(str(bound)) for bound in bounds)
    if low > base_high or high < base_low:
        return "unexplained"
    # Too few drawn at random leave an interval in which anything fits: that explains nothing.
    return "explained" if (base_low > 1 if row["finding"] == "higher" else base_high < 1) else "unknown"
