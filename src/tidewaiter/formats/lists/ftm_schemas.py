"""Which schemata of the FollowTheMoney model are entries of a look-out list, and as what."""

from __future__ import annotations

_KINDS = {
    "Person": "person",
    "Organization": "organisation",
    "Company": "organisation",
    "PublicBody": "organisation",
    "LegalEntity": "party",
    "Vessel": "vessel",
    "Airplane": "aircraft",
    "Vehicle": "plate",
    "Passport": "document",
    "Identification": "document",
}


def kind_of(schema: str) -> str | None:
    """Give our kind for a schema; None where it is nobody one can look out for (an address, a sanction)."""
    return _KINDS.get(schema)
