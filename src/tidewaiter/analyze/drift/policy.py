"""The policy of drift: from which index on a human is asked, and how sure a change has to be."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable

from tidewaiter.language.policy import POLICIES, read_file, read_policy


@dataclass(frozen=True, slots=True)
class DriftPolicy:
    """``policies/drift.yaml``."""

    owner: str
    moderate: float
    large: float
    delta: float


@cache
def load_drift_policy(folder: Traversable = POLICIES) -> DriftPolicy:
    """Read ``drift.yaml``; raises ``InvalidPolicy`` with its place."""
    file = read_policy(read_file(folder / "drift.yaml"), "drift.yaml", required=("psi", "adwin_delta", "citation"))
    psi = file.mapping("psi")
    psi.only(("moderate", "large"))
    file.citation()
    moderate = psi.number("moderate", 0.0)
    return DriftPolicy(file.owner, moderate, psi.number("large", moderate), file.number("adwin_delta", 1e-9, 0.5))
