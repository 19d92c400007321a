"""The store: one journal that only grows, and read models that can be rebuilt from it at any time.

SQLite in the home folder by default, PostgreSQL beyond. Rooms never see it; it fulfils what they ask in ``needs``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tidewaiter.vocabulary.time import Clock, utc_now

if TYPE_CHECKING:
    from tidewaiter.store.opening import Store

__all__ = ["Store", "open_store"]


def open_store(home: Path, database: str | None = None, *, clock: Clock = utc_now) -> Store:
    """Open the store of a home folder, made if need be; ``database`` is a PostgreSQL URL, else SQLite in the home."""
    # Imported when called: Django itself imports this package while it sets up the applications.
    from tidewaiter.store import opening

    return opening.open_store(home, database, clock=clock)


def __getattr__(name: str) -> type[Store]:
    """Give ``Store`` when it is asked for, for the same reason."""
    if name == "Store":
        from tidewaiter.store import opening

        return opening.Store
    raise AttributeError(name)
