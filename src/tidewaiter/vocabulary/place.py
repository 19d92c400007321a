"""Places: ports of entry, foreign ports, inland offices; reference data, never constants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from heapq import nlargest
from typing import Literal

from tidewaiter.vocabulary.errors import Refusal

Mode = Literal["air", "sea", "land"]
MODES: tuple[Mode, ...] = ("air", "sea", "land")


@dataclass(frozen=True, slots=True)
class Place:
    """One place where something can leave, arrive or be examined.

    ``code`` is the IATA code for airports, UN/LOCODE for sea ports and other places, or a national port code;
    ``country`` is ISO 3166-1 alpha-2; ``zone`` an IANA time zone; ``kind`` one of port-of-entry, foreign, office, post.
    """

    code: str
    name: str
    country: str
    zone: str | None
    mode: Mode
    latitude: float | None = None
    longitude: float | None = None
    kind: str = "foreign"
    lanes: int = 0
    hours: str = ""
    office: str = ""
    source: str = ""


class Places(Mapping[str, Place]):
    """The register of places by code, with aliases (ICAO codes, national codes) resolving to the same place."""

    def __init__(self, places: Iterable[Place], aliases: Mapping[str, str] | None = None, *, home: str = "US") -> None:
        self._places = {place.code: place for place in places}
        self._aliases = dict(aliases or {})
        self.home = home

    def __getitem__(self, code: str) -> Place:
        return self._places[self._aliases.get(code, code)]

    def __iter__(self) -> Iterable[str]:  # type: ignore[override]
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def country(self, code: str | None) -> str | None:
        """Give the country of a place code, or None when the code is unknown."""
        place = self.get(code) if code else None
        return place.country if place else None

    def port(self, code: str) -> Place:
        """Find a port of the home country by code or alias, in any case.

        Raises ``Refusal`` (unknown-port) for a place elsewhere and for none at all, naming the nearest ports of entry.
        """
        place = self.get(code) or self.get(code.strip().upper())
        if place is not None and place.kind != "foreign":
            return place
        what = "is no place that is registered" if place is None else f"is {place.name}, no port of entry here"
        near = ", ".join(f"{each.code} ({each.name})" for each in self._nearest(code.strip()))
        raise Refusal(f"'{code}' {what}; the nearest are {near}", code="unknown-port")

    def _nearest(self, code: str) -> list[Place]:
        """Give the three ports of entry whose code, alias or name is most like what was written."""
        written, also = code.casefold(), {place: alias for alias, place in self._aliases.items()}

        def likeness(place: Place) -> float:
            words = place.code, also.get(place.code, ""), place.name
            return max(SequenceMatcher(None, written, word.casefold()).ratio() for word in words)

        return nlargest(3, self.ports_of_entry(), key=likeness)

    def ports_of_entry(self) -> list[Place]:
        """List the places of the home country where arrivals may be examined."""
        return [place for place in self._places.values() if place.kind == "port-of-entry"]
