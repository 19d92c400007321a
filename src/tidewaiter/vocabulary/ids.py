"""Identifiers: typed by their prefix and sortable by time (UUID version 7, RFC 9562 section 5.7)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable


class Ids:
    """Makes identifiers such as ``enc-0193…``; clock and randomness are injected so that a run can be repeated.

    ``milliseconds`` gives Unix time in ms, ``random_bytes`` n random bytes. Identifiers of one call to ``many``
    ascend, as do those of successive calls within one process, even when the clock stands still.
    """

    def __init__(
        self,
        milliseconds: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._milliseconds = milliseconds
        self._random = random_bytes
        self._last = 0
        self._counter = 0

    def new(self, prefix: str) -> str:
        """Make one identifier of the kind ``prefix``."""
        return self.many(prefix, 1)[0]

    def many(self, prefix: str, count: int) -> list[str]:
        """Make ``count`` ascending identifiers: 48 bits of time, 30 of a counter, 44 random."""
        now = max(self._milliseconds(), self._last)
        if now != self._last or self._counter + count >= 1 << 30:
            now = now if now != self._last else now + 1
            self._last, self._counter = now, 0
        first, self._counter = self._counter, self._counter + count
        noise = self._random(6 * count).hex()
        stamp = f"{prefix}-{now >> 16:08x}-{now & 0xFFFF:04x}-7"
        return [
            f"{stamp}{n >> 18:03x}-{0x8000 | (n >> 4) & 0x3FFF:04x}-{n & 0xF:x}{noise[12 * i + 1 : 12 * i + 12]}"
            for i, n in enumerate(range(first, first + count))
        ]
