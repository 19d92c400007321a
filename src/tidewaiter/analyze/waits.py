"""How long people waited at the lanes of a port: from reporting to an officer to the first decision about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import ceil
from typing import Any


@dataclass(frozen=True, slots=True)
class LaneWaits:
    """One lane (None: no lane was stated): people who came, were decided about, wait now; minutes."""

    lane: str | None
    presented: int
    decided: int
    waiting: int
    median: float | None
    p90: float | None
    longest_waiting: float | None


def waits(rows: Iterable[Mapping[str, Any]], now: datetime) -> list[LaneWaits]:
    """Measure each lane: rows of ``lane, status, presented_at, decided_at`` (ISO 8601, UTC), by name of lane.

    The median and the ninth decile are of those decided; who waits still is told apart, with the longest wait so far.
    """
    lanes: dict[str | None, list[Mapping[str, Any]]] = {}
    for row in rows:
        lanes.setdefault(row["lane"] or None, []).append(row)
    return [_lane(lane, lanes[lane], now) for lane in sorted(lanes, key=lambda lane: lane or "")]


def over_all(rows: Sequence[Mapping[str, Any]], now: datetime) -> LaneWaits:
    """Measure all lanes together."""
    return _lane(None, rows, now)


def _lane(lane: str | None, rows: Sequence[Mapping[str, Any]], now: datetime) -> LaneWaits:
    took = sorted(_minutes(row["presented_at"], row["decided_at"]) for row in rows if row["decided_at"])
    still = [row for row in rows if not row["decided_at"] and row["status"] == "presented"]
    since = [(now - datetime.fromisoformat(row["presented_at"])).total_seconds() / 60 for row in still]
    return LaneWaits(
        lane, len(rows), len(took), len(still), quantile(took, 0.5), quantile(took, 0.9), max(since, default=None)
    )


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """Give the smallest of some ordered values that at least ``share`` of them do not exceed; None of none."""
    return ordered[ceil(share * len(ordered)) - 1] if ordered else None


@lru_cache(16_384)  # a board asks of the same people by lane, of the last hours and over all
def _minutes(first: str, second: str) -> float:
    return (datetime.fromisoformat(second) - datetime.fromisoformat(first)).total_seconds() / 60
