"""How a rule comes into force, as data: who owns the way, how long a rule may stand, when it is looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from tidewaiter.language.policy import POLICIES, read_file, read_policy

_KEYS = (
    *("ground", "longest_term_days", "live_needs_own_approval", "least_shadow_days", "review_days"),
    *("least_examined", "least_fired", "near_duplicate"),
)


@dataclass(frozen=True, slots=True)
class LifePolicy:
    """``least_shadow_days`` of None asks for no shadow before live; ``near_duplicate`` is a Jaccard index, 0 to 1."""

    owner: str
    ground: str
    longest_term_days: int
    live_needs_own_approval: bool
    least_shadow_days: int | None
    review_days: int
    least_examined: int
    least_fired: int
    near_duplicate: float


def load_life_policy(source: Path | Traversable | None = None) -> LifePolicy:
    """Read ``rule_life.yaml`` (the one shipped where no path is given). Raises ``InvalidPolicy`` with its place."""
    return _shipped() if source is None else _read(source)


@cache
def _shipped() -> LifePolicy:
    return _read(POLICIES / "rule_life.yaml")


def _read(source: Path | Traversable) -> LifePolicy:
    file = read_policy(read_file(source), source.name, required=_KEYS)
    shadow = None if file.get("least_shadow_days") is None else int(file.number("least_shadow_days", 0, 365))
    return LifePolicy(
        owner=file.owner,
        ground=file.text("ground"),
        longest_term_days=file.whole_number("longest_term_days"),
        live_needs_own_approval=file.flag("live_needs_own_approval"),
        least_shadow_days=shadow,
        review_days=file.whole_number("review_days"),
        least_examined=file.whole_number("least_examined"),
        least_fired=file.whole_number("least_fired"),
        near_duplicate=file.number("near_duplicate", 0, 1),
    )
