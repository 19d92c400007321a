"""The inspection policy as data: who owns it, on what ground, and what sends somebody where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

import yaml

from tidewaiter.vocabulary.errors import InvalidPolicy

T = TypeVar("T")
BANDS = frozenset({"low", "medium", "high"})
ROLES = frozenset({"passenger", "crew", "driver", "pedestrian", "stowaway"})


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
    complete_check: str
    document_checks: tuple[str, ...]


def load_policy(path: str | Path | Traversable | None = None) -> InspectionPolicy:
    """Read ``inspection.yaml`` (the shipped one when no path is given); raises InvalidPolicy with file and line."""
    source = files("tidewaiter") / "policies" / "inspection.yaml" if path is None else path
    source = Path(source) if isinstance(source, str) else source
    try:
        text = source.read_text(encoding="utf-8")
        read = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise InvalidPolicy(f"not YAML: {error.problem}", where=source.name, line=line) from error
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise InvalidPolicy(f"cannot read the policy: {error}", where=source.name) from error
    return _Reading(text, source.name).policy(read)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One policy file being read, so that each complaint can name the line."""

    text: str
    where: str

    def policy(self, read: object) -> InspectionPolicy:
        top = self.mapping(read, "the policy")
        parts = {name: self.mapping(top.get(name), name) for name in ("secondary", "expedite", "advice")}
        secondary, expedite, advice = parts["secondary"], parts["expedite"], parts["advice"]
        return InspectionPolicy(
            policy_id=self.typed(top, "id", str),
            version=self.typed(top, "version", int),
            owner=self.typed(top, "owner", str),
            ground=self.typed(top, "ground", str),
            review_at=self.typed(top, "review_at", date),
            expires_at=self.typed(top, "expires_at", date),
            secondary_bands=self.words(secondary, "bands", BANDS),
            secondary_on_hit=self.typed(secondary, "on_hit", bool),
            secondary_failed_checks=self.words(secondary, "failed_checks"),
            expedite_bands=self.words(expedite, "bands", BANDS - {"high"}),
            expedite_must_pass=self.words(expedite, "must_pass"),
            expedite_roles=self.words(expedite, "roles", ROLES),
            known_traveler_only=self.typed(expedite, "known_traveler_only", bool),
            complete_check=self.typed(advice, "complete_check", str),
            document_checks=self.words(advice, "document_checks"),
        )

    def mapping(self, value: object, name: str) -> Mapping[str, object]:
        if not isinstance(value, dict):
            raise self.wrong(name, "must be a mapping of fields")
        return value

    def typed(self, part: Mapping[str, object], name: str, kind: type[T]) -> T:
        value = part.get(name)
        if not isinstance(value, kind) or value == "" or (kind is int and isinstance(value, bool)):
            raise self.wrong(name, f"is missing or not of the right kind ({kind.__name__})")
        return value

    def words(self, part: Mapping[str, object], name: str, allowed: frozenset[str] | None = None) -> tuple[str, ...]:
        value = part.get(name)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.wrong(name, "must be a list of words")
        for one in value:
            if allowed is not None and one not in allowed:
                raise self.wrong(name, f"cannot hold '{one}'; allowed are {', '.join(sorted(allowed))}")
        return tuple(value)

    def wrong(self, name: str, text: str) -> InvalidPolicy:
        lines = self.text.splitlines()
        line = next((n for n, one in enumerate(lines, 1) if one.strip().startswith(f"{name}:")), None)
        return InvalidPolicy(f"{name} {text}", where=self.where, line=line)
