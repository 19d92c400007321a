"""Which border crossing a message is about: the leg, the direction, the port, the times in UTC, and the trip's key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tidewaiter.vocabulary.announcement import Announcement, Leg
from tidewaiter.vocabulary.errors import Position
from tidewaiter.vocabulary.place import Mode, Places
from tidewaiter.vocabulary.quality import QualityFinding
from tidewaiter.vocabulary.trip import land_trip_key, trip_key


@dataclass(frozen=True, slots=True)
class Movement:
    """One crossing of the home border. Times are UTC, null where the place has no known zone."""

    direction: str | None
    mode: Mode | None
    port: str | None
    trip: str | None
    carrier: str | None
    number: str | None
    departure: str | None
    arrival: str | None
    departs_at: datetime | None
    arrives_at: datetime | None
    lane: str | None = None

    @property
    def scheduled_at(self) -> datetime | None:
        """Give the time at the home port: arrival when inbound, departure when outbound."""
        return self.arrives_at if self.direction == "inbound" else self.departs_at


def to_utc(local: datetime | None, place: str | None, places: Places) -> datetime | None:
    """Bring a local time to UTC by the place's zone; None where time or zone is unknown."""
    if local is None:
        return None
    if local.tzinfo is not None:
        return local.astimezone(UTC)
    found = places.get(place) if place else None
    if found is None or found.zone is None:
        return None
    return local.replace(tzinfo=ZoneInfo(found.zone)).astimezone(UTC)


def movement(message: Announcement, places: Places, findings: list[QualityFinding]) -> Movement:
    """Find the crossing one message announces. What cannot be told is a finding; the message is never dropped."""
    if message.kind == "field":
        return _in_the_field(message)
    leg = crossing_leg(message, places) or Leg()
    direction = message.direction or _direction(leg, places, message, findings)
    carrier = leg.carrier or message.carrier
    number = (leg.number or message.number or "").lstrip("0") or None
    day = leg.departs_local or leg.arrives_local
    port = leg.arrival if direction == "inbound" else leg.departure
    if port is None:
        port = message.extra.get("port")
    found = places.get(port) if port else None
    if found is not None:
        port = found.code
    elif port is not None:
        _note(findings, message, "unknown-place", f"{port} is not in the register of places", leg)
    else:
        _note(findings, message, "missing-place", "No place is named where the border would be crossed", leg)
    for local, place in ((leg.departs_local, leg.departure), (leg.arrives_local, leg.arrival)):
        if local is not None and local.tzinfo is None and to_utc(local, place, places) is None:
            _note(findings, message, "unknown-zone", f"The zone of {place} is unknown; its local time was kept", leg)
    return Movement(
        direction=direction,
        mode=message.mode,
        port=port,
        trip=_key(message, carrier, number, day, port, direction, leg),
        carrier=carrier,
        number=number,
        departure=leg.departure,
        arrival=leg.arrival,
        departs_at=to_utc(leg.departs_local, leg.departure, places),
        arrives_at=to_utc(leg.arrives_local, leg.arrival, places),
        lane=message.lane,
    )


def _in_the_field(message: Announcement) -> Movement:
    """Give what is met between ports of entry: a site and a moment, no movement; a direction only if it was said."""
    at, site = message.extra.get("at"), message.extra.get("site")
    return Movement(message.direction, None, site, None, None, None, None, None, at, at)


def _key(
    message: Announcement,
    carrier: str | None,
    number: str | None,
    day: datetime | None,
    port: str | None,
    direction: str,
    leg: Leg,
) -> str:
    on_its_own = message.mode == "land" and not (carrier and number)
    local = day.date() if day else None
    if message.kind == "lane" or on_its_own:
        return land_trip_key(port, local, direction)
    return trip_key(carrier, number, local, leg.departure, leg.arrival)


def crossing_leg(message: Announcement, places: Places) -> Leg | None:
    """Choose the leg that crosses the border: marked by the message, else the one that enters or leaves home."""
    if not message.legs:
        return None
    for leg in message.legs:
        if leg.crossing:
            return leg
    for leg in message.legs:
        ends = {places.country(leg.departure), places.country(leg.arrival)}
        if places.home in ends and len(ends) > 1:
            return leg
    return message.legs[-1]


def _direction(leg: Leg, places: Places, message: Announcement, findings: list[QualityFinding]) -> str:
    if places.country(leg.arrival) == places.home:
        if places.country(leg.departure) == places.home:
            text = f"Both ends of the movement lie in {places.home}: it crosses no border; it is treated as inbound"
            _note(findings, message, "domestic-movement", text, leg)
        return "inbound"
    if places.country(leg.departure) == places.home:
        return "outbound"
    text = f"Neither end of the movement is known to lie in {places.home}; it is treated as inbound"
    _note(findings, message, "foreign-movement", text, leg)
    return "inbound"


def _note(findings: list[QualityFinding], message: Announcement, code: str, text: str, leg: Leg) -> None:
    place = Position(segment=leg.segment or message.segment)
    finding = QualityFinding(code, "warning", text, place)
    if finding not in findings:
        findings.append(finding)
