"""A million assessments and 300 rules on a Spark cluster beside one machine: every cell compared.

``python -m benchmarks.cluster [--rows N] [--rules N] [--master local-cluster[2,1,2048]]``. The last line is
``differing_cells=… rows=… rules=… spark_s=… embedded_s=…``; it ends with 1 where a cell differs.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import yaml

from tidewaiter.assess.features.anew import usable
from tidewaiter.fleet import jobs, spark
from tidewaiter.fleet.snapshots import write_day
from tidewaiter.language import Catalogue, read_catalogue
from tidewaiter.language.policy import POLICIES, read_file
from tidewaiter.vocabulary.snapshot import snapshot_schema

AS_OF = date(2026, 11, 1)
_DAYS = 8
_WORDS = {"kind": ["person", "conveyance"], "mode": ["air", "sea", "land"], "direction": ["inbound", "outbound"]}
_WORDS |= {"role": ["passenger", "crew", "driver"], "payment_form": ["CA", "CC", "MS"]}
_PLACES = ["GRU", "PTY", "JFK", "LHR", "MIA", "BOG", "LIS", "MAD"]


def catalogue() -> Catalogue:
    """Read the catalogue shipped."""
    return read_catalogue(read_file(POLICIES / "features.yaml"), "features.yaml")


def snapshots(height: int, seed: int) -> pl.DataFrame:
    """Make invented assessments with every feature, one in twelve values unknown."""
    draw = random.Random(seed)
    features = usable(catalogue())
    columns: dict[str, pl.Series] = {}
    index = pl.int_range(height, eager=True)
    for number, (name, kind) in enumerate(features.items()):
        noise = (index.hash(seed=seed * 1000 + number) % 10_007).cast(pl.Int64)
        columns[name] = _column(name, kind, noise, draw)
    table = pl.DataFrame(columns).with_columns(
        encounter_id=pl.format("enc-{}-{}", pl.lit(seed), index),
        subject_id=pl.format("sub-{}", index % 5_003),
        assessed_at=pl.lit(datetime(2026, 10, 1, tzinfo=UTC)) + pl.duration(seconds=index % 80_000),
        live_fired=pl.lit([], pl.List(pl.String)),
        examined=index % 7 == 0,
        found=pl.when(index % 7 == 0).then(index % 91 == 0),
    )
    return table.select(
        (pl.col(name) if name in table.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in snapshot_schema(features).items()
    )


def _column(name: str, kind: str, noise: pl.Series, draw: random.Random) -> pl.Series:
    words = pl.Series(_WORDS.get(name, _PLACES))
    hour = pl.lit(datetime(2026, 10, 1, tzinfo=UTC)) + pl.duration(hours=pl.col("n"))
    made = {
        "number": pl.col("n").cast(pl.Float64) % draw.choice([7, 40, 400]),
        "flag": pl.col("n") % draw.choice([2, 5, 30]) == 0,
        "time": hour,
        "date": hour.dt.date(),
    }
    table = noise.to_frame("n")
    if kind in made:
        full = table.select(made[kind].alias(name))[name]
    else:
        full = words.gather((noise % len(words)).cast(pl.UInt32)).alias(name)
        if kind == "texts":
            other = words.gather((noise // 11 % len(words)).cast(pl.UInt32)).alias("other")
            full = pl.DataFrame([full, other]).select(pl.concat_list(name, "other").list.unique().alias(name))[name]
    return pl.DataFrame([full, noise.alias("n")]).select(pl.when(pl.col("n") % 12 != 0).then(name).alias(name))[name]


def rules(count: int, seed: int = 5) -> Iterator[dict[str, object]]:
    """Write rules of the catalogue's features, three to six conditions each."""
    draw = random.Random(seed)
    features = {name: kind for name, kind in usable(catalogue()).items() if name != "sources"}
    for number in range(count):
        names = draw.sample([name for name, kind in features.items() if kind != "time"], draw.randint(3, 6))
        parts = [_condition(name, features[name], draw) for name in names]
        when = f" {draw.choice(['and', 'and', 'and', 'or'])} ".join(parts)
        yield {
            "id": f"invented-{number}", "version": 1, "title": "An invented rule", "owner": "The benchmark",
            "ground": "To measure", "citation": {"text": "none", "verified": False}, "review_at": date(2027, 1, 1),
            "expires_at": date(2027, 6, 1), "applies_to": {"kind": "person", **({} if number % 3 else {"mode": "air"})},
            "weight": draw.randint(1, 30), "when": when, "reason": "An invented reason that fired",
            "tests": {"fires": [{"kind": "person"}], "quiet": [{"kind": "person"}]},
        }  # fmt: skip


