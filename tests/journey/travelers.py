"""Invented travelers with documents of their own, what a reader types of them, and vehicles at a lane."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tests.journey.border import person

from tidewaiter.formats import mrz
from tidewaiter.vocabulary.announcement import Person, TravelDocument


def zone(surname: str, given: str, number: str, **said: Any) -> str:
    """What a reader types of somebody's passport, line by line."""
    whole = mrz.Mrz(
        "TD3", "P", "GBR", surname, given, number, "GBR",
        said.get("birth", mrz.PartialDate(1984, 6, 23)), "F", said.get("expiry", mrz.PartialDate(2032, 9, 1)),
    )  # fmt: skip
    return "\n".join(mrz.write(whole))


def somebody(number: int, **said: Any) -> Person:
    """One of the hundred, with a passport of their own."""
    letters = "".join(chr(65 + int(digit)) for digit in f"{number:03d}")
    document = TravelDocument("P", f"P{7_000_000 + number}", "GBR", said.pop("expires", date(2032, 9, 1)))
    return replace(
        person(f"LANE{letters}", "NOOR"), documents=[document], seat=f"{number + 1}A", locator=f"L{number:05d}", **said
    )


def car(plate: str, *people: dict[str, Any], occupants: int | None = None) -> dict[str, Any]:
    """A vehicle at a lane of San Ysidro, with whoever is in it."""
    inside = [one["people"][0] | {"role": "passenger"} for one in people]
    return {
        "at": "2026-08-14T10:28:00-07:00",
        "vehicle": {"plate": plate, "plate_issuer": "MEX", "occupants": occupants or len(inside)},
        "people": inside,
    }
