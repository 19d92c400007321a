"""What a rule, or a whole ruleset, would have done to the past: the same rules over the snapshots of those days.

A snapshot holds the features as they were known at each assessment, so nothing from later days can be in an answer.
``backtest_part`` counts one piece, ``merge_parts`` adds pieces up: whoever cuts the past otherwise, as a cluster does,
gets the same counts.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import polars as pl

from tidewaiter.analyze.backtests import COUNTS
from tidewaiter.assess.bands import Bands
from tidewaiter.assess.rule import Rule
from tidewaiter.assess.ruleset import Ruleset
from tidewaiter.assess.tally import asked
from tidewaiter.language import Catalogue, polars
from tidewaiter.vocabulary.errors import NotFound, Refusal
from tidewaiter.vocabulary.snapshot import FEATURE_TYPES, LIVE, OUTCOME, SEALED, WHICH, parts
from tidewaiter.vocabulary.tables import TEXT, conform

Frame = pl.DataFrame | pl.LazyFrame
_GROUPS = tuple(name for name in SEALED if name != "encounter_id")
KEPT = ("encounter_id", "assessed_at", "port", "live_fired", "live_score", "live_band", *OUTCOME)
"""What is read of the rows on which something changes; of the others the rule's own features and the outcome alone."""


class Trial(Protocol):
    """What is tried on the past: one rule, or a ruleset."""

    @property
    def features(self) -> Mapping[str, str]:
        """Name the features read, each with its type."""
        ...

    def counts(self, frame: pl.LazyFrame) -> tuple[list[pl.DataFrame], pl.DataFrame]:
        """Give counts (``COUNTS``) over a piece, and the rows of it that were hit, with ``band`` as it would be."""
        ...


@dataclass(frozen=True)
class RuleTrial:
    """One rule beside what was live. ``replaces``: the weight of its version that is live; None where none is.

    The score that would have been is the one that was, and the rule's weight; of a rule that only supports others, at
    most as much as there was.
    """

    rule: Rule
    bands: Bands
    catalogue: Catalogue
    replaces: float | None = None

    @property
    def features(self) -> Mapping[str, str]:
        """Name the features read to apply and to fire."""
        names = self.rule.applies.features | self.rule.when.features
        return {name: feature.type for name, feature in self.catalogue.items() if name in names}

    def counts(self, frame: pl.LazyFrame) -> tuple[list[pl.DataFrame], pl.DataFrame]:
        """Count those it concerns and those it fires on; see ``Trial``."""
        applies = polars(self.rule.applies).fill_null(value=False)
        answer = applies & polars(self.rule.when)
        totals = frame.select(
            _n("all", pl.lit(value=True)),
            _n("concerned", applies),
            _n("not-evaluable", answer.is_null()),
        )
        everybody = frame.select(outcome_sums(pl.lit("all")))
        fires = answer.fill_null(value=False)
        changed = fires if self.replaces is None else fires | pl.col("live_fired").list.contains(self.rule.id)
        rows = frame.filter(changed).select(*KEPT, fires=fires)
        told, whole, touched = pl.collect_all([totals, everybody, rows])
        touched = touched.with_columns(band=self._band())
        hits = touched.filter("fires")
        found = [_numbers(told), whole, *count_of_hits(hits, self.rule.id), _bands(touched)]
        return [*found, count_live(frame)], hits

    def _band(self) -> pl.Expr:
        was = pl.col("live_score").fill_null(0.0)
        less = pl.lit(0.0)
        if self.replaces is not None:
            counted = pl.col("live_fired").list.contains(self.rule.id).fill_null(value=False)
            less = pl.when(counted).then(self.replaces).otherwise(0.0)
        others = (was - less).clip(lower_bound=0.0)
        more = pl.min_horizontal(pl.lit(self.rule.weight), others) if self.rule.supporting else pl.lit(self.rule.weight)
        return self.bands.of(others + pl.when("fires").then(more).otherwise(0.0))


@dataclass(frozen=True)
class RulesetTrial:
    """A whole ruleset in the place of the one that was live; a hit is whoever it would not leave in the low band."""

    ruleset: Ruleset

    @property
    def features(self) -> Mapping[str, str]:
        """Name the features its rules read."""
        return {name: self.ruleset.catalogue[name].type for name in self.ruleset.features}

    def counts(self, frame: pl.LazyFrame) -> tuple[list[pl.DataFrame], pl.DataFrame]:
        """Count what each rule fires on and how bands change; see ``Trial``."""
        table = frame.select(*dict.fromkeys((*KEPT, *self.features))).collect()
        tally = asked(table, self.ruleset)
        rows = table.select(KEPT).with_columns(tally.score).with_columns(band=self.ruleset.bands.of(pl.col("score")))
        names = [rule.id for rule in self.ruleset.rules]
        pairs = table.select(OUTCOME.keys()).select(pl.all().gather(tally.fired.rows))
        each = pairs.with_columns(one=pl.Series(names, dtype=pl.String).gather(pl.Series(tally.fired.rules)))
        hits = rows.filter(pl.col("band") != self.ruleset.bands.steps[0][0])
        counted = [
            rows.select(outcome_sums(pl.lit("all"))),
            each.group_by("one").agg(outcome_sums(pl.lit("rule"))),
            *count_of_hits(hits, None),
            _bands(rows),
        ]
        return [*counted, count_live(frame)], hits


