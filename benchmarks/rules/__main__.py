"""``python -m benchmarks.rules``: a million records through 300 rules, beside zen-engine, Rust CEL and DuckDB.

    --rows N    fewer records than a million: a look, no measurement
    --no-slow   leave out the reference that walks every rule of every record (some minutes)

The last line is ``ratio_best_peer=... single_p99_us=... explain_p99_us=... peak_mib=...``: how many times faster in
bulk than the fastest peer, microseconds for one record and for one with every leaf of every rule explained, and the
peak of the process that assessed the table.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.rules import making, peers

ROWS = 1_000_000
SAMPLE = {"zen-engine": 2_000, "Rust CEL": 20_000}
AIMS = {"ratio": 10, "single": 100, "explain": 500, "peak": 1024}


def main() -> int:
    """Measure all and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--no-slow", action="store_true")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for line in _report(Path(name), said.rows, slow=not said.no_slow):
            print(line, flush=True)
    return 0


def _report(folder: Path, height: int, *, slow: bool) -> Iterator[str]:
    texts = making.rules(making.travelers(5_000, seed=13))
    making.write(folder, texts)
    (folder / "rules.json").write_text(json.dumps(texts))
    making.travelers(height).write_parquet(folder / "travelers.parquet")
    yield f"{height:,} records, {len(texts)} rules; load on this machine {os.getloadavg()[0]:.1f}"
    bulk = _ours("bulk", folder)
    yield (
        f"ours, table in memory: {bulk['seconds']:.2f} s, the best of {bulk['each']}"
        f" ({bulk['cpu']:.2f} s of processor);"
        f" peak {bulk['peak']:,.0f} MiB (aim {AIMS['peak']:,})"
    )
    yield _by_file(folder)
    single = _ours("single", folder)
    yield (
        f"one record: p50 {single['single']['p50']:.0f}, p99 {single['single']['p99']:.0f} us (aim {AIMS['single']}),"
        f" p99 of processor time {single['single']['p99_cpu']:.0f} us; with all {single['leaves']} leaves explained:"
        f" p50 {single['explain']['p50']:.0f}, p99 {single['explain']['p99']:.0f} us (aim {AIMS['explain']}),"
        f" p99 of processor time {single['explain']['p99_cpu']:.0f} us; and every leaf read:"
        f" p50 {single['read']['p50']:.0f}, p99 {single['read']['p99']:.0f} us"
    )
    ours = pl.read_parquet(folder / "said.parquet", n_rows=max(SAMPLE.values()))
    ran = []
    for peer in _peers(texts, folder, height):
        ran.append(peer)
        whole = "all rows" if peer.rows == height else f"a sample of {peer.rows:,} rows, in proportion"
        yield (
            f"{peer.name}: {peer.per_million() * height / ROWS:.1f} s for {height:,} rows, measured on {whole};"
            f" {_differing(peer, ours)} of {len(peer.fired):,} rows compared differ from ours"
        )
    if slow:
        yield _slow(folder, height)
    ratio = min(peer.per_million() for peer in ran) * height / ROWS / bulk["seconds"]
    yield (
        f"ratio_best_peer={ratio:.1f} single_p99_us={single['single']['p99']:.0f}"
        f" explain_p99_us={single['explain']['p99']:.0f} peak_mib={bulk['peak']:.0f}"
    )


def _peers(texts: list[str], folder: Path, height: int) -> Iterator[peers.Peer]:
    for run, name in ((peers.zen, "zen-engine"), (peers.cel, "Rust CEL")):
        yield run(texts, pl.read_parquet(folder / "travelers.parquet", n_rows=min(SAMPLE[name], height)))
    yield from peers.duckdb(texts, folder / "travelers.parquet", height)


def _differing(peer: peers.Peer, ours: pl.DataFrame) -> int:
    mine = ours.select("score", "fired").head(len(peer.fired)).iter_rows()
    theirs = zip(peer.fired, peer.scores, strict=True)
    return sum(
        abs(score - theirs_score) > 1e-9 or [int(name[1:]) for name in fired] != list(numbers)
        for (score, fired), (numbers, theirs_score) in zip(mine, theirs, strict=True)
    )


def _by_file(folder: Path) -> str:
    """Run the word of the command line on the file."""
    started = time.perf_counter()
    table, out = folder / "travelers.parquet", folder / "out.parquet"
    word = [str(Path(sys.executable).with_name("tidewaiter")), "assess", "--table", str(table), "--out", str(out)]
    process = subprocess.Popen([*word, "--rules", str(folder), "--json"], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit("tidewaiter assess failed")
    same = pl.read_parquet(out).equals(pl.read_parquet(folder / "said.parquet"))
    return (
        f"tidewaiter assess, file to file with start and compiling: {time.perf_counter() - started:.1f} s,"
        f" peak {used.ru_maxrss / 1024:,.0f} MiB; the same answers: {'yes' if same else 'NO'}"
    )


def _slow(folder: Path, height: int) -> str:
    started, half = time.perf_counter(), height // 2
    both = [_start("slow", folder, 0, half), _start("slow", folder, half, height)]
    found = [_ended(process) for process in both]
    differing, fired = sum(each["differing"] for each in found), sum(each["fired"] for each in found)
    share = fired / height / making.RULES
    return (
        f"slow reference, every rule of all {height:,} rows walked node by node: {time.perf_counter() - started:.0f} s,"
        f" {differing} rows differ in score, band or rules; {fired:,} fired ({share:.2%} of all)"
    )


def _ours(what: str, folder: Path) -> dict[str, Any]:
    return _ended(_start(what, folder))


def _start(what: str, folder: Path, *rows: int) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "benchmarks.rules.ours", what, str(folder), *map(str, rows)]
    return subprocess.Popen(words, stdout=subprocess.PIPE)


def _ended(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    said, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"a part of the benchmark ended with {process.returncode}")
    found: dict[str, Any] = json.loads(said)
    return found


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main())
