"""From which probability on a likeness is stated, and how far back a new entry is looked for: ``screening.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from tidewaiter.language.policy import POLICIES, PolicyRecord, read_file, read_policy

NAMED = ("person", "organisation", "vessel")
"""The kinds of entry that are looked for by likeness of name."""

_FILE = "screening.yaml"


class Alert(NamedTuple):
    """When a likeness of names is stated: from which probability on, and how many entries for each name."""

    alert_at: float
    limit: int
    reason: str


@dataclass(frozen=True, slots=True)
class ScreeningPolicy:
    """Thresholds by kind of entry; ``days``, ``page`` and ``narrow_below`` are those of re-screening.

    After ``expires_at`` it still holds: a threshold that nobody reviewed must not switch screening off.
    """

    policy_id: str
    version: int
    owner: str
    ground: str
    review_at: date
    expires_at: date
    names: Mapping[str, Alert]
    days: int
    page: int
    narrow_below: int


@cache
def shipped_screening() -> ScreeningPolicy:
    """Give the policy that ships, read once."""
    return screening_policy(read_file(POLICIES / _FILE))


def screening_policy(text: str, where: str = _FILE) -> ScreeningPolicy:
    """Read the policy. Raises ``InvalidPolicy`` with file, line and column of what is wrong."""
    keys = ("id", "version", "ground", "citation", "expires_at", "names", "rescreening")
    file = read_policy(text, where, required=keys)
    file.citation()
    review_at, expires_at = file.term()
    names = dict(_alert(record) for record in file.records("names"))
    if missing := [kind for kind in NAMED if kind not in names]:
        raise file.wrong(f"no threshold for {missing[0]}", "names")
    again = file.mapping("rescreening")
    again.only(("days", "page", "narrow_below", "reason"))
    again.text("reason")
    return ScreeningPolicy(
        policy_id=file.text("id"),
        version=file.whole_number("version"),
        owner=file.owner,
        ground=file.text("ground"),
        review_at=review_at,
        expires_at=expires_at,
        names=names,
        days=again.whole_number("days"),
        page=again.whole_number("page"),
        narrow_below=again.whole_number("narrow_below"),
    )


def _alert(record: PolicyRecord) -> tuple[str, Alert]:
    record.only(("kind", "alert_at", "limit", "reason"))
    alert = Alert(record.number("alert_at", 0.0, 1.0), record.whole_number("limit"), record.text("reason"))
    return record.text("kind", NAMED), alert
