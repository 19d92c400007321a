"""Where an officer in the field is: the sector of a place between ports of entry, as far as reference data can tell."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from tidewaiter.vocabulary.place import Place, Places

SECTOR = "sector"
_POSITION = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*")
_EARTH_KM = 6371.0
FAR_KM = 1500.0
"""Farther from every headquarters than this, a position is in no sector of ours."""


@dataclass(frozen=True, slots=True)
class Somewhere:
    """A place as an officer said it, the site of the register it was resolved to, and how sure that is, in words."""

    said: str
    site: Place | None
    words: str

    @property
    def is_port(self) -> bool:
        """Tell whether it is a port of entry, where lanes and officers of the port take people."""
        return self.site is not None and self.site.kind == "port-of-entry"


def somewhere(said: str, places: Places) -> Somewhere:
    """Resolve ``LAT,LON`` (decimal degrees) or the code or name of a site; what cannot be resolved says so.

    A position goes to the sector with the nearest headquarters: boundaries are not in the reference data, so the
    answer names the distance, and the nearest port of entry with its own.
    """
    text = said.strip()
    if found := _POSITION.fullmatch(text):
        return _at_position(text, float(found[1]), float(found[2]), places)
    site = places.get(text) or places.get(text.upper()) or _named(text, places)
    if site is None:
        return Somewhere(text, None, f"'{text}' names no sector or port of the register; kept as it was said")
    between = "a sector, between ports of entry" if site.kind == SECTOR else f"a {site.kind.replace('-', ' ')}"
    return Somewhere(text, site, f"{site.name}: {between}")


def _at_position(text: str, latitude: float, longitude: float, places: Places) -> Somewhere:
    if abs(latitude) > 90 or abs(longitude) > 180:
        return Somewhere(text, None, f"'{text}' is no position on earth: latitude comes first, in decimal degrees")
    sites = [place for code in places if (place := places[code]).latitude is not None]
    sector = _nearest([place for place in sites if place.kind == SECTOR], latitude, longitude)
    port = _nearest([place for place in sites if place.kind == "port-of-entry"], latitude, longitude)
    beside = f"; nearest port of entry: {port[1].name}, {port[0]:.0f} km" if port else ""
    if sector is None or sector[0] > FAR_KM:
        return Somewhere(text, None, f"{text} lies near no sector of the register{beside}")
    words = f"nearest sector headquarters: {sector[1].name}, {sector[0]:.0f} km (boundaries are not held){beside}"
    return Somewhere(text, sector[1], words)


def _nearest(sites: list[Place], latitude: float, longitude: float) -> tuple[float, Place] | None:
    reached = [(_distance_km(site, latitude, longitude), site) for site in sites]
    return min(reached, key=lambda pair: pair[0], default=None)


def _distance_km(site: Place, latitude: float, longitude: float) -> float:
    """Measure the great circle by the haversine formula."""
    here, there = math.radians(latitude), math.radians(site.latitude or 0.0)
    wide = math.radians(longitude - (site.longitude or 0.0))
    half = math.sin((here - there) / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(wide / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def _named(text: str, places: Places) -> Place | None:
    wanted = text.casefold().removesuffix(" sector")
    for code in places:
        place = places[code]
        name = place.name.casefold()
        if place.kind == SECTOR and wanted in (name, name.partition(" sector")[0]):
            return place
        if place.kind == "port-of-entry" and wanted == name:
            return place
    return None
