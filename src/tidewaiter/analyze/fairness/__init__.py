"""Fairness: whether groups of people are referred, hit and wrongly stopped alike, from sealed attributes alone.

No person's row leaves this part: counts by group, with intervals, small cells suppressed.
"""

from tidewaiter.analyze.fairness.measuring import DECISIONS, FAIRNESS, fairness
from tidewaiter.analyze.fairness.policy import FairnessPolicy, load_fairness_policy
from tidewaiter.analyze.fairness.proxies import PROXIES, proxies
from tidewaiter.analyze.fairness.saying import findings

__all__ = [
    "DECISIONS",
    "FAIRNESS",
    "PROXIES",
    "FairnessPolicy",
    "fairness",
    "findings",
    "load_fairness_policy",
    "proxies",
]
