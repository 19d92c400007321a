"""Identify.

"Identify people and goods approaching the ports of entry."

Takes the declared table and gives, for each row, one subject, one encounter, the state of every document check, and
the list entries that may be meant: Declared -> Identified, hits. Every link says how sure it is and by which two
values, and a named officer can undo it.
"""

from tidewaiter.identify.acts import Link, Unlink, decide
from tidewaiter.identify.identification import identify
from tidewaiter.identify.listing import load_listing
from tidewaiter.identify.lookup import screen
from tidewaiter.identify.policy import ScreeningPolicy, shipped_screening
from tidewaiter.identify.tally import Tally

__all__ = [
    "Link",
    "ScreeningPolicy",
    "Tally",
    "Unlink",
    "decide",
    "identify",
    "load_listing",
    "screen",
    "shipped_screening",
]
