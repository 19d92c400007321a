"""Where each element stands in the five machine-readable zones (Doc 9303 parts 4, 5, 6 and 7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["TD1", "TD2", "TD3", "MRV-A", "MRV-B"]


@dataclass(frozen=True, slots=True)
class Field:
    """One element: line and first column from 0, and its length."""

    line: int
    start: int
    length: int

    def of(self, lines: tuple[str, ...]) -> str:
        """Cut the element out of the lines."""
        return lines[self.line][self.start : self.start + self.length]


@dataclass(frozen=True, slots=True)
class Layout:
    """One zone. ``optional_check`` and ``composite`` are None where the format has none.

    ``composite`` is where the composite digit stands, ``covers`` the stretches it is computed over, in order.
    ``long_numbers``: a number of more than nine characters runs on into the optional data.
    """

    kind: Kind
    rows: int
    width: int
    name: Field
    number: Field
    nationality: Field
    birth: Field
    sex: Field
    expires: Field
    optional: Field
    optional_2: Field | None
    optional_check: Field | None
    composite: Field | None
    covers: tuple[Field, ...]
    long_numbers: bool


CODE = Field(0, 0, 2)
ISSUER = Field(0, 2, 3)


def _two_lines(kind: Kind, width: int, optional: int, *, own_check: bool, composite: bool) -> Layout:
    end = 28 + optional
    return Layout(
        kind=kind,
        rows=2,
        width=width,
        name=Field(0, 5, width - 5),
        number=Field(1, 0, 9),
        nationality=Field(1, 10, 3),
        birth=Field(1, 13, 6),
        sex=Field(1, 20, 1),
        expires=Field(1, 21, 6),
        optional=Field(1, 28, optional),
        optional_2=None,
        optional_check=Field(1, end, 1) if own_check else None,
        composite=Field(1, width - 1, 1) if composite else None,
        covers=(Field(1, 0, 10), Field(1, 13, 7), Field(1, 21, width - 22)) if composite else (),
        long_numbers=kind == "TD2",
    )


TD3 = _two_lines("TD3", 44, 14, own_check=True, composite=True)
TD2 = _two_lines("TD2", 36, 7, own_check=False, composite=True)
MRV_A = _two_lines("MRV-A", 44, 16, own_check=False, composite=False)
MRV_B = _two_lines("MRV-B", 36, 8, own_check=False, composite=False)
TD1 = Layout(
    kind="TD1",
    rows=3,
    width=30,
    name=Field(2, 0, 30),
    number=Field(0, 5, 9),
    nationality=Field(1, 15, 3),
    birth=Field(1, 0, 6),
    sex=Field(1, 7, 1),
    expires=Field(1, 8, 6),
    optional=Field(0, 15, 15),
    optional_2=Field(1, 18, 11),
    optional_check=None,
    composite=Field(1, 29, 1),
    covers=(Field(0, 5, 25), Field(1, 0, 7), Field(1, 8, 7), Field(1, 18, 11)),
    long_numbers=True,
)
LAYOUTS: dict[Kind, Layout] = {layout.kind: layout for layout in (TD1, TD2, TD3, MRV_A, MRV_B)}


def layout_of(rows: int, width: int, *, visa: bool) -> Layout | None:
    """Find the layout of a zone by its size and whether its first letter is V."""
    if (rows, width) == (3, 30):
        return TD1
    if rows != 2:
        return None
    return {44: MRV_A if visa else TD3, 36: MRV_B if visa else TD2}.get(width)
