"""Figures of a long window: counted beside the work, and kept for a quarter of an hour with the moment they are of.

To count a month of a nation takes seconds, which no page has. Who asks first begins the count and waits a moment for
it; a small house has answered by then, and of a large one the page says that it is being counted. Figures that have
grown old are shown, with their moment, while they are counted anew. Each process keeps its own, and none of a person.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock, Thread
from typing import Any

from tidewaiter.store import Store

Figures = dict[str, Any]
FRESH = timedelta(minutes=15)
LASTING = timedelta(hours=1)
"""Older figures are not shown at all: they are counted anew first."""
PATIENCE, GLANCE = 2.0, 0.1
"""So many seconds whoever begins a count waits for it: where there is nothing to show, and where there is."""


@dataclass(slots=True)
class Kept:
    """One set of figures, the same for all who may see them; shared by the threads of a process."""

    patience: float = PATIENCE
    glance: float = GLANCE
    _store: Store | None = None
    _at: datetime | None = None
    _told: Figures | None = None
    _error: Exception | None = None
    _thread: Thread | None = None
    _lock: Lock = field(default_factory=Lock)

    def counting(self, store: Store) -> bool:
        """Tell whether somebody's count is at work."""
        with self._lock:
            return self._store is store and self._thread is not None and self._thread.is_alive()

    def get(self, store: Store, now: datetime, count: Callable[[], Figures]) -> tuple[Figures | None, bool]:
        """Give the figures (None: not counted yet), and whether they are being counted. Raises what broke a count."""
        with self._lock:
            if self._store is not store:
                self._store, self._at, self._told, self._error, self._thread = store, None, None, None, None
            begun = None
            if not self._within(FRESH, now) and self._thread is None:
                begun = self._thread = Thread(target=self._run, args=(store, now, count), name="count", daemon=True)
                begun.start()
            patience = self.glance if self._within(LASTING, now) else self.patience
        if begun is not None:
            begun.join(patience)
        with self._lock:
            error, self._error = self._error, None
            if error is not None:
                raise error
            return self._told if self._within(LASTING, now) else None, self._thread is not None

    def _within(self, span: timedelta, now: datetime) -> bool:
        return self._at is not None and now - span <= self._at <= now

    def wait(self, seconds: float = 60.0) -> None:
        """Wait for a count that runs: a store is not closed under it."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def _run(self, store: Store, now: datetime, count: Callable[[], Figures]) -> None:
        told, error = None, None
        try:
            told = count()
        except Exception as broken:  # the reader who waits is told, not only the log
            logging.getLogger(__name__).exception("a count broke off")
            error = broken
        finally:
            store.close()
        with self._lock:
            if self._store is store:
                self._error, self._thread = error, None
                if told is not None:
                    self._at, self._told = now, told
