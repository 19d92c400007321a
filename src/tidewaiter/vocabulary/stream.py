"""The random stream of one day: a secret, committed beforehand, that decides who is examined without suspicion."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class RandomStream:
    """One day's draw. ``secret`` stays sealed until the day is over; rates are shares of encounters, 0..1.

    A port's own rate goes before the rate of its mode. ``note`` says why all rates are nought, when they are.
    """

    day: date
    secret: bytes = field(repr=False)
    by_mode: Mapping[str, float]
    by_port: Mapping[str, float] = field(default_factory=dict)
    note: str = ""

    def rate(self, mode: str | None, port: str | None) -> float:
        """Give the share of encounters to examine at a port; 0 for a mode that the policy does not name."""
        if port is not None and port in self.by_port:
            return self.by_port[port]
        return self.by_mode.get(mode or "", 0.0)

    def draw(self, encounter_id: str) -> float:
        """Draw for one encounter: the first 53 bits of HMAC-SHA256(secret, encounter id), as a number 0 <= n < 1."""
        digest = hmac.digest(self.secret, encounter_id.encode(), "sha256")
        return float(int.from_bytes(digest[:8], "big") >> 11) / 9007199254740992.0  # 2**53: exact in a double
