"""What a declaration lets its subject be found by: the keys made of its plain values, strongest first."""

from __future__ import annotations

from typing import NamedTuple

from tidewaiter.identify.plain import Row


class Meaning(NamedTuple):
    """What a kind of key stands for: its strength (0 is the strongest), link basis, score, and words for evidence."""

    rank: int
    basis: str
    score: float
    words: str


KINDS: dict[str, Meaning] = {
    "D": Meaning(0, "document", 1.0, "document and birth date"),
    "P": Meaning(0, "plate", 1.0, "plate"),
    "T": Meaning(1, "document", 0.95, "document on the same movement"),
    "S": Meaning(2, "presubmission", 0.95, "pre-submission code on the same movement"),
    "N": Meaning(3, "name-and-birth-date", 0.9, "name and birth date"),
    "B": Meaning(4, "booking-and-name", 0.85, "booking and name on the same movement"),
    "b": Meaning(5, "booking-and-name", 0.85, "booking and first given name on the same movement"),
    "<": Meaning(6, "booking-and-name", 0.85, "booking and beginning of the given name"),
    "C": Meaning(7, "conveyance-name", 0.85, "conveyance name on the same movement"),
    "W": Meaning(8, "movement-and-name", 0.7, "name alone on the same movement"),
}
"""Keys by strength. All but D, P and N bear the movement: a locator or a code means nothing on another day. Keys of
``b`` and ``<`` are written as those of B that they stand for; ``<`` meets one only after its given name is shortened.
"""

_OWN_MOVEMENT = ("lane", "manifest")
_SHORTEST_PREFIX = 3


class Key(NamedTuple):
    """One key: its kind in ``KINDS`` and the text under which the store keeps it."""

    kind: str
    text: str

    @property
    def meaning(self) -> Meaning:
        """Say what the key stands for."""
        return KINDS[self.kind]

    @property
    def rank(self) -> int:
        """Give its strength; 0 is the strongest."""
        return KINDS[self.kind].rank


def keys_of(row: Row) -> list[Key]:
    """Make the keys of a row, strongest first.

    A key that has a missing part is not made. W, the weakest, is made only where no other key of a person is.
    """
    if row.kind == "conveyance":
        if row.p_plate is not None:
            parts: dict[str, tuple[object, ...]] = {"P": (row.p_plate_issuer, row.p_plate)}
        else:
            parts = {"C": (row.p_trip, row.conveyance_name)}
        return _whole(parts)
    trip, surname, given = row.p_trip, row.p_surname, row.p_given
    parts = {"D": (row.p_issuer, row.p_number, row.birth_date)}
    if row.source in _OWN_MOVEMENT:
        parts["T"] = (trip, row.p_issuer, row.p_number)
        parts["S"] = (trip, row.presubmission)
    parts["N"] = (surname, given, row.birth_date)
    if row.locator is not None:
        parts["B"] = (trip, row.locator, surname, given)
        if row.p_first != given:
            parts["b"] = (trip, row.locator, surname, row.p_first)
    return _whole(parts) or _whole({"W": (trip, surname, given)})


def _whole(parts: dict[str, tuple[object, ...]]) -> list[Key]:
    return [
        Key(kind, "|".join((kind.upper(), *map(str, values)))) for kind, values in parts.items() if None not in values
    ]


def shortened(row: Row, keys: list[Key]) -> list[Key]:
    """Shorten the given name of a booking key letter by letter: a booking may hold less of it than the manifest."""
    whole = next((key.text for key in keys if key.kind == "B"), None)
    if whole is None:
        return []
    spare = len(row.p_given or "") - _SHORTEST_PREFIX
    return [Key("<", whole[:-cut]) for cut in range(1, spare + 1)]
