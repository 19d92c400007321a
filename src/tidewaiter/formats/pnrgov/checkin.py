"""What departure control adds to a flight: seats (SSD) and bags (TBD), kept until the crossing is known."""

from __future__ import annotations

import re

from tidewaiter.formats.edifact import Segment, value
from tidewaiter.formats.pnrgov.record import Bags, Part, Record
from tidewaiter.formats.pnrgov.requests import seat_of
from tidewaiter.vocabulary.announcement import Leg

_POUND_KG = 0.45359237
_MOST_TAGS = 60
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,3})?\Z", re.ASCII)


def take_boarding(record: Record, segment: Segment) -> None:
    """Take TRI: the boarding sequence and the reference of the traveler whose check-in follows."""
    if record.part is Part.FLIGHT:
        record.checked_in = record.by_reference(value(segment, 2, 3))


def take_seat(record: Record, segment: Segment) -> None:
    """Take SSD: the seat given at check-in."""
    seat = seat_of(value(segment, 1))
    if record.part is Part.FLIGHT and seat and record.checked_in is not None:
        # Before the requests, which are settled last: the first seat of a leg stands.
        record.seats.append((record.leg, record.checked_in, seat))


def take_bags(record: Record, segment: Segment, ordinal: int) -> None:
    """Take TBD: count, weight and unit (700 kg, 701 lb), pool, then tags: carrier, first number, how many, where to."""
    if record.part is not Part.FLIGHT:
        return
    count = _whole(record, value(segment, 2), ordinal, 1)
    weight = _weight(record, value(segment, 2, 1), value(segment, 2, 2), ordinal)
    pooled = any(value(segment, element) == "MP" for element in (3, 4))
    pairs: list[tuple[str, int]] = []
    for element in range(4, len(segment)):
        number = value(segment, element, 1)
        if number and value(segment, element) != "MP":
            several = value(segment, element, 2) or "1"
            pairs.append(((value(segment, element) or "") + number, int(several) if several in _SMALL else 1))
    tags = _tags(pairs, count)
    record.bags.append(Bags(record.leg, record.checked_in, count, weight, tags, pooled))


_SMALL = frozenset(str(n) for n in range(1, 31))


def _tags(pairs: list[tuple[str, int]], count: int | None) -> tuple[str, ...]:
    """Write consecutive tags out where their number agrees with the bags; some senders mean something else by it."""
    if sum(several for _, several in pairs) != count:
        return tuple(dict.fromkeys(tag for tag, _ in pairs))[:_MOST_TAGS]
    written = [_next_tag(tag, step) for tag, several in pairs for step in range(several)]
    return tuple(dict.fromkeys(written))[:_MOST_TAGS]


def _next_tag(tag: str, step: int) -> str:
    digits = tag[-6:]
    if not step or not (digits.isascii() and digits.isdecimal()):
        return tag
    return tag[:-6] + str((int(digits) + step) % 1_000_000).zfill(len(digits))


def lay_out(record: Record, crossing: Leg | None) -> None:
    """Give each traveler the seat and bags of the crossing; without one, those of the only flight that has any."""
    legs = {id(leg): leg for leg, *_ in record.seats if leg} | {id(b.leg): b.leg for b in record.bags if b.leg}
    chosen = crossing or (next(iter(legs.values())) if len(legs) == 1 else None)
    for leg, traveler, seat in record.seats:
        if leg is chosen and traveler.person.seat is None:
            traveler.person.seat = seat
    _count_bags(record, [bags for bags in record.bags if bags.leg is chosen])


def _count_bags(record: Record, found: list[Bags]) -> None:
    headed = any(bags.count and not bags.pooled for bags in found)
    booking = record.booking
    for bags in found:
        if bags.traveler is not None:
            person = bags.traveler.person
            if not (bags.pooled and headed):  # a member of the pool: the head's count is not told twice
                person.bag_count, person.bag_weight_kg = bags.count, bags.weight_kg
            person.bag_tags = tuple(dict.fromkeys((*person.bag_tags, *bags.tags)))
        if bags.pooled and headed:
            continue  # the head of the pool has counted them
        if bags.count is not None:
            booking.bag_count = (booking.bag_count or 0) + bags.count
        if bags.weight_kg is not None:
            booking.bag_weight_kg = round((booking.bag_weight_kg or 0.0) + bags.weight_kg, 1)
    if booking.bag_count is None and record.excess_bags:
        booking.bag_count = record.excess_bags  # paid before check-in: as many at the least


def take_excess(record: Record, segment: Segment, ordinal: int) -> None:
    """Take EBD: bags paid for beyond the allowance, by piece (N) or by weight (K, L; not a count)."""
    for element in range(2, len(segment)):
        if value(segment, element, 2) in ("N", None):
            record.excess_bags += _whole(record, value(segment, element), ordinal, element) or 0


def _whole(record: Record, text: str | None, ordinal: int, element: int) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 3):
        record.page.note(
            "invalid-number",
            "info",
            "The number of bags must be at most three digits",
            ordinal,
            element,
            1,
            column="bag_count",
        )
        return None
    return int(text)


def _weight(record: Record, text: str | None, unit: str | None, ordinal: int) -> float | None:
    if text is None:
        return None
    if not _NUMBER.match(text):
        record.page.note(
            "invalid-number",
            "info",
            "The weight must be a number with at most three decimals",
            ordinal,
            2,
            2,
            column="bag_weight_kg",
        )
        return None
    return round(float(text) * (_POUND_KG if unit == "701" else 1), 1)
