"""One rule: who answers for it, on what ground, until when, what it asks, and the tests it must pass."""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from tidewaiter.assess.policy_file import PolicyFile, read_policy
from tidewaiter.assess.reasons import Template, read_template
from tidewaiter.language import Catalogue, Expression, compile_expression
from tidewaiter.vocabulary.errors import InvalidPolicy

_REQUIRED = (
    *("id", "version", "title", "applies_to", "owner", "ground"),
    *("review_at", "expires_at", "weight", "when", "reason", "tests"),
)
_OPTIONAL = ("citation", "attribute_ground", "note")
_APPLIES = ("kind", "role", "mode", "direction")
_EXPECTATIONS = ("fires", "quiet", "unknown")


@dataclass(frozen=True, slots=True)
class RuleTest:
    """One test of a rule: features by name, and the outcome expected: fires, quiet or unknown."""

    expected: str
    features: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """One compiled rule. ``applies`` says whom it concerns; for others it neither fires nor is not evaluable.

    ``attribute_ground`` is the named legal ground, with citation, of a rule that reads nationality or age.
    ``written`` is the file as read, without its tests: what the ruleset's hash covers.
    """

    id: str
    version: int
    title: str
    owner: str
    ground: str
    citation: str
    citation_verified: bool
    review_at: date
    expires_at: date
    weight: float
    applies: Expression
    when: Expression
    reason: Template
    tests: tuple[RuleTest, ...]
    attribute_ground: str
    written: Mapping[str, Any]
    where: str

    @property
    def features(self) -> frozenset[str]:
        """Name every feature the rule reads: to apply, to fire and to give its reason."""
        return self.applies.features | self.when.features | self.reason.features


def read_rule(text: str, catalogue: Catalogue, lists: Mapping[str, Set[str]], where: str) -> Rule:
    """Read one rule file. Raises ``InvalidPolicy`` with file, line and column."""
    file = read_policy(text, where, required=_REQUIRED, optional=_OPTIONAL)
    citation, verified = file.citation()
    attribute_ground = _attribute_ground(file)
    cited = bool(attribute_ground)
    written, line, column = file.block("when")
    when = compile_expression(
        written, catalogue, lists=lists, ground_cited=cited, where=where, line=line, column=column
    )
    if cited and not any(catalogue[name].protected == "ground" for name in when.features):
        raise file.error("attribute_ground stands only in a rule that reads a protected attribute", "attribute_ground")
    return Rule(
        id=file.text("id"),
        version=file.whole_number("version"),
        title=file.text("title"),
        owner=file.text("owner"),
        ground=file.text("ground"),
        citation=citation,
        citation_verified=verified,
        review_at=file.day("review_at"),
        expires_at=_expiry(file),
        weight=_weight(file),
        applies=_applies(file, catalogue),
        when=when,
        reason=read_template(file.text("reason"), catalogue, ground_cited=cited, where=where, line=file.line("reason")),
        tests=_tests(file, catalogue),
        attribute_ground=attribute_ground,
        written={key: value for key, value in file.data.items() if key != "tests"},
        where=where,
    )


def _attribute_ground(file: PolicyFile) -> str:
    entry = file.data.get("attribute_ground")
    if entry is None:
        return ""
    if not isinstance(entry, dict) or not str(entry.get("name") or "").strip() or not str(entry.get("citation") or ""):
        raise file.error("attribute_ground needs a name and a citation", "attribute_ground")
    return f"{entry['name']} ({entry['citation']})"


def _expiry(file: PolicyFile) -> date:
    expires = file.day("expires_at")
    if expires < file.day("review_at"):
        raise file.error("a rule is reviewed before it expires", "review_at")
    return expires


def _weight(file: PolicyFile) -> float:
    weight = file.data["weight"]
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= 100:
        raise file.error("weight is a number above 0 and at most 100", "weight")
    return float(weight)


def _applies(file: PolicyFile, catalogue: Catalogue) -> Expression:
    entry = file.data["applies_to"]
    if not isinstance(entry, dict) or "kind" not in entry or set(entry) - set(_APPLIES):
        raise file.error(f"applies_to names kind, and may name {', '.join(_APPLIES[1:])}", "applies_to")
    tests = [
        f"{name} in {json.dumps(values if isinstance(values, list) else [values])}" for name, values in entry.items()
    ]
    try:
        return compile_expression(" and ".join(tests), catalogue)
    except InvalidPolicy as error:
        raise file.error(error.text, "applies_to") from error


def _tests(file: PolicyFile, catalogue: Catalogue) -> tuple[RuleTest, ...]:
    entry = file.data["tests"]
    if not isinstance(entry, dict) or not entry.get("fires") or not entry.get("quiet"):
        raise file.error("tests need at least one that fires and one that is quiet", "tests")
    tests = []
    for expected, rows in entry.items():
        if expected not in _EXPECTATIONS or not isinstance(rows, list):
            raise file.error(f"tests are lists under {', '.join(_EXPECTATIONS)}", "tests")
        for row in rows:
            if not isinstance(row, dict) or set(row) - set(catalogue):
                raise file.error(f"a test names features only, not {yaml.safe_dump(row).strip()}", "tests")
            tests.append(RuleTest(str(expected), row))
    return tuple(tests)
