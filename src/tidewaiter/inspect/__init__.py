"""Inspect.

"Inspect all people and goods according to their assessed level of risk."

Every encounter gets an assignment before arrival: expedite, primary or secondary, by risk or by a random draw that is
kept apart from suspicion: Assessed -> Assigned. A machine's assignment is a suggestion; the officer's acts stand in
``acts``.
"""

from tidewaiter.inspect.acts import decide
from tidewaiter.inspect.assign import assign
from tidewaiter.inspect.checking import by_hand, checked, merged, read_checks, screened, unscreened
from tidewaiter.inspect.commands import InspectCommand, RecordSecondaryResult, ReportAtPrimary
from tidewaiter.inspect.lane_policy import LanePolicy, load_lane_policy
from tidewaiter.inspect.policy import InspectionPolicy, load_policy
from tidewaiter.inspect.state import begin, fold
from tidewaiter.inspect.verdict import Check, Verdict, verdict, with_all

__all__ = [
    "Check",
    "InspectCommand",
    "InspectionPolicy",
    "LanePolicy",
    "RecordSecondaryResult",
    "ReportAtPrimary",
    "Verdict",
    "assign",
    "begin",
    "by_hand",
    "checked",
    "decide",
    "fold",
    "load_lane_policy",
    "load_policy",
    "merged",
    "read_checks",
    "screened",
    "unscreened",
    "verdict",
    "with_all",
]
