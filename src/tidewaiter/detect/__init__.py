"""Detect: "Detect potential threats and inadmissible people and goods" (strategic plan, capability four).

An officer records what was found (kind, quantity, unit); ``compare`` lays what presented itself beside what was
announced. A finding says what is there. It decides nothing: consequences are Enforce's.
"""

from tidewaiter.detect.acts import decide
from tidewaiter.detect.commands import RecordFinding
from tidewaiter.detect.compare import Difference, compare
from tidewaiter.detect.kinds import FindingKind, load_finding_kinds
from tidewaiter.detect.state import State, fold

__all__ = [
    "Difference",
    "FindingKind",
    "RecordFinding",
    "State",
    "compare",
    "decide",
    "fold",
    "load_finding_kinds",
]
