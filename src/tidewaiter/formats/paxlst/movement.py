"""The TDT groups of a passenger list: which conveyance, over which legs, and which of them crosses the border."""

from __future__ import annotations

import re
from datetime import date, datetime

from tidewaiter.formats.edifact.tokenizer import Segment, value
from tidewaiter.formats.paxlst.codes import MODES
from tidewaiter.formats.paxlst.notes import Notes
from tidewaiter.vocabulary.announcement import Announcement, Leg, Vehicle

# Two characters of which one at least is a letter (IATA), or three letters (ICAO), before one to four digits.
_FLIGHT = re.compile(r"([A-Z]{3}|[A-Z][A-Z0-9]|[0-9][A-Z])\s*([0-9]{1,4}[A-Z]?)\Z")
_DEPARTURES = frozenset(("125", "5", "9"))
_ARRIVALS = frozenset(("87", "60", "8", "130"))


def split_flight(number: str | None, carrier: str | None) -> tuple[str | None, str | None]:
    """Part carrier and number: ``AA346`` alone, or ``QQ877`` beside the carrier ``QQ``.

    >>> split_flight("AA346", None), split_flight("QQ877", "QQ"), split_flight("3U88", None)
    (('AA', '346'), ('QQ', '877'), ('3U', '88'))
    """
    if number is None:
        return carrier, None
    match = _FLIGHT.match(number)
    if carrier is None:
        return (match[1], match[2]) if match else (None, number)
    if match and len(match[1]) != len(carrier):
        return carrier, match[2]  # under the airline's other designator: BAW117 beside BA
    if number.startswith(carrier) and len(number) > len(carrier):
        return carrier, number[len(carrier) :].strip()
    return carrier, number


