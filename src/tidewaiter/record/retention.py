"""Retention: how long each class of rows is kept, on what ground, and when it falls due to be purged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tidewaiter.language.policy import PolicyRecord, read_policy
from tidewaiter.vocabulary.facts import FactKind


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """One class of rows: kept ``days`` from the entry's moment, on a ``ground``, by a ``citation``.

    ``verified`` says whether the cited text was opened and says so; ``text`` tells an officer what the class holds.
    """

    name: str
    days: int
    ground: str
    citation: str
    verified: bool
    text: str = ""


class Retention(Mapping[str, RetentionRule]):
    """The schedule of all classes."""

    def __init__(self, rules: Mapping[str, RetentionRule]) -> None:
        self._rules = dict(rules)

    def __getitem__(self, name: str) -> RetentionRule:
        return self._rules[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    def due_at(self, name: str, at: datetime) -> datetime:
        """Give the moment from which rows of class ``name`` stated at ``at`` must be gone."""
        return at + timedelta(days=self._rules[name].days)

    def due(self, name: str, at: datetime, now: datetime) -> bool:
        """Tell whether rows of class ``name`` stated at ``at`` must be gone by ``now``."""
        return now >= self.due_at(name, at)


def read_retention(text: str, where: str = "policies/retention.yaml") -> Retention:
    """Read a retention schedule (YAML, under ``classes`` name to days, ground, citation and text).

    Raises InvalidPolicy with its place when something is missing or of the wrong kind, or a class that the journal's
    facts use has no rule: what has no period would be kept for ever.
    """
    classes = read_policy(text, where, required=("classes",)).mapping("classes")
    rules = {name: _rule(name, classes.mapping(name)) for name in classes.fields}
    missing = sorted({kind.retention for kind in FactKind} - rules.keys())
    if missing:
        raise classes.wrong(f"no retention period for {', '.join(missing)}")
    return Retention(rules)


def _rule(name: str, record: PolicyRecord) -> RetentionRule:
    record.only(("days", "ground", "citation", "text"))
    citation = record.citation()
    days, ground = record.whole_number("days"), record.text("ground")
    return RetentionRule(name, days, ground, citation.text, citation.verified, record.text("text"))
