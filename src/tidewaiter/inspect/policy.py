"""The inspection policy as data: who owns it, on what ground, and what sends somebody where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path

from tidewaiter.language.policy import POLICIES, PolicyRecord, read_file, read_policy

BANDS = frozenset({"low", "medium", "high"})
ROLES = frozenset({"passenger", "crew", "driver", "pedestrian", "stowaway"})
_PARTS = {
    "secondary": ("bands", "on_hit", "failed_checks"),
    "expedite": ("bands", "must_pass", "roles", "known_traveler_only"),
    "advice": ("must_pass", "document_checks"),
}
_KEYS = ("id", "version", "ground", "verified", "expires_at", *_PARTS)


@dataclass(frozen=True, slots=True)
class InspectionPolicy:
    """What sends an encounter to secondary, what lets it be expedited, and what a carrier is told.

    After ``expires_at`` nobody is expedited any more; what sends to secondary stays.
    """

    policy_id: str
    version: int
    owner: str
    ground: str
    review_at: date
    expires_at: date
    secondary_bands: tuple[str, ...]
    secondary_on_hit: bool
    secondary_failed_checks: tuple[str, ...]
    expedite_bands: tuple[str, ...]
    expedite_must_pass: tuple[str, ...]
    expedite_roles: tuple[str, ...]
    known_traveler_only: bool
    cleared_must_pass: tuple[str, ...]
    document_checks: tuple[str, ...]


def load_policy(path: str | Path | Traversable | None = None) -> InspectionPolicy:
    """Read ``inspection.yaml`` (the shipped one when no path is given); raises InvalidPolicy with its place."""
    source = POLICIES / "inspection.yaml" if path is None else Path(path) if isinstance(path, str) else path
    file = read_policy(read_file(source), source.name, required=_KEYS)
    review_at, expires_at = file.term()
    file.flag("verified")
    secondary, expedite, advice = (_part(file, name) for name in _PARTS)
    return InspectionPolicy(
        policy_id=file.text("id"),
        version=file.whole_number("version"),
        owner=file.owner,
        ground=file.text("ground"),
        review_at=review_at,
        expires_at=expires_at,
        secondary_bands=secondary.texts("bands", BANDS),
        secondary_on_hit=secondary.flag("on_hit"),
        secondary_failed_checks=secondary.texts("failed_checks"),
        expedite_bands=expedite.texts("bands", BANDS - {"high"}),
        expedite_must_pass=expedite.texts("must_pass"),
        expedite_roles=expedite.texts("roles", ROLES),
        known_traveler_only=expedite.flag("known_traveler_only"),
        cleared_must_pass=advice.texts("must_pass"),
        document_checks=advice.texts("document_checks"),
    )


def _part(file: PolicyRecord, name: str) -> PolicyRecord:
    part = file.mapping(name)
    part.only(_PARTS[name])
    return part