def backtest_part(frame: Frame, trial: Trial, sealed: Frame | None = None) -> pl.DataFrame:
    """Count what a trial would have done to one piece of the past: ``analyze.backtests.COUNTS``, a few hundred rows.

    ``frame``: a snapshot (``vocabulary.snapshot``), of which only the columns needed are read; a feature that it lacks
    is unknown. ``sealed``: the audited groups of the same encounters; without it no group is counted.
    """
    whole = completed(frame.lazy(), trial.features)
    counted, hits = trial.counts(whole)
    if sealed is not None:
        counted += _groups(hits, sealed.lazy().select(SEALED.keys()).collect())
    return merge_parts(counted)


def merge_parts(counted: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Add up the counts of pieces: ``COUNTS``, sorted."""
    whole = pl.concat([conform(each, COUNTS).with_columns(pl.col("one", "other").fill_null("")) for each in counted])
    sums = [name for name, kind in COUNTS.items() if kind != TEXT]
    keys = ["what", "one", "other"]
    return whole.with_columns(pl.col(sums).fill_null(0)).group_by(keys).agg(pl.col(sums).sum()).sort(keys)


@dataclass(frozen=True, slots=True)
class Window:
    """The piece of the past that was read. ``digest``: SHA-256 over the files' names, sizes and Parquet footers."""

    first: date
    last: date
    files: int
    digest: str
    missing: tuple[str, ...]

    @property
    def days(self) -> int:
        """Count the days from the first to the last."""
        return (self.last - self.first).days + 1


def run(
    trial: Trial,
    snapshots: Path,
    *,
    first: date | None = None,
    last: date | None = None,
    sealed: Path | None = None,
    beside: Mapping[Path, pl.DataFrame] | None = None,
    advance: Callable[[int], object] = lambda _: None,
) -> tuple[pl.DataFrame, Window]:
    """Try something on stored snapshots, file by file; give the counts and the window they stand for.

    ``beside`` has further columns for the rows of each file; ``advance`` is told of each file done. Raises
    ``NotFound`` where there is no snapshot, ``Refusal`` where a file is none, or where a day has no sealed file
    although those were asked for.
    """
    files = parts(snapshots, first, last)
    if not files:
        raise NotFound(f"There is no snapshot of these days in {snapshots}: tidewaiter features build makes them")
    counted, missing = [], set()
    for path in files:
        frame = scanned(path)
        if beside is not None:
            frame = pl.concat([frame, beside[path].lazy()], how="horizontal")
        missing |= set(trial.features) - set(frame.collect_schema())
        groups = None if sealed is None else _sealed(sealed, path)
        counted.append(backtest_part(frame, trial, groups))
        if len(counted) > 64:  # a year of hours and ports need not lie about twice
            counted = [merge_parts(counted)]
        advance(1)
    days = [date.fromisoformat(path.parent.name.removeprefix("day=")) for path in files]
    window = Window(days[0], days[-1], len(files), _digest(snapshots, files), tuple(sorted(missing)))
    return merge_parts(counted), window


def scanned(path: Path) -> pl.LazyFrame:
    """Read a snapshot lazily. Raises ``Refusal`` where the file is none."""
    try:
        frame = pl.scan_parquet(path, hive_partitioning=False)
        lacking = sorted({*WHICH, *LIVE, *OUTCOME} - set(frame.collect_schema()))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Refusal(f"{path} cannot be read as Parquet: {error}", code="no-snapshot") from error
    if lacking:
        raise Refusal(f"{path} is no snapshot: it has no {', '.join(lacking)}", code="no-snapshot")
    return frame


def _sealed(folder: Path, path: Path) -> pl.LazyFrame:
    day = date.fromisoformat(path.parent.name.removeprefix("day="))
    files = parts(folder, day, day)
    if not files:
        raise Refusal(f"there is no sealed file of {day} in {folder}", code="no-sealed")
    return pl.scan_parquet(files, hive_partitioning=False)


def _digest(folder: Path, files: Sequence[Path]) -> str:
    """Take the digest of what was read; a Parquet footer holds the counts, bounds and places of all columns."""
    whole = hashlib.sha256()
    for path in files:
        size = path.stat().st_size
        with path.open("rb") as file:
            file.seek(max(size - 8, 0), os.SEEK_SET)
            length = int.from_bytes(file.read(4), "little")
            file.seek(max(size - 8 - length, 0), os.SEEK_SET)
            whole.update(f"{path.relative_to(folder).as_posix()} {size}\n".encode() + file.read())
    return whole.hexdigest()


def completed(frame: pl.LazyFrame, wanted: Mapping[str, str]) -> pl.LazyFrame:
    """Give each feature its column and type; one that the snapshot lacks is unknown throughout. Raises ``Refusal``."""
    held = frame.collect_schema()
    wrong = [name for name in wanted if name in held and not _fits(held[name], FEATURE_TYPES[wanted[name]])]
    if wrong:
        raise Refusal(f"the column {wrong[0]} is {held[wrong[0]]}, not {wanted[wrong[0]]}", code="no-snapshot")
    return frame.with_columns(
        pl.lit(None, FEATURE_TYPES[kind]).alias(name) for name, kind in wanted.items() if name not in held
    )


def _fits(held: pl.DataType, wanted: pl.DataType) -> bool:
    return held == wanted or (wanted == pl.Float64 and held.is_numeric())


def _n(what: str, rows: pl.Expr) -> pl.Expr:
    """Count the rows on which something holds; a literal counts every row."""
    return (pl.len() if what == "all" else rows.sum()).cast(pl.Int64).alias(what)


def _numbers(told: pl.DataFrame) -> pl.DataFrame:
    row = told.row(0, named=True)
    return pl.DataFrame(
        {"what": [name for name in row if name != "all"], "n": [row[name] for name in row if name != "all"]}
    )


def outcome_sums(what: pl.Expr) -> Sequence[pl.Expr]:
    """Count rows, those examined and found, and the weights of those the random stream chose and somebody examined."""
    seen = pl.col("examined").fill_null(value=False)
    weight = 1.0 / pl.col("draw_rate").filter(seen & pl.col("drawn").fill_null(value=False))
    hit = (1.0 / pl.col("draw_rate")).filter(
        seen & pl.col("drawn").fill_null(value=False) & pl.col("found").fill_null(value=False)
    )
    return [
        what.first().alias("what"),
        pl.len().cast(pl.Int64).alias("n"),
        seen.sum().cast(pl.Int64).alias("examined"),
        (seen & pl.col("found").fill_null(value=False)).sum().cast(pl.Int64).alias("found"),
        weight.sum().alias("weight"),
        (weight**2).sum().alias("weight_squared"),
        hit.sum().alias("weight_found"),
    ]


def count_of_hits(hits: pl.DataFrame, rule: str | None) -> Iterator[pl.DataFrame]:
    """Count the hits: what came of them, which live rules fired on them too, when and where they came."""
    yield hits.select(outcome_sums(pl.lit("hit")))
    others = pl.col("live_fired").list.set_difference([rule] if rule else []).list.len().fill_null(0)
    yield hits.filter(others == 0).select(outcome_sums(pl.lit("new")))
    both = hits.select(*OUTCOME, one=pl.col("live_fired")).explode("one", empty_as_null=False, keep_nulls=False)
    yield both.group_by("one").agg(outcome_sums(pl.lit("overlap")))
    yield _by_hour(hits, "hour")
    yield _by_hour(hits.filter(_rank("band") > _rank("live_band")), "raised")


def _by_hour(hits: pl.DataFrame, what: str) -> pl.DataFrame:
    came = hits.select(one="port", other=pl.col("assessed_at").dt.strftime("%Y-%m-%dT%H"))
    return came.group_by("one", "other").agg(pl.lit(what).first().alias("what"), _many())


def _many() -> pl.Expr:
    return pl.len().cast(pl.Int64).alias("n")


def _rank(band: str) -> pl.Expr:
    ranks = {"low": 0, "medium": 1, "high": 2}
    return pl.col(band).replace_strict(ranks, default=-1, return_dtype=pl.Int8).fill_null(-1)


def _bands(rows: pl.DataFrame) -> pl.DataFrame:
    moved = rows.select(*OUTCOME, one="live_band", other="band")
    return moved.group_by("one", "other").agg(outcome_sums(pl.lit("band")))


def count_live(frame: pl.LazyFrame) -> pl.DataFrame:
    """Count how often each live rule fired at all."""
    fired = frame.select(one=pl.col("live_fired").explode(empty_as_null=False, keep_nulls=False))
    return fired.group_by("one").agg(pl.lit("live").first().alias("what"), _many()).collect()


def _groups(hits: pl.DataFrame, sealed: pl.DataFrame) -> list[pl.DataFrame]:
    """Count people and hits by audited group; whoever has no value there is of no group."""
    mine = sealed.join(hits.select("encounter_id"), on="encounter_id", how="semi")
    return [
        table.group_by(one=pl.lit(name), other=pl.col(name))
        .agg(pl.lit(what).first().alias("what"), _many())
        .drop_nulls("other")
        for what, table in (("people", sealed), ("group", mine))
        for name in _GROUPS
    ]
