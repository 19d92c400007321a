"""``python -m benchmarks.models.plant FOLDER``: write the planted border as snapshots, to train on by hand."""

from __future__ import annotations

import argparse
from pathlib import Path

from tidewaiter.world.planted import planted


def main() -> None:
    """Write ``FOLDER/snapshots`` and ``FOLDER/sealed`` by day; the truth is not written."""
    ask = argparse.ArgumentParser(prog="benchmarks.models.plant")
    ask.add_argument("folder", type=Path)
    ask.add_argument("--rows", type=int, default=120_000)
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    planted(given.rows, given.seed).write(given.folder / "snapshots", given.folder / "sealed")
    print(f"{given.rows:,} rows in {given.folder / 'snapshots'}")


if __name__ == "__main__":
    main()
