"""The desk: what officers at a lane, analysts, redress officers and stewards of lists do.

Wired over store, policies and authority. Part of the assembly, kept apart so that ``assemble`` stays short; a face
reaches it as ``House.accounts``, ``House.glass``, ``House.hits``, ``House.lane``, ``House.lists``, ``House.measures``,
``House.redress``, ``House.rules`` and ``House.secondary``.
"""

from tidewaiter.desk.accounts import AccountDesk
from tidewaiter.desk.glass import GlassDesk
from tidewaiter.desk.hits import HIT_NEEDED, HitDesk
from tidewaiter.desk.lane import LaneDesk
from tidewaiter.desk.lists import ListDesk
from tidewaiter.desk.measures import MeasureDesk
from tidewaiter.desk.redress import RedressDesk
from tidewaiter.desk.rulebook import Rulebook
from tidewaiter.desk.rules import RULE_NEEDED, RuleDesk
from tidewaiter.desk.secondary import INSPECTION_NEEDED, SecondaryDesk

__all__ = [
    "HIT_NEEDED",
    "INSPECTION_NEEDED",
    "RULE_NEEDED",
    "AccountDesk",
    "GlassDesk",
    "HitDesk",
    "LaneDesk",
    "ListDesk",
    "MeasureDesk",
    "RedressDesk",
    "RuleDesk",
    "Rulebook",
    "SecondaryDesk",
]
