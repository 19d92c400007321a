"""Our own side, each measure in a process of its own, so that its memory is: ``python -m benchmarks.rules.ours``.

bulk FOLDER     the table in memory through ``assess_table``; writes said.parquet, prints seconds and peak
single FOLDER   one record at a time, and one record with its full explanation; prints percentiles
slow FOLDER A B rows A to B by the reference; compares every score, list and band with said.parquet
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from itertools import compress
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.rules.making import weight
from benchmarks.rules.peers import supporting
from benchmarks.rules.reference import Reference
from tidewaiter.assess import ExplainedRule, assess_record, assess_table, explain_record, load_ruleset

ON = date(2026, 6, 1)
RECORDS, EXPLAINED, CHUNK = 20_000, 5_000, 20_000


def main() -> None:
    """Do one measure and print it as one line of JSON."""
    what, folder = sys.argv[1], Path(sys.argv[2])
    done: dict[str, Callable[..., dict[str, Any]]] = {"bulk": bulk, "single": single, "slow": slow}
    print(json.dumps(done[what](folder, *map(int, sys.argv[3:]))))


def bulk(folder: Path) -> dict[str, Any]:
    """Assess the whole table three times; the best time, and the peak of this process with the table in it."""
    ruleset = load_ruleset(folder, as_of=ON)
    table = pl.read_parquet(folder / "travelers.parquet")
    seconds, cpu = [], []
    said = pl.DataFrame()
    for _ in range(3):
        del said
        started, before = time.perf_counter(), time.process_time()
        said = assess_table(table, ruleset)
        seconds.append(time.perf_counter() - started)
        cpu.append(time.process_time() - before)
    peak = peak_mib()
    table.select("row_id").hstack(said).write_parquet(folder / "said.parquet")
    return {"seconds": min(seconds), "each": [round(one, 2) for one in seconds], "cpu": min(cpu), "peak": peak}


def single(folder: Path) -> dict[str, Any]:
    """Assess and explain records one by one; percentiles in microseconds."""
    ruleset = load_ruleset(folder, as_of=ON)
    rows = pl.read_parquet(folder / "travelers.parquet", n_rows=RECORDS).drop("row_id").to_dicts()
    answers = _timed(lambda row: assess_record(row, ruleset), rows)
    explained = _timed(lambda row: explain_record(row, ruleset), rows[:EXPLAINED])
    read = _timed(lambda row: _read(explain_record(row, ruleset)), rows[:EXPLAINED])
    leaves = [sum(len(rule.leaves) for rule in explain_record(row, ruleset)) for row in rows[:10]]
    return {"single": answers, "explain": explained, "read": read, "leaves": int(np.mean(leaves))}


def _read(explained: list[ExplainedRule]) -> list[Any]:
    """Read every leaf of every rule: its text, its values and its outcome, as a page or an answer over HTTP does."""
    return [(text, rule.seen[names], said) for rule in explained for text, names, said in rule.answered]


def _timed(do: Callable[[Any], Any], rows: list[Any]) -> dict[str, float]:
    gc.collect()
    gc.freeze()  # the rows waiting here are the benchmark's, not those a server would hold
    for row in rows[:500]:
        do(row)
    taken, used = [], []
    for row in rows:
        started, before = time.perf_counter_ns(), time.thread_time_ns()
        do(row)
        used.append(time.thread_time_ns() - before)
        taken.append(time.perf_counter_ns() - started)
    p50, p99 = np.percentile(taken, [50, 99]) / 1000
    return {"p50": float(p50), "p99": float(p99), "p99_cpu": float(np.percentile(used, 99) / 1000)}


def slow(folder: Path, start: int, end: int) -> dict[str, Any]:
    """Walk every rule of every row node by node and count the rows whose score, fired rules or band differ."""
    texts = json.loads((folder / "rules.json").read_text())
    asked = [Reference().read(text) for text in texts]
    names = [f"r{number:03}" for number in range(len(texts))]
    weights, support = [weight(number) for number in range(len(texts))], [supporting(text) for text in texts]
    table, said = pl.scan_parquet(folder / "travelers.parquet"), pl.scan_parquet(folder / "said.parquet")
    differing = fired_pairs = 0
    for at in range(start, end, CHUNK):
        length = min(CHUNK, end - at)
        ours = said.slice(at, length).select("score", "band", "fired").collect().iter_rows()
        for row, mine in zip(table.slice(at, length).collect().iter_rows(named=True), ours, strict=True):
            fired = list(compress(range(len(texts)), (ask(row) for ask in asked)))
            sums = [0.0, 0.0]
            for number in fired:
                sums[support[number]] += weights[number]
            score = sums[0] + min(sums)
            band = "high" if score >= 150 else "medium" if score >= 60 else "low"
            differing += (score, band, [names[number] for number in fired]) != mine
            fired_pairs += len(fired)
    return {"rows": end - start, "differing": differing, "fired": fired_pairs}


def peak_mib() -> float:
    """Give the most memory this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
