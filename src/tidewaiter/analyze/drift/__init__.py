"""Drift: whether features, scores and yields are still those that rules and models were made for.

A drift is a question to a human: nothing is refitted by itself.
"""

from tidewaiter.analyze.drift.answering import AnswerDrift, DriftState, decide_drift, drift_found, fold_drift
from tidewaiter.analyze.drift.policy import DriftPolicy, load_drift_policy
from tidewaiter.analyze.drift.stability import STABILITY, stability
from tidewaiter.analyze.drift.streams import CHANGES, changes

__all__ = [
    "CHANGES",
    "STABILITY",
    "AnswerDrift",
    "DriftPolicy",
    "DriftState",
    "changes",
    "decide_drift",
    "drift_found",
    "fold_drift",
    "load_drift_policy",
    "stability",
]
