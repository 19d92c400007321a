"""Ours beside its peers: the same list, the same queries, the same run, each on one core, in alternating rounds.

Rates are queries per second of processor, so that a busy machine does not favour anybody. Ours screens the whole of the
queries against the whole list, by one matcher, which as on any day has compared a word before when it comes again.
logic-v2 and brute force are slow: they take some of the same queries, drawn by chance. logic-v2 is spared the search:
for each query it scores the 50 best entities of our index.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from tidewaiter.identify.matching import Matcher
from tidewaiter.identify.matching.asked import Questions
from tidewaiter.identify.matching.search import Need

PEER = ("nomenklatura==4.17.4", "followthemoney==4.11.2", "rigour==2.6.1", "normality==3.1.0")
"""MIT all four, and so is their PyICU, which is built from source and wants a C++ compiler and the headers of ICU.
Held to these versions; they are peers here, and no part of the product."""
BUILT_WITH = ("g++", "pkg-config", "libicu-dev", "python3-dev")
"""Debian packages that PyICU is built with."""
PATIENCE = 300
"""Seconds that one step of making the peer's environment may take."""
_MISSING = (
    "the peer (nomenklatura) cannot be installed, see above. Its PyICU is built from source, with these packages of"
    f" Debian or their like: {' '.join(BUILT_WITH)}. Install them and run this again."
)
CANDIDATES = 50
ROUNDS = 3


class Rates(NamedTuple):
    """Queries per second of processor."""

    ours: float
    """Of the whole run, words of evidence included."""
    logic_v2: float
    logic_v2_rounds: list[float]
    """Of each round; ``logic_v2`` is their median."""
    brute: float
    peer_pairs: float
    """Entities that logic-v2 scored a query, on average."""


def measured(listed: pl.DataFrame, queries: pl.DataFrame, peer_queries: int, home: Path, least: float) -> Rates:
    """Measure the three on ``queries``, the peers on ``peer_queries`` of them a round, drawn by chance.

    Ours gives scores from ``least``; what the peer scores it gives, high or low.
    """
    matcher = Matcher.build(listed)
    drawn = queries.sample(peer_queries * ROUNDS, seed=11)
    lines = [_offered(matcher, listed, drawn.slice(at * peer_queries, peer_queries)) for at in range(ROUNDS)]
    warm = _offered(matcher, listed, queries.sample(peer_queries, seed=12))
    names = [one for row in listed.select("name", "aliases").iter_rows() for one in _names(*row)]
    busy, logic, brute, pairs = 0.0, [], [], 0
    ours = Matcher.build(listed)
    with _one_core(), _peer(home) as peer:
        _asked(peer, warm)
        for at, line in enumerate(lines):
            part = queries.gather_every(ROUNDS, at)
            started = time.process_time()
            ours.screen(part, least=least)
            busy += time.process_time() - started
            said = _asked(peer, line)
            logic.append(peer_queries / said["seconds"])
            pairs += said["pairs"]
            started = time.process_time()
            few = drawn.slice(at * peer_queries, min(max(peer_queries // 2, 1), 150))["name"].to_list()
            cdist(few, names, scorer=fuzz.token_sort_ratio, score_cutoff=80, workers=1, dtype=np.uint8)
            brute.append(len(few) / (time.process_time() - started))
    return Rates(queries.height / busy, median(logic), logic, median(brute), pairs / (peer_queries * ROUNDS))


def _names(main: str, aliases: str | None) -> list[str]:
    return [one.lower().replace(",", "") for one in (main, *(aliases or "").split(";")) if one]


def _offered(matcher: Matcher, listed: pl.DataFrame, queries: pl.DataFrame) -> str:
    """Write what the peer is asked: each query with the 50 best entities of our index."""
    rows = listed.select("schema", "name", "aliases", "birth_date").rows()
    near = best_of_index(matcher, queries["name"].to_list(), CANDIDATES)
    said = [
        (schema, [one for one in (name, *(more or "").split(";")) if one], date) for schema, name, more, date in rows
    ]
    candidates = [[said[one] for one in few] for few in near]
    return json.dumps({"queries": queries.select("name", "birth_date").rows(), "candidates": candidates})


def best_of_index(matcher: Matcher, names: Sequence[str], count: int) -> list[list[int]]:
    """Give for each name the entities that our index brings up first, by their places on the list."""
    questions = Questions(names, [0] * len(names), matcher.heard)
    every = Need(-np.inf, -np.inf, matcher.reach.grams, every=False, apart=False)
    places, numbers = matcher.found(questions, every)
    found: dict[int, list[int]] = {}
    for at in np.lexsort((-numbers[:, 0], places[:, 0])):
        few = found.setdefault(int(places[at, 0]), [])
        if len(few) < count:
            few.append(int(matcher.entities.entity[places[at, 1]]))
    return [found.get(int(row), []) for row in questions.row]


@contextmanager
def _one_core() -> Iterator[None]:
    """Keep this process, and those it starts, on one core."""
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    if allowed:
        os.sched_setaffinity(0, {min(allowed)})
    try:
        yield
    finally:
        with suppress(OSError):
            if allowed:
                os.sched_setaffinity(0, allowed)


@contextmanager
def _peer(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Start the peer in its environment, which is made on first use with the uv of this one."""
    if not (home / ".ready").is_file():
        _install(home)
    script = str(Path(__file__).with_name("logic_v2.py"))
    python = str(home / "bin" / "python")
    with subprocess.Popen([python, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as peer:
        try:
            yield peer
        finally:
            if peer.stdin:
                peer.stdin.close()


def _install(home: Path) -> None:
    """Make the peer's environment; where building fails and we may, install what it is built with and try once more."""
    uv = str(Path(sys.executable).with_name("uv"))
    subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(home)], check=True)
    command = [uv, "pip", "install", "--quiet", "--python", str(home / "bin" / "python"), *PEER]
    try:
        done = subprocess.run(command, check=False, timeout=PATIENCE).returncode == 0
        if not done and os.geteuid() == 0 and shutil.which("apt-get"):
            subprocess.run(["apt-get", "update", "-qq"], check=True, timeout=PATIENCE)
            wanted = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *BUILT_WITH]
            subprocess.run(wanted, check=True, timeout=PATIENCE)
            done = subprocess.run(command, check=False, timeout=PATIENCE).returncode == 0
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as failed:
        raise SystemExit(f"{_MISSING} ({failed})") from failed
    if not done:
        raise SystemExit(_MISSING)
    (home / ".ready").touch()


def _asked(peer: subprocess.Popen[str], line: str) -> dict[str, Any]:
    if not (peer.stdin and peer.stdout):
        raise SystemExit("the peer was started without pipes")
    peer.stdin.write(line + "\n")
    peer.stdin.flush()
    answer = peer.stdout.readline()
    if not answer:
        raise SystemExit("the peer ended without an answer; the measurement would mean nothing")
    said: dict[str, Any] = json.loads(answer)
    return said
