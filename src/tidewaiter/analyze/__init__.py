"""Analyze.

"Analyze results, at a micro and macro level, to address emerging threats."

Reads the tables that the store hands in and answers about rules, lists, carriers and the system as a whole: which
rules and lists earn their keep, what the random stream says about all who cross, how well what carriers announce
agrees with what presents itself, which crew did not return. It gives back numbers about policy, never a person's score.
"""

from tidewaiter.analyze.base_rate import BaseRate, base_rate
from tidewaiter.analyze.crew import crew_not_returned
from tidewaiter.analyze.discrepancies import discrepancies
from tidewaiter.analyze.yields import yields

__all__ = [
    "BaseRate",
    "base_rate",
    "crew_not_returned",
    "discrepancies",
    "yields",
]
