"""A hundred people at work at once, one act every five seconds, for one minute; on SQLite and on PostgreSQL.

The house is served as ``make run`` serves it. Eighty work at lanes (look somebody up, admit them, now and then refer or
take back), the others read secondary, targeting and the board; as many streams of changes are open as the server gives.
Everything runs on loopback and stops by itself.
"""

from __future__ import annotations

import csv
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.parts.postgres import running_postgres

from benchmarks.manifests import PREPARED, announcement
from tidewaiter.formats import mrz, paxlst
from tidewaiter.vocabulary.announcement import Person

PEOPLE, SECONDS, PACE = 100, 60, 5
ROLES = (*["officer"] * 88, *["analyst"] * 8, *["commander"] * 4)
PASSWORD = "a load of one minute"
BUDGET_MS = 300
LOCUSTFILE = Path(__file__).with_name("locustfile.py")


def measured(store: str, *, seconds: int = SECONDS, encounters: int = 0) -> dict[str, float]:
    """Serve a house on a store and let a hundred work; give requests, failures, and milliseconds at p50, p95, p99."""
    holder: Any = running_postgres() if store == "postgresql" else nullcontext("")
    with tempfile.TemporaryDirectory() as folder, holder as database:
        home = Path(folder)
        environment = {
            **os.environ,
            "TIDEWAITER_HOME": str(home / "home"),
            "TIDEWAITER_DEMONSTRATION": "yes",
            **({"TIDEWAITER_DATABASE": database} if database else {}),
        }
        # In a process of its own: this one keeps no house open, and Django is set up for one home.
        made = [sys.executable, "-m", "benchmarks.workbench.officers", "--make", str(home), str(encounters)]
        subprocess.run(made, env=environment, check=True)
        with _served(environment) as url:
            return _worked(url, home, seconds)


def make(home: Path, encounters: int) -> None:
    """Take flights in that are due now, and open the accounts; write what the officers need to know."""
    from benchmarks.workbench.sown import sow
    from tidewaiter.assemble import open_house
    from tidewaiter.cli.demo import load_lists
    from tidewaiter.receive import Delivery
    from tidewaiter.vocabulary.officer import Officer
    from tidewaiter.vocabulary.time import utc_now

    house = open_house()
    load_lists(house, "benchmark")
    documents = []
    for seed in range(1, 11):
        flight = announcement(180, seed=seed)
        lands = utc_now().replace(tzinfo=None, microsecond=0) - timedelta(hours=5, minutes=seed)
        leg = replace(flight.legs[0], departs_local=lands - timedelta(hours=2), arrives_local=lands)
        said: dict[str, Any] = {"sender": ["ZZ", "ZZ"], "recipient": ["USAPIS", "ZZ"], "prepared": PREPARED}
        raw = paxlst.write(replace(flight, legs=[leg]), reference=f"LOAD{seed}", **said)
        for arrival in house.ingest([Delivery(raw, "benchmark")]):
            if not arrival.accepted:
                raise SystemExit(f"a message was refused; the measurement would mean nothing: {arrival.error}")
        documents += [_zone(person) for person in flight.people]
    if encounters:
        sow(house, encounters)
    by = Officer("benchmark", frozenset({"administrator"}))
    names = []
    for number, role in enumerate(ROLES):
        name, port = f"{role}-{number:03d}", "JFK" if role == "officer" else "*"
        house.accounts.add(by, name, roles=(role,), port=port, days=1, password=PASSWORD, demonstration=True)
        names.append((name, role))
    (home / "load.json").write_text(json.dumps({"accounts": names, "documents": documents, "password": PASSWORD}))
    house.store.close()


def _zone(person: Person) -> str:
    """Write what a reader types of a passport: both lines of its machine-readable zone."""
    passport = person.documents[0]
    born, ends = mrz.PartialDate.of(person.birth_date), mrz.PartialDate.of(passport.expires)
    named = (str(passport.issuer), str(person.surname), str(person.given_names), str(passport.number))
    return "".join(mrz.write(mrz.Mrz("TD3", "P", *named, str(passport.issuer), born, person.sex or "X", ends)))


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tidewaiter.cli", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(450):
            try:
                urllib.request.urlopen(f"{url}/login", timeout=2).close()
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.2)
        yield url
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def _worked(url: str, home: Path, seconds: int) -> dict[str, float]:
    told = home / "told"
    command = [
        *(
            sys.executable,
            "-m",
            "locust",
            "--locustfile",
            str(LOCUSTFILE),
            "--headless",
            "--host",
            url,
            "--only-summary",
        ),
        *("--users", str(PEOPLE), "--spawn-rate", "2", "--run-time", f"{seconds + PEOPLE // 2}s", "--reset-stats"),
        *("--csv", str(told), "--loglevel", "ERROR", "--exit-code-on-error", "0"),
    ]
    environment = {**os.environ, "LOAD": str(home / "load.json"), "LOAD_PACE": str(PACE)}
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, timeout=seconds + 120)
    with (home / "told_stats.csv").open() as file:
        rows = list(csv.DictReader(file))
    with (home / "told_failures.csv").open() as file:
        for failure in csv.DictReader(file):
            print(f"  failed: {failure['Method']} {failure['Name']}: {failure['Error']} ({failure['Occurrences']})")
    for row in rows:
        late = " ".join(f"p{part} {row[f'{part}%']:>5}" for part in (50, 95, 99))
        print(f"  {row['Name']:28} {row['Request Count']:>6} {late} ms")
    whole = rows[-1]
    return {
        "requests": float(whole["Request Count"]),
        "failures": float(whole["Failure Count"]),
        **{name: float(whole[f"{name[1:]}%"]) for name in ("p50", "p95", "p99")},
    }


def main(encounters: int = 0) -> None:
    """Measure both stores, and print one line each."""
    for store in ("sqlite", "postgresql"):
        found = measured(store, encounters=encounters)
        print(
            f"officers={PEOPLE} store={store} requests={found['requests']:.0f} failures={found['failures']:.0f}"
            f" p50_ms={found['p50']:.0f} p95_ms={found['p95']:.0f} p99_ms={found['p99']:.0f} (budget p95 {BUDGET_MS})",
            flush=True,
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--make"]:
        make(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
