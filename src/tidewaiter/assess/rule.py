"""One rule: who answers for it, on what ground, until when, what it asks, and the tests it must pass."""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from tidewaiter.assess.reasons import Template, read_template
from tidewaiter.language import Catalogue, Expression, ReferenceTable, compile_expression, grounded
from tidewaiter.language.policy import Citation, PolicyFile, read_policy
from tidewaiter.vocabulary.errors import InvalidPolicy

_REQUIRED = (
    *("id", "version", "title", "applies_to", "owner", "ground"),
    *("review_at", "expires_at", "weight", "when", "reason", "tests"),
)
_OPTIONAL = ("citation", "attribute_ground", "note")
_APPLIES = ("kind", "role", "mode", "direction")
SUPPORTING = " (supports other grounds, is none by itself)"
"""What is said after the reason of a supporting rule, so that no officer takes an association for a ground."""
_NO_TABLES: Mapping[str, ReferenceTable] = {}
_EXPECTATIONS = ("fires", "quiet", "unknown")


@dataclass(frozen=True, slots=True)
class RuleTest:
    """One test of a rule: features by name, and the outcome expected: fires, quiet or unknown."""

    expected: str
    features: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """One compiled rule. ``applies`` says whom it concerns; for others it neither fires nor is not evaluable.

    ``supporting`` says that it can fire on features alone that are no ground by themselves (``sole_ground: no``).
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
    supporting: bool
    reason: Template
    tests: tuple[RuleTest, ...]
    attribute_ground: str
    written: Mapping[str, Any]
    where: str

    @property
    def features(self) -> frozenset[str]:
        """Name every feature the rule reads: to apply, to fire and to give its reason."""
        return self.applies.features | self.when.features | self.reason.features

    def said(self, fired: pl.Expr) -> pl.Expr:
        """Give what the rule says of each row of a feature table where it ``fired``."""
        text = self.reason.said(fired)
        return text + pl.lit(SUPPORTING) if self.supporting else text


def read_rule(
    text: str,
    catalogue: Catalogue,
    lists: Mapping[str, Set[str]],
    where: str,
    tables: Mapping[str, ReferenceTable] = _NO_TABLES,
) -> Rule:
    """Read one rule file. Raises ``InvalidPolicy`` with file, line and column."""
    file = read_policy(text, where, required=_REQUIRED, optional=_OPTIONAL)
    review_at, expires_at = file.term()
    citation = file.citation() if "citation" in file.fields else Citation("", verified=False)
    attribute_ground = _attribute_ground(file)
    cited = bool(attribute_ground)
    written, line, column = file.block("when")
    applies = _applies(file, catalogue)
    when = compile_expression(
        written,
        catalogue,
        lists=lists,
        tables=tables,
        kinds=_kinds(file),
        ground_cited=cited,
        where=where,
        line=line,
        column=column,
    )
    said, line = file.text("reason"), file.fields["reason"].line
    if cited and not any(catalogue[name].protected == "ground" for name in when.features):
        raise file.wrong("attribute_ground stands only in a rule that reads a protected attribute", "attribute_ground")
    return Rule(
        id=file.text("id"),
        version=file.whole_number("version"),
        title=file.text("title"),
        owner=file.text("owner"),
        ground=file.text("ground"),
        citation=citation.text,
        citation_verified=citation.verified,
        review_at=review_at,
        expires_at=expires_at,
        weight=_weight(file),
        applies=applies,
        when=when,
        supporting=not grounded(when.test, feeble(catalogue)),
        reason=read_template(said, catalogue, ground_cited=cited, where=where, line=line),
        tests=_tests(file, catalogue),
        attribute_ground=attribute_ground,
        written={key: value for key, value in file.data.items() if key != "tests"},
        where=where,
    )


def feeble(catalogue: Catalogue) -> frozenset[str]:
    """Name the features that are no ground by themselves."""
    return frozenset(name for name, feature in catalogue.items() if not feature.sole_ground)


def _kinds(file: PolicyFile) -> frozenset[str]:
    kind = file.mapping("applies_to").get("kind")
    return frozenset(kind if isinstance(kind, list) else [kind])


def _attribute_ground(file: PolicyFile) -> str:
    if file.get("attribute_ground") is None:
        return ""
    entry = file.mapping("attribute_ground")
    entry.only(("name", "citation"))
    return f"{entry.text('name')} ({entry.text('citation')})"


def _weight(file: PolicyFile) -> float:
    weight = file.number("weight", least=0, most=100)
    if weight == 0:
        raise file.wrong("weight is above 0", "weight")
    return weight


def _applies(file: PolicyFile, catalogue: Catalogue) -> Expression:
    entry = file.mapping("applies_to")
    entry.only(("kind",), _APPLIES[1:])
    tests = [
        f"{name} in {json.dumps(values if isinstance(values, list) else [values])}"
        for name, values in entry.data.items()
    ]
    try:
        return compile_expression(" and ".join(tests), catalogue)
    except InvalidPolicy as error:
        raise file.wrong(error.text, "applies_to") from error


def _tests(file: PolicyFile, catalogue: Catalogue) -> tuple[RuleTest, ...]:
    entry = file.mapping("tests")
    entry.only((), _EXPECTATIONS)
    if not entry.get("fires") or not entry.get("quiet"):
        raise file.wrong("tests need at least one that fires and one that is quiet", "tests")
    tests = []
    for expected in entry.fields:
        for row in entry.records(expected):
            row.only((), tuple(catalogue))
            tests.append(RuleTest(expected, row.data))
    return tuple(tests)
