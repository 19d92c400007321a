"""Identify.

"Identify people and goods approaching the ports of entry."

Takes the declared table and gives, for each row, one subject, one encounter, the state of every document check, and
the list entries that may be meant: Declared -> Identified, hits. Every link says how sure it is and by which two
values, and a named officer can undo it.
"""

from tidewaiter.identify.acts import Link, Unlink, decide
from tidewaiter.identify.hit_policy import HitPolicy, load_hit_policy
from tidewaiter.identify.hits import HitState, decide_hit
from tidewaiter.identify.identification import identify
from tidewaiter.identify.in_hand import in_hand
from tidewaiter.identify.listing import load_listing
from tidewaiter.identify.lookup import conform_screened, prepare, screen
from tidewaiter.identify.policy import ScreeningPolicy, shipped_screening
from tidewaiter.identify.suppression import absolve, settled_before, standing, suppress
from tidewaiter.identify.tally import Tally

__all__ = [
    "HitPolicy",
    "HitState",
    "Link",
    "ScreeningPolicy",
    "Tally",
    "Unlink",
    "absolve",
    "conform_screened",
    "decide",
    "decide_hit",
    "identify",
    "in_hand",
    "load_hit_policy",
    "load_listing",
    "prepare",
    "screen",
    "settled_before",
    "shipped_screening",
    "standing",
    "suppress",
]
