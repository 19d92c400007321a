"""A house served by ``tidewaiter serve`` on a free port, for a real browser; stopped by its process id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.browser import chance
from tests.unit.api.serving import Served

from tidewaiter.assemble import SAMPLES, open_house
from tidewaiter.cli.demo import load_lists
from tidewaiter.cli.samples import lay_out
from tidewaiter.receive import Delivery

STARTS_WITHIN, ANSWERS_WITHIN = 240.0, 30.0  # a busy machine takes its time; one that hangs is still found out


@dataclass
class Site(Served):
    """A served house: its address, the house itself (opened in this process too), and tokens for every role."""

    url: str = ""
    home: Path = field(default_factory=Path)

    def headers(self, role: str, port: str = "*", purpose: str = "inspection at the port of entry") -> dict[str, str]:
        """Give the headers by which a browser reads as somebody of a role, without signing in on a page."""
        token = self.token(role, port, name=f"{role.capitalize()} of {port if port != '*' else 'every port'}")
        return {"Authorization": f"Bearer {token}", "X-Purpose": purpose}


@contextmanager
def site(home: Path, *seeds: Callable[[Site], None], samples: bool = True, **environment: str) -> Iterator[Site]:
    """Make a house in a folder, sow it, and serve it until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    house = chance.without(open_house(home))
    made = Site(house, url=f"http://127.0.0.1:{port}", home=home)
    if samples:
        load_lists(house, "test")
        files = lay_out(SAMPLES, home, house.policies.clock().date())
        list(house.ingest(Delivery(path.read_bytes(), "test", path.name) for path in files))
    for seed in seeds:
        seed(made)
    said = (home / "serve.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "tidewaiter.cli", "serve", "--port", str(port)],
        env={**os.environ, "TIDEWAITER_HOME": str(home), "TIDEWAITER_PURGE": "off", **environment},
        stdout=said,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait(made.url, server, home)
        yield made
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(5)
        said.close()
        house.store.close()


def _wait(url: str, server: subprocess.Popen[Any], home: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{url}/api/health", timeout=ANSWERS_WITHIN).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"The server did not start: {(home / 'serve.log').read_text()[-2000:]}")