def _condition(name: str, kind: str, draw: random.Random) -> str:
    if kind == "number":
        return f"{name} {draw.choice(['<', '>=', '>'])} {draw.randint(1, 30)}"
    if kind == "flag":
        return draw.choice([name, f"not {name}"])
    if kind == "date":
        return f"{name} < '2026-10-{draw.randint(10, 28)}'"
    words = draw.sample(_WORDS.get(name, _PLACES), 2)
    said = ", ".join(f"'{word}'" for word in words)
    return f"{name} in [{said}]" if kind == "text" else f"'{words[0]}' in {name}"


def policies(folder: Path, count: int) -> None:
    """Write a folder of policies with generated rules."""
    (folder / "rules").mkdir(parents=True)
    for name in ("features.yaml", "bands.yaml"):
        (folder / name).write_text(read_file(POLICIES / name), encoding="utf-8")
    for rule in rules(count):
        (folder / "rules" / f"{rule['id']}.yaml").write_text(
            yaml.safe_dump(rule, sort_keys=False, width=10_000), encoding="utf-8"
        )


def differing(one: pl.DataFrame, other: pl.DataFrame, key: str) -> int:
    """Count cells that differ between two tables of one schema; rows that only one holds count whole."""
    if one.height != other.height or one[key].n_unique() != one.height:
        return max(one.height, other.height) * one.width
    left, right = one.sort(key), other.sort(key)
    return sum(int(left[name].ne_missing(right[name]).sum()) for name in one.columns)


def measure(rows: int, count: int, master: str) -> int:
    """Assess and back-test on Spark and here; print both and give the number of differing cells."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        policies(folder / "policies", count)
        for number in range(_DAYS):
            day = date(2026, 10, 1) + timedelta(days=number)
            write_day(folder / "snapshots", day, snapshots(rows // _DAYS, number))
        files = sorted((folder / "snapshots").glob("day=*/*.parquet"))
        given = jobs.Rules(AS_OF, str(folder / "policies"))
        assess, backtest = jobs.assessing(given), jobs.backtesting(given)
        print(f"{len(files)} days of invented assessments written", flush=True)
        started = time.perf_counter()
        pieces = [pl.read_parquet(file, columns=list(dict.fromkeys(assess.columns()))) for file in files]
        here = pl.concat([assess.part(piece.slice(at, spark.ROWS)) for piece in pieces for at in _starts(piece)])
        embedded = time.perf_counter() - started
        print(f"embedded: {embedded:.1f} s", flush=True)
        del pieces
        tried = pl.concat([backtest.part(pl.read_parquet(file)) for file in files])
        with spark.session(master) as opened:
            started = time.perf_counter()
            spark.written(spark.run(opened, assess, files), folder / "there")
            took = time.perf_counter() - started
            there = pl.read_parquet(folder / "there" / "*.parquet").select(assess.schema.keys())
            cluster = spark.collected(spark.run(opened, backtest, files), backtest.schema)
            cells = differing(here, there, "encounter_id")
            cells += differing(_keyed(jobs.added_up(tried)), _keyed(jobs.added_up(cluster)), "key")
    fired = int(here["fired"].list.len().sum())
    print(f"{fired:,} rules fired; {int(here['not_evaluable'].list.len().sum()):,} could not be asked")
    print(
        f"differing_cells={cells} rows={here.height} rules={count} spark_s={took:.1f} embedded_s={embedded:.1f}"
        f" master={master}"
    )
    return cells if fired else 1


def _keyed(counts: pl.DataFrame) -> pl.DataFrame:
    return counts.with_columns(key=pl.concat_str("what", "one", "other", separator="|"))


def _starts(piece: pl.DataFrame) -> range:
    return range(0, piece.height, spark.ROWS)


def main() -> None:
    """Read the arguments and end with 1 where a cell differs."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--rules", type=int, default=300)
    asked.add_argument("--master", default="local-cluster[2,1,2048]")
    given = asked.parse_args()
    raise SystemExit(1 if measure(given.rows, given.rules, given.master) else 0)


if __name__ == "__main__":
    main()
