"""Which features stand for a protected group, and whether it is through them that the group is picked out."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, sqrt
from typing import NamedTuple

import polars as pl

from tidewaiter.vocabulary.proportion import Z95
from tidewaiter.vocabulary.tables import COUNT, FLAG, NUMBER, TEXT, Schema

PROXIES: Schema = {
    "feature": TEXT,
    "attribute": TEXT,
    "group": TEXT,
    "rows": COUNT,  # of the group
    "auc": NUMBER,  # how well the feature tells the group from all others: 0.5 not at all, 1 wholly
    "rate": NUMBER,  # share of the group that was flagged
    "other_rate": NUMBER,
    "ratio": NUMBER,  # rate / other_rate
    "ratio_low": NUMBER,  # 95 % interval
    "ratio_high": NUMBER,
    "ratio_within": NUMBER,  # the same between people alike in the feature (Mantel-Haenszel)
    "proxy": FLAG,
}
LEAST_AUC = 0.6
LEAST_RATIO = 1.25
LEAST_CARRIED = 0.5
"""A feature is called a proxy where it tells the group at least so well, where the group is flagged at least so much
more often (surely: the interval lies above 1), and where at least this share of the difference (of the logarithms) is
gone between people alike in the feature."""
SMALLEST_GROUP = 50
_BINS = 10
_MOST_VALUES = 60


def proxies(
    snapshot: pl.DataFrame, sealed: pl.DataFrame, features: Sequence[str], *, flagged: pl.Expr | None = None
) -> pl.DataFrame:
    """Measure every feature against every group: a table of ``PROXIES``, the plainest proxies first.

    ``snapshot`` and ``sealed`` as ``vocabulary.snapshot`` says; ``flagged``: an expression over the snapshot that says
    who is picked out (left out: whoever the live rules banded above low). How well a feature tells a group is measured
    on other rows than those it was learned from, so that a number of many values seems no proxy by chance. Groups of
    fewer than fifty rows are left out: they prove nothing and might point at somebody.
    """
    picked = flagged if flagged is not None else pl.col("live_band") != "low"
    rows = snapshot.select("encounter_id", *features, flagged=picked.fill_null(value=False)).join(
        sealed, on="encounter_id"
    )
    half = rows["encounter_id"].hash(seed=1) % 2 == 0
    attributes = [name for name in sealed.columns if name != "encounter_id"]
    found = []
    for name in features:
        table = rows.select(
            value=_binned(rows[name]), half=half, flagged="flagged", **{each: each for each in attributes}
        )
        for attribute in attributes:
            counts = table.group_by("value", "half", group=attribute).agg(
                rows=pl.len(), flagged=pl.col("flagged").sum()
            )
            for group in _groups(counts):
                found.append({"feature": name, "attribute": attribute, "group": group, **_measured(counts, group)})
    return pl.DataFrame(found, schema=PROXIES).sort(
        "proxy", "auc", "feature", "attribute", "group", descending=[True, True, False, False, False]
    )


def _groups(counts: pl.DataFrame) -> list[str]:
    total = counts["rows"].sum()
    sizes = counts.filter(pl.col("group").is_not_null()).group_by("group").agg(pl.col("rows").sum()).sort("group")
    return [str(group) for group, rows in sizes.iter_rows() if SMALLEST_GROUP <= rows <= total - SMALLEST_GROUP]


def _binned(values: pl.Series) -> pl.Series:
    """Bring any feature to few values as text: numbers to tenths of the rows, rare texts to one."""
    if values.dtype.is_numeric() or values.dtype.is_temporal():
        numbers = (
            values.cast(pl.Float64, strict=False)
            if values.dtype.is_numeric()
            else values.to_physical().cast(pl.Float64)
        )
        if numbers.n_unique() <= _BINS:
            return numbers.cast(pl.String).fill_null("unknown")
        cuts = {numbers.quantile(step / _BINS, "nearest") for step in range(1, _BINS)} - {None}
        place = pl.Series(sorted(cuts)).search_sorted(numbers.fill_null(0.0), side="right")
        return pl.select(
            pl.when(numbers.is_null()).then(pl.lit("unknown")).otherwise(place.cast(pl.String))
        ).to_series()
    texts = values.list.sort().list.join(" ") if values.dtype == pl.List else values.cast(pl.String)
    known = texts.fill_null("unknown")
    usual = known.value_counts(sort=True).sort("count", known.name, descending=[True, False]).head(_MOST_VALUES)
    return pl.select(
        pl.when(known.is_in(usual[known.name].implode())).then(known).otherwise(pl.lit("other"))
    ).to_series()


class _Counted(NamedTuple):
    """Of people alike in a feature: flagged and all of the group, flagged and all of the others."""

    flagged: int
    group: int
    other_flagged: int
    others: int


def _measured(counts: pl.DataFrame, group: str) -> dict[str, object]:
    member = (pl.col("group") == group).fill_null(value=False)
    cells = counts.group_by("half", "value").agg(
        flagged=pl.col("flagged").filter(member).sum(),
        group=pl.col("rows").filter(member).sum(),
        other_flagged=pl.col("flagged").filter(~member).sum(),
        others=pl.col("rows").filter(~member).sum(),
    )
    alike = cells.group_by("value").agg(pl.col(_Counted._fields).sum()).sort("value").select(_Counted._fields)
    strata = [_Counted(*row) for row in alike.iter_rows()]
    whole = _Counted(*(sum(column) for column in zip(*strata, strict=True)))
    ratio, low, high = _ratio(whole)
    within = _within(strata)
    tells = _auc(cells)
    moved = log(ratio) if ratio else 0.0
    rest = log(within) if within else moved
    surely = low > 1.0 and moved >= log(LEAST_RATIO)
    return {
        "rows": whole.group,
        "auc": tells,
        "rate": whole.flagged / whole.group,
        "other_rate": whole.other_flagged / whole.others,
        "ratio": ratio,
        "ratio_low": low,
        "ratio_high": high,
        "ratio_within": within,
        "proxy": tells >= LEAST_AUC and surely and abs(rest) <= (1 - LEAST_CARRIED) * moved,
    }


def _ratio(whole: _Counted) -> tuple[float | None, float, float]:
    """Give the ratio of rates with its interval by the logarithm (Katz 1978, Biometrics 34:469-474)."""
    flagged, group, other_flagged, others = whole
    if not flagged or not other_flagged:
        return None, 0.0, float("inf")
    ratio = (flagged / group) / (other_flagged / others)
    spread = Z95 * sqrt(max(1 / flagged - 1 / group + 1 / other_flagged - 1 / others, 0.0))
    return ratio, ratio * exp(-spread), ratio * exp(spread)


def _within(strata: Sequence[_Counted]) -> float | None:
    """Give the ratio of rates between people alike (Mantel and Haenszel 1959, for risks)."""
    above = sum(each.flagged * each.others / (each.group + each.others) for each in strata)
    below = sum(each.other_flagged * each.group / (each.group + each.others) for each in strata)
    return above / below if above and below else None


def _auc(cells: pl.DataFrame) -> float:
    """Learn each value's share of members on one half of the rows, rank the other half by it; both ways, averaged."""
    both = [
        _ranked(cells.filter(pl.col("half") == learned), cells.filter(pl.col("half") != learned))
        for learned in (True, False)
    ]
    return sum(both) / len(both)


def _ranked(learned: pl.DataFrame, asked: pl.DataFrame) -> float:
    members, others = int(learned["group"].sum()), int(learned["others"].sum())
    shares = learned.select("value", share=pl.col("group") / (pl.col("group") + pl.col("others")))
    tied = (
        asked.join(shares, on="value", how="left")
        .group_by(pl.col("share").fill_null(members / max(members + others, 1)))
        .agg(pl.col("group", "others").sum())
        .sort("share")
        .with_columns(below=pl.col("others").cum_sum() - pl.col("others"))
    )
    won = tied.select((pl.col("group") * (pl.col("below") + pl.col("others") / 2)).sum()).item()
    pairs = int(tied["group"].sum()) * int(tied["others"].sum())
    return float(won) / pairs if pairs else 0.5
