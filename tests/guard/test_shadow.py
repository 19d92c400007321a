"""A rule in the shadow changes nothing and is shown to nobody who acts on people."""

from __future__ import annotations

import re

import polars as pl
import pytest
from tests.guard.test_rules import NOW, RULES, NoHistory, tainted_batch

from tidewaiter.assess import assess
from tidewaiter.assess.life import Shadow, read_written
from tidewaiter.language.policy import POLICIES
from tidewaiter.vocabulary.tables import ASSESSED, HITS, empty

SOURCE = POLICIES.parent
RULE = """
id: in-the-shadow
version: 3
title: In the shadow
applies_to: {kind: [person, conveyance]}
owner: o
ground: g
review_at: 2027-06-30
expires_at: 2027-06-30
weight: 100
when: |
  party >= 0 or is_missing(party)
reason: 'Everybody'
tests: {fires: [{party: 1}], quiet: [{party: -1}]}
"""
KNOWS = {
    *("store/rule_models.py", "store/migrations/0011_rules.py", "store/projections/rules.py"),
    *("store/projections/__init__.py", "store/queries/rules.py", "desk/rules.py", "desk/trials.py", "cli/rules.py"),
    "web/rules/book.py",
}
"""The only files that name the table of shadow hits, or the count made of it: rules are shown by them, never people."""


class Leaking(Shadow):
    """The known-broken twin: what the shadow saw finds its way into what everybody sees."""

    def beside(self, features, names, as_of):
        whole = super().beside(features, names, as_of)
        return whole.with_columns(one_way=pl.lit(value=True), payment_form=pl.lit("CA"))


def assessed(shadow: Shadow | None) -> pl.DataFrame:
    declared, identified = tainted_batch()
    return assess(declared, identified, empty(HITS), NoHistory(), ruleset=RULES, as_of=NOW, shadow=shadow)


def shadow(kind: type[Shadow] = Shadow) -> Shadow:
    return kind(RULES.only(read_written(RULE, RULES, "test")))


def test_a_rule_in_the_shadow_that_fires_on_everybody_changes_no_assessment():
    watch = shadow()
    assert assessed(watch).equals(assessed(None))
    assert watch.fired.height > 500
    assert set(watch.fired.columns).isdisjoint(set(ASSESSED) - {"encounter_id"})


def test_the_guard_catches_a_shadow_that_leaks():
    assert not assessed(shadow(Leaking)).equals(assessed(None))


def test_whatever_breaks_in_the_shadow_the_assessment_stands(monkeypatch: pytest.MonkeyPatch, caplog):
    def broken(*_: object) -> None:
        raise RuntimeError("a rule of the shadow")

    watch = shadow()
    monkeypatch.setattr("tidewaiter.assess.life.shadow.asked", broken)
    with caplog.at_level("CRITICAL"):
        assert assessed(watch).equals(assessed(None))
    assert watch.fired.is_empty()


def test_a_feature_that_breaks_for_the_shadow_alone_breaks_nothing(caplog):
    watch = shadow()

    def features(names):
        if "party" in names:
            raise pl.exceptions.ComputeError("no such thing")
        return pl.DataFrame({"encounter_id": ["enc-1"]})

    with caplog.at_level("CRITICAL"):
        table = watch.beside(features, ["mode"], NOW)
    assert table.columns == ["encounter_id"] and watch.fired.is_empty()


def test_only_the_pages_of_rules_know_the_table_of_shadow_hits():
    naming = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if re.search(r"shadow_hit|ShadowHit|shadow_pairs|shadow_counts", path.read_text(encoding="utf-8"))
    }
    assert naming - {"store/queries/__init__.py"} == KNOWS
