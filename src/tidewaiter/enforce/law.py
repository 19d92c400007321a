"""All the policy this room obeys, loaded once and handed to ``decide``: grounds, protection, notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tidewaiter.enforce.grounds import Ground, load_grounds
from tidewaiter.enforce.notices import Notices, load_notices
from tidewaiter.vocabulary.policy import POLICIES, read_records


@dataclass(frozen=True, slots=True)
class Protection:
    """Kinds of claim, and for each answer whether it lets a refusal go on."""

    claims: Mapping[str, str]
    answers: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Law:
    """Grounds by id, the protection policy, and the notices."""

    grounds: Mapping[str, Ground]
    protection: Protection
    notices: Notices


@cache
def load_law(folder: Path = POLICIES) -> Law:
    """Load the policies of ``folder``; raises ``InvalidPolicy`` with its place for a wrong file."""
    return Law(load_grounds(folder / "grounds"), _load_protection(folder), load_notices(folder / "notices"))


def _load_protection(folder: Path) -> Protection:
    path = folder / "protection.yaml"
    claims, answers = {}, {}
    for record in read_records(path, "claims"):
        record.only("kind", "meaning", "citation", "review_at")
        claims[record.text("kind")] = record.text("meaning")
    for record in read_records(path, "answers"):
        record.only("code", "meaning", "lifts_block")
        answers[record.text("code")] = record.flag("lifts_block")
    return Protection(claims, answers)
