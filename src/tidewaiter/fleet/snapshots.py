"""Snapshots on disk: days written whole or not at all, and read lazily, only the columns that are asked for."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import polars as pl

from tidewaiter.language import Catalogue
from tidewaiter.vocabulary.errors import NotFound, TidewaiterError
from tidewaiter.vocabulary.snapshot import part, parts, snapshot_schema


def write_day(folder: Path, day: date, table: pl.DataFrame) -> Path:
    """Put a day's rows in the place of what stood there; a reader sees the old file or the new one.

    The sealed table and snapshots are for their owner's eyes: files and folders are opened to nobody else.
    """
    path = part(folder, day)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    fresh = path.with_suffix(".writing")
    table.write_parquet(fresh)
    fresh.chmod(0o600)
    os.replace(fresh, path)  # noqa: PTH105
    for other in path.parent.glob("part-*.parquet"):
        if other != path:
            other.unlink()
    return path


def scan(folder: Path, first: date | None = None, last: date | None = None) -> pl.LazyFrame:
    """Read the days from ``first`` to ``last`` lazily. Raises TidewaiterError (``no-snapshots``) where there is none.

    A feature that came into the catalogue after a day was written is null on that day.
    """
    return scan_files(found(folder, first, last))


def found(folder: Path, first: date | None = None, last: date | None = None) -> list[Path]:
    """List the files of those days. Raises TidewaiterError (``no-snapshots``) where there is none."""
    files = parts(folder, first, last)
    if not files:
        raise TidewaiterError(f"there are no snapshots in {folder}: tidewaiter features build", code="no-snapshots")
    return files


def scan_files(files: Iterable[Path]) -> pl.LazyFrame:
    """Read some files as one table."""
    return pl.concat([pl.scan_parquet(file, hive_partitioning=False) for file in files], how="diagonal")


def read_snapshots(
    folder: Path, catalogue: Catalogue, first: date | None = None, last: date | None = None
) -> pl.DataFrame:
    """Read snapshots of some days whole, in order of time; features that a day's files do not have are unknown.

    Raises ``NotFound`` where there are none.
    """
    files = parts(folder, first, last)
    if not files:
        raise NotFound(f"{folder} holds no snapshot (day=YYYY-MM-DD) of these days: tidewaiter features build")
    rows = pl.concat([pl.read_parquet(file, hive_partitioning=False) for file in files], how="diagonal_relaxed")
    schema = snapshot_schema({name: each.type for name, each in catalogue.items() if not each.protected})
    given = [
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(kind).alias(name) for name, kind in schema.items()
    ]
    return rows.select(given).sort("assessed_at", "encounter_id")
