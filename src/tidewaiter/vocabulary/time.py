"""The clock the whole house asks: UTC, injected, so that a run can be repeated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Give the present moment in UTC."""
    return datetime.now(UTC)