class Movement:
    """Builds the legs of one announcement from TDT, LOC and DTM as they come."""

    __slots__ = ("_at_arrival", "_leaves", "announcement", "leg", "notes")

    def __init__(self, announcement: Announcement, notes: Notes) -> None:
        self.announcement, self.notes = announcement, notes
        self.leg: Leg | None = None
        self._at_arrival = False
        self._leaves: datetime | None = None

    def transport(self, segment: Segment, ordinal: int) -> None:
        """Begin the group that a TDT opens."""
        announcement, notes = self.announcement, self.notes
        stage = value(segment, 1)
        if stage not in ("20", "34", "10", "11", "12", "30"):
            notes.add("unknown-qualifier", "info", f"TDT stage {stage or '(empty)'}", (ordinal, 1))
        mode = value(segment, 3)
        if mode is not None:
            if mode in MODES:
                announcement.mode = MODES[mode]
            else:
                notes.add("invalid-mode", "warning", f"{mode} is no mode of transport", (ordinal, 3, 1), "mode")
        number, carrier = _upper(segment, 2), _upper(segment, 5)
        if announcement.mode == "land" and value(segment, 5, 2) == "3":  # DE 3055: the carrier's code is IATA's
            notes.add("invalid-mode", "warning", "An airline does not go by road; read as air", (ordinal, 3, 1), "mode")
            announcement.mode = "air"
        if announcement.mode != "sea":
            carrier, number = split_flight(number, carrier)
        if number is None:
            notes.add("missing-number", "warning", "TDT carries no flight or voyage", (ordinal, 2, 1), "number")
        self._vessel(segment)
        self.leg = Leg(carrier=carrier, number=number, segment=ordinal)
        self.leg.status = "overflight" if stage == "34" else None
        self._at_arrival, self._leaves = False, None
        announcement.legs.append(self.leg)

    def _vessel(self, segment: Segment) -> None:
        registration, name = value(segment, 8), value(segment, 8, 3)
        if self.announcement.mode == "air" or not (registration or name):
            return
        kind = "vessel" if self.announcement.mode == "sea" else "coach"
        vehicle = Vehicle(kind=kind, name=name, registration=registration)
        if vehicle not in self.announcement.vehicles:
            self.announcement.vehicles.append(vehicle)

    def place(self, segment: Segment, ordinal: int) -> None:
        """Take a LOC of the group: 125 and 87 stand at the border, 92 and 130 are the other legs' ends."""
        qualifier, code = segment[1][0].strip(), _upper(segment, 2)
        if code is None:
            self.notes.add("missing-place", "warning", "LOC names no place", (ordinal, 2, 1))
            return
        leg = self.leg
        if leg is None:
            self.notes.repeat("stray-segment", f"LOC+{qualifier} before any TDT", ordinal)
            return
        if qualifier in _DEPARTURES:
            leg = self._departing(leg)
            leg.departure, self._at_arrival = code, False
        elif qualifier in _ARRIVALS or (qualifier == "92" and leg.departure):
            leg = self._arriving(leg)
            leg.arrival, self._at_arrival = code, True
        elif qualifier == "92":
            leg.departure, self._at_arrival = code, False
        else:
            self.notes.repeat("unknown-qualifier", f"LOC+{qualifier} of a movement", ordinal)
            return
        if qualifier in ("125", "87"):
            leg.crossing = True

    def _departing(self, leg: Leg) -> Leg:
        return self._next(leg) if leg.departure else leg

    def _arriving(self, leg: Leg) -> Leg:
        """Go on with a further leg of the same flight where the present one has its end already."""
        if not leg.arrival:
            return leg
        onward = self._next(leg)
        onward.departure, onward.departs_local = leg.arrival, self._leaves
        self._leaves = None
        return onward

    def _next(self, leg: Leg) -> Leg:
        self.leg = Leg(carrier=leg.carrier, number=leg.number, status=leg.status, segment=leg.segment)
        self.announcement.legs.append(self.leg)
        return self.leg

    def time(self, qualifier: str, when: datetime) -> bool:
        """Take a DTM of the group: 189 or 133 departure, 232 or 132 arrival; False where it is neither."""
        leg = self.leg
        if leg is None:
            return False
        if qualifier in ("189", "133", "136"):
            if self._at_arrival and leg.departs_local is not None:
                self._leaves = when
            else:
                leg.departs_local = when
        elif qualifier in ("232", "132", "178"):
            leg.arrives_local = when
        else:
            return False
        return True

    def finish(self, ordinal: int) -> None:
        """Name the announcement after the leg that crosses the border, else after the first."""
        announcement, notes = self.announcement, self.notes
        legs = announcement.legs
        if not legs:
            notes.add("missing-movement", "error", "The message names no flight or voyage", (ordinal,))
            return
        crossing = next((leg for leg in legs if leg.crossing), None)
        if crossing is None:
            notes.add("no-crossing-leg", "info", "No leg is marked as crossing the border", (legs[0].segment or 0,))
        main = crossing or legs[0]
        announcement.carrier, announcement.number = main.carrier, main.number
        for before, leg in zip([None, *legs], legs, strict=False):
            if leg.departure is None and before is not None and before.arrival and leg.number == before.number:
                said = "The leg has no place of departure; it is taken to begin where the leg before ends"
                notes.add("missing-place", "info", said, (leg.segment or ordinal,), "departure")
                leg.departure = before.arrival
            self._check(leg, ordinal)

    def _check(self, leg: Leg, ordinal: int) -> None:
        at = leg.segment or ordinal
        for missing, name, field in (
            (leg.departure is None, "departure", "departure"),
            (leg.arrival is None, "arrival", "arrival"),
        ):
            if missing:
                self.notes.add("missing-place", "warning", f"The leg has no place of {name}", (at,), field)
        if leg.departs_local is None and leg.arrives_local is None:
            self.notes.add("missing-time", "warning", "The leg has no time", (at,), "departs_at")


FIRST_REFERENCE = date(2050, 1, 1)
"""Settles the century of a movement where the interchange carries no date: 2000 to 2099."""


def _upper(segment: Segment, element: int) -> str | None:
    found = value(segment, element)
    return found.upper() if found else None
