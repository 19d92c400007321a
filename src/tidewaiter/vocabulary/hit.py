"""A hit: one possible match of an encounter with an entry of a look-out list, and where it stands."""

from __future__ import annotations

import hashlib
from enum import StrEnum


class HitStatus(StrEnum):
    """Where a hit stands. A claim is no status: it is a lock beside one, and lapses by itself."""

    OPEN = "open"
    SECOND_LOOK = "second-look"  # confirmed by one officer, another one has to look
    ESCALATED = "escalated"  # waits for another officer than the one who gave it on
    CONFIRMED = "confirmed"
    NOT_A_MATCH = "not-a-match"
    CANNOT_TELL = "cannot-tell"
    SUPPRESSED = "suppressed"  # settled as no match before, or by redress: it stops nobody


class Verdict(StrEnum):
    """What a human may say of a hit."""

    CONFIRMED = "confirmed"
    NOT_A_MATCH = "not-a-match"
    CANNOT_TELL = "cannot-tell"


SILENT = frozenset({HitStatus.NOT_A_MATCH, HitStatus.SUPPRESSED})
"""Statuses in which a hit stops nobody; in every other one it stands."""

UNSETTLED = frozenset({HitStatus.OPEN, HitStatus.SECOND_LOOK, HitStatus.ESCALATED})
"""Statuses that wait for a human."""

SETTLED = frozenset({HitStatus.SECOND_LOOK, HitStatus.CONFIRMED, HitStatus.NOT_A_MATCH, HitStatus.CANNOT_TELL})
"""Statuses that hold somebody's verdict."""

DIGITS = 24


def hit_id(encounter_id: str, list_id: str, entry_id: str) -> str:
    """Name a hit: the same encounter and entry always have the same id, whoever finds them and however often."""
    key = "\x1f".join((encounter_id, list_id, entry_id))
    return f"hit-{hashlib.sha256(key.encode()).hexdigest()[:DIGITS]}"
