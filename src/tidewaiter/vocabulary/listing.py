"""Look-out lists and their entries: who asked for whom, on what ground, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One person, document or plate somebody looks for.

    Public-list entries inherit owner, ground, review and expiry from their list; a stale list is labelled, not silent.
    """

    entry_id: str
    kind: str  # person | document | plate
    category: str
    ground: str
    owner: str
    review_at: date
    expires_at: date
    surname: str | None = None
    given_names: str | None = None
    birth_date: date | None = None
    document_number: str | None = None
    document_issuer: str | None = None
    plate: str | None = None
    plate_issuer: str | None = None
    severity: str = "refer"


@dataclass(frozen=True, slots=True)
class Listing:
    """One version of one list."""

    list_id: str
    version: str
    source: str
    owner: str
    ground: str
    fetched_at: date
    stale_after_days: int
    entries: tuple[ListEntry, ...]
