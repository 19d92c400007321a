"""How often one address may ask in the open corner: enough for a family, too little for guessing numbers.

Counted in this process alone, by the address the connection comes from; what an address asked is not kept.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

from tidewaiter.vocabulary.errors import Refusal

MOST_ADDRESSES = 20_000


class TooOften(Refusal):
    """Somebody asked too often: wait, then ask again."""

    code = "too-often"


@dataclass(slots=True)
class Limit:
    """At most ``times`` in ``seconds`` for one address, and ``overall`` for all of them together."""

    times: int
    seconds: float
    overall: int
    clock: Callable[[], float] = monotonic
    _asked: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)
    _all: deque[float] = field(default_factory=deque)
    _lock: Lock = field(default_factory=Lock)

    def take(self, address: str) -> None:
        """Count one asking. Raises ``TooOften``; what is refused is not counted."""
        now = self.clock()
        with self._lock:
            own = self._asked.setdefault(address, deque())
            self._asked.move_to_end(address)
            for each in (own, self._all):
                while each and each[0] <= now - self.seconds:
                    each.popleft()
            if len(own) >= self.times or len(self._all) >= self.overall:
                raise TooOften("This was asked too often; wait a while, then ask again")
            own.append(now)
            self._all.append(now)
            while len(self._asked) > MOST_ADDRESSES:
                self._asked.popitem(last=False)

    def forget(self) -> None:
        """Forget everything: for tests, and for a clock that was wrong."""
        with self._lock:
            self._asked.clear()
            self._all.clear()


ASKING = Limit(times=5, seconds=3600, overall=600)
LOOKING = Limit(times=20, seconds=600, overall=3000)
