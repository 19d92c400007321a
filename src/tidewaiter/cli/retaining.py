"""Retention without anybody remembering it: what is due is destroyed beside the work, never before an answer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tidewaiter.assemble import House

EVERY_SECONDS = 900.0


def keep(house: House) -> None:
    """Destroy what is due today, if nobody has yet; a fault is told and does not stop the work at hand."""
    try:
        house.keep_retention()
    except Exception as fault:  # of the database or the disk, too: retention waits, the work does not
        logging.getLogger(__name__).warning("what is due by retention was not destroyed: %s", fault)


def keep_beside(house: Callable[[], House], every: float = EVERY_SECONDS) -> Event:
    """Look in a thread of its own, at once and then again and again, until the process ends or the event is set."""
    stop = Event()

    def looking() -> None:
        while True:
            keep(house())
            house().store.close()  # the connection of this thread; the next look opens another
            if stop.wait(every):
                return

    Thread(target=looking, name="retention", daemon=True).start()
    return stop
