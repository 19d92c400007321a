"""The key of a movement: what two messages must agree on to speak of the same crossing."""

from __future__ import annotations

from datetime import date


def trip_key(
    carrier: str | None, number: str | None, day: date | None, departure: str | None, arrival: str | None
) -> str:
    """Name one movement of a carrier: carrier, number, local day of departure, departure, arrival."""
    return "|".join((carrier or "", number or "", day.isoformat() if day else "", departure or "", arrival or ""))


def land_trip_key(port: str | None, day: date | None, direction: str | None) -> str:
    """Name everything that crosses one land port on its own in one direction on one local day.

    Private vehicles and pedestrians have no flight number: a pre-submission and the lane that later reads the same
    document agree on port, day and direction, so both bear this key and meet in one encounter.
    """
    return "|".join(("land", port or "", day.isoformat() if day else "", direction or ""))
