"""Holding Python's cycle collector back where there is nothing for it to collect, and many objects to walk."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache


@contextmanager
def no_cycles() -> Iterator[None]:
    """Keep the collector from walking everything kept so far again and again (up to a third of the reading time).

    What is read from a message stays, so there is nothing to collect.

    The collector is one for the whole process: whoever held it back first lets it go.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@cache
def keep_loaded() -> None:
    """Tell the collector, once a process, that what is loaded by now stays: modules, policies, reference data.

    A full collection would walk all of it (0.1 s), and some message would have to wait for that.
    """
    gc.freeze()
