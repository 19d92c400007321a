"""All the policy this room obeys, loaded once and handed to ``decide``: grounds, protection, notices."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tidewaiter.enforce.grounds import Ground, load_grounds
from tidewaiter.enforce.notices import Notices, load_notices
from tidewaiter.language.policy import POLICIES, PolicyRecord, read_file, read_policy


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
    file = read_policy(read_file(folder / "protection.yaml"), "protection.yaml", required=("claims", "answers"))
    claims: dict[str, str] = {}
    answers: dict[str, bool] = {}
    for record in file.records("claims"):
        record.only(("kind", "meaning", "citation"))
        record.citation()
        claims[_new(record, "kind", claims)] = record.text("meaning")
    for record in file.records("answers"):
        record.only(("code", "meaning", "lifts_block"))
        record.text("meaning")
        answers[_new(record, "code", answers)] = record.flag("lifts_block")
    return Protection(claims, answers)


def _new(record: PolicyRecord, key: str, known: Container[str]) -> str:
    name = record.text(key)
    if name in known:
        raise record.wrong(f"{key} '{name}' is written twice", key)
    return name
