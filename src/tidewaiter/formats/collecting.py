"""Holding Python's cycle collector back while a message is read: what is read stays, so there is nothing to collect."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_cycles() -> Iterator[None]:
    """Keep the collector from walking everything kept so far again and again (up to a third of the reading time).

    The collector is one for the whole process: whoever held it back first lets it go.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
