"""The server that ``tidewaiter serve`` runs: gunicorn, one process with threads, so that there is one house.

The site is imported by name inside the worker: this face knows no page, and nothing of Polars runs before the fork.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from tidewaiter.cli.retaining import judge_beside, keep_beside
from tidewaiter.cli.say import console

SITE, HOUSE, LIVE = "tidewaiter.web.wsgi", "tidewaiter.api.house", "tidewaiter.web.live"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Server(BaseApplication):  # type: ignore[misc]
    """One worker process with threads; it stops when asked to, after the requests at hand."""

    def __init__(self, host: str, port: int, threads: int) -> None:
        bracketed = f"[{host}]" if ":" in host else host
        self._address = f"{bracketed}:{port}"
        self._settings: dict[str, Any] = {
            "bind": self._address,
            "workers": 1,
            "threads": threads,
            "worker_class": "gthread",
            "timeout": 120,
            "graceful_timeout": 10,
            "loglevel": "warning",
            "control_socket_disable": True,
            "proc_name": "tidewaiter",
            "when_ready": self._ready,
            "post_worker_init": _let_streams_end,
        }
        super().__init__()

    def load_config(self) -> None:
        """Hand the settings over."""
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Give the site, with its house opened, so that the first request does not wait for it."""
        house = import_module(HOUSE).house
        house().warm()
        keep_beside(house)
        judge_beside(house)
        return import_module(SITE).application

    def _ready(self, _: object) -> None:
        out = console()
        out.print(f"Serving http://{self._address}/ and its API under /api/ until Ctrl-C")
        if self._address.rsplit(":", 1)[0].strip("[]") not in LOOPBACK:
            out.print(
                "Pages are shown elsewhere over HTTPS only: TIDEWAITER_HTTPS=yes behind a proxy, TIDEWAITER_HOSTS"
            )


def _let_streams_end(worker: Any) -> None:
    """End the streams of open pages when the worker is told to stop, which otherwise would wait for them."""
    import_module(LIVE).head.stopping = lambda: not worker.alive


def run(host: str, port: int, threads: int) -> None:
    """Serve until told to stop."""
    Server(host, port, threads).run()
