"""Lays what presented itself beside what was announced: differences for an officer and for the sender's score.

A difference is a question about the data first; it accuses nobody. Sex and nationality are left to Identify, which
alone may read them as evidence of who somebody is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

COMPARED: tuple[str, ...] = (
    "surname",
    "given_names",
    "birth_date",
    "document_kind",
    "document_number",
    "document_issuer",
    "document_expires",
    "plate",
    "plate_issuer",
    "vehicle_kind",
    "occupants",
)
"""Columns of the declared table that the lane can see too."""

_EXACT = frozenset({"document_kind", "document_issuer", "plate_issuer", "vehicle_kind"})

Kind = Literal["differs", "not-announced", "not-presented"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field, both values as text, and how they differ.

    ``not-announced``: only the lane has it. ``not-presented``: the lane did not read it, so nothing was compared;
    it is neither a match nor a mismatch.
    """

    field: str
    announced: str | None
    presented: str | None
    kind: Kind


def compare(announced: Mapping[str, Any], presented: Mapping[str, Any]) -> list[Difference]:
    """List the fields of ``COMPARED`` in which the two differ, in that order.

    Both are keyed by columns of the declared table; a field the other side does not have reads as null. Case, blanks,
    hyphens and diacritics do not count in names, numbers and plates.
    """
    found = []
    for name in COMPARED:
        before, now = _text(announced.get(name)), _text(presented.get(name))
        kind = _kind(name, before, now)
        if kind is not None:
            found.append(Difference(name, before, now, kind))
    return found


def _kind(name: str, before: str | None, now: str | None) -> Kind | None:
    if before is None and now is None:
        return None
    if before is None:
        return "not-announced"
    if now is None:
        return "not-presented"
    same = before.casefold() == now.casefold() if name in _EXACT else _plain(before) == _plain(now)
    return None if same else "differs"


def _text(value: object) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date) else str(value).strip() or None


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in folded if letter.isalnum()) or text
