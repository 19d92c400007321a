"""PAXLST, the passenger and crew list: UN/EDIFACT D.02B to D.12B by the WCO/IATA/ICAO guide, and the US variant.

Source: UN/EDIFACT directory message PAXLST; docs/reference/paxlst.md lists every segment and qualifier understood.
"""

from tidewaiter.formats.paxlst.reader import read
from tidewaiter.formats.paxlst.writer import write

__all__ = ["read", "write"]
