"""``python -m benchmarks.screening``: ours beside its peers, a typical day, one query, growing lists, what is lost.

    --short           a twentieth of it, in two or three minutes: a look, no measurement
    --full            a list of a million names too, and more queries for the peers
    --list, --names   files of one's own in the form of ``tidewaiter screen`` in place of invented people

The last line is ``ratio_logic_v2=... day_seconds=... query_p99_ms=... peak_mib=...``; above it stands what each number
would be on a machine with nothing else to do.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from benchmarks.screening import costs, people, recall
from benchmarks.screening.peers import Rates, measured
from tidewaiter.identify.matching import Matcher
from tidewaiter.identify.matching.reading import read_list, read_names

DAY = 1_079_552
"""People of the documents' typical day."""
NAMES = 34_000
"""Names on the lists of the United States and the Security Council together, about."""
AIMS = {"ratio": 500, "day": 180, "p99": 15, "peak": 2048, "kept": 0.995}


def main() -> int:
    """Measure all parts and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--list", type=Path)
    parser.add_argument("--names", "--queries", type=Path)
    parser.add_argument("--peer-home", type=Path, default=Path("var/bench/logic-v2"), help="the peer's environment")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        listed, names = said.list or Path(folder, "list.csv"), said.names or Path(folder, "names.csv")
        if not said.list:
            people.listed(NAMES).write_csv(listed)
        if not said.names:
            people.travelers(DAY // (20 if said.short else 1)).write_csv(names)
        scale = "short" if said.short else "full" if said.full else "usual"
        for line in _report(listed, names, Path(folder, "hits.csv"), scale, said.peer_home):
            print(line, flush=True)
    return 0


def _report(listed: Path, names: Path, out: Path, scale: str, home: Path) -> Iterator[str]:
    table, asked = read_list(listed), read_names(names)
    yield f"{table.height:,} entities, {asked.height:,} travelers; load on this machine {os.getloadavg()[0]:.1f}"
    peer_queries, sample, brute = {"short": (15, 20_000, 100), "usual": (300, 200_000, 2_000)}.get(
        scale, (600, 400_000, 4_000)
    )
    peer_queries = min(peer_queries, asked.height // 4)
    rates = measured(table, asked.sample(min(sample, asked.height), seed=7), peer_queries, home, costs.LEAST)
    ratio = rates.ours / rates.logic_v2
    yield from _beside(rates, min(sample, asked.height), peer_queries)
    latency = costs.one_by_one(Matcher.build(table), asked.sample(min(2020, asked.height), seed=8))
    yield (
        f"one query at a time: p50 {latency.p50:.1f} ms, p99 {latency.p99:.1f} ms (aim {AIMS['p99']});"
        f" p99 of processor time {latency.p99_cpu:.1f} ms"
    )
    yield from _lost(table, brute)
    day = costs.a_day(listed, names, out)
    yield (
        f"{asked.height:,} travelers, files to file, scores from {costs.LEAST}: {day.seconds:.0f} s"
        f" (aim {AIMS['day']} for a day of {DAY:,}),"
        f" {day.cpu:.0f} s of processor, so {day.cpu / 2:.0f} s on two free cores; peak {day.peak_mib:,.0f} MiB"
        f" (aim {AIMS['peak']:,})"
    )
    looked_at = (f"{day.said[kind]:,} {kind}" for kind in ("considered", "scored", "reported"))
    yield f"  pairs: {', '.join(looked_at)}"
    yield costs.SIZES_HEAD
    sizes = {"short": (10_000,), "usual": (10_000, NAMES, 100_000)}.get(scale, (10_000, NAMES, 100_000, 1_000_000))
    for size in sizes:
        yield costs.of_size(size, 20_500)
    yield (
        f"ratio_logic_v2={ratio:.0f} day_seconds={day.seconds:.0f} query_p99_ms={latency.p99:.1f}"
        f" peak_mib={day.peak_mib:.0f}"
    )


def _beside(rates: Rates, queries: int, peer_queries: int) -> Iterator[str]:
    yield f"queries per second of one core's time, {queries:,} of the travelers (peers: three rounds of {peer_queries})"
    rounds = ", ".join(f"{one:.1f}" for one in sorted(rates.logic_v2_rounds))
    yield f"  ours, whole list, scores from {costs.LEAST}, evidence    {rates.ours:>10,.0f}"
    yield f"  logic-v2, {rates.peer_pairs:.0f} best entities of our index        {rates.logic_v2:>10,.1f} ({rounds})"
    yield f"  rapidfuzz token_sort_ratio, whole list        {rates.brute:>10,.0f}"
    yield (
        f"  ratio to logic-v2 {rates.ours / rates.logic_v2:.0f} (aim {AIMS['ratio']}),"
        f" to brute force {rates.ours / rates.brute:.0f}"
    )


def _lost(table: pl.DataFrame, queries: int) -> Iterator[str]:
    kept = recall.kept(table, people.asked_of(table, queries))
    yield (
        f"of {kept.alerts:,} alerts (score {recall.ALERT} or more) our scorer gives over all pairs for {kept.queries:,}"
        f" queries, {kept.alerted:,} are given ({kept.share:.4f}, aim {AIMS['kept']}), {kept.reported:,} reported"
    )


if __name__ == "__main__":
    sys.exit(main())
