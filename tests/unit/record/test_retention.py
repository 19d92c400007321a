from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest

from tidewaiter.record import read_retention
from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.facts import FactKind

SHIPPED = files("tidewaiter").joinpath("policies/retention.yaml").read_text(encoding="utf-8")
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_every_fact_kind_has_a_retention_rule_with_ground_and_citation():
    schedule = read_retention(SHIPPED)
    for kind in FactKind:
        rule = schedule[kind.retention]
        assert rule.days > 0
        assert rule.ground
        assert rule.citation


def test_no_class_is_kept_that_no_fact_uses():
    assert set(read_retention(SHIPPED)) == {kind.retention for kind in FactKind}


@pytest.mark.parametrize("name", sorted({kind.retention for kind in FactKind}))
def test_each_rule_fires_on_its_day_and_not_a_moment_before(name):
    schedule = read_retention(SHIPPED)
    end = AT + timedelta(days=schedule[name].days)
    assert not schedule.due(name, AT, end - timedelta(microseconds=1))
    assert schedule.due(name, AT, end)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("classes: [", "not YAML"),
        ("days: 3", "expected a mapping"),
        ("classes: {audit: 3}", "class audit must be a mapping"),
        (SHIPPED.replace("  audit:\n", "  other:\n"), "no retention period for audit"),
        (SHIPPED.replace("days: 30\n", "days: 0\n"), "at least one day"),
        (SHIPPED.replace("days: 30\n", "days: 'a month'\n"), "needs `days` as int"),
        (SHIPPED.replace("verified: false", "verified: maybe", 1), "needs `verified` as bool"),
    ],
)
def test_a_wrong_schedule_is_refused_with_its_place(text, message):
    with pytest.raises(InvalidPolicy, match=message) as refused:
        read_retention(text)
    assert refused.value.where == "policies/retention.yaml"
