"""The one house of a serving process: opened by the first request, shared by all threads, each with its connection."""

from __future__ import annotations

from threading import Lock

from tidewaiter.assemble import House, open_house

_lock = Lock()
_open: list[House] = []


def house() -> House:
    """Give the house; opened at ``TIDEWAITER_HOME`` when nobody has yet."""
    with _lock:
        if not _open:
            _open.append(open_house())
        return _open[0]


def use(house: House | None) -> None:
    """Serve this house instead (embedding, tests); None makes the next request open its own."""
    with _lock:
        _open[:] = [] if house is None else [house]
