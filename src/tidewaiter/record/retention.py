"""Retention: how long each class of rows is kept, on what ground, and when it falls due to be purged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import yaml

from tidewaiter.vocabulary.errors import InvalidPolicy
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
    """Read a retention schedule (YAML, class name to days, ground, citation, verified, text).

    Raises InvalidPolicy when it is not YAML, a field is missing or of the wrong type, or a class that the journal's
    facts use has no rule: what has no period would be kept for ever.
    """
    try:
        stated = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        raise InvalidPolicy(f"not YAML: {error.problem}", where=where, line=line, column=column) from error
    if not isinstance(stated, dict) or not isinstance(stated.get("classes"), dict):
        raise InvalidPolicy("expected a mapping `classes` of retention classes", where=where)
    rules = {str(name): _rule(str(name), fields, where) for name, fields in stated["classes"].items()}
    missing = sorted({kind.retention for kind in FactKind} - rules.keys())
    if missing:
        raise InvalidPolicy(f"no retention period for {', '.join(missing)}", where=where)
    return Retention(rules)


def _rule(name: str, fields: object, where: str) -> RetentionRule:
    if not isinstance(fields, dict):
        raise InvalidPolicy(f"class {name} must be a mapping", where=where)
    wanted = {"days": int, "ground": str, "citation": str, "verified": bool, "text": str}
    for field, kind in wanted.items():
        if type(fields.get(field)) is not kind or fields[field] == "":
            raise InvalidPolicy(f"class {name} needs `{field}` as {kind.__name__}", where=where)
    if fields["days"] <= 0:
        raise InvalidPolicy(f"class {name} must be kept at least one day", where=where)
    return RetentionRule(name, **{field: fields[field] for field in wanted})
