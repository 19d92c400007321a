"""A rule's own tests, run through both emitters: what `rules check` and the guard ask."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tidewaiter.assess.explanation import typed_row
from tidewaiter.assess.features import typed
from tidewaiter.assess.rule import Rule
from tidewaiter.assess.ruleset import Ruleset
from tidewaiter.assess.tally import asked

_SAID = {True: "fires", False: "quiet", None: "unknown"}


@dataclass(frozen=True, slots=True)
class FailedTest:
    """One test of one rule that came out otherwise than its author expected."""

    rule: str
    number: int
    expected: str
    bulk: str
    single: str


def failed_tests(ruleset: Ruleset) -> list[FailedTest]:
    """Run the tests of every rule; what a test does not state is unknown, but for whom the rule applies to.

    A test that names none of ``applies_to``'s features is read as about somebody the rule concerns.
    """
    failed = []
    for rule in ruleset.rules:
        alone = ruleset.only(rule)
        table = test_table(rule, alone)
        bulk = [_SAID[value] for value in asked(table, alone).answers[rule.id]]
        for number, test in enumerate(rule.tests):
            applies, when = alone.single(_completed(rule, test.features, alone))
            single = _SAID[when if applies else False]
            if {bulk[number], single} != {test.expected}:
                failed.append(FailedTest(rule.id, number + 1, test.expected, bulk[number], single))
    return failed


def test_table(rule: Rule, ruleset: Ruleset) -> pl.DataFrame:
    """Lay a rule's tests out as a feature table with an ``encounter_id`` for each."""
    rows = [_completed(rule, test.features, ruleset) for test in rule.tests]
    columns = {name: [row.get(name) for row in rows] for name in ruleset.features}
    table = pl.DataFrame({name: pl.Series(name, values, strict=False) for name, values in columns.items()})
    return table.select(
        *[typed(pl.col(name), ruleset.catalogue[name].type).alias(name) for name in ruleset.features],
        encounter_id=pl.int_range(pl.len()).cast(pl.String),
    )


def _completed(rule: Rule, features: object, ruleset: Ruleset) -> dict[str, object]:
    assert isinstance(features, dict)
    concerned = {name: _first(values) for name, values in rule.written["applies_to"].items()}
    return {**concerned, **typed_row(features, ruleset.catalogue)}


def _first(values: object) -> object:
    return values[0] if isinstance(values, list) else values
