"""The house over HTTP: receive a message, look up an encounter, act as an officer, read the journal and reports.

``application()`` gives the API that ``web`` mounts under ``/api/``; it is made when first asked for, because Django's
settings have to stand before.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ninja import NinjaAPI

__all__ = ["application"]


@cache
def application() -> NinjaAPI:
    """Give the one API of this process."""
    from tidewaiter.api.building import build

    return build()
