"""Deter.

"Deter potential violators from crossing or shipping goods through the ports of entry."

Keeps the random stream honest (a secret committed before the day, revealed after it, so that anyone can recompute the
draw), watches that the risk of being examined is equal everywhere, and suggests rates that would make it so.
"""

from tidewaiter.deter.commitment import Commitment, Verification, commit, committed, revealed, verify_draw
from tidewaiter.deter.equality import detection, equal_risk, suggest_rates
from tidewaiter.deter.rates import RateTable, day_stream, load_rates

__all__ = [
    "Commitment",
    "RateTable",
    "Verification",
    "commit",
    "committed",
    "day_stream",
    "detection",
    "equal_risk",
    "load_rates",
    "revealed",
    "suggest_rates",
    "verify_draw",
]
