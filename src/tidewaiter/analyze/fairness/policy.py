"""The policy of fairness measuring: which groups are looked at, and from which size on they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable

from tidewaiter.language.policy import POLICIES, read_file, read_policy
from tidewaiter.vocabulary.snapshot import SEALED

_KEYS = ("attributes", "smallest_group", "smallest_count", "bounds", "citation")
_GROUPS = frozenset(SEALED) - {"encounter_id"}


@dataclass(frozen=True, slots=True)
class FairnessPolicy:
    """``policies/fairness.yaml``. ``low`` and ``high`` bound the ratio of a group's share to everybody else's."""

    owner: str
    attributes: tuple[str, ...]
    smallest_group: int
    smallest_count: int
    low: float
    high: float


@cache
def load_fairness_policy(folder: Traversable = POLICIES) -> FairnessPolicy:
    """Read ``fairness.yaml``; raises ``InvalidPolicy`` with its place."""
    file = read_policy(read_file(folder / "fairness.yaml"), "fairness.yaml", required=_KEYS)
    bounds = file.mapping("bounds")
    bounds.only(("low", "high"))
    file.citation()
    return FairnessPolicy(
        owner=file.owner,
        attributes=tuple(file.texts("attributes", _GROUPS)),
        smallest_group=file.whole_number("smallest_group"),
        smallest_count=file.whole_number("smallest_count"),
        low=bounds.number("low", 0.0, 1.0),
        high=bounds.number("high", 1.0, 100.0),
    )
