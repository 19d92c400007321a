"""The read models of the life of rules, on every store: what runs, what ran when, and what became of each version."""

from __future__ import annotations

from tests.contract.test_read_models import append
from tests.unit.store.scenario import drafted, lives_of_rules, promoted, rule

from tidewaiter.store import queries
from tidewaiter.store.opening import Store
from tidewaiter.vocabulary.facts import FactKind

KILLED = rule(FactKind.RULE_KILLED, actor="C. Lindh", versions=[{"version": 1}], shipped=None, reason="floods")


def test_a_draft_and_an_approval_change_nothing_that_runs_and_a_promotion_does(store: Store):
    append(store, *drafted())
    with store.read() as reader:
        assert queries.rule_mark(reader.cursor) == 0
    append(store, *promoted("shadow"))
    with store.read() as reader:
        mark = queries.rule_mark(reader.cursor)
        assert mark == 4
        assert [row["version"] for row in queries.running(reader.cursor, "shadow")] == [1]
        assert queries.running(reader.cursor, "live") == []
    append(store, KILLED)
    with store.read() as reader:
        assert queries.rule_mark(reader.cursor) > mark
        assert queries.running(reader.cursor, "shadow") == []
        assert queries.switched_off(reader.cursor) == ["late-and-cash"]


def test_what_was_live_at_an_entry_is_told_for_ever(store: Store):
    append(store, *drafted(), *promoted("shadow"), *promoted("live"))  # live by entry 6
    append(store, *drafted(2), *promoted("shadow", 2), *promoted("live", 2, 1))  # by entry 12
    append(store, rule(FactKind.RULE_RETIRED, versions=[{"version": 2}], shipped=None, reason="over"))  # 13

    def live(seq: int) -> list[int]:
        with store.read() as reader:
            return [row["version"] for row in queries.live_at(reader.cursor, seq)]

    assert [live(seq) for seq in (6, 7, 12, 13, 14)] == [[], [1], [1], [2], []]


def test_a_version_whose_tests_fail_stays_a_draft(store: Store):
    failed = [{"number": 1, "expected": "fires", "bulk": "quiet", "single": "quiet"}]
    append(store, drafted()[0], rule(FactKind.RULE_TESTED, tests=2, failed=failed))
    with store.read() as reader:
        (row,) = queries.rule_versions(reader.cursor)
    assert (row["stage"], row["failed"]) == ("drafted", failed)


def test_the_shadow_is_counted_and_the_back_test_linked(store: Store):
    append(store, *lives_of_rules())
    with store.read() as reader:
        counts = {row["version"]: row["shadow_hits"] for row in queries.rule_versions(reader.cursor, "late-and-cash")}
        (tested,) = queries.backtests(reader.cursor, "late-and-cash")
        off = {row["rule_id"]: row["off_how"] for row in queries.rules(reader.cursor)}
    assert counts == {1: 1, 2: 0}
    assert (tested["encounters"], tested["report"]) == (9, {"hits": 1})
    assert off == {"late-and-cash": "superseded", "of-a-file": "killed"}
    comparison = store.compare()
    assert comparison.ok, comparison.lines()
