"""What a house does by itself beside the work, never before an answer: what is due is destroyed, ports are judged.

Retention waits for nobody to remember it, and a port that falls behind raises its alarm also where nobody watches.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tidewaiter.assemble import House

EVERY_SECONDS = 900.0
JUDGED_EVERY_SECONDS = 60.0


def keep(house: House) -> None:
    """Destroy what is due today, if nobody has yet; a fault is told and does not stop the work at hand."""
    try:
        house.keep_retention()
    except Exception as fault:  # of the database or the disk, too: retention waits, the work does not
        logging.getLogger(__name__).warning("what is due by retention was not destroyed: %s", fault)


def judge(house: House) -> None:
    """Hold every port against its service levels; a fault is told and does not stop the work at hand."""
    from tidewaiter.desk.board import BoardDesk

    try:
        BoardDesk.of(house).judge()
    except Exception as fault:  # whatever befell the store: the next look comes within a minute
        logging.getLogger(__name__).warning("the ports were not judged by their service levels: %s", fault)


def keep_beside(house: Callable[[], House], every: float = EVERY_SECONDS) -> Event:
    """Keep retention in a thread of its own (see ``beside``)."""
    return beside(house, keep, every, "retention")


def judge_beside(house: Callable[[], House], every: float = JUDGED_EVERY_SECONDS) -> Event:
    """Judge the ports in a thread of its own (see ``beside``)."""
    return beside(house, judge, every, "service-levels")


def beside(house: Callable[[], House], what: Callable[[House], None], every: float, name: str) -> Event:
    """Look in a thread of its own, at once and then again and again, until the process ends or the event is set."""
    stop = Event()

    def looking() -> None:
        while True:
            what(house())
            house().store.close()  # the connection of this thread; the next look opens another
            if stop.wait(every):
                return

    Thread(target=looking, name=name, daemon=True).start()
    return stop
