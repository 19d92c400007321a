"""Who is drawn at random in the browser's houses: everybody at one port, nobody anywhere else.

The share that ships draws one traveler in a hundred, so a page would now and then show somebody in another state.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tidewaiter.assemble import House
from tidewaiter.vocabulary.stream import RandomStream

DRAWN_AT = "SEA"


def without(house: House) -> House:
    """Leave a house its secrets, and nothing to chance."""
    shipped = house.policies.stream

    def stream(day: date) -> RandomStream:
        return replace(shipped(day), by_mode={}, by_port={DRAWN_AT: 1.0})

    house.policies = replace(house.policies, stream=stream)
    return house
